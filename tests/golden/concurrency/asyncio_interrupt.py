# clock: real
# SIGINT during asyncio.run: main is cancelled, then KeyboardInterrupt.
import asyncio
import os
import signal


async def main():
    asyncio.get_running_loop().call_later(0.05, os.kill, os.getpid(), signal.SIGINT)
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print('cancelled')
        raise
    finally:
        print('finally')


try:
    asyncio.run(main())
except KeyboardInterrupt:
    print('KeyboardInterrupt')


async def spin():
    asyncio.get_running_loop().call_later(0.01, signal.raise_signal, signal.SIGINT)
    await asyncio.sleep(0.1)
    print('not reached')


asyncio.run(spin())
