import copy
a = [1, [2, 3], {'k': [4]}, (5, [6]), {7}, 'text', None, 1.5]
s, d = copy.copy(a), copy.deepcopy(a)
a[1].append('x'); a[2]['k'].append('y'); a[3][1].append('z')
print(s, d, s[1] is a[1], d[1] is a[1], d[5] is a[5], sep='\n')
r = [1]; r.append(r)
c = copy.deepcopy(r)
print(c[1] is c, c is r, c)
shared = [0]
x = copy.deepcopy([shared, shared])
print(x[0] is x[1])


class P:
    def __init__(self, v): self.v = v
class Slots:
    __slots__ = ('a', 'b')
    def __init__(self): self.a = [1]
class Custom:
    def __copy__(self): return 'custom copy'
    def __deepcopy__(self, memo): return 'custom deepcopy', len(memo) >= 0
class State:
    def __init__(self): self.x = [1]
    def __getstate__(self): return {'saved': self.x}
    def __setstate__(self, state): self.y = state
class Reduce:
    def __init__(self, *a): self.a = a
    def __reduce__(self): return (Reduce, (1, 2))
class L(list): pass
class D(dict): pass
class New:
    def __new__(cls, a): o = super().__new__(cls); o.a = a; return o
    def __getnewargs__(self): return (self.a,)


p = P([1])
p2, p3 = copy.copy(p), copy.deepcopy(p)
print(p2.v is p.v, p3.v is p.v, p3.v, type(p3).__name__)
sl = Slots()
print(copy.copy(sl).a is sl.a, copy.deepcopy(sl).a == sl.a, copy.deepcopy(sl).a is sl.a, hasattr(copy.copy(sl), 'b'))
print(copy.copy(Custom()), copy.deepcopy(Custom()), copy.copy(State()).y, copy.deepcopy(State()).y, copy.copy(Reduce()).a, copy.deepcopy(New([1])).a)
l = L([1, [2]]); l.extra = 'e'
dd = D(a=[1]); dd.extra = 'f'
print(copy.deepcopy(l), copy.deepcopy(l).extra, type(copy.copy(l)).__name__, copy.copy(dd), copy.copy(dd).extra, type(copy.deepcopy(dd)).__name__)
for v in (len, int, P, 5, 'a', (), (1, 2), frozenset({1}), range(3), None, ..., print, lambda: 0, b'x', 1j, True, slice(1), NotImplemented, property()):
    assert copy.copy(v) is v or type(v) in (slice, range, property), v
print(copy.deepcopy((1, 2)) is not None, copy.copy({1, 2}), copy.copy(bytearray(b'a')), copy.deepcopy({(1, 2): [3]}), copy.deepcopy(e := ValueError('x', 1)).args, copy.copy(e) is e)
for bad in ((i for i in ()), iter([]).__class__, open(__file__)):
    try:
        copy.copy(bad)
        print('fine')
    except TypeError as e:
        print(e)
deep = []
for _ in range(100_000): deep = [deep]
try:
    copy.deepcopy(deep)
except RecursionError:
    print('RecursionError')
try:
    copy.copy(type('X', (), {'__reduce_ex__': lambda s, p: 5})())
except Exception as e:
    print(type(e).__name__, e)
