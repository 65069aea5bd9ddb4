# target: 4
# repeat: 3
import asyncio


async def ping():
    loop = asyncio.get_running_loop()
    for number in range(20_000):
        future = loop.create_future()
        loop.call_soon(future.set_result, number)
        await future


def main():
    asyncio.run(ping())
