import threading, time
def wait(n):
    time.sleep(n)
ts = [threading.Thread(target=wait, args=(n,)) for n in (1, 2, 3)]
for t in ts: t.start()
for t in ts: t.join()
