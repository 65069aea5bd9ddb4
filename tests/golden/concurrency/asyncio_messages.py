# What asyncio says by itself: exceptions never retrieved, tasks destroyed, coroutines never awaited.
import asyncio
import gc


async def fail(): raise ValueError('nobody looks')


async def main():
    t = asyncio.create_task(fail())
    await asyncio.sleep(0)
    del t
    gc.collect()
    f = asyncio.get_running_loop().create_future()
    f.set_exception(KeyError('future'))
    del f
    gc.collect()
    fail()
    asyncio.get_running_loop().call_soon(lambda: 1 / 0)
    await asyncio.sleep(0)
    print('main ends')


asyncio.run(main())
