# clock: real
# Document 001: "운영 체제가 스레드를 선점하여 전환할 수 있기 때문에 이를 선점형 멀티태스킹이라고 합니다" (threads are switched
# whenever the system wants) against "협력적 멀티태스킹 ... 작업은 언제 교체될 준비가 되었는지 발표하여 협력해야합니다" (tasks say when).
import asyncio
import threading
import time


def switches(trail):
    return sum(a != b for a, b in zip(trail, trail[1:]))


trail = []


def thread_work(name, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:       # nothing here offers to stop
        trail.append(name)


threads = [threading.Thread(target=thread_work, args=(name, 0.3)) for name in 'ab']
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print('threads are switched without being asked:', switches(trail) > 1)


async def greedy(name):
    for _ in range(5):
        trail.append(name)


async def polite(name):
    for _ in range(5):
        trail.append(name)
        await asyncio.sleep(0)          # "I can be replaced now"


async def both(work):
    trail.clear()
    await asyncio.gather(work('a'), work('b'))
    print(f'{work.__name__}:', ''.join(trail), 'switches:', switches(trail))


asyncio.run(both(greedy))
asyncio.run(both(polite))
