# target: 2
# Submissions to a ThreadPoolExecutor; the results are gathered at the end.
from concurrent.futures import ThreadPoolExecutor


def double(x):
    return x * 2


def main():
    with ThreadPoolExecutor(4) as executor:
        futures = [executor.submit(double, i) for i in range(5000)]
        assert sum(future.result() for future in futures) == 24_995_000
