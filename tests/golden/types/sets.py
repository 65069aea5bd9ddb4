s = {3, 1, 2, 3}
print(len(s), 1 in s, 9 in s, s == {1, 2, 3}, sorted(s), set(), frozenset([1]), frozenset(), {1, 1.0, True}, set('a'), repr({1}), set([5]))
a, b = {1, 2, 3, 4}, {3, 4, 5}
print(a | b, a & b, a - b, b - a, a ^ b, a < b, {1} < a, a >= {1, 2}, a <= a, a > a, a.issubset(range(10)), a.issuperset([1]), a.isdisjoint({9}), a.union([7], (8,)), a.intersection(b, [3]), a.difference([1], {2}), a.symmetric_difference([4, 9]))
a.add(10); a.discard(99); a.remove(1); a.update([20], {30}); a |= {40}; a &= {2, 3, 10, 40}; a -= {2}; a ^= {3, 7}
print(sorted(a), a.copy() is a, len(a.copy()))
a.difference_update([7]); a.intersection_update([10, 40, 50]); a.symmetric_difference_update({10, 11})
print(sorted(a)); p = a.pop(); print(p in a); a.clear(); print(a)
f = frozenset('abc')
print(len(f), f == set('abc'), hash(f) == hash(frozenset('cba')), {f: 1}[frozenset('bca')], type(f | {1}).__name__, type({1} | f).__name__, f.copy() is f, frozenset(f) is f, hash(frozenset()), hash(frozenset([1, 2, 3])))
print({frozenset([1]), frozenset([1])}, {1, 2} == frozenset([1, 2]), set() < {1}, {1} == [1], {(1, 2), (1, 2)}, frozenset({1}) in {frozenset({1})}, {1} in [{1}], {1} in {frozenset({1})})
for bad in ('{1}.remove(2)', '{"k"}.remove("z")', 'set().pop()', '{[]}', '{{1}}', '{1} + {2}', '{1} | [2]', '{1} & "a"', '{1} < [1]', '{1}[0]', 'set(5)', 'set(1, 2)', 'hash({1})', 'frozenset().add(1)', '{1}.add()', '{1}.update(5)', '{1}.union(5)', '{1}.add([])', '[] in {1}', '{1}.issubset(5)', '{1}.nope', '{1}.discard([])', 'frozenset(5)', 'x = {1}; x -= [1]', '{1}.remove([1])', 'set(a=1)', 'frozenset([[]])', '{*5}', '{**{}}', '{1} > 1'):
    try:
        if '=' in bad and 'a=1' not in bad: exec(bad)
        else: print(bad, eval(bad))
    except SyntaxError as e:
        print(bad, '->', e.msg)
    except Exception as e:
        print(bad, '->', type(e).__name__, e)


class S(set):
    pass


x = S([1, 2])
print(x, type(x | {3}).__name__, type(x.copy()).__name__, repr(S()), x == {1, 2}, repr(frozenset({2})), type(frozenset([1]) - x).__name__)
print({i for i in range(20)}, {-1, -2}, set(range(10, 0, -1)), {0, 8, 16, 24, 32}, {100, 5, 33})
big = set(range(2000))
big -= set(range(0, 2000, 3))
print(len(big), sum(big), 3 in big, 4 in big, min(big), max(big), len(big | set(range(100))), len(big & set(range(100))))
it = iter({1, 2, 3})
print(it.__length_hint__(), sorted(it), {1: 2}.keys() | {5}, {1, 2} - {1: 0}.keys(), set('hello') >= set('leh'), len(set('hello world')))
