# throw(): what a class gives that is no exception, contexts, frames; the value of a lambda's yield.
import sys


def waiting():
    try:
        yield 1
    except Exception as exc:
        print('inside', repr(exc), repr(exc.__context__))
        raise


class Strange(Exception):
    def __new__(cls, *args):
        return 3


class Failing(Exception):
    def __init__(self):
        1 / 0


for what in (ValueError, ValueError('x'), Strange, Failing, (ValueError, 'text'), (ValueError, ('a', 'b')), (KeyError, ValueError(1))):
    g = waiting()
    next(g)
    try:
        g.throw(*what) if isinstance(what, tuple) else g.throw(what)
    except Exception as exc:
        print('outside', type(exc).__name__, exc)
    print(next(g, 'ended'))
for args in (3,), (ValueError('x'), 1), (ValueError, None, 3):
    g = waiting()
    next(g)
    try:
        g.throw(*args)
    except TypeError as exc:
        print(exc, next(g, 'ended'))


def handling():
    try:
        raise KeyError('handled inside')
    except KeyError:
        yield from waiting()


for g in waiting(), handling():
    next(g)
    try:
        try:
            1 / 0
        except ZeroDivisionError:
            g.throw(ValueError)
    except ValueError as exc:
        print(repr(exc.__context__))


def stack():
    frame, names = sys._getframe(1), []
    while frame.f_code.co_name != '<module>':
        names.append(frame.f_code.co_name)
        frame = frame.f_back
    return names


def inner():
    try:
        yield stack()
    except ValueError:
        yield stack()


def outer():
    yield from inner()


g = outer()
print(next(g), g.throw(ValueError))

for function in lambda: (yield 1), lambda: (yield from inner()):
    g = function()
    next(g)
    try:
        g.send('sent')
    except StopIteration as stop:
        print(stop.value)
