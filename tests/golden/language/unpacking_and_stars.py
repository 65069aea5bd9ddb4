def show(*a, **k): return a, k


print([*range(3), *'ab', *{1: 2}], (*[1], *(2, 3)), {*[1, 2], *(2, 3)}, {**{'a': 1}, 'b': 2, **{'a': 3}}, show(*[1], 2, *[3], x=1, **{'y': 2}, z=3))
a, *b, c = 1, 2, 3, 4; print(a, b, c)
*a, b = 'x'; print(a, b)
a, (b, *c), *d = 1, 'xyz', 4, 5; print(a, b, c, d)
[a, [b, [c, *d]]] = 1, (2, (3, 4, 5)); print(a, b, c, d)
for a, *b in [(1, 2, 3), 'pq']: print(a, b)
print([(x, y) for x, *y in ('abc', (1,))], {k: v for k, *v in ['ab', 'cd']})
(a, b), c = d = (1, 2), 3; print(a, b, c, d)


class It:
    def __init__(self, n): self.n = n
    def __iter__(self): print('iter', self.n); return iter(range(self.n))


a, b = It(2); print(a, b)
a, *b = It(3); print(a, b)
print([*It(1), *It(2)], show(*It(1), *It(2)))
for code in ('a, b = It(3)', 'a, b, c = It(2)', 'a, *b, c = It(1)', 'a, b = 5', '[*5]', '(*None,)', '{**5}', '{**[1]}', 'show(**5)', 'show(*5)', 'show(**{1: 2})', 'show(x=1, **{"x": 2})', 'a, b = {1: 2}', 'a, b = "abc"', 'a, b = b""', '{*1}', 'a, = ()', '[a] = []', 'for a, b in [1]: pass', 'for a, b in [(1, 2, 3)]: pass', 'show(**{"a": 1}, **{"a": 2})', '*a, = 5', 'print(*1)', 'print(**1)', 'max(*[])', 'show(*[1], **None)'):
    try:
        exec(code)
        print(code, 'fine')
    except Exception as e:
        print(code, '->', type(e).__name__, e)


class Map:
    def keys(self): return ['p', 'q']
    def __getitem__(self, k): return k * 2


print({**Map()}, show(**Map()))


class BadKeys:
    def keys(self): return 5
    def __getitem__(self, k): return k


class NoGetitem:
    def keys(self): return ['a']


for o in (BadKeys(), NoGetitem()):
    for f in (lambda: {**o}, lambda: show(**o), lambda: dict(o)):
        try:
            print(f())
        except TypeError as e:
            print(e)


def ret(): return 1, *[2, 3]
def gen(): yield 1, *[2]
print(ret(), next(gen()), *[1], *[2])
x = 1, *(2, 3); print(x)
d = {'a': 1}
print({**d, 'a': 2}, {'a': 2, **d}, dict(d, b=2), dict(**d), [*d], [*d.items()])
def kwonly(*, a, b=2): return a, b
print(kwonly(**{'a': 5}), kwonly(**{'a': 1, 'b': 3}))
first, second, *_ = 'abcdef'; print(first, second, _)
i = 0
lst = [0, 0, 0]
i, lst[i], i = 1, 5, 2; print(i, lst)
x = [1, 2, 3]
x[0], x[1:] = x[2], x[:2]; print(x)
*x[:0], y = 7, 8, 9; print(x, y)
class O: pass
o = O()
o.a, *o.rest, o.z = range(5); print(vars(o))
print((lambda *a, **k: (a, k))(*'ab', **{'c': 1}), (lambda a, *, b: (a, b))(1, b=2))
