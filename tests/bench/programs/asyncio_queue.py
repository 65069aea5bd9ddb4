# target: 4
# repeat: 3
import asyncio


async def echo(requests, answers):
    while (item := await requests.get()) is not None:
        await answers.put(item)


async def ping():
    requests, answers = asyncio.Queue(), asyncio.Queue()
    task = asyncio.create_task(echo(requests, answers))
    for number in range(10_000):
        await requests.put(number)
        await answers.get()
    await requests.put(None)
    await task


def main():
    asyncio.run(ping())
