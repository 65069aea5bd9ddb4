# clock: real
import os
import sys
import threading
r, w = os.pipe()
sys.stdout.flush()
pid = os.fork()
if pid == 0:
    os.close(r)
    os.write(w, b'child says hello')
    os._exit(7)
os.close(w)
print(os.read(r, 100))
print(os.waitpid(pid, 0)[1] >> 8, os.waitstatus_to_exitcode(7 << 8))
stop = threading.Event()
t = threading.Thread(target=stop.wait); t.start()
print('threads in parent', threading.active_count(), flush=True)
pid = os.fork()
if pid == 0:
    print('threads in child', threading.active_count(), threading.current_thread() is threading.main_thread(), len(os.listdir('/proc/self/task')), flush=True)
    x = threading.Thread(target=print, args=('a new thread in the child',)); x.start(); x.join()
    sys.stdout.flush()
    os._exit(0)
os.waitpid(pid, 0)
stop.set(); t.join()
value = [1]
sys.stdout.flush()
pid = os.fork()
if pid == 0:
    value.append('child')
    print('child', value, flush=True)
    sys.exit(3)
print('parent', value, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
turn, pass_on = os.pipe()  # the child's line comes after the parent's
os.register_at_fork(before=lambda: print('before', flush=True), after_in_parent=lambda: (print('after in parent', flush=True), os.write(pass_on, b'.')), after_in_child=lambda: (os.read(turn, 1), print('after in child', flush=True)))
pid = os.fork()
if pid == 0:
    os._exit(0)
os.waitpid(pid, 0)
try:
    os.waitpid(pid, 0)
except ChildProcessError as e:
    print(e)
print(os.waitstatus_to_exitcode(9), os.WIFEXITED(0), os.WEXITSTATUS(256), os.getppid() > 0, os.getpid() > 0)
pid = os.fork()
if pid == 0: os.abort()
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
