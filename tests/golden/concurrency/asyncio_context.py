import asyncio
import contextvars
v = contextvars.ContextVar('v', default=0)


async def child(n):
    print('child', n, 'sees', v.get())
    v.set(n)
    await asyncio.sleep(0)
    print('child', n, 'keeps', v.get())


async def main():
    v.set('main')
    await asyncio.gather(child(1), child(2))
    print('main still', v.get())
    await child(3)
    print('awaited directly', v.get())
    ctx = contextvars.copy_context()
    ctx.run(v.set, 'explicit')
    await asyncio.create_task(child(4), context=ctx)
    print(ctx[v], v.get())
    loop = asyncio.get_running_loop()
    loop.call_soon(lambda: print('callback sees', v.get()))
    loop.call_soon(lambda: print('in context', v.get()), context=ctx)
    await asyncio.sleep(0)
    print(await asyncio.to_thread(v.get))
    f = loop.create_future()
    f.add_done_callback(lambda f: print('done callback', v.get()), context=ctx)
    f.set_result(None)
    await asyncio.sleep(0)

    async def gen():
        v.set('in gen')
        yield v.get()
    async for x in gen(): print(x, v.get())


asyncio.run(main())
print(v.get())
