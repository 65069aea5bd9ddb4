import asyncio


async def f(x):
    await asyncio.sleep(0.01 * x)
    return x * 10


async def main():
    print(await f(1), await asyncio.gather(f(3), f(1), f(2)), await asyncio.gather())
    t = asyncio.create_task(f(1), name='my task')
    print(t.get_name(), t.done(), repr(t).partition(' coro=')[0], t in asyncio.all_tasks(), len(asyncio.all_tasks()))
    print(await t, t.done(), t.result(), t.exception(), t.cancelled(), 'finished' in repr(t), 'result=10' in repr(t))
    print(asyncio.current_task().get_name(), asyncio.get_running_loop() is asyncio.get_event_loop(), asyncio.get_running_loop().is_running())
    r = await asyncio.gather(f(1), fail('a'), return_exceptions=True)
    print(r)
    try:
        await asyncio.gather(f(1), fail('b'))
    except ValueError as e:
        print('gather raised', e)
    done, pending = await asyncio.wait([asyncio.create_task(f(i)) for i in (1, 20)], timeout=0.05)
    print(len(done), len(pending))
    for p in pending: p.cancel()
    done, pending = await asyncio.wait([asyncio.create_task(f(1)), asyncio.create_task(f(30))], return_when=asyncio.FIRST_COMPLETED)
    print([t.result() for t in done], len(pending))
    pending.pop().cancel()
    try:
        await asyncio.wait_for(f(50), 0.02)
    except asyncio.TimeoutError as e:
        print('timeout', type(e).__name__, isinstance(e, TimeoutError))
    print(await asyncio.wait_for(f(1), 1), await asyncio.wait_for(f(0), None))
    for c in asyncio.as_completed([f(3), f(1), f(2)]): print(await c, end=' ')
    print()
    try:
        async with asyncio.timeout(0.02):
            await asyncio.sleep(1)
    except TimeoutError:
        print('timeout context')
    async with asyncio.timeout(None) as cm:
        print(cm.when(), cm.expired())
    async with asyncio.timeout(5) as cm:
        cm.reschedule(None)
    s = asyncio.shield(inner := asyncio.ensure_future(f(3)))
    s.cancel()
    try:
        await s
    except asyncio.CancelledError:
        print('shield cancelled, inner', inner.cancelled(), await inner)
    print(await asyncio.to_thread(lambda: 'from thread'), await asyncio.get_running_loop().run_in_executor(None, pow, 2, 5))
    print(await asyncio.sleep(0, 'value of sleep'), asyncio.iscoroutinefunction(f), asyncio.iscoroutine(c := f(1)), asyncio.isfuture(t))
    c.close()


async def fail(x):
    await asyncio.sleep(0)
    raise ValueError(x)


asyncio.run(main())
for bad in (lambda: asyncio.run(5), lambda: asyncio.run(main), lambda: asyncio.get_running_loop(), lambda: asyncio.create_task(5), lambda: asyncio.current_task(), lambda: asyncio.run(fail('out of run'))):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)
with asyncio.Runner() as runner:
    print(runner.run(f(1)), runner.run(f(2)), runner.get_loop().is_closed())
