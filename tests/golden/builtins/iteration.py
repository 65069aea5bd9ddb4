print(list(enumerate('ab')), list(enumerate('ab', 5)), list(enumerate('ab', start=-1)), list(zip('abc', [1, 2])), list(zip()), list(zip('a')), list(zip('ab', 'cd', strict=True)), dict(zip('xy', range(2))))
print(list(map(str, [1, 2])), list(map(lambda a, b: a + b, [1, 2], [3, 4, 5])), list(filter(None, [0, 1, '', 'a'])), list(filter(lambda x: x > 1, range(4))), list(reversed([1, 2])), list(reversed('ab')), list(reversed(range(3))), list(reversed({'a': 1})), sorted('cab', reverse=True), sorted([-3, 2], key=abs))
print(all([]), all([1, 0]), any([]), any([0, 1]), all('ab'), any(''), next(iter([1])), next(iter([]), 'd'), list(iter(int, 1))[:0] if False else 'skip', len([1, 2]), len('é'), len({1: 2}), len(range(5)), sum(1 for _ in iter(iter([1, 2, 3]).__next__, 3)))
it = iter([3, 2, 1, 0, 5])
print(list(iter(lambda: next(it), 0)), list(it))
e, z, m, f, r = enumerate([]), zip([]), map(int, []), filter(None, []), reversed([])
print(*(type(v).__name__ for v in (e, z, m, f, r)), iter(e) is e, repr(e).split(' at')[0], repr(m).split(' at')[0])
for bad in ('enumerate(5)', 'enumerate()', 'enumerate("a", "b")', 'zip(5)', 'list(zip([1], [1, 2], strict=True))', 'list(zip([1, 2], [1], strict=True))', 'list(zip([1], [2], [3, 4], strict=True))', 'map(5)', 'map()', 'list(map(5, [1]))', 'list(map(len, [1]))', 'map(len, 5)', 'filter(None)', 'filter(None, 5)', 'list(filter(5, [1]))', 'reversed(5)', 'reversed({1})', 'reversed()', 'sorted(5)', 'sorted([1, "a"])', 'sorted([1], key=5)', 'sorted([1], len)', 'sorted()', 'all(5)', 'any(None)', 'next(5)', 'next(iter([]))', 'next()', 'iter(5)', 'iter(5, 6)', 'iter()', 'len(5)', 'len()', 'zip([1], stict=True)', 'range("a")', 'list(enumerate([1], 1.5))'):
    try:
        print(bad, eval(bad))
    except Exception as e:
        print(bad, '->', type(e).__name__, e)


def noisy(name, n):
    for i in range(n):
        print(name, i, end='; ')
        yield i
    print(name, 'end', end='; ')


print(list(zip(noisy('a', 2), noisy('b', 1))))
print(list(map(lambda x, y: (x, y), noisy('a', 1), noisy('b', 2))))
print(any(x == 1 for x in noisy('any', 5)))
print(max(noisy('max', 2)), 1 in noisy('in', 4))
a, b = noisy('unpack', 2)
x, *y = noisy('star', 3)
print(x, y)
try:
    p, q = noisy('many', 5)
except ValueError as err:
    print(err)
