# Parameters of every kind, and the messages of wrong calls.
def f(a, b=2, /, c=3, *args, d, e=5, **kw):
    return a, b, c, args, d, e, kw


print(f(1, d=4))
print(f(1, 20, 30, 40, 50, d=4, e=6, z=7))
print(f(*[1, 2], *(3, 4), d=0, **{'x': 1}, **{'y': 2}))
print(f(1, d=2, a='kw a', b='kw b'))


def g(x, y): return x, y
def h(*, key): return key
def k(a, b=1, *rest): return a, b, rest
def p(a, /, b): return a, b
def n(): pass


calls = ['g()', 'g(1)', 'g(1, 2, 3)', 'g(1, x=2)', 'g(1, 2, z=3)', 'g(y=1)', 'g(1, 2, 3, 4, y=5)',
         'h()', 'h(1)', 'h(1, key=2)', 'h(kee=1)', 'k()', 'k(b=2)', 'p(a=1, b=2)', 'p(1, 2, 3)', 'p()', 'n(1)', 'n(a=1)', 'n(1, 2)',
         'g(*1)', 'g(**1)', 'g(**{1: 2})', 'g(1, **{"x": 2})', 'g(**{"x": 1}, **{"x": 2})', 'f()', 'f(d=1)',
         '(lambda: 0)(1)', '(lambda a, b, c: 0)()', '(lambda *, a, b, c: 0)()', 'None()', '(1)(2)', '"abc"()', 'g(*[1], 2, *[3])']
for call in calls:
    try:
        print(call, '=', eval(call))
    except TypeError as e:
        print(call, '->', e)


class C:
    def m(self, a): return a
    @classmethod
    def cm(cls): return cls.__name__
    @staticmethod
    def sm(a): return a
    def __init__(self, q=None): self.q = q


for call in ['C().m()', 'C().m(1, 2)', 'C.m()', 'C.m(1, 2)', 'C.cm(1)', 'C.sm()', 'C(1, 2)', 'C(z=1)', 'C().cm()', 'object(1)',
             'int(1, 2, 3)', 'len()', 'len(1, 2)', 'len(x=1)', 'print(foo=1)', 'sorted()', '[].append()', '[].append(1, 2)',
             '"".join()', '{}.get()', 'isinstance(1)', 'ord()', 'abs(1, 2)', 'pow(1)', '[].sort(1)', 'str.upper()', 'str.upper(1)']:
    try:
        print(call, '=', eval(call))
    except TypeError as e:
        print(call, '->', e)
