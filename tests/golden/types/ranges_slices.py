r = range(2, 20, 3)
print(r, list(r), len(r), r[0], r[-1], r[1:3], r[::-1], list(r[::-2]), 5 in r, 6 in r, 5.0 in r, 'a' in r, r.start, r.stop, r.step, r.index(8), r.count(8), r.count(9), r == range(2, 19, 3), range(0) == range(5, 1), hash(range(3)) == hash(range(0, 3, 1)), bool(range(0)), list(reversed(r)))
print(range(5), range(1, 5), range(5, 1, -1), range(-5), list(range(5, 0, -2)), list(range(0)), range(10 ** 20)[-1], len(range(0, 10 ** 18, 7)), 10 ** 19 in range(10 ** 20), range(10)[2:8:2], range(10)[-3:], range(10)[100:], range(True))
for bad in ('range()', 'range(1.5)', 'range("a")', 'range(1, 2, 0)', 'range(1, 2, 3, 4)', 'range(5)[5]', 'range(5)[-6]', 'range(5)["a"]', 'range(5).index(9)', 'range(5)[0] = 1', 'range(5) < range(6)', 'range(5) + range(2)', 'range(5).start = 1', 'range(x=1)', 'len(range(10 ** 20))', 'range(5).index("a")', 'range(None)', 'range(5)[::0]'):
    try:
        if ' = ' in bad: exec(bad)
        else: print(bad, eval(bad))
    except Exception as e:
        print(bad, '->', type(e).__name__, e)
s = slice(1, 10, 2)
print(s, slice(5), slice(None, -1), s.start, s.stop, s.step, s.indices(6), slice(None).indices(5), slice(None, None, -1).indices(5), slice(-3, None).indices(10), s == slice(1, 10, 2), slice(1) < slice(2), slice(1, 2) != slice(1, 3), [0, 1, 2, 3][s], slice('a', None, 1.5))
for bad in ('hash(s)', 'slice()', 'slice(1, 2, 3, 4)', 's.indices(-1)', 's.indices("a")', 'slice("a").indices(5)', 's.start = 5', '[1][slice("a", None)]', 'slice(1, 2, 0).indices(5)', 's.indices()'):
    try:
        if ' = ' in bad: exec(bad)
        else: print(bad, eval(bad))
    except Exception as e:
        print(bad, '->', type(e).__name__, e)
text = 'abcdefghij'
for sl in (slice(2, 5), slice(-3, None), slice(None, None, 3), slice(8, 2, -2), slice(None, 100), slice(-100, 3), slice(5, 2), slice(None, None, -3), slice(3, -20, -1), slice(10 ** 30), slice(-10 ** 30, None)):
    print(sl, repr(text[sl]), list(range(10))[sl], tuple(text)[sl] == tuple(text[sl]))


class Idx:
    def __index__(self): return 2


print(text[Idx():Idx() + 5 if False else 6:Idx()], text[Idx()], [*range(Idx(), 5)], range(5)[Idx()])
it = iter(range(3))
print(next(it), it.__length_hint__(), list(it), type(iter(range(1))).__name__, type(iter(range(10 ** 30))).__name__, list(iter(range(10 ** 30, 10 ** 30 + 2))))
