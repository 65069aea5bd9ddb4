# target: 2
# Submissions to a ProcessPoolExecutor; the results are gathered at the end.
from concurrent.futures import ProcessPoolExecutor

executor = None


def double(x):
    return x * 2


def main():
    global executor
    if executor is None:
        executor = ProcessPoolExecutor(2)
    futures = [executor.submit(double, i) for i in range(1000)]
    assert sum(future.result() for future in futures) == 999_000
