import asyncio


async def job(n, d=0.01, fail=None):
    try:
        await asyncio.sleep(d)
        if fail: raise fail
        return n
    except asyncio.CancelledError:
        print('cancelled', n)
        raise


async def main():
    async with asyncio.TaskGroup() as tg:
        a = tg.create_task(job('a'))
        b = tg.create_task(job('b', 0.02), name='named')
    print(a.result(), b.result(), b.get_name())
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(job('x', 0.01, ValueError('v')))
            tg.create_task(job('y', 5))
            tg.create_task(job('z', 0.01, TypeError('t')))
    except* ValueError as e:
        print('ValueError', e.exceptions)
    except* TypeError as e:
        print('TypeError', e.exceptions)
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(job('m', 5))
            raise KeyError('body')
    except* KeyError as e:
        print(repr(e))

    async def nested():
        async with asyncio.TaskGroup() as tg:
            tg.create_task(job('n1', 0.01, OSError('deep')))
            tg.create_task(job('n2', 5))
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(nested())
            tg.create_task(job('n3', 5))
    except BaseExceptionGroup as e:
        print(repr(e))
    tg = asyncio.TaskGroup()
    for bad in (lambda: tg.create_task(c), ):
        c = job('q')
        try:
            bad()
        except RuntimeError as e:
            print(str(e).partition('<TaskGroup')[2][-22:])
        c.close()
    async with tg: pass
    try:
        async with tg: pass
    except RuntimeError as e:
        print(str(e)[-25:])

    async def spawner(tg, depth):
        if depth: tg.create_task(spawner(tg, depth - 1))
        print('depth', depth)
    async with asyncio.TaskGroup() as tg: tg.create_task(spawner(tg, 3))

    async def outer():
        async with asyncio.TaskGroup() as tg:
            tg.create_task(job('o1', 5))
            await asyncio.sleep(5)
    t = asyncio.create_task(outer()); await asyncio.sleep(0.01); t.cancel()
    try:
        await t
    except asyncio.CancelledError:
        print('outer cancelled')


async def timed():
    try:
        async with asyncio.timeout(0.05):
            async with asyncio.TaskGroup() as tg:
                tg.create_task(job('t1', 5))
    except TimeoutError:
        print('timeout')


asyncio.run(timed())
asyncio.run(main())
