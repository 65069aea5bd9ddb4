# target: 4
# repeat: 3
import asyncio


async def nothing():
    pass


async def create():
    for _ in range(20_000):
        await asyncio.create_task(nothing())


def main():
    asyncio.run(create())
