# target: 4
# repeat: 3
import asyncio


async def echo(mine, other):
    for _ in range(10_000):
        await mine.wait()
        mine.clear()
        other.set()


async def ping():
    mine, other = asyncio.Event(), asyncio.Event()
    task = asyncio.create_task(echo(other, mine))
    for _ in range(10_000):
        other.set()
        await mine.wait()
        mine.clear()
    await task


def main():
    asyncio.run(ping())
