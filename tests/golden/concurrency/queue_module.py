import queue
import threading
import time
q = queue.Queue(maxsize=2)
q.put(1); q.put(2)
print(q.full(), q.qsize(), q.empty())
for bad in (lambda: q.put(3, block=False), lambda: q.put(3, timeout=0.05), lambda: q.put_nowait(3), lambda: (q.get(), q.get(), q.get_nowait()), lambda: q.get(timeout=0.05), lambda: q.get(timeout=-1), lambda: q.task_done() or q.task_done() or q.task_done()):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)
l, p = queue.LifoQueue(), queue.PriorityQueue()
for x in (3, 1, 2): l.put(x); p.put((x, 'p'))
print([l.get() for _ in range(3)], [p.get() for _ in range(3)])
s = queue.SimpleQueue()
s.put('a'); s.put_nowait('b')
print(s.qsize(), s.get(), s.get(), s.empty())
try:
    s.get(timeout=0.01)
except queue.Empty:
    print('Empty')
q = queue.Queue()
out = []


def worker(name):
    while True:
        item = q.get()
        if item is None: break
        out.append(item * item)
        q.task_done()


ts = [threading.Thread(target=worker, args=(i,)) for i in range(3)]
for t in ts: t.start()
for i in range(20): q.put(i)
q.join()
for t in ts: q.put(None)
for t in ts: t.join()
print(sorted(out), q.unfinished_tasks)
bounded = queue.Queue(1)
events = []


def producer():
    for i in range(3):
        bounded.put(i)
        events.append(f'put {i}')


t = threading.Thread(target=producer); t.start()
for _ in range(3):
    time.sleep(0.1)
    events.append(f'get {bounded.get()}')
t.join()
print(events[-1], len(events), [e for e in events if e.startswith('get')])
