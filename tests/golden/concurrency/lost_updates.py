# clock: real
# Where the interpreter looks whether another thread waits: at calls and backward jumps, not inside `c += 1`.
import sys
import threading
sys.setswitchinterval(1e-5)
N = 60_000


def f(): return 1


def plain():
    global c
    for _ in range(N): c += 1


def two_lines():
    global c
    for _ in range(N):
        t = c
        c = t + 1


def through_call():
    global c
    for _ in range(N): c = int(c) + 1


def call_between():
    global c
    for _ in range(N):
        t = c
        f()
        c = t + 1


def loop_between():
    global c
    for _ in range(N):
        t = c
        for _ in (1, 2): pass
        c = t + 1


def add_call():
    global c
    for _ in range(N): c += f()


lock = threading.Lock()


def locked():
    global c
    for _ in range(N // 4):
        with lock:
            t = c
            f()
            c = t + 1


# Those that can lose try until they do: on a busy machine one thread may be done before the next one begins.
MANY, FEW = 100, 3
for target, total, attempts in ((plain, 4 * N, FEW), (two_lines, 4 * N, FEW), (call_between, 4 * N, MANY),
                                (loop_between, 4 * N, MANY), (add_call, 4 * N, MANY), (locked, N, FEW)):
    lost = False
    for attempt in range(attempts):
        c = 0
        threads = [threading.Thread(target=target) for _ in range(4)]
        for t in threads: t.start()
        for t in threads: t.join()
        lost = lost or c < total
        if lost: break
    print(target.__name__, 'loses updates' if lost else 'loses nothing')
