# clock: real
"""A worker of a Pool that is killed takes its task with it. CPython's pool waits for the result for ever; here the task
fails with WorkerLostError, and the other tasks are done."""
import multiprocessing as mp
import os
import random
import signal
import sys
import threading
import time
from multiprocessing.pool import WorkerLostError


def work(x):
    time.sleep(0.001)
    return x * 2


def die(how):
    if how == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "exit":
        sys.exit(3)
    return how


if __name__ == "__main__":
    with mp.Pool(2) as pool:
        for how in ("kill", "exit", "stay"):
            try:
                print(pool.apply(die, (how,)))
            except WorkerLostError as e:
                print(isinstance(e, mp.ProcessError), e)
        try:
            pool.map(die, ["stay", "kill", "stay"], chunksize=1)
        except WorkerLostError as e:
            print(e)
        print(pool.map(work, range(5)))

    # Workers killed at random, idle or not: every task ends, one way or the other.
    pool = mp.Pool(3)
    done = threading.Event()

    def killer():
        while not done.wait(0.03):
            try:
                os.kill(random.choice(pool._pool).pid, signal.SIGKILL)
            except (IndexError, ProcessLookupError):
                pass

    thread = threading.Thread(target=killer)
    thread.start()
    results = [pool.apply_async(work, (i,)) for i in range(500)]
    right = lost = 0
    for i, result in enumerate(results):
        try:
            right += result.get(30) == 2 * i
        except WorkerLostError:
            lost += 1
    done.set()
    thread.join()
    print(right + lost, right > 250)
    pool.close()
    pool.join()
    print(mp.active_children())
