"""A bit of everything that the page can show: threads, locks, tasks, a child process, a mark, the main thread computing."""
import asyncio
import os
import threading
import time

import gil

lock = threading.Lock()


def read():
    for _ in range(3):
        time.sleep(0.3)
        with lock:
            time.sleep(0.2)


def write():
    for _ in range(3):
        with lock:
            time.sleep(0.4)
        time.sleep(0.05)


async def polite():
    for _ in range(4):
        await asyncio.sleep(0.25)


async def rude():
    await asyncio.sleep(0.2)
    time.sleep(0.5)


async def main():
    await asyncio.gather(asyncio.create_task(polite(), name="polite"), asyncio.create_task(rude(), name="rude"))


threads = [threading.Thread(target=read, name="reader"), threading.Thread(target=write, name="writer")]
for thread in threads:
    thread.start()
child = os.fork()
if child == 0:
    time.sleep(0.8)
    os._exit(0)
asyncio.run(main())
gil.mark("the loop is done")
for thread in threads:
    thread.join()
os.waitpid(child, 0)
