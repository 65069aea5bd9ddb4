from collections import Counter, OrderedDict, defaultdict, deque, namedtuple, ChainMap, UserDict, UserList, UserString
c = Counter('abracadabra')
print(c, c.most_common(2), c['z'], sorted(c.elements()), c.total(), Counter(a=1) + Counter(a=2, b=0), Counter(a=3) - Counter(a=1, b=1), Counter(a=1, b=2) & Counter(a=3, b=1), Counter(a=1) | Counter(b=2), +Counter(a=-1), -Counter(a=-1), Counter('ab') == Counter('ba'), Counter(a=1) <= Counter(a=2))
c.update('aaa'); c.subtract('b'); del c['r']
print(c, dict(Counter({'x': 2})), Counter([1, 1]), repr(Counter()))
d = defaultdict(list)
d['a'].append(1)
print(d, d['b'], dict(d), d.get('zz'), 'zz' in d, d.default_factory, defaultdict(int, {'a': 1}), repr(defaultdict(None)), defaultdict(lambda: 5)['q'])
try:
    defaultdict()['x']
except KeyError as e:
    print(repr(e))
try:
    defaultdict(5)
except TypeError as e:
    print(e)
o = OrderedDict(a=1, b=2)
o.move_to_end('a'); o['c'] = 3; o.move_to_end('c', last=False)
print(o, o.popitem(), o.popitem(last=False), OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1), OrderedDict(a=1) == {'a': 1}, list(reversed(OrderedDict(x=1, y=2))), OrderedDict([(1, 2)]) | {3: 4})
q = deque([1, 2, 3], maxlen=4)
q.append(4); q.append(5); q.appendleft(0)
print(q, q.pop(), q.popleft(), q, len(q), q[0], q[-1], 3 in q, q.index(3), q.count(2), deque('abc'), list(reversed(deque('ab'))), deque([1]) + deque([2]), deque([1]) * 2, deque([1]) == deque([1]), deque([1]) < deque([2]), q.maxlen)
q.rotate(1); q.extend([7, 8]); q.extendleft([9]); q.insert(1, 'i') if len(q) < 4 else None; q.reverse(); q.remove(7); del q[0]; q[0] = 'set'
print(q, q.copy(), deque(range(3), 2), repr(deque(maxlen=3)), bool(deque()))
for bad in ('deque().pop()', 'deque().popleft()', 'deque()[0]', 'deque(5)', 'deque([1], -1)', 'deque([1]).remove(2)', 'deque([1], 1).insert(0, 2)', 'deque([1]).index(5)', 'deque()["a"]', 'hash(deque())', 'deque([1]) + [1]', 'namedtuple("A", "x x")', 'namedtuple("1A", "x")', 'namedtuple("A", "class")', 'namedtuple("A", "_x")', 'Counter(5)', 'OrderedDict(5)', 'OrderedDict().popitem()', 'OrderedDict().move_to_end("x")', 'Counter("a").fromkeys("b")', 'ChainMap()["x"]', 'P(1)', 'P(1, 2, 3)', 'P(1, 2).z', 'P(1, 2)._replace(z=1)', 'P._make([1])'):
    P = namedtuple('P', 'x y')
    try:
        print(bad, eval(bad))
    except Exception as e:
        print(bad, '->', type(e).__name__, e)
r = deque([1, 2, 3])
try:
    for x in r: r.append(x)
except RuntimeError as e:
    print(e)
P = namedtuple('Point', ['x', 'y'], defaults=[0])
p = P(1)
print(p, p.x, p[1], p._asdict(), p._replace(x=9), P._fields, P._field_defaults, P._make([3, 4]), p == (1, 0), P.__doc__, P.x.__doc__, hash(p) == hash((1, 0)), namedtuple('A', 'a b', rename=False)(1, 2), namedtuple('R', 'x class x', rename=True)._fields, isinstance(p, tuple), [*p], P.__name__, P.__module__)
try:
    p.x = 5
except AttributeError as e:
    print(e)
m = ChainMap({'a': 1}, {'a': 2, 'b': 3})
m['c'] = 4
print(m['a'], m['b'], m, dict(m), list(m), len(m), m.parents, m.new_child({'z': 0}), m.maps[0], 'b' in m, m.get('q', 'd'))
print(UserDict(a=1), UserList([1, 2]) + [3], UserString('ab').upper(), isinstance(UserList(), list), UserDict({'x': 1}).data)
