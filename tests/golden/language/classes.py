class A:
    """Doc of A."""
    shared = []
    count = 0

    def __init__(self, name):
        self.name = name
        A.count += 1

    def greet(self, other='you'):
        return f'{self.name} greets {other}'

    def __repr__(self):
        return f'A({self.name!r})'


class B(A):
    def greet(self, other='all'):
        return super().greet(other) + '!'

    @classmethod
    def make(cls, *names):
        return [cls(n) for n in names]

    @staticmethod
    def plain(x):
        return x * 2

    def __str__(self):
        return 'str of ' + self.name


a, b = A('a'), B('b')
print(a, b, repr(b), a.greet(), b.greet(), b.greet(other='me'), B.make('x', 'y'), B.plain(4), b.plain(5), A.count)
a.shared.append(1)
a.count = 'own'
print(b.shared, A.count, a.count, a.__dict__, vars(b))
print(A.__doc__, B.__doc__, A.__name__, B.__qualname__, B.__module__, B.__bases__, B.__mro__, B.__base__)
print(type(b) is B, isinstance(b, A), issubclass(B, A), issubclass(A, B), isinstance(1, (str, int)), isinstance(a, B))
print(A.greet(b, 'direct'), a.greet.__self__ is a, a.greet.__func__ is A.greet, a.greet == a.greet, a.greet is a.greet)
A.added = lambda self: 'added to ' + self.name
print(b.added())
a.greet = lambda: 'instance attribute'
print(a.greet())
del a.greet
print(a.greet())
for code in ('a.missing', 'A.missing', 'del a.missing', 'A("n").name.missing', 'a.greet.missing = 1', 'A()', 'a()', 'B.make.missing',
             '(5).x = 1', 'int.x = 1', 'object().x = 1', 'del A.missing', 'A.__name__ = 5', 'A.__bases__ = ()', 'del A.__name__', 'a.__class__ = 5',
             'class X(1): pass', 'class X(A, A): pass', 'class X(A, B): pass', 'class X(bool): pass', 'class X(int, str): pass', 'a.__dict__ = 5'):
    try:
        exec(code)
    except Exception as e:
        print(code, '->', type(e).__name__, e)
a.__class__ = B
print(repr(a), a.greet(), type(a).__name__)
a.__dict__ = {'name': 'replaced', 'z': 1}
print(a.name, a.z)
print(getattr(a, 'name'), getattr(a, 'nope', 'default'), hasattr(a, 'nope'), hasattr(a, 'z'))
setattr(a, 'odd name', 3)
print(vars(a), getattr(a, 'odd name'))
delattr(a, 'odd name')
print(sorted(x for x in dir(a) if not x.startswith('__')))


class C:
    print('body runs in', __name__, __qualname__)
    x = 1
    x += 1
    for i in range(3):
        x *= 2
    if x > 10:
        def big(self): return 'big'
    del i


print(C.x, hasattr(C, 'i'), C().big())
