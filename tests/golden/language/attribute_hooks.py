class Log:
    def __getattribute__(self, name):
        if not name.startswith('__'):
            print('getattribute', name)
        return object.__getattribute__(self, name)

    def __getattr__(self, name):
        print('getattr', name)
        if name == 'gone':
            raise AttributeError('really gone')
        return name.upper()

    def __setattr__(self, name, value):
        print('setattr', name, value)
        object.__setattr__(self, name, value)

    def __delattr__(self, name):
        print('delattr', name)
        super().__delattr__(name)


o = Log()
o.x = 1
print(o.x)
print(o.other)
del o.x
print(o.x)
o.x = 5
o.x += 1
try:
    o.gone
except AttributeError as e:
    print(e)
print(hasattr(o, 'gone'), getattr(o, 'gone', 'dflt'))
try:
    del o.nothing
except AttributeError as e:
    print(e)


class Proxy:
    def __init__(self, target): object.__setattr__(self, '_t', target)
    def __getattr__(self, n): return getattr(self._t, n)
    def __setattr__(self, n, v): setattr(self._t, n, v)
    def __dir__(self): return ['b', 'a']


class T: pass


t = T()
p = Proxy(t)
p.field = 3
print(t.field, p.field, dir(p), p.__class__.__name__)
try:
    len(p)                      # special methods are looked up on the type
except TypeError as e:
    print(e)
t.__len__ = lambda: 3
try:
    len(t)
except TypeError as e:
    print(e)


class Meta(type):
    def __getattr__(cls, name): return f'{cls.__name__}.{name} by metaclass'
    def __call__(cls, *a): print('call', cls.__name__, a); return super().__call__(*a)
    def __len__(cls): return 7
    def __contains__(cls, x): return x == 'in'
    def __iter__(cls): return iter('meta')
    def __getitem__(cls, k): return ('item', k)
    def __repr__(cls): return f'<{cls.__name__}>'
    @property
    def prop(cls): return 'meta prop'


class K(metaclass=Meta):
    def __init__(self, *a): print('init', a)


k = K(1, 2)
print(K.missing, len(K), 'in' in K, list(K), K[5], K, K.prop)
try:
    k.prop
except AttributeError as e:
    print(e)
print(type(K), type(K).__name__)


class WithDir:
    a = 1
    def __dir__(self): return ['z', 'y', 3]


try:
    print(dir(WithDir()))
except TypeError as e:
    print(e)


class Counted:
    instances = 0
    def __new__(cls, *args, **kw):
        cls.instances += 1
        print('new', args, kw)
        return super().__new__(cls)
    def __init__(self, x, y=0): self.x = x


c = Counted(1, y=2)
print(Counted.instances, c.x)


class Other:
    def __new__(cls): return 5
    def __init__(self): print('never')


print(Other())
for code in ('object.__new__()', 'object.__new__(5)', 'object.__new__(int)', 'int.__new__(str)', 'object.__setattr__(5, "a", 1)', 'type("A", (), {"__init__": lambda s: 5})()'):
    try:
        eval(code)
    except Exception as e:
        print(code, '->', e)
