# target: 1.5
# Pool.map of small jobs, one task each, over two workers.
import multiprocessing

pool = None


def double(x):
    return x * 2


def main():
    global pool
    if pool is None:
        pool = multiprocessing.Pool(2)
    assert pool.map(double, range(3000), chunksize=1)[-1] == 5998
    assert sum(pool.map(double, range(20_000))) == 399_980_000
