# f(*args, **kwargs): what reaches the parameters, what is copied, and every error.
from collections import OrderedDict, UserDict


def three(a, b, c):
    return a, b, c


def collect(*args, **kwargs):
    return args, kwargs


def mixed(a, b=2, /, c=3, *rest, d=4, e, **others):
    return a, b, c, rest, d, e, others


def only(a, b, /):
    return a, b


def gen(*args):
    yield from args


async def coro(**kwargs):
    return kwargs


class C:
    def method(self, *args, **kwargs):
        return args, kwargs

    def simple(self, a, b=5):
        return a, b

    @classmethod
    def make(cls, *args, **kwargs):
        return cls.__name__, args, kwargs

    def __call__(self, *args, **kwargs):
        return 'called', args, kwargs


class Base:
    def __init__(self, *args, **kwargs):
        self.got = args, kwargs


class Derived(Base):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)


class Keys:
    def keys(self):
        return ['x', 'y']

    def __getitem__(self, key):
        return key * 2


class SubDict(dict):
    def __getitem__(self, key):
        return 'never asked'


class Name(str):
    def __hash__(self):
        return 7

    def __eq__(self, other):
        return str(self) == str(other)


def attempt(label, thunk):
    try:
        print(label, thunk())
    except Exception as e:
        print(label, type(e).__name__, e)


t = (1, 2, 3)
n = {'x': 1, 'y': 2}
print(three(*t), three(*[1, 2], 3), three(*'abc'), three(1, *(2, 3)), three(*range(3)))
print(collect(*t), collect(**n), collect(*t, **n), collect(0, *t, z=3, **n), collect(*t, *t, **n, **{'w': 0}))
print(collect(*t)[0] == t, collect(**n)[1] is n, collect(**n)[1] == n)
print(mixed(*t, e=1), mixed(*t, 4, 5, e=1, q=7), mixed(1, e=5, **{'c': 9, 'b': 8}), mixed(*(1,), **{'e': 1, 'c': 2}))
print(list(gen(*t)), C().method(*t, **n), C().simple(*t[:2]), C().simple(*t[:1], **{'b': 3}), C.make(*t, **n), C()(*t, **n))
bound = C().method
print(bound(*t, **n), bound(*range(40))[0][-1], Derived(*t, **n).got)
print(collect(**Keys()), collect(**UserDict(a=1)), collect(**OrderedDict(b=1, a=2)), collect(**SubDict(a=1)))
print(max(*t), print(*t, **{'sep': '-', 'end': '|\n'}), dict(**n), sorted(*[t], **{'reverse': True}))
print([k for k in collect(**{Name('q'): 1})[1]], three(**{Name('a'): 1, 'b': 2, 'c': 3}))
c = coro(**n)
try:
    c.send(None)
except StopIteration as stop:
    print(stop.value, stop.value is n)
kwargs = {'a': 1}
print(collect(**kwargs)[1] is kwargs, collect(**{'a': 1}))


def change(**kw):
    kw['new'] = 1
    n['later'] = 2
    return kw


print(change(**n), n)
del n['later']

attempt('few', lambda: three(*t[:2]))
attempt('many', lambda: three(*t, 4))
attempt('double', lambda: three(*t, **{'a': 1}))
attempt('unknown', lambda: three(*t[:2], **{'d': 1}))
attempt('posonly', lambda: only(1, **{'b': 1}))
attempt('posonly two', lambda: only(**{'a': 1, 'b': 1}))
attempt('missing kw', lambda: mixed(*t))
attempt('int', lambda: three(*5))
attempt('mapping', lambda: collect(**5))
attempt('both', lambda: collect(*5, **5))
attempt('method int', lambda: C().method(*5))
attempt('method mapping', lambda: C().method(**[1]))
attempt('keys', lambda: collect(**{1: 2}))
attempt('keys native', lambda: max(t, **{1: 2}))
attempt('repeat', lambda: collect(**n, **n))
attempt('repeat kw', lambda: collect(x=1, **n))
five = 5
attempt('not callable', lambda: five(*t))
attempt('method missing', lambda: C().simple(**n))
attempt('method many', lambda: C().simple(*t))


def deep(k, *args, **kwargs):
    return deep(k + 1, *args, **kwargs)


try:
    deep(0, 1, x=2)
except RecursionError as e:
    print(type(e).__name__)


def count(k, *args):
    return k if k == 600 else count(k + 1, *args)


print(count(0, 1, 2))
