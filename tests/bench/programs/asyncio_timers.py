# target: 4
# repeat: 3
import asyncio


async def timers():
    loop = asyncio.get_running_loop()
    start, fired, last = loop.time(), [], loop.create_future()
    for number in range(100_000):
        loop.call_at(start - 1 - number * 7919 % 1000, fired.append, number)
    loop.call_at(start, last.set_result, None)
    await last
    assert len(fired) == 100_000


def main():
    asyncio.run(timers())
