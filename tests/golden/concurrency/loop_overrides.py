# A program may derive from the event loop and replace its methods, on the class or on one loop: all go through them.
import asyncio
import heapq


class Counting(asyncio.SelectorEventLoop):
    def __init__(self):
        self.counts = {}
        super().__init__()

    def count(self, name):
        self.counts[name] = self.counts.get(name, 0) + 1

    def call_soon(self, callback, *args, context=None):
        self.count("call_soon")
        return super().call_soon(callback, *args, context=context)

    def call_at(self, when, callback, *args, context=None):
        self.count("call_at")
        return super().call_at(when, callback, *args, context=context)

    def create_task(self, coro, **kwargs):
        self.count("create_task")
        return super().create_task(coro, **kwargs)

    def create_future(self):
        self.count("create_future")
        return super().create_future()

    def _timer_handle_cancelled(self, handle):
        self.count("timer cancelled")
        super()._timer_handle_cancelled(handle)


async def work():
    await asyncio.sleep(0)
    await asyncio.sleep(0.001)
    future = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_later(0.001, future.set_result, "later")
    return await future


async def several():
    return await asyncio.gather(work(), work())


loop = Counting()
print(loop.run_until_complete(several()))
print(sorted(loop.counts.items()))
loop.close()


# The clock is the loop's.
class Clock(asyncio.SelectorEventLoop):
    now = 100.0

    def time(self):
        return self.now

    def _run_once(self):
        if not self._ready and self._scheduled:
            self.now = self._scheduled[0].when()
        super()._run_once()


async def long_sleeps():
    start = asyncio.get_running_loop().time()
    await asyncio.gather(asyncio.sleep(3600), asyncio.sleep(7200))
    return asyncio.get_running_loop().time() - start


loop = Clock()
print(loop.run_until_complete(long_sleeps()))
loop.close()


# On one loop only, while it runs.
async def replaced():
    loop = asyncio.get_running_loop()
    original, seen = loop.call_soon, []

    def call_soon(callback, *args, context=None):
        seen.append(getattr(callback, "__name__", type(callback).__name__))
        return original(callback, *args, context=context)

    loop.call_soon = call_soon
    future = loop.create_future()
    future.add_done_callback(done)
    future.set_result(1)
    await asyncio.sleep(0)
    del loop.call_soon
    await asyncio.sleep(0)
    return seen


def done(future):
    print("done", future.result())


print(asyncio.run(replaced()))


# The queue and the heap can be looked at and used.
async def look():
    loop = asyncio.get_running_loop()
    loop.call_soon(print, "first")
    second = loop.call_soon(print, "second")
    task = asyncio.create_task(asyncio.sleep(0), name="third")
    print(len(loop._ready), second in loop._ready, loop._ready[1] is second, type(loop._ready[2]).__name__)
    print([handle._args for handle in loop._ready])
    loop._ready.remove(second)
    loop._ready.append(asyncio.Handle(print, ("appended",), loop))
    await task
    timers = [loop.call_later(delay, print, delay) for delay in (50, 10, 30, 20, 40)]
    print([handle._args[0] for handle in loop._scheduled])
    print(heapq.heappop(loop._scheduled)._args, loop._scheduled[0]._args)
    for timer in timers:
        timer.cancel()
    print(timers[0].cancelled(), timers[0]._args, timers[0]._callback, timers[0] < timers[1], timers[1] <= timers[1])
    await asyncio.sleep(0)
    print(len(loop._scheduled))


asyncio.run(look())


# Timers due at the same moment run in the order of the heap.
async def same_moment():
    loop = asyncio.get_running_loop()
    order, when = [], loop.time() + 0.01
    for number in range(20):
        loop.call_at(when, order.append, number)
    await asyncio.sleep(0.02)
    return order


print(asyncio.run(same_moment()))


# A handle of a program's own kind.
class Loud(asyncio.Handle):
    def _run(self):
        print("before")
        super()._run()


async def own_handles():
    loop = asyncio.get_running_loop()
    handle = Loud(print, ("inside",), loop)
    loop._ready.append(handle)
    await asyncio.sleep(0)
    handle.note = 1  # an instance of a class of ours has a dictionary
    print(handle.note)
    try:
        asyncio.Handle(print, (), loop).note = 1
    except AttributeError as error:
        print(error)


asyncio.run(own_handles())


# A tool that watches what the loops run.
async def watched():
    await asyncio.sleep(0)
    return "watched"


run, seen = asyncio.Handle._run, []


def recorded_run(self):
    seen.append(type(self._callback).__name__)
    run(self)


asyncio.Handle._run = recorded_run
print(asyncio.run(watched()))
print(seen[:3], len(seen) > 3)
asyncio.Handle._run = run
print(asyncio.run(watched()))
del seen[:]

# Closed, and wrong.
loop = asyncio.new_event_loop()
loop.close()
for attempt in (lambda: loop.call_soon(print), lambda: loop.call_later(1, print), lambda: loop.call_at(1, print),
                lambda: loop.call_soon_threadsafe(print)):
    try:
        attempt()
    except RuntimeError as error:
        print(error)
loop = asyncio.new_event_loop()
for attempt in (lambda: loop.call_later(None, print), lambda: loop.call_at(None, print), lambda: loop.call_later("1", print)):
    try:
        attempt()
    except TypeError as error:
        print(error)
loop.set_debug(True)
for attempt in (lambda: loop.call_soon(several), lambda: loop.call_soon(1), lambda: loop.call_later(1, several)):
    try:
        attempt()
    except TypeError as error:
        print(error)
loop.close()
