# Document 004: "time.sleep()을 사용하여 동기적으로 대기하면, 현재 스레드가 차단되어 이벤트 루프의 실행이 중단된다 ... asyncio 모듈을
# 동기 함수와 섞어서 사용하는 것은 좋지 않다" (a synchronous wait stops the loop), and the way out: a thread.
import asyncio
import time


async def ticker(log):
    while True:
        log.append(round(time.monotonic() - start, 1))
        await asyncio.sleep(0.1)


async def main(wait):
    global start
    start = time.monotonic()
    log = []
    task = asyncio.create_task(ticker(log))
    await asyncio.sleep(0.02)
    await wait()
    await asyncio.sleep(0.12)
    task.cancel()
    gaps = [round(b - a, 1) for a, b in zip(log, log[1:])]
    print(f'{wait.__name__:12} longest silence of the ticker: {max(gaps)} s')


async def blocking():
    time.sleep(0.5)


async def waiting():
    await asyncio.sleep(0.5)


async def in_a_thread():
    await asyncio.to_thread(time.sleep, 0.5)


for wait in blocking, waiting, in_a_thread:
    asyncio.run(main(wait))
