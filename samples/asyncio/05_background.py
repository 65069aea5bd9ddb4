# Lesson: background tasks
#
# A task runs while its loop runs. When the coroutine that was given to `asyncio.run` returns, the loop ends, and the tasks that are
# still waiting are cancelled, whatever they were about to do.
#
# Show: --virtual
# Question: Which of the two jobs comes to its end?
#   a) both
#   b) only the short one
# Answer: b, the long one was cancelled when main returned. To wait for it, await it, or keep it in a TaskGroup.
import asyncio


async def job(name, seconds):
    try:
        await asyncio.sleep(seconds)
        print(name, 'is done')
    except asyncio.CancelledError:
        print(name, 'was cancelled')
        raise


async def main():
    short = asyncio.create_task(job('short', 0.1), name='short')
    long = asyncio.create_task(job('long', 0.5), name='long')
    await asyncio.sleep(0.2)
    print('main returns:', short.done(), long.done())


asyncio.run(main())
