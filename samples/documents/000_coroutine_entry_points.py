# Document 000: "단일 스레드에서 여러 중단점과 진입점을 왔다 갔다 하면서 작업을 수행" (a coroutine works in a single thread,
# going to and fro between several points of suspension and entry).
import asyncio
import threading

trail = []


async def worker(name, points):
    for point in range(points):
        trail.append((name, point, threading.get_ident()))
        await asyncio.sleep(0)      # a point of suspension, and the next point of entry
    return name


async def main():
    print(await asyncio.gather(worker('a', 3), worker('b', 2), worker('c', 3)))


asyncio.run(main())
print(' '.join(f'{name}{point}' for name, point, _ in trail))
print('threads used:', len({thread for _, _, thread in trail}))

# The same by hand: a coroutine is an object that can be entered again where it stopped.


class Pause:
    def __await__(self):
        answer = yield 'paused'
        return answer


async def by_hand():
    print('  first entry')
    print('  second entry with', await Pause())
    print('  third entry with', await Pause())
    return 'done'


coroutine = by_hand()
print(coroutine.send(None))
print(coroutine.send('x'))
try:
    coroutine.send('y')
except StopIteration as stop:
    print(stop.value)
