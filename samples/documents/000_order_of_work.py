# Document 000: "동기 프로그래밍: 작업을 순차적으로 처리하는 것 / 비동기 프로그래밍: 작업을 순차적으로 처리하지 않고
# 대기시간(waiting time)을 최소화 하는 방법" (synchronous: one after another; asynchronous: waiting is kept short).
import asyncio
import time

log = []


def sync_job(name, seconds):
    log.append(f'{name} starts')
    time.sleep(seconds)
    log.append(f'{name} ends')


async def async_job(name, seconds):
    log.append(f'{name} starts')
    await asyncio.sleep(seconds)
    log.append(f'{name} ends')


async def all_at_once():
    await asyncio.gather(async_job('a', 0.3), async_job('b', 0.2), async_job('c', 0.1))


start = time.monotonic()
for name, seconds in ('a', 0.3), ('b', 0.2), ('c', 0.1):
    sync_job(name, seconds)
print('synchronous: ', ', '.join(log), f'({time.monotonic() - start:.1f} s)')

log.clear()
start = time.monotonic()
asyncio.run(all_at_once())
print('asynchronous:', ', '.join(log), f'({time.monotonic() - start:.1f} s)')
