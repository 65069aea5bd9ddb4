class D:
    def __init__(self, n): self.n = n
    def __del__(self): print('del', self.n)


def fail(n):
    local = D(n)
    raise ValueError(n)


try:
    fail('one')
except ValueError:
    print('handling one')
print('after one')
try:
    fail('two')
except ValueError as e:
    saved = e
print('saved: the frame lives')
saved.__traceback__ = None
print('traceback dropped')
saved = None


def catches():
    try:
        fail('three')
    except ValueError:
        print('in catches')
    print('catches goes on')


catches()
try:
    try:
        fail('four')
    finally:
        print('finally of four')
except ValueError:
    print('handled four')
try:
    try:
        fail('five')
    except ValueError:
        fail('six')
except ValueError as e:
    print('context', e.__context__)
print('both frames gone')
import contextlib
with contextlib.suppress(ValueError):
    fail('seven')
print('after with')


def gen():
    try:
        yield
    except ValueError as e:
        print('in gen', e)
        yield


g = gen()
next(g)
try:
    fail('eight')
except ValueError as e:
    g.throw(e)
    print('thrown in')
print('generator still holds it')
g.close()
print('closed')


def retry():
    for i in range(2):
        try:
            fail(f'retry {i}')
        except ValueError:
            continue
    print('retries over')


retry()
try:
    fail('ret')
except ValueError:
    pass
else:
    print('never')
print('end')
