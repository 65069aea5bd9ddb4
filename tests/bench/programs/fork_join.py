# target: 1.5
# Processes that end at once, one after the other.
import multiprocessing


def nothing():
    pass


def main():
    for _ in range(50):
        child = multiprocessing.Process(target=nothing)
        child.start()
        child.join()
