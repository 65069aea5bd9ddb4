import sys


class D:
    def __del__(self):
        raise ValueError('in del')


d = D()
del d
print('after')


def hook(args):
    print('hook:', args.exc_type.__name__, args.exc_value, args.err_msg, args.object.__qualname__)


sys.unraisablehook = hook
D()
sys.unraisablehook = sys.__unraisablehook__


class It:
    def __iter__(self):
        try:
            yield 1
        finally:
            raise KeyError('closing')


for x in It():
    break
print('end')
