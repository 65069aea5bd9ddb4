# target: 3
# A lock that nobody else wants.
import threading


def main():
    lock = threading.Lock()
    count = 0
    for _ in range(200_000):
        with lock:
            count += 1
    for _ in range(100_000):
        lock.acquire()
        lock.release()
