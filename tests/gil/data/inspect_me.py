import asyncio
import os
import signal
import threading
import time

async def child(n):
    await asyncio.sleep(n)
async def group():
    async with asyncio.TaskGroup() as g:
        g.create_task(child(3)); g.create_task(child(4), name="four")
async def main():
    t = asyncio.create_task(group())
    asyncio.get_running_loop().call_later(0.2, os.kill, os.getpid(), signal.SIGUSR1)
    await asyncio.sleep(0.1)
    await asyncio.wait_for(asyncio.gather(t, child(5), asyncio.to_thread(time.sleep, 1)), 0.6)
lock = threading.Lock(); lock.acquire()
threading.Thread(target=lock.acquire, daemon=True, name="locker").start()
try: asyncio.run(main())
except TimeoutError: print("end")
