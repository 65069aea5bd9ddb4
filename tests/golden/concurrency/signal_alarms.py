# An alarm cuts waiting short, also where no time passes: the virtual clock stops at each of them.
import signal
import threading
import time

start = time.monotonic()


def now():
    return round(time.monotonic() - start, 1)


def note(number, frame):
    print('alarm', number, now())


def fail(number, frame):
    raise KeyError('up')


signal.signal(signal.SIGALRM, note)
print(signal.alarm(1))
time.sleep(1.5)
print('slept', now())

signal.signal(signal.SIGALRM, fail)
signal.setitimer(signal.ITIMER_REAL, 50)
print(signal.alarm(1))
try:
    time.sleep(20)
except KeyError:
    print('cut', now())

signal.signal(signal.SIGALRM, note)
signal.setitimer(signal.ITIMER_REAL, 0.2, 0.4)
time.sleep(1.3)
print(signal.setitimer(signal.ITIMER_REAL, 0)[1], now())

signal.setitimer(signal.ITIMER_REAL, 0.3)
signal.pause()
print('paused', now())

lock = threading.Lock()
lock.acquire()
signal.setitimer(signal.ITIMER_REAL, 0.2)
print(lock.acquire(timeout=0.5), now())
signal.signal(signal.SIGALRM, fail)
signal.setitimer(signal.ITIMER_REAL, 0.2)
try:
    lock.acquire()
except KeyError:
    print('interrupted', now())
event = threading.Event()
signal.setitimer(signal.ITIMER_REAL, 0.2)
try:
    event.wait(10)
except KeyError:
    print('interrupted', now(), event.is_set())
print(signal.getitimer(signal.ITIMER_REAL))
