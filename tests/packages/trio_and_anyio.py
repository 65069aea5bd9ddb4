# clock: real
# timeout: 60
# trio: nurseries, cancellation, channels, streams, threads, MultiError; anyio over asyncio and over trio.
import anyio
import trio
import trio.testing


async def trio_main():
    log = []

    async def child(n, event):
        if n > 1:
            await event.wait()
        log.append(n)
        if n == 1:
            event.set()

    event = trio.Event()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(child, 1, event)
        nursery.start_soon(child, 2, event)
    print(log)
    with trio.move_on_after(0.01) as scope:
        await trio.sleep(60)
    print(scope.cancelled_caught)
    send, receive = trio.open_memory_channel(1)

    async def produce():
        async with send:
            for i in range(3):
                await send.send(i)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(produce)
        async with receive:
            print([item async for item in receive])

    async def echo(stream):
        async for data in stream:
            await stream.send_all(data)

    listeners = await trio.open_tcp_listeners(0, host="127.0.0.1")
    async with trio.open_nursery() as nursery:
        nursery.start_soon(trio.serve_listeners, echo, listeners)
        client = await trio.testing.open_stream_to_socket_listener(listeners[0])
        await client.send_all(b"ping")
        print(await client.receive_some(10))
        await client.aclose()
        nursery.cancel_scope.cancel()
    print(await trio.to_thread.run_sync(lambda: 6 * 7))

    async def fail(error):
        raise error

    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(fail, ValueError("a"))
            nursery.start_soon(fail, KeyError("b"))
    except BaseException as error:
        print(type(error).__name__, sorted(map(repr, error.exceptions)))
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(fail, ValueError("alone"))
    except ValueError as error:
        print(repr(error))


async def anyio_main():
    out = []
    event = anyio.Event()

    async def one(n):
        if n == 2:
            await event.wait()
        out.append(n)
        event.set()

    async with anyio.create_task_group() as group:
        for n in (2, 1):
            group.start_soon(one, n)
    print(out)
    with anyio.move_on_after(0.01) as scope:
        await anyio.sleep(60)
    print(scope.cancel_called, await anyio.to_thread.run_sync(lambda: "from a thread"))
    try:
        with anyio.fail_after(0.01):
            await anyio.sleep(60)
    except TimeoutError:
        print("timeout")
    lock, semaphore = anyio.Lock(), anyio.Semaphore(2)
    async with lock, semaphore:
        print(lock.locked(), semaphore.value)
    send, receive = anyio.create_memory_object_stream(2)
    async with send:
        await send.send("item")
    async with receive:
        print([item async for item in receive])


trio.run(trio_main)
for backend in ("asyncio", "trio"):
    print(backend)
    anyio.run(anyio_main, backend=backend)
