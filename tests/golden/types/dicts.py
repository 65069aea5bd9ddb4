d = {'b': 1, 'a': 2, 3: 'c'}
print(d, len(d), d['a'], d.get('zz'), d.get('zz', 0), 'b' in d, 1 in d, list(d), d.keys(), d.values(), d.items(), list(reversed(d)))
d['new'] = 4; d['b'] = 10; del d['a']; d['a'] = 'back'
print(d, d.pop('a'), d.pop('a', 'none'), d.popitem(), d.setdefault('s', []), d.setdefault('s', 5), d)
d.update({'u': 1}, kw=2); d.update([('p', 'q'), ['r', 's']]); d.update(x=1); d |= {'or': 1}; d |= [('l', 'm')]
print(d, d | {'b': 0}, {'z': 1} | {'z': 2, 'y': 3})
print(dict(), dict(a=1), dict({'a': 1}, b=2), dict([(1, 2)]), dict(zip('ab', [1, 2])), dict.fromkeys('abc'), dict.fromkeys([1, 2], 0), {**{'a': 1}, **{'a': 2}, 'c': 3}, {1: 'a', 1.0: 'b', True: 'c'})
k, v, i = d.keys(), d.values(), d.items()
d2 = {'x': 1, 'y': 2}
ks = d2.keys()
d2['z'] = 3
print(ks, len(ks), 'x' in ks, ('x', 1) in d2.items(), 2 in d2.values(), ks & {'x', 'q'}, sorted(ks | {'q'}), ks - {'x', 'y'}, sorted(ks ^ {'x', 'w'}), ks == {'x', 'y', 'z'}, ks <= {'x', 'y', 'z', 'w'}, ks.isdisjoint('ab'), d2.items() & {('x', 1)}, ks.mapping['x'])
print({'a': 1, 'b': 2} == {'b': 2, 'a': 1}, {1: 2} == {1: 2.0}, {} == [], {'a': 1} != {'a': 2}, d.copy() is d)
r = {}; r['self'] = r
print(r, {'l': [r]}, {(1, 2): {'n': {}}}, {None: None, ...: ...})
for bad in ("{}['k']", '{}[1, 2]', '{}.pop("k")', '{}.popitem()', '{[]: 1}', '{{}: 1}', '{}[[]]', 'dict(5)', 'dict([1])', 'dict([(1, 2, 3)])', 'dict(["ab", "c"])', 'dict(1, 2)', '{} < {}', '{} + {}', '{} | []', '{}.update(5)', '{}.update([1])', '{}.get()', '{}.get([])', '[] in {}', '{}.setdefault()', 'dict.fromkeys(5)', 'dict.fromkeys([[]])', 'del {}["x"]', '{}.nope', 'hash({})', '{}.update(1, 2)', 'reversed({}.keys()) and 1 / 0', 'dict(**{1: 2})', '{}.keys() + 1', '{}.items() | 5', 'dict(x for x in "ab")', 'dict([("a",)])'):
    try:
        if bad.startswith('del'): exec(bad)
        else: print(bad, eval(bad))
    except Exception as e:
        print(bad, '->', type(e).__name__, e)
e = {i: i for i in range(5)}
for change in ('e.pop(0)', 'e.update({9: 9})', 'e.clear()'):
    e = {i: i for i in range(5)}
    try:
        for key in e:
            exec(change)
    except RuntimeError as err:
        print(change, err)
e = {i: i for i in range(3)}
try:
    for key in e:
        del e[key]; e[key + 10] = 0
except RuntimeError as err:
    print(err)
for key in e: e[key] = 'value changes are fine'
print(e)


class Key:
    def __init__(self, n, h): self.n, self.h = n, h
    def __hash__(self): print('hash', self.n, end=' '); return self.h
    def __eq__(self, o): print(f'eq {self.n} {o.n}', end=' '); return self.n == o.n


a, b = Key('a', 1), Key('b', 1)
m = {a: 1}; m[b] = 2; print(len(m)); print(m[a], m[b], Key('a', 1) in m, Key('c', 1) in m, Key('a', 2) in m)


class BadHash:
    def __hash__(self): return 'x'
class NoHash:
    def __eq__(self, o): return True
class BigHash:
    def __hash__(self): return 10 ** 40


for o in (BadHash(), NoHash()):
    try:
        {o: 1}
    except TypeError as err:
        print(err)
print(len({BigHash(): 1}), hash(BigHash()) == hash(10 ** 40), NoHash.__hash__)
big = {i: i * i for i in range(1000)}
for i in range(0, 1000, 2): del big[i]
for i in range(0, 10, 2): big[i] = -1
print(len(big), list(big)[:3], list(big)[-5:], sum(big.values()), next(iter(big)), max(big, key=big.get))
