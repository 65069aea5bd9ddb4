# clock: real
# timeout: 60
# Workers of pools are killed under load. The tasks that they had are lost and say so, all others come; python3.11's Pool
# waits for ever, so this output is minipy's own.
import multiprocessing
import os
import signal
import sys
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

sys.path.insert(0, "data")
from counts import Counts

FATAL = set(range(7, 300, 23))


def job(i):
    if i in FATAL:
        os.kill(os.getpid(), signal.SIGKILL)
    return i


def leave(i):
    os._exit(3)


def apply_under_fire():
    with multiprocessing.Pool(3) as pool:
        results = [pool.apply_async(job, (i,)) for i in range(300)]
        done, lost, words = set(), [], set()
        for i, result in enumerate(results):
            try:
                done.add(result.get())
            except multiprocessing.ProcessError as error:
                lost.append(i)
                words.add(f"{type(error).__name__}: {error}")
        print(done == set(range(300)) - FATAL, lost == sorted(FATAL), words)
        print(pool.map(job, [1, 2, 3]))
        pool.close()
        pool.join()


def map_under_fire():
    with multiprocessing.Pool(2) as pool:
        try:
            pool.map(job, range(40), chunksize=5)
        except multiprocessing.ProcessError as error:
            print(type(error).__name__)
        try:
            pool.apply(leave, (1,))
        except multiprocessing.ProcessError as error:
            print(error)


def executor_under_fire():
    with ProcessPoolExecutor(3) as executor:
        kinds = {type(future.exception()) for future in [executor.submit(job, i) for i in range(100)]}
        print(BrokenProcessPool in kinds, kinds <= {BrokenProcessPool, type(None)})
        try:
            executor.submit(job, 1)
        except BrokenProcessPool as error:
            print(type(error).__name__)
    with ProcessPoolExecutor(2) as executor:
        print(list(executor.map(job, range(5))))


if __name__ == "__main__":
    for part in (apply_under_fire, map_under_fire, executor_under_fire):
        with Counts():
            part()
