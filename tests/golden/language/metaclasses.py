class Meta(type):
    @classmethod
    def __prepare__(mcs, name, bases, **kw):
        print('prepare', name, [b.__name__ for b in bases], kw)
        return {'injected': 1}

    def __new__(mcs, name, bases, ns, **kw):
        print('new', name, sorted(k for k in ns if not k.startswith('__')), kw)
        return super().__new__(mcs, name, bases, ns)

    def __init__(cls, name, bases, ns, **kw):
        print('init', name, kw)
        super().__init__(name, bases, ns)


class A(metaclass=Meta, option=3):
    x = injected + 1


class B(A):
    pass


print(A.x, type(B), B.injected)


class Base:
    registry = {}

    def __init_subclass__(cls, /, tag=None, **kw):
        super().__init_subclass__(**kw)
        Base.registry[tag] = cls.__name__
        print('init_subclass', cls.__name__, tag)


class One(Base, tag='one'): pass
class Two(One, tag='two'): pass
class Three(Two): pass


print(Base.registry)
for code in ('class X(Base, nope=1): pass', 'class X(nope=1): pass', 'class X(metaclass=5): pass', 'class X(A, metaclass=type): pass',
             'class M2(type): pass\nclass X(A, metaclass=M2): pass', 'class X(metaclass=type, **{"metaclass": 1}): pass', 'type("X", (), {}, a=1)', 'type()', 'type(1, 2)', 'type("X", 5, {})',
             'type(5, (), {})', 'type("X", (5,), {})', 'type("X", (), 5)', 'type("a\0b", (), {})'):
    try:
        exec(code)
        print(code, 'fine')
    except Exception as e:
        print(code.split(chr(10))[0], '->', type(e).__name__, e)
T = type('T', (A,), {'y': 2, '__doc__': 'made'}, option='called')
print(T, T.y, T.__doc__, T.__module__)


def function_meta(name, bases, ns, **kw):
    print('function', name, bases, kw)
    return 'not a class at all'


class F(metaclass=function_meta, a=1): pass


print(F)


class Ordered(type):
    def __new__(mcs, name, bases, ns):
        cls = super().__new__(mcs, name, bases, dict(ns))
        cls.order = [k for k in ns if not k.startswith('__')]
        return cls


class Fields(metaclass=Ordered):
    z = 1
    a = 2
    def m(self): pass
    b = 3


print(Fields.order)


class Singleton(type):
    _it = {}
    def __call__(cls, *a):
        if cls not in cls._it:
            cls._it[cls] = super().__call__(*a)
        return cls._it[cls]


class S(metaclass=Singleton): pass


print(S() is S())


class Abstract(type):
    def __instancecheck__(cls, o): return hasattr(o, 'quack')
    def __subclasscheck__(cls, c): return c.__name__.startswith('D')


class Duck(metaclass=Abstract): pass
class Dog: quack = True


print(isinstance(Dog(), Duck), isinstance(5, Duck), issubclass(Dog, Duck), issubclass(int, Duck))


class MroEntries:
    def __mro_entries__(self, bases): return (dict,)


class FromEntries(MroEntries()): pass


print(FromEntries.__mro__, FromEntries.__orig_bases__[0].__class__.__name__)


class G:
    def __class_getitem__(cls, item): return f'{cls.__name__}[{item}]'


print(G[int], G[1, 2])
print(list[int], dict[str, int], tuple[int, ...], type[int], list[int].__origin__, list[int].__args__, list[int]([1]), int | str, int | None, isinstance(1, int | str))
