# target: 1.5
# Two threads give each other a turn by two locks.
import threading


def main():
    mine, other = threading.Lock(), threading.Lock()
    other.acquire()

    def answer():
        for _ in range(3000):
            other.acquire()
            mine.release()

    thread = threading.Thread(target=answer)
    thread.start()
    for _ in range(3000):
        mine.acquire()
        other.release()
    thread.join()
