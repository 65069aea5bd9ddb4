import atexit
import sys


@atexit.register
def last(): print('registered first, runs last')


atexit.register(print, 'with', 'args', sep='-')


def gone(): print('never')


atexit.register(gone)
atexit.unregister(gone)


def fails(): raise ValueError('in atexit')


def exits(): sys.exit(5)


atexit.register(fails)
atexit.register(exits)
atexit.register(lambda: atexit.register(print, 'registered during exit'))
print('main ends', atexit._ncallbacks())


class D:
    def __del__(self): print('module global dies after atexit')


d = D()
