class A:
    def who(self): return ['A']
class B(A):
    def who(self): return ['B'] + super().who()
class C(A):
    def who(self): return ['C'] + super().who()
class D(B, C):
    def who(self): return ['D'] + super().who()
class E(D, A):
    pass


print(E().who(), [c.__name__ for c in E.__mro__], E.mro() == list(E.__mro__))


class O: pass
class X(O): pass
class Y(O): pass
class XY(X, Y): pass
class YX(Y, X): pass


try:
    class Bad(XY, YX): pass
except TypeError as e:
    print(e)
try:
    class Bad2(A, B): pass
except TypeError as e:
    print(e)


class Base:
    def __init__(self, **kw):
        print('Base', kw)


class Left(Base):
    def __init__(self, left=None, **kw):
        print('Left', left)
        super().__init__(**kw)


class Right(Base):
    def __init__(self, right=None, **kw):
        print('Right', right)
        super().__init__(**kw)


class Both(Left, Right):
    def __init__(self, **kw):
        print('Both')
        super().__init__(**kw)


Both(left=1, right=2)
print(super(Left, Both()).__init__.__qualname__)
s = super(B, D())
print(s.who(), s.__thisclass__, s.__self_class__, type(s.__self__).__name__, repr(s).split('<')[2][:14])
print(super(B, D).who(D()))
for code in ('super()', 'super(A, 5)', 'super(A, B).nope', 'super(5, 5)', 'super(A, A()).missing'):
    try:
        eval(code)
    except Exception as e:
        print(code, '->', type(e).__name__, e)


class NoSelf:
    def f():
        return super()

    def g(self):
        del self
        return super()

    def h(self):
        return __class__


for name in ('f', 'g'):
    try:
        getattr(NoSelf if name == 'f' else NoSelf(), name)()
    except RuntimeError as e:
        print(e)
print(NoSelf().h())


class Dynamic(A):
    def who(self):
        return [super(Dynamic, self).who()[0], super().who.__func__.__qualname__]


print(Dynamic().who())
B.__bases__ = (Y,)
print([c.__name__ for c in D.__mro__])
print(A.__subclasses__(), O.__subclasses__())


class Diamond(int, A): pass
print(Diamond(5) + 1, Diamond(5).who(), Diamond.__base__, type.mro(bool))
print(isinstance(True, int), issubclass(bool, (str, int)), issubclass(int, object))
for bad in ('isinstance(1, 5)', 'issubclass(1, int)', 'issubclass(int, 5)', 'isinstance(1, (int, 5))', 'isinstance("", (int, (5,)))'):
    try:
        print(eval(bad))
    except TypeError as e:
        print(bad, '->', e)
