import threading

c = 0


def work():
    global c
    for _ in range(50_000):
        c += 1


threads = [threading.Thread(target=work) for _ in range(4)]
for t in threads: t.start()
for t in threads: t.join()
print("lost nothing" if c == 200_000 else f"lost {200_000 - c}")
