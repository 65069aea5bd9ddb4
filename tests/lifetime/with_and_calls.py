class D:
    def __init__(self, n): self.n = n
    def __del__(self): print('del', self.n)
    def __enter__(self): print('enter', self.n); return D('value of ' + self.n)
    def __exit__(self, *a): print('exit', self.n)
    def __call__(self, *a): return a
    def __iter__(self): return iter([1])
    def __getattr__(self, n): return D(f'{self.n}.{n}')


with D('cm'):
    print('body')
print('after with')
with D('cm2') as v:
    print('body', v.n)
print('after with 2')
v = None


def f(a, b=None, *args, **kw):
    print('f runs')


f(D('1'), D('2'), D('3'), k=D('4'))
print('after call')
f(*[D('5'), D('6')], **{'z': D('7')})
print('after star call')
D('callable')(D('arg'))
print('after calling an instance')
D('x').attr
print('after attribute')
D('x').attr.deeper
print('after two attributes')


def ident(x): return x


ident(ident(D('nested')))
print('after nested calls')
ident(D('returned and discarded'))
print('discarded')
y = ident(D('kept'))
print('kept')
y = None
for i in D('iterable'): print('iterating')
print('after for')


class C:
    def __init__(self, d): print('init with', d.n)
    def method(self, d): return self


C(D('to init'))
print('after init')
C(D('i')).method(D('m'))
print('after method')


def kwonly(*, k): pass


kwonly(k=D('kw'))
print('after keyword')
try:
    f(D('bad'), **5)
except TypeError:
    print('failed call')
print('end of failed call')
try:
    kwonly(D('wrong'))
except TypeError:
    print('wrong call')
print('after wrong call')
print((lambda d: d.n)(D('lambda')))


def gen(d):
    yield d.n


list(gen(D('generator argument')))
print('after generator')
max([D('max')], key=lambda d: d.n)
print('after max')
isinstance(D('isinstance'), D)
print('after isinstance')
print(*(d.n for d in [D('star 1'), D('star 2')]))
print('end')
