# clock: real
# mask: [0-9]+\.[0-9]+ => N
# mask:  +N => N
# Lesson: the same job four ways
#
# Four jobs, one after the other, in threads, as tasks of a loop, in processes. Once they wait, once they compute. Waiting is shared by
# all three; computing only by processes; and a coroutine that computes holds up its loop.
#
# Show:
# Question: Which way makes the four computations quicker on two cores?
#   a) threads
#   b) asyncio
#   c) processes
# Answer: c, the others have one lock, or one thread.
import asyncio
import concurrent.futures
import multiprocessing
import time


def wait(_=0):
    time.sleep(0.1)


def compute(_=0):
    total = 0
    for i in range(200_000):
        total += i * i
    return total


async def wait_in_loop():
    await asyncio.sleep(0.1)


async def compute_in_loop():
    compute()


def sequential(job):
    for _ in range(4):
        job()


def threads(job):
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(job, range(4)))


def tasks(job):
    async def main():
        await asyncio.gather(*(job() for _ in range(4)))

    asyncio.run(main())


def processes(job):
    with concurrent.futures.ProcessPoolExecutor(4, mp_context=multiprocessing.get_context('fork')) as pool:
        list(pool.map(job, range(4)))


def seconds(way, job):
    begin = time.perf_counter()
    way(job)
    return time.perf_counter() - begin


if __name__ == '__main__':
    print('             waiting  computing')
    for way, waiting, computing in [(sequential, wait, compute), (threads, wait, compute),
                                    (tasks, wait_in_loop, compute_in_loop), (processes, wait, compute)]:
        print(f'{way.__name__:<12} {seconds(way, waiting):>7.2f} {seconds(way, computing):>10.2f}')
