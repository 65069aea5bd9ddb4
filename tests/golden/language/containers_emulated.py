class Seq:
    def __init__(self, n): self.n = n
    def __len__(self): return self.n

    def __getitem__(self, i):
        if isinstance(i, slice):
            return ('slice', i.start, i.stop, i.step, i.indices(self.n))
        if isinstance(i, tuple):
            return ('tuple', i)
        if not 0 <= i < self.n:
            raise IndexError(i)
        return i * 10


s = Seq(4)
print(list(s), 20 in s, 25 in s, s[1:], s[:-1:2], s[::], s[1, 2], s[1:2, ..., None], list(reversed(s)), [*s], max(s), s[-1:1] if s else None)
a, b, *c = s
print(a, b, c)


class Map:
    def __init__(self): self.log = []
    def __getitem__(self, k): self.log.append(('get', k)); return k
    def __setitem__(self, k, v): self.log.append(('set', k, v))
    def __delitem__(self, k): self.log.append(('del', k))
    def __contains__(self, k): self.log.append(('in', k)); return 'truthy'
    def keys(self): return ['p', 'q']


m = Map()
m['a']; m[1] = 2; del m['z']; m['k'] += 'x'
print(1 in m, 2 not in m, m.log)
print(dict(m), (lambda **k: k)(**m), {**m})
m[1:2] = 3
del m[::2]
print(m.log[-2:])


class Iter:
    def __init__(self): self.i = 0
    def __iter__(self): return self
    def __next__(self):
        self.i += 1
        if self.i > 3:
            raise StopIteration
        return self.i


it = Iter()
print(list(it), 2 in Iter(), sum(Iter()), [*Iter()], dict(zip(Iter(), Iter())))


class BadIter:
    def __iter__(self): return 5


class NoIter:
    __iter__ = None
    def __getitem__(self, i): return i


class NoContains:
    __contains__ = None
    def __iter__(self): return iter([1])


class Missing(dict):
    def __missing__(self, key): return f'no {key}'


class LenHint:
    def __iter__(self): return iter('ab')
    def __length_hint__(self): return 10


print(Missing(a=1)['a'], Missing()['b'], Missing().get('b'), list(LenHint()))
for code in ('list(BadIter())', 'list(NoIter())', '1 in NoContains()', '5[0]', 'None[0]', 'None[0] = 1', 'del None[0]', 'len(5)', 's[10]', 's["a"]', 'Iter()[0]', 'del s[0]', 's[0] = 1',
             'next(5)', 'iter(5)', 'reversed(5)', 'reversed({1})', '1 in 5', 'hash([])', '{[]: 1}', '{[]}', '{}[[]]', '(1)[0]', 'object()[1]', 'int[0]', 'list[int][str]', '{1:2}[1:2]'):
    try:
        print(code, eval(code))
    except Exception as e:
        print(code, '->', type(e).__name__, e)
    except SyntaxError as e:
        print(code)
