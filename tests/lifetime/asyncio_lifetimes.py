import asyncio


class D:
    def __init__(self, n): self.n = n
    def __del__(self): print('del', self.n)


async def job(n, d=0):
    local = D('local of ' + n)
    await asyncio.sleep(d)
    return D('result of ' + n)


async def main():
    await job('awaited')
    print('after await')
    r = await job('kept')
    print('kept')
    r = None
    t = asyncio.create_task(job('task'))
    await t
    print('task done, holds its result')
    t = None
    print('task dropped')
    await asyncio.gather(job('g1'), job('g2'))
    print('after gather')
    try:
        await asyncio.wait_for(job('slow', 10), 0.01)
    except TimeoutError:
        print('timeout')
    print('after timeout')
    asyncio.create_task(job('background', 10))
    await asyncio.sleep(0)
    print('main ends')


asyncio.run(main())
print('run ended')


async def agen():
    d = D('in agen')
    try:
        yield 1
        yield 2
    finally:
        print('agen finally')


async def breaks():
    async for x in agen():
        break
    print('after break')
    await asyncio.sleep(0)
    print('after a turn of the loop')


asyncio.run(breaks())
