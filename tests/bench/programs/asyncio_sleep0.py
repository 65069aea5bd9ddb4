# target: 4
# repeat: 3
import asyncio


async def one():
    for _ in range(50_000):
        await asyncio.sleep(0)


def main():
    asyncio.run(one())
