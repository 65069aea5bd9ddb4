# Lesson: gather, and how long it takes
#
# Three waits that begin together end when the longest one does: one thread waits for all of them at once, because waiting needs no
# thread. In the picture the tasks' bars lie above each other, and the loop's thread is nearly empty.
#
# Show: --virtual
# Question: Waits of 1, 2 and 3 tenths of a second, gathered: how long in all?
#   a) 0.6 s
#   b) 0.3 s
# Answer: b, the waits lay above each other.
import asyncio
import time


async def fetch(name, seconds):
    await asyncio.sleep(seconds)
    return f'{name} after {seconds}'


async def main():
    begin = time.monotonic()
    print(await asyncio.gather(fetch('a', 0.1), fetch('b', 0.2), fetch('c', 0.3)))
    print(f'{time.monotonic() - begin:.1f} s')


asyncio.run(main())
