# target: 1.5
# repeat: 3
import asyncio


async def numbers():
    for number in range(100_000):
        yield number


async def add():
    total = 0
    async for number in numbers():
        total += number
    return total


def main():
    asyncio.run(add())
