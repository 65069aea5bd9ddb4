class Data:
    def __init__(self, label): self.label = label
    def __set_name__(self, owner, name): print('set_name', owner.__name__, name, self.label); self.name = name
    def __get__(self, obj, cls=None): return (self.label, self.name, obj is None, cls.__name__)
    def __set__(self, obj, value): obj.__dict__[self.name] = ('stored', value)
    def __delete__(self, obj): print('delete', self.name); obj.__dict__.pop(self.name, None)


class NonData:
    def __get__(self, obj, cls=None): return 'non-data'


class C:
    d = Data('D')
    n = NonData()


c = C()
print(c.d, C.d, c.n, C.n)
c.d = 5
c.n = 'own'
print(c.d, c.n, vars(c))
del c.d
print(vars(c))
C.late = Data('late')       # no __set_name__ for late ones
try:
    c.late
except AttributeError as e:
    print(e)


class P:
    def __init__(self): self._x = 1
    @property
    def x(self):
        """The x."""
        return self._x
    @x.setter
    def x(self, v): self._x = v * 2
    @x.deleter
    def x(self): print('deleted'); self._x = None
    @property
    def ro(self): return 'read only'
    w = property(None, lambda self, v: print('w', v))


p = P()
p.x = 21
print(p.x, P.x.__doc__, P.__dict__['x'].fget.__name__)
del p.x
print(p.x)
p.w = 3
for code in ('p.ro = 1', 'del p.ro', 'p.w', 'del p.w', 'P.ro.fset', 'P.x.__get__(p)', 'property(1).fget', 'P.x.__set__(p, 4)'):
    try:
        exec('print(' + code + ')' if '=' not in code and 'del' not in code else code)
    except Exception as e:
        print(code, '->', type(e).__name__, e)


class Fails:
    @property
    def oops(self): return self.missing
    def __getattr__(self, name): return f'getattr({name})'


print(Fails().oops, Fails().other)


class Slots:
    __slots__ = ('a', 'b', '__weakref__')
    def __init__(self): self.a = 1


s = Slots()
print(s.a, Slots.a, Slots.__slots__, hasattr(s, '__dict__'))
for code in ('s.b', 's.c = 1', 'del s.b', 's.__dict__', 'Slots.a.__get__(5)', 'Slots.a.__set__(s, 7)', 'Slots.a.__get__(s)',
             'type("X", (), {"__slots__": ("a",), "a": 1})', 'type("X", (), {"__slots__": "1a"})', 'type("X", (int,), {"__slots__": ("a",)})', 'type("X", (), {"__slots__": (1,)})'):
    try:
        if '=' in code: exec(code)
        else: print(code, eval(code) if 'del' not in code else exec(code))
    except Exception as e:
        print(code, '->', type(e).__name__, e)


class Cached:
    def __init__(self, f): self.f = f
    def __set_name__(self, o, n): self.n = n
    def __get__(self, o, c):
        value = o.__dict__[self.n] = self.f(o)
        return value


class U:
    @Cached
    def slow(self): print('computing'); return 42


u = U()
print(u.slow, u.slow)


class Bound:
    def __call__(self, *a): return a


class H:
    m = Bound()
    f = len
    g = staticmethod(lambda x: x)
    h = classmethod(lambda cls, x: (cls.__name__, x))


print(H().m(1), H().f('abc'), H().g(2), H().h(3), H.h(4), H.__dict__['g'](5), H.__dict__['h'].__func__.__name__)
print((lambda self: self).__get__(5)(), (lambda self: self).__get__(None, int) is not None, str.upper.__get__('x')())
