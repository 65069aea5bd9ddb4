# target: 1.5
# repeat: 3
import asyncio


async def worker(lock):
    for _ in range(5_000):
        async with lock:
            pass
    for _ in range(300):
        async with lock:
            await asyncio.sleep(0)


async def workers():
    await asyncio.gather(*[worker(asyncio.Lock()) for _ in range(3)])
    lock = asyncio.Lock()
    await asyncio.gather(*[worker(lock) for _ in range(3)])


def main():
    asyncio.run(workers())
