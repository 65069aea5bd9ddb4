class D:
    def __init__(self, n): self.n = n
    def __del__(self): print('del', self.n)


x = D('old')
x = D('new')            # the new one exists before the old one dies
print('rebound')
del x
print('deleted')


def f():
    a, b, c = D('a'), D('b'), D('c')
    print('in f')
    return 'result'


print(f())


def returns_local():
    keep, drop = D('keep'), D('drop')
    return keep


k = returns_local()
print('returned')
k = None


def params(p, q):
    p = None
    print('parameter rebound')
    del q
    print('parameter deleted')


params(D('p'), D('q'))


def raises():
    local = D('local of a failing function')
    raise ValueError


try:
    raises()
except ValueError as e:
    print('handler: the traceback keeps the frame')
print('after the handler')


def loop():
    for i in range(3):
        item = D(f'item {i}')
    print('loop done')


loop()
for v in [D('x'), D('y')]: print('visiting', v.n)
print('loop variable still alive')
del v


def swap():
    a, b = D('s1'), D('s2')
    a, b = b, a
    a = None
    print('first of the swapped gone')


swap()


def nested():
    outer = D('outer')

    def inner(): return outer
    return inner


i = nested()
print('closure keeps it')
del i
print('closure gone')


def default(d=D('default')): pass


del default
print('function deleted')


def walrus():
    if (w := D('walrus')): pass
    w = 1
    print('walrus rebound')


walrus()
s = D('augmented')
lst = [s]
del s
lst += [D('added')]
lst.clear()
print('cleared')
t = (D('t0'), D('t1'))
del t
print('tuple gone')
dd = {1: D('d1'), 2: D('d2')}
dd[1] = D('d1 new')
dd.pop(2)
print('popped')
del dd


class Holder: pass


h = Holder()
h.attr = D('attr')
h.attr = D('attr new')
del h.attr
h.z, h.y = D('z'), D('y')
del h
print('end')
