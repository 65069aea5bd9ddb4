class CM:
    def __init__(self, name, swallow=False, fail=None): self.name, self.swallow, self.fail = name, swallow, fail
    def __enter__(self):
        print('enter', self.name)
        if self.fail == 'enter': raise ValueError('enter ' + self.name)
        return self.name.upper()
    def __exit__(self, t, v, tb):
        print('exit', self.name, t and t.__name__, v, tb is not None)
        if self.fail == 'exit': raise KeyError('exit ' + self.name)
        return self.swallow


with CM('a') as a, CM('b') as b:
    print(a, b)
with CM('swallow', True):
    1 / 0
print('after')
try:
    with CM('out'), CM('in'):
        raise TypeError('body')
except TypeError as e:
    print(e)
try:
    with CM('first'), CM('second', fail='enter'):
        print('no')
except ValueError as e:
    print(e)
try:
    with CM('x', fail='exit'):
        raise TypeError('lost')
except KeyError as e:
    print(e, repr(e.__context__))
with (CM('p') as p, CM('q') as q,):
    print(p, q)
with (CM('r')) as r:
    print(r)
with (CM('t'), CM('u')):
    pass
d = {}
with CM('v') as d['key'], CM('pair') as (x, *y):
    print(d, x, y)


def leave(how):
    for i in range(2):
        with CM(f'{how}{i}'):
            if how == 'return': return i
            if how == 'break': break
            if how == 'continue': continue
    return 'end'


print(leave('return'), leave('break'), leave('continue'))


class NoExit:
    def __enter__(self): pass


class NoEnter:
    def __exit__(self, *a): pass


for o in (NoExit(), NoEnter(), 5, CM):
    try:
        with o: pass
    except (TypeError, AttributeError) as e:
        print(type(e).__name__, e)


class Late:
    def __enter__(self): return self
    @property
    def __exit__(self):
        print('exit looked up')
        return lambda *a: False


with Late():
    print('body')


class Truthy:
    def __enter__(self): pass
    def __exit__(self, *a): return [1]


with Truthy():
    raise Exception('gone')


def gen():
    with CM('in generator'):
        yield 1
        yield 2


for v in gen():
    print(v)
    break
print('end')
