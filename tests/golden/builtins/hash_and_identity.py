print(hash(0), hash(1), hash(-1), hash(2 ** 61 - 2), hash(2 ** 61 - 1), hash(2 ** 64), hash(-2 ** 64), hash(10 ** 100), hash(0.5), hash(-0.0), hash(1e300), hash(float('inf')), hash(float('-inf')), hash(1.1), hash(2.5e-10), hash(1j), hash(1 + 2j), hash(True), hash(False))
print(hash(()), hash((1,)), hash((1, 2)), hash((1, (2, 3))), hash((0.5, 1)), hash(range(5)) == hash((5, 0, 1)), hash(frozenset()), hash(frozenset({1})), hash(frozenset({1, 2, 3})), hash(slice) == hash(slice), hash('') , hash(b''))
print(hash('a') == hash('a'), hash('a') == hash(b'a'), hash(1) == hash(1.0) == hash(1 + 0j) == hash(True), hash((1, 2)) == hash((1.0, 2.0)), hash(2 ** 70) == hash(float(2 ** 70)))
a = [1]
b = a
print(a is b, a is [1], () is (), None is None, 'abc' is 'ab' 'c' if True else 0, id(a) == id(b), a == [1], 256 is 256 if True else 0)
x = 'intern_me'
y = 'intern' + '_me'
print(x is y, x == y)


class H:
    def __init__(self, v): self.v = v
    def __hash__(self): return self.v
    def __eq__(self, o): return isinstance(o, H) and self.v == o.v


print(hash(H(5)), hash(H(-1)), hash(H(2 ** 61)), hash(H(2 ** 80)), hash(H(True)), {H(1): 'a'}[H(1)], H(1) in {H(1)}, len({H(1), H(1), H(2)}))


class E:
    def __eq__(self, o): return True


class S(E):
    __hash__ = object.__hash__


class N:
    __hash__ = None


for o in (E(), N(), H('s'), H(1.5), H(None)):
    try:
        hash(o)
    except TypeError as e:
        print(e)
print(hash(S()) is not None, E.__hash__, isinstance(hash(object()), int), hash(len) == hash(len), hash(int) == hash(int), hash(None) == hash(None), hash(...) == hash(...))
