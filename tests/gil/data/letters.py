import queue
import random
import sys
import threading
import time

out, items, done = [], queue.Queue(), threading.Event()


def write(letter):
    for _ in range(30):
        out.append(letter)
        if random.random() < 0.2: time.sleep(random.random())
        items.put(letter)
    done.wait(1)
    out.append(letter.upper())


def read():
    while (item := items.get()) is not None:
        out.append("." if item < "c" else ":")


threads = [threading.Thread(target=write, args=(letter,)) for letter in "abcd"]
reader = threading.Thread(target=read)
for t in [reader, *threads]: t.start()
for t in threads: t.join()
items.put(None)
reader.join()
print("".join(out), round(time.perf_counter() % 1 * 0))
