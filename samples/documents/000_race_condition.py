# clock: real
# Document 000: "그러나 race condition 등의 문제가 발생할 수 있음" (threads share memory, so updates can be lost),
# and document 001: "필요할 때 잠금을 사용해야 합니다" (so take a lock where it matters).
import sys
import threading

N = 100_000
sys.setswitchinterval(1e-5)


def current():
    return counter


def unsafe():
    global counter
    for _ in range(N):
        value = counter             # read,
        current()                   # ... a call: here another thread may get the GIL,
        counter = value + 1         # write what is old by now


def safe():
    global counter
    for _ in range(N):
        with lock:
            value = counter
            current()
            counter = value + 1


def run(target):
    global counter
    counter = 0
    threads = [threading.Thread(target=target) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return counter


lock = threading.Lock()
print('without a lock, updates are lost:', run(unsafe) < 4 * N)
print('with a lock:', run(safe), 'of', 4 * N)
