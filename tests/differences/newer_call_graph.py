"""Who awaits whom: asyncio.print_call_graph() and its kin, as from Python 3.14. 3.11: AttributeError."""
import asyncio
import io
import re


def shown(graph):
    return re.sub(r"id=0x[0-9a-f]+", "id=0x...", re.sub(r"File '[^']*[/\\]", "File '", re.sub(r"line \d+", "line N", graph)))


async def leaf():
    out = io.StringIO()
    asyncio.print_call_graph(file=out)
    print(shown(out.getvalue()), end="")


async def middle():
    await leaf()


async def grouped():
    async with asyncio.TaskGroup() as group:
        group.create_task(middle(), name="in a group")


async def main():
    await asyncio.gather(asyncio.create_task(grouped(), name="gathered"))
    sleeper = asyncio.create_task(asyncio.sleep(10), name="sleeper")
    waiter = asyncio.create_task(asyncio.wait([sleeper]), name="waiter")
    await asyncio.sleep(0.01)
    print(shown(asyncio.format_call_graph(sleeper)))
    graph = asyncio.capture_call_graph(sleeper, limit=1)
    print(graph.future is sleeper, len(graph.call_stack), len(graph.awaited_by), graph.awaited_by[0].future is waiter)
    print(shown(asyncio.format_call_graph(asyncio.get_running_loop().create_future())))
    for wrong in (lambda: asyncio.capture_call_graph(1),):
        try:
            wrong()
        except TypeError as error:
            print(error)
    sleeper.cancel()
    await waiter


asyncio.run(main())
try:
    asyncio.capture_call_graph()
except RuntimeError as error:
    print(error)
