import asyncio


async def worker(name, log):
    try:
        log.append(f'{name} start')
        await asyncio.sleep(10)
    except asyncio.CancelledError as e:
        log.append(f'{name} cancelled {e.args}')
        raise
    finally:
        log.append(f'{name} finally')


async def stubborn():
    for _ in range(2):
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            print('ignored a cancel', asyncio.current_task().cancelling())
    return 'survived'


async def main():
    log = []
    t = asyncio.create_task(worker('a', log))
    await asyncio.sleep(0)
    print(t.cancel('message'), t.cancelling(), t.cancelled())
    try:
        await t
    except asyncio.CancelledError as e:
        print('awaiter sees', e.args)
    print(log, t.cancelled(), t.cancel(), repr(t).partition(' name')[0])
    try:
        t.result()
    except asyncio.CancelledError as e:
        print('result', e.args)
    t = asyncio.create_task(worker('never started', log))
    t.cancel()
    await asyncio.gather(t, return_exceptions=True)
    print(log[-1], t.cancelled())
    s = asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    s.cancel(); await asyncio.sleep(0); s.cancel()
    print(await s, s.cancelling(), s.uncancel(), s.cancelled())
    log.clear()
    g = asyncio.gather(worker('g1', log), worker('g2', log))
    await asyncio.sleep(0)
    g.cancel()
    try:
        await g
    except asyncio.CancelledError:
        print('gather cancelled', log)

    async def outer():
        try:
            await asyncio.create_task(worker('inner', log))
        except asyncio.CancelledError:
            log.append('outer too'); raise
    log.clear()
    o = asyncio.create_task(outer())
    await asyncio.sleep(0); await asyncio.sleep(0)
    o.cancel()
    await asyncio.gather(o, return_exceptions=True)
    print(log)
    f = asyncio.get_running_loop().create_future()
    f.add_done_callback(lambda f: print('callback', f.cancelled()))
    f.cancel('why')
    await asyncio.sleep(0)
    try:
        await f
    except asyncio.CancelledError as e:
        print(e.args)
    try:
        async with asyncio.timeout(0.01):
            await worker('timed', log)
    except TimeoutError as e:
        print('TimeoutError', type(e.__cause__).__name__, log[-1])

    async def swallow():
        try: await asyncio.sleep(1)
        except asyncio.CancelledError: return 'swallowed'
    t = asyncio.create_task(swallow()); await asyncio.sleep(0); t.cancel()
    print(await t)
    asyncio.current_task().cancel()
    try:
        await asyncio.sleep(0)
    except asyncio.CancelledError:
        print('self cancelled', asyncio.current_task().uncancel())
    asyncio.create_task(worker('left behind', leftover))
    await asyncio.sleep(0)


leftover = []
asyncio.run(main())
print(leftover)
