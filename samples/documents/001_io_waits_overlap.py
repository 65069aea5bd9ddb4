# Document 001: "요청 대기 시간을 겹침으로써 성능을 개선할 수 있습니다" (Threading: waits overlap) and "I/O 대기 시 유휴 상태로
# 있는 CPU를 보다 효율적으로 사용할 수 있습니다" (asyncio: the same in one thread).
import asyncio
import threading
import time


def request(seconds):
    time.sleep(seconds)


async def async_request(seconds):
    await asyncio.sleep(seconds)


def one_after_another(waits):
    for seconds in waits:
        request(seconds)


def by_threads(waits):
    threads = [threading.Thread(target=request, args=(seconds,)) for seconds in waits]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def by_asyncio(waits):
    async def main():
        await asyncio.gather(*map(async_request, waits))
    asyncio.run(main())


waits = [0.4, 0.3, 0.2, 0.1]
for way in one_after_another, by_threads, by_asyncio:
    start = time.monotonic()
    way(waits)
    print(f'{way.__name__:20} {time.monotonic() - start:.1f} s')
