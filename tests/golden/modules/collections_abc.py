from collections import abc
for cls in (list, tuple, str, bytes, dict, set, frozenset, range, type(iter([])), type((x for x in ())), int, type(len), type(lambda: 0), memoryview, type({}.keys()), type({}.items()), bytearray, object, type(None)):
    print(cls.__name__, *(n for n in ('Hashable', 'Iterable', 'Iterator', 'Generator', 'Reversible', 'Sized', 'Container', 'Collection', 'Callable', 'Sequence', 'MutableSequence', 'Set', 'MutableSet', 'Mapping', 'MutableMapping', 'KeysView', 'ItemsView', 'MappingView', 'ByteString') if issubclass(cls, getattr(abc, n))))


class Seq(abc.Sequence):
    def __len__(self): return 3
    def __getitem__(self, i):
        if i >= 3: raise IndexError
        return i * i


class MSet(abc.MutableSet):
    def __init__(self, it=()): self.d = list(dict.fromkeys(it))
    def __contains__(self, x): return x in self.d
    def __iter__(self): return iter(self.d)
    def __len__(self): return len(self.d)
    def add(self, x):
        if x not in self.d: self.d.append(x)
    def discard(self, x):
        if x in self.d: self.d.remove(x)


class Map(abc.MutableMapping):
    def __init__(self): self.d = {}
    def __getitem__(self, k): return self.d[k]
    def __setitem__(self, k, v): self.d[k] = v
    def __delitem__(self, k): del self.d[k]
    def __iter__(self): return iter(self.d)
    def __len__(self): return len(self.d)


s = Seq()
print(list(s), 4 in s, s.index(4), s.count(1), list(reversed(s)), isinstance(s, abc.Iterable))
m = MSet([1, 2, 3])
print(sorted(m & {2, 3, 4}), sorted(m | {9}), sorted(m - {1}), m <= {1, 2, 3, 4}, m.isdisjoint([7]), m == {1, 2, 3}, m.pop())
m.remove(2); m |= {5}; m ^= {5, 6}
print(sorted(m))
d = Map()
d['a'] = 1
d.update(b=2, c=3)
print(d.pop('a'), d.get('z'), sorted(d.keys()), list(d.values()), list(d.items()), d.setdefault('e', 5), 'b' in d, d == {'b': 2, 'c': 3, 'e': 5}, len(d.keys()), d.popitem())
d.clear()
for bad in (lambda: abc.Sequence(), lambda: type('X', (abc.Mapping,), {})(), lambda: d['q'], lambda: d.popitem(), lambda: m.remove(99), lambda: abc.Callable()):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)


class Duck:
    def __iter__(self): return iter(())
    def __len__(self): return 0
    def __contains__(self, x): return False
    async def __anext__(self): pass
    def __aiter__(self): return self
    def __await__(self): yield
    def __hash__(self): return 1
    def __call__(self): pass


print(*(n for n in dir(abc) if n[0] != '_' and isinstance(getattr(abc, n), type) and isinstance(Duck(), getattr(abc, n)) and n != 'GenericAlias'))
abc.Sequence.register(Duck)
print(isinstance(Duck(), abc.Sequence), issubclass(Duck, abc.Reversible))
from abc import ABC, abstractmethod, ABCMeta


class Base(ABC):
    @abstractmethod
    def f(self): pass
    @property
    @abstractmethod
    def p(self): pass
    @classmethod
    @abstractmethod
    def c(cls): pass


for cls in (Base, type('Half', (Base,), {'f': lambda s: 1}), type('One', (Base,), {'f': 1, 'p': 2})):
    try:
        cls()
    except TypeError as e:
        print(e)
print(type('Full', (Base,), {'f': 1, 'p': 2, 'c': 3})().p, Base.__abstractmethods__ == {'f', 'p', 'c'}, type(Base) is ABCMeta)
