print(None, repr(None), type(None), ..., Ellipsis, type(...), NotImplemented, type(NotImplemented), object().__class__, type(type), type(None)() is None, type(...)() is ..., bool(...), None == None, None is None, None != 0)
for bad in ('None.x', 'None.x = 1', 'None()', 'None[0]', 'None + 1', 'len(None)', 'for_ = [x for x in None]', 'type(None)(1)', 'object(1)', 'object().x = 1', 'None < None', 'None = 1', '... = 1', 'del None', 'NotImplemented < 1', 'hash(None) != hash(None)', 'int(None)', '*None', 'print(*None)', 'print(**None)', 'None @ 1', '-None', 'class A(None): pass', 'class A(type(None)): pass', 'class A(type(...)): pass', 'class A(range): pass', 'class A(slice): pass', 'class A(type(lambda: 0)): pass', 'a, b = None', 'with None: pass', 'raise None', 'import_ = None.__call__', 'type("x")("y").z', '__debug__ = 1', 'True = 1'):
    try:
        exec(bad)
        print(bad, 'fine')
    except SyntaxError as e:
        print(bad, '->', e.msg)
    except Exception as e:
        print(bad, '->', type(e).__name__, e)
o = object()
print(o == o, o != object(), hash(o) == hash(o), repr(o).startswith('<object object at 0x'), str(o) == repr(o), dir(object())[:4], object.__doc__ is not None)


class A:
    def __eq__(self, other): return 'eq'
    def __ne__(self, other): return 'ne'


class B:
    def __eq__(self, other): return False


print(A() == 1, A() != 1, 1 == A(), B() != 1, B() == B(), hash(A) != None)
try:
    hash(A())
except TypeError as e:
    print(e)


class R:
    def __repr__(self): return 'R!'
class S(R):
    def __str__(self): return 'S!'
class F(S):
    def __format__(self, spec): return f'F[{spec}]'


print(R(), str(R()), S(), repr(S()), f'{S()} {S()!r} {F():abc} {F()}', [S()], '%s %r' % (S(), S()), format(F(), 'x'), '{:>5}'.format(str(S())))
for cls in (type('X', (), {'__repr__': lambda s: 5}), type('Y', (), {'__str__': lambda s: None}), type('Z', (), {'__format__': lambda s, f: 1})):
    for f in (repr, str, format):
        try:
            f(cls())
        except TypeError as e:
            print(f.__name__, e)
try:
    format(object(), '5')
except TypeError as e:
    print(e)
print(object().__reduce_ex__(2)[0].__name__, A.__init__ is object.__init__, object.__init__ is not A.__eq__, A().__sizeof__() > 0, object().__dir__()[:1] != [], A.__dict__.__class__.__name__, A.__weakref__.__class__.__name__)
