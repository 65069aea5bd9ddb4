# clock: real
# timeout: 120
# Two thousand threads at once, a hundred thousand tasks, a chain of ten thousand awaits, eight hundred open sockets.
import asyncio
import contextlib
import sys
import threading

sys.path.insert(0, "data")
from counts import Counts


def threads():
    threading.stack_size(256 << 10)
    gate, there = threading.Event(), threading.Barrier(2001)
    done = []

    def wait():
        there.wait()
        gate.wait()
        done.append(None)

    many = [threading.Thread(target=wait) for _ in range(2000)]
    for thread in many:
        thread.start()
    there.wait()
    print(threading.active_count())
    gate.set()
    for thread in many:
        thread.join()
    threading.stack_size(0)
    return len(done)


async def tasks():
    event = asyncio.Event()

    async def wait(i):
        await event.wait()
        return i

    many = [asyncio.create_task(wait(i)) for i in range(100_000)]
    await asyncio.sleep(0)
    event.set()
    total = sum(await asyncio.gather(*many))
    some = [asyncio.create_task(asyncio.sleep(60)) for _ in range(10_000)]
    await asyncio.sleep(0)
    for task in some:
        task.cancel()
    await asyncio.wait(some)
    return total, sum(task.cancelled() for task in some)


async def chain(depth):
    if depth == 0:
        await asyncio.sleep(0)
        return 0
    return 1 + await chain(depth - 1)


async def connections():
    async def echo(reader, writer):
        with contextlib.closing(writer):
            writer.write(await reader.readline())
            await writer.drain()

    async with await asyncio.start_server(echo, "127.0.0.1", 0, backlog=1000) as server:
        address = server.sockets[0].getsockname()
        streams = [await asyncio.open_connection(*address) for _ in range(400)]
        for number, (reader, writer) in enumerate(streams):
            writer.write(b"%d\n" % number)
        lines = [await reader.readline() for reader, writer in streams]
        for reader, writer in streams:
            writer.close()
            await writer.wait_closed()
    await asyncio.sleep(0)
    return lines == [b"%d\n" % number for number in range(400)]


with Counts():
    print(threads())
with Counts():
    print(asyncio.run(tasks()))
    sys.setrecursionlimit(50_000)
    threading.stack_size(512 << 20)
    thread = threading.Thread(target=lambda: print(asyncio.run(chain(10_000))))
    thread.start()
    thread.join()
    threading.stack_size(0)
    print(asyncio.run(connections()))
