import threading
import time
lock = threading.Lock()
print(lock.acquire(), lock.locked(), lock.acquire(blocking=False), lock.acquire(timeout=0.05), lock.release(), lock.locked(), repr(lock).split()[0])
with lock:
    print('in', lock.locked())
r = threading.RLock()
print(r.acquire(), r.acquire(), r.release(), r.release(), repr(r).split()[0], 'count=0' in repr(r))
for bad in ('lock.release()', 'r.release()', 'lock.acquire(timeout=-5)', 'lock.acquire(False, 1)', 'threading.Semaphore(-1)', 'threading.Condition().notify()', 'threading.Condition().wait()', 'threading.Barrier(0)', 'lock.acquire(timeout="a")', 'threading.Lock(1)', 'threading.BoundedSemaphore(1).release()'):
    try:
        print(bad, eval(bad))
    except Exception as e:
        print(bad, '->', type(e).__name__, e)
c = threading.Condition()
items = []


def consumer(n):
    with c:
        while not items: c.wait()
        print('consumer', n, items.pop(0))


ts = [threading.Thread(target=consumer, args=(i,)) for i in range(1)]
for t in ts: t.start()
with c:
    items.append('item'); c.notify()
for t in ts: t.join()
with c:
    print(c.wait(timeout=0.05), c.wait_for(lambda: True), c.wait_for(lambda: False, timeout=0.05))
e = threading.Event()
print(e.is_set(), e.wait(0.05))
threading.Timer(0.05, e.set).start()
print(e.wait(), e.is_set(), e.clear(), e.is_set())
s = threading.Semaphore(2)
print(s.acquire(), s.acquire(), s.acquire(blocking=False), s.release(2), s.acquire(timeout=0.1))
b = threading.BoundedSemaphore(1)
with b: print('bounded')
barrier = threading.Barrier(3, action=lambda: order.append('action'))
order = []


def meet(i):
    time.sleep(i * 0.05)
    n = barrier.wait()
    order.append(n)


ts = [threading.Thread(target=meet, args=(i,)) for i in range(3)]
for t in ts: t.start()
for t in ts: t.join()
print(order[0], sorted(order[1:]), barrier.parties, barrier.n_waiting, barrier.broken)
broken = threading.Barrier(2, timeout=0.05)
try:
    broken.wait()
except threading.BrokenBarrierError:
    print('broken', broken.broken)
broken.reset()
print(broken.broken)
counter = 0


def add():
    global counter
    for _ in range(500):
        with lock:
            value = counter
            value = int(value) + 1
            counter = value


ts = [threading.Thread(target=add) for _ in range(4)]
for t in ts: t.start()
for t in ts: t.join()
print(counter)
trail = []


def rec(n):
    with r:
        trail.append(n)
        if n: rec(n - 1)


rec(3)
print(trail, r.acquire(blocking=False))
