import threading
a = threading.Lock(); b = threading.Lock()
def one():
    with a:
        with b:
            print("one")
def two():
    with b:
        with a:
            print("two")
ts = [threading.Thread(target=f, name=f.__name__) for f in (one, two)]
for t in ts: t.start()
for t in ts: t.join()
