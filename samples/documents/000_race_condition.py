# Document 000: "그러나 race condition 등의 문제가 발생할 수 있음" (threads share memory, so updates can be lost),
# and document 001: "필요할 때 잠금을 사용해야 합니다" (so take a lock where it matters).
# Left to chance a switch between the read and the write is rare; here two events make it happen each time.
import threading

N = 100_000


def slow():
    global counter
    with guard():
        value = counter         # read,
        has_read.set()
        others_done.wait(0.2)   # ... meanwhile the other thread counts, unless the lock keeps it out,
        counter = value + 1     # write what is old by now


def quick():
    global counter
    has_read.wait()
    for _ in range(N):
        with guard():
            counter += 1
    others_done.set()


def run(lock):
    global counter, guard, has_read, others_done
    counter = 0
    guard = lock
    has_read, others_done = threading.Event(), threading.Event()
    threads = [threading.Thread(target=slow), threading.Thread(target=quick)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return counter


class NoLock:
    def __enter__(self):
        pass

    def __exit__(self, *_):
        pass


mutex = threading.Lock()
print('without a lock:', run(NoLock), 'of', N + 1)
print('with a lock:', run(lambda: mutex), 'of', N + 1)
