# Class cells, __class__, __qualname__, class decorators, nested classes, properties of classes, private names, class bodies.
def deco(cls):
    cls.decorated = True
    return cls


@deco
class A:
    """A doc."""
    __slots__ = ()
    version = 1

    def __init_subclass__(cls, **kw):
        super().__init_subclass__()
        cls.kw = kw

    def __class_getitem__(cls, k): return (cls.__name__, k)
    def __len__(self): return 3
    def __contains__(self, x): return x == 1
    def __call__(self, *a, **k): return a, k
    def __enter__(self): return 'entered'
    def __exit__(self, *a): return True
    def __iter__(self): return iter('it')
    def __reversed__(self): return 'rev'
    def __index__(self): return 2
    def __hash__(self): return 99
    def __bool__(self): return False
    def __int__(self): return 8
    def __float__(self): return 8.5
    def __complex__(self): return 8j
    def __bytes__(self): return b'b'
    def __str__(self): return 'str'
    def __repr__(self): return 'repr'
    def __format__(self, s): return 'fmt' + s
    def __dir__(self): return ['x']
    def __sizeof__(self): return 1000
    def __round__(self, n=None): return ('round', n)
    def __divmod__(self, o): return 'dm'
    def __pow__(self, o, m=None): return ('pow', o, m)
    def __matmul__(self, o): return 'mm'
    def __invert__(self): return 'inv'
    def __length_hint__(self): return 5
    def __getitem__(self, k): return k
    def __missing__(self, k): return 'missing'


a = A()
print(A.decorated, A.__doc__, A[5], len(a), 1 in a, a(1, k=2), list(a), reversed(a), [10, 20, 30][a], hash(a), bool(a), int(a), float(a), complex(a), bytes(a), str(a), repr(a), f'{a:x}', dir(a), round(a), round(a, 1), divmod(a, 1), a ** 2, pow(a, 2, 3), a @ 1, ~a, a[1:2, 3], 'abc'[a])
with a as entered: raise ValueError
print(entered)


class B(A, opt=1, other='x'): pass


print(B.kw, B.version, B[int])


class Outer:
    class Inner:
        class Deep:
            def m(self): return self.__class__.__qualname__
    def make(self):
        class Local: pass
        return Local


print(Outer.Inner.Deep().m(), Outer().make().__qualname__, Outer.Inner.__module__)


class Count:
    n = 0
    def __new__(cls, *a, **k):
        cls.n += 1
        self = super().__new__(cls)
        self.args = a
        return self
    def __init__(self, *a, x=None): self.x = x
    def __eq__(self, o): return isinstance(o, Count) and self.args == o.args
    def __lt__(self, o): return self.args < o.args


print(Count(1, x=2).x, Count.n, Count(1) == Count(1), Count(1) != Count(2), sorted([Count(3), Count(1)])[0].args)
for op in ('Count(1) > Count(0)', 'Count(1) <= Count(0)', 'hash(Count())', 'Count(1) < 5'):
    try:
        print(op, eval(op))
    except Exception as e:
        print(op, '->', type(e).__name__, e)


class Temp:
    def __init__(self, c): self.c = c
    @property
    def f(self): return self.c * 9 / 5 + 32
    @f.setter
    def f(self, v): self.c = (v - 32) * 5 / 9
    @classmethod
    def from_f(cls, v): t = cls(0); t.f = v; return t
    @staticmethod
    def valid(c): return c >= -273.15
    kelvin = property(lambda self: self.c + 273.15, doc='in kelvin')


t = Temp.from_f(212)
print(t.c, t.f, t.kelvin, Temp.kelvin.__doc__, Temp.valid(-300), t.valid(0))
C = type('C', (Temp,), {'hot': lambda self: self.c > 30, '__doc__': 'dynamic'})
print(C(40).hot(), C.__doc__, C.__mro__[1] is Temp, C.__name__)
C.__name__, C.__qualname__, C.__doc__, C.__module__ = 'Renamed', 'Q', 'new doc', 'mod'
print(C, C.__doc__, repr(C(1)).partition(' at')[0])


class Base:
    def __init__(self): self.setup()
    def setup(self): self.kind = 'base'
    def template(self): return f'{self.prefix()}-{self.kind}'
    def prefix(self): return 'P'


class Derived(Base):
    def setup(self):
        super().setup()
        self.kind += '+derived'
    def prefix(self): return super().prefix().lower()


print(Derived().template(), Base().template(), Derived.setup is not Base.setup, Derived.template is Base.template)
print(issubclass(Derived, Base), Derived.__base__.__name__, Base.__subclasses__()[0].__name__, isinstance(Derived(), object), type(Derived()).__name__)


class Chain:
    def __init__(self): self.calls = []
    def __getattr__(self, n):
        if n.startswith('__'): raise AttributeError(n)
        self.calls.append(n)
        return self
    def __call__(self, *a): self.calls.append(a); return self


print(Chain().a.b(1).c().calls)


class Frozen:
    def __init__(self, v): object.__setattr__(self, 'v', v)
    def __setattr__(self, n, v): raise AttributeError(f'cannot set {n}')
    def __delattr__(self, n): raise AttributeError(f'cannot delete {n}')


f = Frozen(1)
for code in ('f.v = 2', 'del f.v', 'f.w = 1'):
    try:
        exec(code)
    except AttributeError as e:
        print(e)


class Shared:
    items = []
    def __init__(self): self.own = []


s1, s2 = Shared(), Shared()
s1.items.append(1); s1.own.append(2); s1.items = ['instance']
print(s2.items, s2.own, s1.items, Shared.items, 'items' in vars(s1), 'items' in vars(s2))
