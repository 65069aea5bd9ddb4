print([x * x for x in range(5)], {x % 3 for x in range(9)}, {x: -x for x in range(3)})
print([(x, y) for x in range(3) for y in range(x)], [x for x in range(20) if x % 2 if x % 3])
print([[j for j in range(i)] for i in range(4)])
print(list(x for x in 'abc'), sum(x for x in range(5)), tuple(x for x in ()))
x = 'outer'
print([x for x in range(2)], x)
print([(lambda: i)() for i in range(3)], [f() for f in [lambda: i for i in range(3)]])
print([y := 5, y ** 2], y)
print([last := v for v in range(4)], last)


def scopes():
    k = 2
    return [k * i for i in range(3)], {k: i for i in range(k)}


print(scopes())
print([a + b for a, b in [(1, 2), (3, 4)]], [a for a, *b in ['xyz', 'pq']], {**{'a': 1}, 'b': 2}, [*range(2), *'ab'], {*[1], *[2]})


def noisy(n):
    print('make', n)
    return range(n)


gen = (a * b for a in noisy(2) for b in noisy(3))   # only the first source is evaluated here
print('made')
print(list(gen))
try:
    (q for q in 5)
except TypeError as e:
    print('at once:', e)


class C:
    n = 3
    squares = [i * i for i in range(n)]             # the first iterable sees the class


print(C.squares)
try:
    class D:
        n = 3
        bad = [n for _ in range(1)]
except NameError as e:
    print(e)
print({k: v for k, v in zip('abc', range(3))}, [i for i in range(3) if (lambda: i)() != 1])


def order(tag):
    print(tag, end=' ')
    return tag


print({order(f'k{i}'): order(f'v{i}') for i in range(2)})
print([i for i in [1, 2, 3] if i > 1 or order('no')])
nested = [[1, 2], [3], []]
print([v for row in nested for v in row], any(v > 2 for row in nested for v in row), all(row for row in nested))
print([*(i for i in range(3))], *(c for c in 'xy'), sep='|')
try:
    [1 / v for v in (1, 0)]
except ZeroDivisionError as e:
    print(e)
g = (i for i in range(2))
print(repr(g).split(' at ')[0], g.gi_code.co_name, [c for c in [(i for i in 'z')]][0].__qualname__)
