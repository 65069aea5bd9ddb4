import threading
c = 0
def work():
    global c
    c += 1
threads = [threading.Thread(target=work) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
print(c)
