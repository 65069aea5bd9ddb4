# Data nested very deep gets an error, never a crash; the same for recursion.
import sys


def attempt(name, f):
    try:
        print(name, 'fine', f())
    except RecursionError as e:
        print(name, 'RecursionError')


deep = []
for _ in range(100_000): deep = [deep]
deep2 = []
for _ in range(100_000): deep2 = [deep2]
attempt('repr', lambda: len(repr(deep)))
attempt('compare', lambda: deep == deep2)
d = {}
for _ in range(100_000): d = {'k': d}
attempt('repr dict', lambda: len(repr(d)))
t = ()
for _ in range(100_000): t = (t,)
attempt('repr tuple', lambda: repr(t))
del deep, deep2, d, t
print('freed')


def recurse(n): return recurse(n + 1)


attempt('recursion', lambda: recurse(0))


class R:
    def __getattr__(self, n): return getattr(self, n + 'x')
    def __repr__(self): return repr(self)
    def __eq__(self, o): return self == o


attempt('getattr', lambda: R().a)
attempt('repr self', lambda: repr(R()))
attempt('eq self', lambda: R() == R())
try:
    recurse(0)
except RecursionError as e:
    print(e)


def depth(n):
    try:
        return depth(n + 1)
    except RecursionError:
        return n


print(900 < depth(0) < 1000, sys.getrecursionlimit())
sys.setrecursionlimit(5000)
print(4800 < depth(0) < 5000)


def down(n): return 0 if n == 0 else 1 + down(n - 1)


print(down(4000))
sys.setrecursionlimit(200)
attempt('after lowering', lambda: down(300))
for bad in (0, -1, 'a', 5):
    try:
        sys.setrecursionlimit(bad)
        print(bad, 'fine')
    except (ValueError, TypeError, RecursionError) as e:
        print(bad, type(e).__name__)
sys.setrecursionlimit(1000)
g = (i for i in ())
for _ in range(3000): g = (x for x in g)
attempt('generators', lambda: list(g))
chain = None
for _ in range(100_000): chain = (lambda c: lambda: c)(chain)
del chain
print('closures freed')
x = None
for i in range(100_000): x = type('N', (), {'__slots__': ('n',)})() if i == 0 else [x]
del x
print('end')
