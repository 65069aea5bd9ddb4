# Lesson: blocking the loop
#
# A coroutine that calls `time.sleep` does not wait, it stops: the loop's one thread sleeps with it, and every other task stands
# still. The heart below wants to beat each tenth of a second. The summary names the line that held the loop up.
#
# Show: --virtual
# Question: How many of the heart's beats are late?
#   a) none
#   b) the one that fell into the sleep
# Answer: b, nothing could beat while the thread slept. `await asyncio.sleep(0.35)` would have harmed nobody.
import asyncio
import time


async def heart():
    expected = time.monotonic()
    for beat in range(6):
        late = time.monotonic() - expected
        print('beat', beat, 'late' if late > 0.1 else 'on time')
        expected = time.monotonic() + 0.1
        await asyncio.sleep(0.1)


async def careless():
    await asyncio.sleep(0.15)
    time.sleep(0.35)


async def main():
    await asyncio.gather(heart(), careless())


asyncio.run(main())
