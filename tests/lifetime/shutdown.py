# What dies when at the end of the program.
import atexit
import weakref


class D:
    def __init__(self, n): self.n = n
    def __del__(self): print('del', self.n, type(D).__name__, callable(print))


a = D('global a')
_private = D('private')
b = D('global b')


def function(default=D('default')): return a


atexit.register(print, 'atexit runs first')


class C:
    attr = D('class attribute')


weakref.finalize(a, print, 'finalize of a')
lst = [D('in list')]


def gen():
    try:
        yield
    finally:
        print('generator closed')


g = gen()
next(g)
print('last line')
