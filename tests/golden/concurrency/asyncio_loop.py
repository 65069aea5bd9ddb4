import asyncio
import threading
loop = asyncio.new_event_loop()
order = []
loop.call_soon(order.append, 'soon 1')
loop.call_later(0.02, order.append, 'later')
loop.call_later(0.01, order.append, 'sooner')
h = loop.call_soon(order.append, 'cancelled')
h.cancel()
loop.call_soon(order.append, 'soon 2')
loop.call_at(loop.time() + 0.03, loop.stop)
loop.run_forever()
print(order, h.cancelled(), loop.is_running(), loop.is_closed())


async def co(): return 'result'


print(loop.run_until_complete(co()))
f = loop.create_future()
loop.call_later(0.01, f.set_result, 'future')
print(loop.run_until_complete(f), f.done(), repr(f))
f2 = loop.create_future()
print(repr(f2))
for bad in (lambda: f2.result(), lambda: f2.exception(), lambda: f.set_result(1), lambda: f.set_exception(ValueError), lambda: f2.set_exception(StopIteration()), lambda: f2.set_exception(5), lambda: loop.call_soon(5) if False else loop.run_until_complete(5)):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)
f2.set_exception(KeyError('k'))
print(repr(f2), repr(f2.exception()))
f3 = loop.create_future()
f3.add_done_callback(lambda f: print('callback 1', f.result()))
cb = lambda f: print('never')
f3.add_done_callback(cb)
print(f3.remove_done_callback(cb))
f3.set_result('r')
print('set; callbacks run later')
loop.run_until_complete(asyncio.sleep(0))


def failing(): raise ValueError('in callback')


loop.set_exception_handler(lambda l, c: print('handler:', c['message'].partition('(')[0], repr(c['exception'])))
loop.call_soon(failing)
loop.run_until_complete(asyncio.sleep(0))
threading.Thread(target=lambda: loop.call_soon_threadsafe(lambda: print('from thread') or loop.stop())).start()
loop.run_forever()


async def other_thread():
    fut = await asyncio.to_thread(lambda: asyncio.run_coroutine_threadsafe(co(), loop))
    return await asyncio.wrap_future(fut)


print(loop.run_until_complete(other_thread()))
try:
    loop.run_until_complete(asyncio.gather(loop.create_future(), return_exceptions=True)) if False else loop.run_until_complete(nested := loop.create_task(co()))
finally:
    print(nested.result())


async def inside():
    try:
        loop.run_until_complete(c := co())
    except RuntimeError as e:
        print(e); c.close()
    try:
        loop.close()
    except RuntimeError as e:
        print(e)


loop.run_until_complete(inside())
loop.run_until_complete(loop.shutdown_asyncgens())
loop.run_until_complete(loop.shutdown_default_executor())
loop.close()
print(loop.is_closed(), repr(loop).split()[1:])
try:
    loop.call_soon(print)
except RuntimeError as e:
    print(e)
