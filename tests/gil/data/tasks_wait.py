import asyncio


async def wait_for(event):
    await event.wait()


async def main():
    first, second = asyncio.Event(), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(wait_for(first))
        group.create_task(wait_for(second), name="the second")


asyncio.run(main())
