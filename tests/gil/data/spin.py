import threading


def spin():
    n = 0
    while n < 6_000_000: n += 1


threads = [threading.Thread(target=spin) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
