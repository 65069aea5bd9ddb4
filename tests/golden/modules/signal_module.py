# clock: real
import os
import signal
import sys
import time


def handler(num, frame):
    print('handler', signal.Signals(num).name, frame.f_code.co_name)


print(signal.SIGINT, repr(signal.SIGTERM), signal.SIGALRM.value, signal.Signals(9), signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT) is signal.default_int_handler)
old = signal.signal(signal.SIGUSR1, handler)
print(old, signal.getsignal(signal.SIGUSR1) is handler)
os.kill(os.getpid(), signal.SIGUSR1)
signal.raise_signal(signal.SIGUSR1)


def boom(n, f): raise ValueError('from handler')


signal.signal(signal.SIGUSR2, boom)
try:
    os.kill(os.getpid(), signal.SIGUSR2)
    time.sleep(5)
except ValueError as e:
    print(e)
signal.signal(signal.SIGALRM, handler)
start = time.monotonic()
signal.setitimer(signal.ITIMER_REAL, 0.05)
time.sleep(0.2)
print('slept on', time.monotonic() - start >= 0.2)
try:
    signal.raise_signal(signal.SIGINT)
except KeyboardInterrupt:
    print('KeyboardInterrupt')
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.raise_signal(signal.SIGINT)
print('ignored', signal.getsignal(signal.SIGINT))
signal.signal(signal.SIGINT, signal.SIG_DFL)
for bad in ('signal.signal(999, handler)', 'signal.signal(signal.SIGKILL, handler)', 'signal.signal(signal.SIGUSR1, 5)', 'signal.signal("a", handler)', 'signal.raise_signal(0)', 'signal.getsignal(0)', 'signal.Signals(999)', 'signal.alarm("a")', 'signal.strsignal(2)', 'signal.alarm(0)'):
    try:
        print(bad, eval(bad))
    except Exception as e:
        print(bad, '->', type(e).__name__, e)
import threading


def in_thread():
    try:
        signal.signal(signal.SIGUSR1, handler)
    except ValueError as e:
        print(e)


t = threading.Thread(target=in_thread); t.start(); t.join()
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
signal.raise_signal(signal.SIGUSR1)
print('blocked', signal.sigpending() == {signal.SIGUSR1})
signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGUSR1])
n = 0
def count(s, f):
    global n
    n += 1
signal.signal(signal.SIGALRM, count)
signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
while n < 3: pass
signal.setitimer(signal.ITIMER_REAL, 0)
print('interrupted a busy loop')
