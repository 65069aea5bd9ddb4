class MyInt(int):
    def __add__(self, o): return MyInt(int(self) + o + 100)
    def __repr__(self): return f'MyInt({int(self)})'


x = MyInt(5)
print(x, x + 1, 1 + x, x * 2, type(x * 2).__name__, int(x), x == 5, hash(x) == hash(5), {5: 'five'}[x], f'{x:03}', [10, 20, 30, 40, 50, 60][x], MyInt('7'), -x, str(x), x.bit_length(), MyInt.from_bytes(b'\x01', 'big'))


class MyStr(str):
    def __new__(cls, v, tag): o = super().__new__(cls, v); o.tag = tag; return o
    def __len__(self): return 99
    def __getitem__(self, i): return 'item'


s = MyStr('hello', 'T')
print(s, s.tag, len(s), s[0], s.upper(), type(s.upper()).__name__, s + '!', s == 'hello', 'ell' in s, list(s), {s: 1}['hello'], f'{s:>7}', '-'.join([s, s]), type(str(s)).__name__, str.__len__(s))


class MyList(list):
    def __init__(self, *a): super().__init__(a); self.log = []
    def append(self, v): self.log.append(v); super().append(v)
    def __getitem__(self, i): return ('got', super().__getitem__(i))


l = MyList(1, 2)
l.append(3); l.extend([4]); l += [5]
print(l, l.log, l[0], l[1:], list(l), sum(l), type(l + [1]).__name__, type(l[:]).__name__, type(l.copy()).__name__, l == [1, 2, 3, 4, 5], sorted(l), vars(l))


class MyDict(dict):
    def __getitem__(self, k): return 'override ' + str(k)
    def __setitem__(self, k, v): super().__setitem__(k, (v,))
    def __missing__(self, k): return 'missing'


d = MyDict(a=1)
d['b'] = 2
d.update(c=3)
print(d, d['zz'], d.get('a'), d.get('q'), dict(d), {**d}, list(d.items()), d == {'a': 1, 'b': (2,), 'c': 3}, d.setdefault('n', 0), d.copy().__class__.__name__, '%(x)s' % d, '{a}'.format_map(d))


class Default(dict):
    def __init__(self, f): self.f = f
    def __missing__(self, k): self[k] = v = self.f(); return v


dd = Default(list)
dd['x'].append(1); dd['x'].append(2)
print(dd)


class MyFloat(float):
    def __repr__(self): return 'mf'


print(MyFloat(1.5), str(MyFloat(1.5)), MyFloat(1.5) + 1, [MyFloat(2)], f'{MyFloat(2):.1f}', MyFloat('3') == 3.0)


class MyErr(ValueError):
    pass


class MyErr2(KeyError, AttributeError): pass


try:
    raise MyErr('x', 1)
except ValueError as e:
    print(repr(e), e)
try:
    raise MyErr2('k')
except AttributeError as e:
    print(repr(e), e, MyErr2.__mro__[1:4])


class MyTuple(tuple): pass
class MyBytes(bytes): pass
class MyFrozen(frozenset): pass


print(MyTuple([1, 2]), MyBytes(b'ab'), MyFrozen([1]), repr(MyTuple()), MyTuple([1]) + (2,), MyBytes(b'a') + b'b', type(MyTuple([1]) * 2).__name__)
for bad in ('class X(bool): pass', 'class X(type(None)): pass', 'class X(range): pass', 'class X(int, str): pass', 'class X(int, list): pass', 'class X(type(len)): pass', 'class X(memoryview): pass', 'class X(slice): pass', 'class X(type(x for x in ())): pass'):
    try:
        exec(bad)
    except TypeError as e:
        print(e)


class Comp(complex): pass
class Prop(property):
    def __get__(self, o, c): return 'prop:' + str(super().__get__(o, c))
class P:
    @Prop
    def v(self): return 7


print(Comp(1, 2), P().v, type(Comp(1) + 1).__name__)
