a = [3, 1, 2]
a.append(4); a.extend((5, 6)); a.insert(0, 'first'); a.insert(100, 'end'); a.insert(-1, 'before end')
print(a, a.pop(), a.pop(0), a.pop(-2), a)
a.remove('before end'); a.reverse()
print(a, a.index(1), a.index(1, 2), a.count(1), a.copy() is a, a[::2], a[::-1], a[-2:], a[10:], 3 in a)
a[1:3] = ['x', 'y', 'z']; a[0:0] = [0]; a[len(a):] = [9]; del a[1]
print(a)
a[::2] = [0] * len(a[::2]); del a[::3]
print(a)
a[:] = range(5); a *= 2; a += [7]; a[2:4] = []
print(a, [1] * 3, 2 * [0, 1], [] * 5, [1] * -1, [1, 2] + [3])
b = [[]] * 2; b[0].append(1)
print(b, [1, [2, [3]]] == [1, [2, [3]]], [1, 2] < [1, 3], [1] < [1, 0], [] < [1], [1, 2] == (1, 2))
a.clear()
r = [1, 2]; r.append(r)
print(a, r, repr(r), [r] == [r], len(r))
for bad in ('[][0]', '[1][1]', '[1][-2]', '[].pop()', '[1].pop(5)', '[1].remove(2)', '[1].index(2)', '[1]["a"]', '[1][1.0]', '[1] + (2,)', '[1] * "a"', '[1].append()', '[1].insert(1)', '[1].extend(5)', '[1][0:1] = 5', 'x = [1, 2, 3]; x[::2] = [1]', '[1][5] = 2', 'del [1][5]', '[1].sort(5)', '[1, "a"].sort()', '[1, None].sort()', '[2, 1].sort(key=5)', '[1].sort(reverse="a")', 'list(5)', 'list(1, 2)', '[1].nope', 'hash([1])', '[1][::0]', '[1].index()', '[1, 2] < [1, "a"]', '[1] < 5', 'list(x=1)', '[3].pop("a")', '[1].copy(1)', '[1].count()', 'del [1]["a"]', '[1][None]', 'x = [1]; x += 5', '[1].insert("a", 1)', '[0] * 10 ** 20'):
    try:
        if '=' in bad.replace('key=', '').replace('reverse=', '').replace('x=1', '') or bad.startswith('del'): exec(bad)
        else: print(bad, eval(bad))
    except (Exception, MemoryError) as e:
        print(bad, '->', type(e).__name__, e)
words = 'the quick brown Fox jumps over The lazy dog'.split()
words.sort(); print(words)
words.sort(key=str.lower); print(words)
words.sort(key=len, reverse=True); print(words)
print(sorted([(1, 'b'), (1, 'a'), (0, 'z')]), sorted('hello'), sorted({3: 1, 1: 2}), sorted([3, 1.5, True, 2]), sorted([[2], [1, 5], [1]]), sorted([5, 3, 8], key=lambda x: -x), sorted([], reverse=True))
pairs = [(i % 3, i) for i in range(12)]
print(sorted(pairs, key=lambda p: p[0]), sorted(pairs, key=lambda p: p[0], reverse=True), sep='\n')
x = [3, 2, 1]


def evil(v):
    x.append(9)
    return v


try:
    x.sort(key=evil)
except ValueError as e:
    print(e, x)
it = iter([1, 2, 3])
next(it)
print(it.__length_hint__(), list(it), list(it), list('abc'), list({'k': 1}), list(range(3)), [*[1], *(2,)])
n = 0


class K:
    def __init__(self, v): self.v = v
    def __lt__(self, o):
        global n
        n += 1
        return self.v < o.v


sorted(K(i) for i in range(100))
print('comparisons of sorted input:', n)
n = 0
sorted(K(-i) for i in range(100))
print('of reversed input:', n)
x = list(range(10)); x[2:8:2] = 'abc'; print(x); del x[1:9:3]; print(x); x[::-1] = range(len(x)); print(x)
