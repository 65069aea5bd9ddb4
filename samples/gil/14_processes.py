# clock: real
# mask: [0-9.]+ cores => N cores
# Lesson: processes use both cores
#
# Each process has an interpreter of its own, and so a lock of its own: two of them compute at the same time, on two cores. They share
# nothing, so the numbers to add go there, and the sums come back, through pipes.
#
# Show:
# Question: Two processes that compute, on a machine with two free cores: how many cores are used?
#   a) one
#   b) nearly two
# Answer: b, in the picture both lanes are filled at the same time.
import concurrent.futures
import multiprocessing
import os
import time


def add(begin):
    total = 0
    for i in range(begin, begin + 1_000_000):
        total += i * i
    return total


if __name__ == '__main__':
    begin = time.perf_counter()
    fork = multiprocessing.get_context('fork')
    with concurrent.futures.ProcessPoolExecutor(2, mp_context=fork) as pool:
        sums = list(pool.map(add, [0, 1_000_000]))
    used = os.times()
    cores = (used.children_user + used.children_system) / (time.perf_counter() - begin)
    print(sums, f'{cores:.1f} cores')
