"""Eager tasks, asyncio.eager_task_factory, as from Python 3.12. 3.11: AttributeError."""
import asyncio


async def quick(value):
    print("quick", value, asyncio.current_task().get_name())
    return value


async def slow(value):
    print("slow begins", value)
    await asyncio.sleep(0)
    print("slow goes on", value)
    return value


async def fails():
    raise ValueError("at once")


async def main():
    loop = asyncio.get_running_loop()
    loop.set_task_factory(asyncio.eager_task_factory)
    me = asyncio.current_task()
    done = asyncio.create_task(quick(1), name="first")
    print(done.done(), done.result(), asyncio.current_task() is me)
    waiting = asyncio.create_task(slow(2))
    print(waiting.done(), waiting in asyncio.all_tasks(), done in asyncio.all_tasks())
    print(await waiting)
    failed = asyncio.create_task(fails())
    print(failed.done(), repr(failed.exception()))
    print(await asyncio.gather(quick(3), slow(4), quick(5)))
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(quick(6)), group.create_task(slow(7))]
    print([task.result() for task in tasks])
    loop.set_task_factory(None)
    print(asyncio.create_task(quick(8), name="lazy").done())
    await asyncio.sleep(0)
    eager = asyncio.Task(quick(9), loop=loop, eager_start=True, name="by hand")
    print(eager.done())


asyncio.run(main())
