# target: 1.5
# Threads that do next to nothing are started and joined, one after the other.
import threading


def main():
    done = []
    for i in range(1000):
        thread = threading.Thread(target=done.append, args=(i,))
        thread.start()
        thread.join()
    assert len(done) == 1000
