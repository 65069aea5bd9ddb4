# Lesson: the loop's queue
#
# The loop holds a queue of what is ready, and takes from its front. A task runs until it awaits something that is not there yet;
# `asyncio.sleep(0)` waits for nothing, so the task goes to the end of the queue, and the others have their turn.
#
# Show: --virtual
# Question: In which order do the three tasks count?
#   a) a0 a1 a2 b0 b1 b2 c0 c1 c2
#   b) a0 b0 c0 a1 b1 c1 a2 b2 c2
# Answer: b, each `await` put the task behind the two others.
import asyncio


async def count(name):
    for step in range(3):
        print(name, step, sep='', end=' ')
        await asyncio.sleep(0)


async def main():
    await asyncio.gather(count('a'), count('b'), count('c'))
    print()


asyncio.run(main())
