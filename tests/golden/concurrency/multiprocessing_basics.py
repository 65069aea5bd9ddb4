# clock: real
import multiprocessing as mp
import os
import sys
import time


def child(n, q):
    q.put((n, os.getpid() != parent, mp.current_process().name, mp.parent_process().pid == parent))


def exits(code): sys.exit(code)
def fails(): raise ValueError('in child')
def sleeps(): time.sleep(30)
def text(): sys.exit('a text')


parent = os.getpid()
if __name__ == '__main__':
    mp.set_start_method('fork')
    q = mp.Queue()
    p = mp.Process(target=child, args=(1, q), name='kid')
    print(p.name, p.pid, p.exitcode, p.is_alive(), p.daemon)
    p.start()
    print(p.pid is not None, q.get(), p.join(), p.exitcode, p.is_alive())
    ps = [mp.Process(target=exits, args=(c,)) for c in (0, 1, 7, None)]
    for x in ps: x.start()
    for x in ps: x.join()
    print([x.exitcode for x in ps], ps[0].name.startswith('Process-'))
    s = mp.Process(target=sleeps); s.start()
    s.join(0.05)
    print(s.is_alive(), s.exitcode)
    s.terminate(); s.join(); print(s.exitcode)
    s = mp.Process(target=sleeps); s.start(); s.kill(); s.join(); print(s.exitcode, repr(s).partition('pid')[0][:30], 'SIGKILL' in repr(s))
    print(mp.current_process().name, mp.parent_process(), mp.active_children(), mp.cpu_count() >= 1, mp.get_start_method())
    a, b = mp.Pipe()
    a.send({'any': ['thing', 1.5, None]}); print(b.recv(), b.poll(), a.poll(0.01)); b.send_bytes(b'raw'); print(a.recv_bytes()); a.close()
    try:
        b.recv()
    except EOFError as e:
        print('EOFError')
    r, w = mp.Pipe(duplex=False)
    w.send(1); print(r.recv())
    try:
        r.send(1)
    except OSError as e:
        print(e)
    lock, value = mp.Lock(), mp.Value('i', 0)

    def add():
        for _ in range(50):
            with lock: value.value += 1
    ps = [mp.Process(target=add) for _ in range(3)]
    for x in ps: x.start()
    for x in ps: x.join()
    print(value.value)
    e = mp.Event()
    p = mp.Process(target=lambda: (e.wait(), sys.exit(9))); p.start(); e.set(); p.join(); print(p.exitcode)
    arr = mp.Array('d', [1.0, 2.0])
    p = mp.Process(target=lambda: arr.__setitem__(0, 9.5)); p.start(); p.join(); print(arr[:])
    for bad in (lambda: p.start(), lambda: mp.Process().join(), lambda: mp.Process(target=1, foo=2)):
        try:
            bad()
        except Exception as ex:
            print(type(ex).__name__, ex)
    with mp.Pool(2) as pool:
        print(pool.map(abs, [-1, -2, 3]), pool.apply(pow, (2, 5)), pool.starmap(pow, [(2, 3), (3, 2)]), sorted(pool.imap_unordered(abs, [-5, 4])), pool.apply_async(len, ('abc',)).get(5))
    sem = mp.Semaphore(1); print(sem.acquire(), sem.acquire(block=False), sem.release())
    jq = mp.JoinableQueue(); jq.put(1); jq.get(); jq.task_done(); jq.join(); print('joined', mp.SimpleQueue().empty())
