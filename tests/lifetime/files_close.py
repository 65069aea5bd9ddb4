# A file closes when its name goes; a ResourceWarning is silent by default.
import os
import sys
name = '/tmp/minipy_close_%d' % os.getpid()


def fds(): return len(os.listdir('/proc/self/fd'))


before = fds()
f = open(name, 'w')
f.write('text')
print(fds() - before, os.path.getsize(name))
f = None
print(fds() - before, os.path.getsize(name))
open(name).read()
print(fds() - before)


def reads():
    g = open(name)
    return g.read()


print(reads(), fds() - before)
for line in open(name): print(line, fds() - before)
print(fds() - before)
with open(name) as h:
    print(fds() - before)
print(fds() - before, h.closed)
r, w = os.pipe()
p = os.fdopen(w, 'w')
p.write('flushed at death')
del p
print(os.read(r, 100))
os.close(r)
os.remove(name)
print(fds() - before)
