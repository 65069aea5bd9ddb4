import functools
from functools import partial, reduce, wraps, lru_cache, cache, cached_property, singledispatch, total_ordering, partialmethod, cmp_to_key
print(reduce(lambda a, b: a + b, [1, 2, 3]), reduce(lambda a, b: a * b, [], 5), reduce(max, 'hello'))
for bad in ('reduce(max, [])', 'reduce(5, [1, 2])', 'reduce(max, 5)', 'partial()', 'partial(5)', 'lru_cache(maxsize="a")', 'singledispatch(5)'):
    try:
        print(bad, eval(bad))
    except Exception as e:
        print(bad, '->', type(e).__name__, e)
p = partial(int, base=2)
q = partial(partial(max, 5), 7, key=lambda x: -x)
print(p('101'), p('7', base=8), q(1), p.func, p.args, p.keywords, q.args, repr(partial(print, 1, end='!')), partial(print).func is print)
p.attr = 1
print(p.__dict__, callable(p))


def deco(f):
    @wraps(f)
    def wrapper(*a):
        """wrapper doc"""
        return f(*a)
    return wrapper


@deco
def original(x):
    """original doc"""
    return x


print(original.__name__, original.__doc__, original.__wrapped__(5), original.__qualname__)
calls = []


@lru_cache(maxsize=2)
def slow(x, y=0):
    calls.append(x)
    return x * 10


print(slow(1), slow(1), slow(2), slow(3), slow(1), calls, slow.cache_info(), slow.cache_parameters())
slow.cache_clear()
print(slow.cache_info(), slow(1.0), slow(1), slow.__wrapped__(9), slow(x=1), slow(y=0, x=1))


@cache
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(100), fib.cache_info())
try:
    fib([])
except TypeError as e:
    print(e)


@lru_cache(typed=True)
def typed(x): return type(x).__name__


print(typed(1), typed(1.0), typed(True))


class C:
    @cached_property
    def value(self):
        print('computed')
        return 42
    def m(self, a, b): return a, b
    pm = partialmethod(m, 1)


c = C()
print(c.value, c.value, c.__dict__, c.pm(2), C.value.__class__.__name__)
del c.value
print(c.value)


@singledispatch
def show(x): return 'default'
@show.register
def _(x: int): return f'int {x}'
@show.register(str)
def _(x): return f'str {x}'
@show.register(list)
@show.register(tuple)
def _(x): return f'seq {len(x)}'


print(show(1), show('a'), show([1]), show(()), show(1.5), show(True), show.dispatch(bool) is show.dispatch(int), sorted(t.__name__ for t in show.registry))


@total_ordering
class N:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == o.v
    def __lt__(self, o): return self.v < o.v


print(N(1) <= N(2), N(1) > N(2), N(2) >= N(2), sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a)), functools.WRAPPER_ASSIGNMENTS, functools.singledispatchmethod.__name__)
