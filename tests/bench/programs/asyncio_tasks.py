# target: 3
# repeat: 1
import asyncio


async def one():
    await asyncio.sleep(0)


async def all_of_them():
    await asyncio.gather(*[one() for _ in range(100_000)])


def main():
    asyncio.run(all_of_them())
