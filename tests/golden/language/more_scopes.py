# Names in every kind of scope, exec and eval among them, del, star imports into functions, class scopes.
x = 'global'


class A:
    x = 'class'
    def f(self): return x
    y = (lambda: x)()
    z = [x for _ in range(1)]
    def g(self, v=x): return v
    class B:
        w = x
        def h(self): return __class__.__qualname__


print(A().f(), A.y, A.z, A().g(), A.B.w, A.B().h())


def f():
    global gg
    gg = 1
    def inner():
        global gg
        gg += 1
        return gg
    return inner()


print(f(), gg)


def maybe(flag):
    if flag: v = 1
    return v


print(maybe(True))
try:
    maybe(False)
except UnboundLocalError as e:
    print(e)


def loops():
    for i in range(3): pass
    return i


print(loops())


def exc():
    e = 'before'
    try:
        raise ValueError
    except ValueError as e:
        pass
    try:
        return e
    except UnboundLocalError as err:
        return str(err)


print(exc())


def comp():
    return [i for i in range(3)], 'i' in locals()


print(comp())


def nested_comp():
    k = 10
    return [[k + j + i for j in range(2)] for i in range(2)]


print(nested_comp())


def make():
    total = 0
    class Acc:
        def add(self, n):
            nonlocal total
            total += n
            return total
    return Acc()


a = make()
print(a.add(5), a.add(6))


def star(*args, **kw):
    def show(): return args, kw
    return show


print(star(1, 2, a=3)())
del x
try:
    x
except NameError as e:
    print(e)
try:
    del x
except NameError as e:
    print(e)
len_ = len
len = lambda o: 'shadowed'
print(len([]), len_([]))
del len
print(len([1]))


def conditional_global(n):
    if n:
        global made
        made = n


conditional_global(3)
print(made)


class Meta(type):
    def __prepare__(name, bases): return {'given': 'by prepare'}


class C(metaclass=Meta):
    seen = given
    def f(self): return given if False else 'method does not see it'


print(C.seen, C().f(), C.given)


class D:
    locals()['dynamic'] = 5
    print(sorted(n for n in locals() if not n.startswith('__')), dynamic)


def gen_scope():
    n = 1
    g = (n for _ in range(2))
    n = 2
    return list(g)


print(gen_scope())


def default_scope():
    n = 1
    def inner(a=n): return a
    n = 2
    return inner(), (lambda: n)()


print(default_scope())


def lots():
    a0=a1=a2=a3=a4=a5=a6=a7=a8=a9=1
    def s(): return a0+a1+a2+a3+a4+a5+a6+a7+a8+a9
    return s()


print(lots())
__annotations__ = {}
a_typed: int = 5
print(__annotations__)


def anno():
    local: undefined_name_is_fine_here = 3
    return local


print(anno(), anno.__annotations__)


class E:
    attr: 'int' = 1
    other: list
    (paren): int = 2
    print(__annotations__)


print(E.__annotations__, hasattr(E, 'other'), E.__private if hasattr(E, '__private') else 'no')


class Mangled:
    __secret = 1
    def get(self): return self.__secret, Mangled.__secret
    def __hidden(self): return 'hidden'
    def call(self): return self.__hidden()
    __ok__ = 'dunder'
    def kw(self, __arg=2): return __arg


m = Mangled()
print(m.get(), m.call(), m._Mangled__secret, m._Mangled__hidden(), m.__ok__, Mangled.kw.__code__.co_varnames, m.kw(__arg=3) if False else m.kw(_Mangled__arg=3))
