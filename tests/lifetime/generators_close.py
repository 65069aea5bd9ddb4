class D:
    def __init__(self, n): self.n = n
    def __del__(self): print('del', self.n)


def g(name):
    local = D('local of ' + name)
    try:
        yield 1
        yield 2
    except GeneratorExit:
        print('exit', name)
        raise
    finally:
        print('finally', name)


for x in g('broken off'):
    break
print('line after break')
next(g('discarded'))
print('line after discarding')
h = g('kept')
next(h)
h = None
print('line after rebinding')


def f():
    it = g('in function')
    next(it)
    return 'returned'


print(f())
never = g('never started')
del never
print('never started: nothing runs')
a, b = zip(g('zip 1'), g('zip 2'))
print('exhausted', a)
first, *_ = g('starred')
print(first)
print(any(x == 1 for x in g('any')))
print('after any')
i = iter(g('iter'))
next(i)
l = [i]
del i
print('still in a list')
l.pop()
print('popped')


def delegate():
    try:
        yield from g('inner')
    finally:
        print('finally of delegate')


d = delegate()
next(d)
del d
print('delegate gone')


def with_error():
    try:
        yield 1
    finally:
        print('raising while closing')
        raise ValueError('in close')


e = with_error()
next(e)
try:
    e.close()
except ValueError as err:
    print('close raised', err)


def loop():
    for x in g('returned from'):
        return x


print(loop())
try:
    for x in g('raised out of'):
        raise KeyError('k')
except KeyError:
    print('caught')
m = map(lambda v: v, g('under map'))
next(m)
del m
print('map gone')
ge = (v for v in g('under genexpr'))
next(ge)
del ge
print('genexpr gone')
while True:
    for x in g('nested break'): break
    break
print('end')
