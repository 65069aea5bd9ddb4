import threading
import time
log = []


def work(name, delay):
    time.sleep(delay)
    log.append((name, threading.current_thread().name, threading.current_thread() is threading.main_thread()))


t = threading.Thread(target=work, args=('a', 0.2), name='named')
print(t.is_alive(), t.ident, t.daemon, t.name, repr(t).split('(')[1][:15])
t.start()
print(t.is_alive(), t.ident is not None, t.native_id is not None, threading.active_count())
t2 = threading.Thread(target=work, kwargs={'name': 'b', 'delay': 0.1})
t2.start()
t.join(0.05)
print('still alive', t.is_alive())
t.join(); t2.join()
print(log, t.is_alive(), repr(t).endswith('>'), 'stopped' in repr(t))
print(threading.Thread(target=work).name.startswith('Thread-'), '(work)' in threading.Thread(target=work).name, threading.main_thread().name, threading.current_thread().name)
for bad in (lambda: t.start(), lambda: threading.Thread().join(), lambda: threading.current_thread().join(), lambda: threading.Thread(group=1), lambda: setattr(t2, 'daemon', True) or 'set', lambda: threading.Thread(target=5).run(), lambda: threading.Thread(foo=1), lambda: threading.Thread.__init__(), lambda: threading.stack_size(1)):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)


class Mine(threading.Thread):
    def __init__(self, n):
        super().__init__(daemon=True)
        self.n = n

    def run(self): self.result = self.n * 2


m = Mine(21); m.start(); m.join()
print(m.result, m.daemon)
local = threading.local()
local.x = 'main'


def see():
    try:
        local.x
    except AttributeError as e:
        print(e)
    local.x = threading.current_thread().name
    print(local.x, vars(local))


th = threading.Thread(target=see, name='T'); th.start(); th.join()
print(local.x)


class L(threading.local):
    made = 0
    def __init__(self, v): self.v = v; L.made += 1


l = L(5)
th = threading.Thread(target=lambda: print(l.v, L.made)); th.start(); th.join()
e = threading.excepthook
threading.excepthook = lambda a: print('hook', a.exc_type.__name__, a.exc_value, a.thread.name)
th = threading.Thread(target=lambda: 1 / 0, name='failing'); th.start(); th.join()
th = threading.Thread(target=lambda: exit(3), name='exits'); th.start(); th.join()
threading.excepthook = e
print([x.name for x in threading.enumerate()], threading.get_ident() == threading.main_thread().ident, threading.TIMEOUT_MAX > 1000)
timer = threading.Timer(0.1, print, ['timer ran']); timer.start(); timer.join()
timer = threading.Timer(5, print, ['never']); timer.start(); timer.cancel(); timer.join()
print('end', timer.finished.is_set())
