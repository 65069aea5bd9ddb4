# target: 1.5
# Small objects through a multiprocessing.Queue to a consumer, whose sum comes back by another one.
import multiprocessing


def consume(queue, results):
    total = 0
    while (item := queue.get()) is not None:
        total += item[1]
    results.put(total)


def main():
    queue, results = multiprocessing.Queue(), multiprocessing.SimpleQueue()
    child = multiprocessing.Process(target=consume, args=(queue, results))
    child.start()
    for i in range(10_000):
        queue.put(("job", i))
    queue.put(None)
    assert results.get() == sum(range(10_000))
    child.join()
