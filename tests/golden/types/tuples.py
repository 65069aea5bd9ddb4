t = 1, 'a', None
print(t, (), (1,), 1,)
print(t[0], t[-1], t[1:], t[::-1], len(t), 'a' in t, t + (2,), t * 2, t.count(1), t.index('a'), t == (1, 'a', None), hash((1, 2)) == hash((1, 2)), hash(()), hash((1, 2, 3)), hash((0.5, (True, None)[0])))
print((1, 2) < (1, 3), (1,) < (1, 0), () < (1,), (1, 'a') == (1.0, 'a'), tuple('abc'), tuple([1]), tuple(), tuple(t) is t, (1, [2]), ((1, 2), (3,)), (1, 2)[:] == (1, 2))
for bad in ('()[0]', '(1,)[5]', '(1,)[0] = 2', 'del (1,)[0]', '(1,) + [2]', '(1,).index(2)', '(1,) * "a"', '(1, 2) < (1, "a")', 'tuple(5)', 'hash((1, []))', '(1,)["a"]', '(1,).append', 'tuple(1, 2)', '(1,).count()', '(1, 2) < [1, 2]', '(1,).index(1, 5)', '(1,)[::0]'):
    try:
        if ' = ' in bad: exec(bad)
        else: print(bad, eval(bad))
    except SyntaxError as e:
        print(bad, '->', e.msg)
    except Exception as e:
        print(bad, '->', type(e).__name__, e)
r = ([],)
r[0].append(r)
print(r)


class T(tuple):
    def __new__(cls, *args): return super().__new__(cls, args)
    @property
    def first(self): return self[0]


p = T(1, 2)
print(p, p.first, type(p).__name__, p == (1, 2), type(p[:]).__name__, type(p + ()).__name__, isinstance(p, tuple))
d = {(1, 2): 'pair', (): 'empty'}
print(d[1, 2], d[()], (2, 1) in d)
print(*zip((1, 2), 'ab'), max((1, 5), (2, 0)), min([(3, 'x'), (1, 'z')]), sum(((1,), (2,)), ()), dict(((1, 2), (3, 4))))


def many():
    return 1, *range(2), *'ab'


a, *b = many()
print(a, b, (*b, a), divmod(7, 2), (lambda *a: a)(1), (yield_ for yield_ in (1,)).__class__.__name__)
import sys
print(sys.version_info[:2] >= (3, 11), sys.version_info.major, type(sys.version_info).__name__)
print((1, 2).__getnewargs__(), (1).__class__, tuple.__getitem__((5, 6), 1), (3, 1, 2).__contains__(1), (1, 2).__lt__((1, 3)), (1, 2).__eq__([1, 2]), (1,).__add__((2,)), (1, 2).__mul__(2), (1, 2).__rmul__(0))
