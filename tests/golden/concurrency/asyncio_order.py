# In which order callbacks and tasks run.
import asyncio


async def step(name, n, trail):
    for i in range(n):
        trail.append(f'{name}{i}')
        await asyncio.sleep(0)


async def main():
    trail = []
    loop = asyncio.get_running_loop()
    t1 = asyncio.create_task(step('a', 3, trail))
    loop.call_soon(trail.append, 'cb1')
    t2 = asyncio.create_task(step('b', 2, trail))
    trail.append('main')
    await asyncio.sleep(0)
    trail.append('main again')
    loop.call_soon(trail.append, 'cb2')
    await t1
    trail.append('t1 done')
    await t2
    print(*trail)
    trail.clear()

    async def immediate(): trail.append('immediate'); return 1
    await immediate(); trail.append('no switch')
    t = asyncio.create_task(immediate()); trail.append('created')
    await t; trail.append('awaited')
    f = loop.create_future()
    t.add_done_callback(lambda t: trail.append('cb of done task'))
    trail.append('added')
    await asyncio.sleep(0)
    print(*trail)
    trail.clear()

    async def chain(n):
        if n: await chain(n - 1)
        else: await asyncio.sleep(0)
        trail.append(n)
    await asyncio.gather(chain(2), chain(1))
    print(*trail)
    trail.clear()
    ev = asyncio.Event()

    async def w(n):
        await ev.wait(); trail.append(f'w{n}')
    ts = [asyncio.create_task(w(i)) for i in range(3)]
    await asyncio.sleep(0)
    ev.set(); trail.append('set')
    ev.clear()
    await asyncio.sleep(0)
    trail.append('after')
    await asyncio.gather(*ts)
    print(*trail)
    trail.clear()
    loop.call_later(0.02, trail.append, 'l2'); loop.call_later(0.01, trail.append, 'l1'); loop.call_later(0, trail.append, 'l0'); loop.call_soon(trail.append, 's')
    await asyncio.sleep(0.05)
    print(*trail)
    trail.clear()
    fut = loop.create_future()

    async def wf(n): trail.append(f'{n}:{await fut}')
    ts = [asyncio.create_task(wf(i)) for i in range(2)]
    await asyncio.sleep(0)
    fut.set_result('x'); trail.append('result set')
    await asyncio.gather(*ts)
    print(*trail)
    results = await asyncio.gather(*(asyncio.sleep(0.01 * (3 - i), i) for i in range(3)))
    print(results)
    trail.clear()

    async def agen():
        for i in range(3):
            yield i
            await asyncio.sleep(0)

    async def reader(n):
        async for x in agen(): trail.append(f'{n}{x}')
    await asyncio.gather(reader('p'), reader('q'))
    print(*trail)


asyncio.run(main())
