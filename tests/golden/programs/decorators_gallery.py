import functools
log = []


def trace(f):
    @functools.wraps(f)
    def inner(*args, **kw):
        text = ', '.join([*map(repr, args), *(f'{k}={v!r}' for k, v in kw.items())])
        log.append(f'-> {f.__name__}({text})')
        try:
            result = f(*args, **kw)
        except Exception as e:
            log.append(f'!! {type(e).__name__}')
            raise
        log.append(f'<- {result!r}')
        return result
    return inner


def repeat(n):
    def deco(f):
        def inner(*a): return [f(*a) for _ in range(n)]
        return inner
    return deco


def memo(f):
    cache = {}

    def inner(*a):
        if a not in cache: cache[a] = f(*a)
        return cache[a]
    inner.cache = cache
    return inner


class Count:
    def __init__(self, f): functools.update_wrapper(self, f); self.f, self.n = f, 0
    def __call__(self, *a): self.n += 1; return self.f(*a)
    def __get__(self, obj, cls): return self if obj is None else functools.partial(self, obj)


def validate(**types):
    def deco(f):
        names = f.__code__.co_varnames[:f.__code__.co_argcount]
        @functools.wraps(f)
        def inner(*args):
            for name, value in zip(names, args):
                if name in types and not isinstance(value, types[name]):
                    raise TypeError(f'{f.__name__}: {name} must be {types[name].__name__}, not {type(value).__name__}')
            return f(*args)
        return inner
    return deco


@trace
def add(a, b=2, *, scale=1): return (a + b) * scale


@repeat(3)
@trace
def hello(name): return 'hello ' + name


@memo
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)


@Count
def counted(x): return x * 2


@validate(a=int, b=str)
def typed(a, b): return b * a


class C:
    @Count
    def method(self, x): return x + 1

    @staticmethod
    @trace
    def static(x): return x

    @property
    @memo
    def prop(self): return 'computed once'


def register(registry):
    def deco(cls_or_f):
        registry[cls_or_f.__name__] = cls_or_f
        return cls_or_f
    return deco


reg = {}


@register(reg)
class Plugin:
    @register(reg)
    def m(self): pass


print(add(1), add(1, b=5, scale=10), hello('you'), fib(60), len(fib.cache), counted(4), counted(5), counted.n, counted.__name__)
try:
    add('a')
except TypeError:
    pass
c = C()
print(c.method(1), c.method(2), C.__dict__['method'].n, C.static(9), c.prop, c.prop, sorted(reg))
for args in ((2, 'x'), ('2', 'x'), (2, 3)):
    try:
        print(typed(*args))
    except TypeError as e:
        print(e)
print(*log, sep='\n')
(lambda f: f)(print)('decorated expression')
funcs = [trace, memo]


@funcs[1]
def indexed(): return 'by subscript'


@(lambda f: lambda: f() + '!')
def bang(): return 'bang'


print(indexed(), bang())
