import threading
import time

a, b = threading.Lock(), threading.Lock()


def one():
    with a:
        time.sleep(0.1)
        with b:
            print("one")


def two():
    with b:
        time.sleep(0.1)
        with a:
            print("two")


threads = [threading.Thread(target=f, daemon=True) for f in (one, two)]
for t in threads: t.start()
print("started")
for t in threads: t.join()
