import weakref
import gc


class C:
    def __init__(self, n='c'): self.n = n
    def __repr__(self): return f'C({self.n})'
    def m(self): return 'method of ' + self.n


c = C()
r = weakref.ref(c, lambda ref: print('callback', ref() is None))
r2 = weakref.ref(c)
print(r() is c, r2 is weakref.ref(c), weakref.getweakrefcount(c), r == r2, hash(r) == hash(c), repr(r).split(' at')[0], weakref.getweakrefs(c)[0] is r2 or True)
p = weakref.proxy(c)
print(p.n, p.m(), p, type(p).__name__, p == c)
p.n = 'changed'
print(c.n)
del c
print(r(), repr(r).split(';')[1])
try:
    p.n
except ReferenceError as e:
    print(e)
for bad in (5, 'a', [], {}, (), None, object()):
    try:
        weakref.ref(bad)
        print('fine', type(bad).__name__)
    except TypeError as e:
        print(e)
d = weakref.WeakValueDictionary()
a = d['a'] = C('a')
d['b'] = C('b')
print(dict(d), len(d), 'b' in d, d.get('b'))
k = weakref.WeakKeyDictionary()
key = C('key')
k[key] = 'value'
print(len(k), k[key], list(k.items()))
del key
print(len(k))
s = weakref.WeakSet([a])
s.add(C('temp'))
print(len(s), a in s, list(s))
m = weakref.WeakMethod(a.m)
print(m()(), weakref.ref(a.m)())
del a
print(len(d), len(s), m())
f = C('final')
fin = weakref.finalize(f, print, 'finalized', 'with args')
print(fin.alive, fin.peek()[1].__name__)
del f
print(fin.alive, fin())


class Node:
    def __init__(self): self.me = self


n = Node()
r = weakref.ref(n, lambda _: print('cycle collected'))
del n
print(r() is not None)
gc.collect()
print(r())


class Slots:
    __slots__ = ('a',)


class SlotsW:
    __slots__ = ('__weakref__',)


try:
    weakref.ref(Slots())
except TypeError as e:
    print(e)
print(weakref.ref(SlotsW())())
print(weakref.ref(len)() is len, weakref.ref(C)() is C, weakref.ref(lambda: 0)(), weakref.ref({1}.__class__)() is set, weakref.ref(x := {1, 2})() is x)


class Order:
    def __init__(self, n): self.n = n
    def __del__(self): print('del', self.n, ref_() )


o = Order('o')
ref_ = weakref.ref(o, lambda r: print('cb', r()))
del o
exit_fin = weakref.finalize(keep := C('exit'), print, 'at exit')
