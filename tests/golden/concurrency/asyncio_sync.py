import asyncio


async def main():
    lock = asyncio.Lock()
    order = []

    async def user(n):
        async with lock:
            order.append(f'{n} in')
            await asyncio.sleep(0.01)
            order.append(f'{n} out')
    await asyncio.gather(*(user(i) for i in range(3)))
    print(order, lock.locked(), repr(lock).partition('[')[2])
    try:
        lock.release()
    except RuntimeError as e:
        print(e)
    ev = asyncio.Event()

    async def waiter(n):
        await ev.wait()
        order.append(n)
    order.clear()
    ts = [asyncio.create_task(waiter(i)) for i in range(3)]
    await asyncio.sleep(0)
    print(ev.is_set(), 'waiters:3' in repr(ev)); ev.set()
    await asyncio.gather(*ts)
    print(order, await ev.wait())
    sem = asyncio.Semaphore(2)
    running = most = 0

    async def limited():
        nonlocal running, most
        async with sem:
            running += 1; most = max(most, running)
            await asyncio.sleep(0.01)
            running -= 1
    await asyncio.gather(*(limited() for _ in range(6)))
    print('most at once', most, sem.locked())
    b = asyncio.BoundedSemaphore(1)
    try:
        b.release()
    except ValueError as e:
        print(e)
    cond = asyncio.Condition()
    items = []

    async def consumer():
        async with cond:
            await cond.wait_for(lambda: items)
            return items.pop()
    t = asyncio.create_task(consumer())
    await asyncio.sleep(0)
    async with cond:
        items.append('thing'); cond.notify_all()
    print(await t)
    try:
        cond.notify()
    except RuntimeError as e:
        print(e)
    bar = asyncio.Barrier(3)

    async def meet(i):
        await asyncio.sleep(0.01 * i)
        async with bar as pos: return pos
    print(sorted(await asyncio.gather(*(meet(i) for i in range(3)))), bar.parties, bar.n_waiting, bar.broken)
    q = asyncio.Queue(2)

    async def producer():
        for i in range(4):
            await q.put(i)
            order.append(f'put {i}')
        await q.put(None)

    async def consume():
        while (x := await q.get()) is not None:
            order.append(f'got {x}')
            q.task_done()
        q.task_done()
    order.clear()
    await asyncio.gather(producer(), consume())
    await q.join()
    print(order, q.empty(), q.qsize(), q.maxsize)
    for bad in (lambda: q.get_nowait(), lambda: [q.put_nowait(i) for i in range(3)], lambda: q.task_done() or [q.task_done() for _ in range(9)]):
        try:
            bad()
        except Exception as e:
            print(type(e).__name__, e)
    p, l = asyncio.PriorityQueue(), asyncio.LifoQueue()
    for x in (3, 1, 2): p.put_nowait(x); l.put_nowait(x)
    print([await p.get() for _ in range(3)], [await l.get() for _ in range(3)])


asyncio.run(main())
