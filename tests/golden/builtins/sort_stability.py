# Stability, counts of comparisons in the class of Timsort, cmp_to_key, errors inside comparisons.
class K:
    count = 0
    def __init__(self, v, tag): self.v, self.tag = v, tag
    def __lt__(self, o):
        K.count += 1
        return self.v < o.v
    def __repr__(self): return f'{self.v}{self.tag}'


data = [K((i * 7) % 5, chr(97 + i)) for i in range(15)]
print(sorted(data), sorted(data, reverse=True), K.count > 0)
for n in (10, 100, 1000):
    for name, source in (('sorted', range(n)), ('reversed', range(n, 0, -1)), ('equal', [1] * n), ('runs', [*range(n // 2), *range(n // 2)]), ('mixed', [(i * 7919) % 1009 for i in range(n)])):
        K.count = 0
        out = sorted(K(v, '') for v in source)
        limit = {10: 40, 100: 620, 1000: 9500}[n]
        print(n, name, 'linear' if K.count < 2 * n else 'n log n' if K.count < limit else f'too many: {K.count}', all(not b < a for a, b in zip(out, out[1:])))
from functools import cmp_to_key
print(sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a)), sorted('bAc', key=cmp_to_key(lambda a, b: (a.lower() > b.lower()) - (a.lower() < b.lower()))))
calls = []
sorted([3, 1, 2], key=lambda x: calls.append(x) or x)
print(calls)


class Broken:
    def __lt__(self, o): raise ZeroDivisionError('in comparison')


l = [Broken(), Broken(), 1]
try:
    l.sort()
except ZeroDivisionError as e:
    print(e, len(l))
l = [5, 3, 'a', 1]
try:
    l.sort()
except TypeError as e:
    print(e, sorted(map(str, l)))
try:
    sorted([1, 2], key=lambda x: 1 / 0)
except ZeroDivisionError as e:
    print(e)
words = ['banana', 'Apple', 'cherry', 'apple', 'Banana']
print(sorted(words), sorted(words, key=str.lower), sorted(words, key=lambda w: (len(w), w)), sorted(words, key=str.casefold, reverse=True))
print(sorted([(2, 'a'), (1, 'z'), (1, 'b')]), sorted([[3], [1, 2], [1]]), sorted([0.5, -1, True, 2 ** 70, -2 ** 70]), sorted(['b', 'a', 'é', 'Z']), sorted([b'b', b'a']), sorted([False, True, False]), sorted([(1, 2), (1,)]), min([3, 1, 2]), sorted([float('inf'), 1, float('-inf')]))
l = list(range(50, 0, -1)); l.sort(); print(l[:5], l[-5:])
l = [3, 1, 2]; print(l.sort(), l, l.sort(reverse=True), l)
