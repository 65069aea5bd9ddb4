"""Operator overloading: fractions, polynomials over them, Newton's method, determinants."""
from functools import total_ordering


def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


@total_ordering
class Frac:
    __slots__ = ('n', 'd')

    def __init__(self, n, d=1):
        if d == 0:
            raise ZeroDivisionError(f'Frac({n}, 0)')
        g = gcd(n, d) or 1
        if d < 0:
            g = -abs(g)
        self.n, self.d = n // g, d // g
        if self.d < 0:
            self.n, self.d = -self.n, -self.d

    @staticmethod
    def lift(x):
        return x if isinstance(x, Frac) else Frac(x) if isinstance(x, int) else NotImplemented

    def __add__(self, o): o = Frac.lift(o); return o if o is NotImplemented else Frac(self.n * o.d + o.n * self.d, self.d * o.d)
    def __neg__(self): return Frac(-self.n, self.d)
    def __sub__(self, o): return self + -Frac.lift(o)
    def __mul__(self, o): o = Frac.lift(o); return o if o is NotImplemented else Frac(self.n * o.n, self.d * o.d)
    def __truediv__(self, o): o = Frac.lift(o); return Frac(self.n * o.d, self.d * o.n)
    def __pow__(self, k): return Frac(self.n ** k, self.d ** k) if k >= 0 else Frac(self.d ** -k, self.n ** -k)
    def __rsub__(self, o): return Frac.lift(o) - self
    def __rtruediv__(self, o): return Frac.lift(o) / self
    def __eq__(self, o): o = Frac.lift(o); return o if o is NotImplemented else (self.n, self.d) == (o.n, o.d)
    def __lt__(self, o): o = Frac.lift(o); return self.n * o.d < o.n * self.d
    def __hash__(self): return hash((self.n, self.d))
    def __bool__(self): return self.n != 0
    def __float__(self): return self.n / self.d
    def __repr__(self): return str(self.n) if self.d == 1 else f'{self.n}/{self.d}'
    __radd__, __rmul__ = __add__, __mul__


class Poly:
    def __init__(self, *c):
        c = list(c)
        while c and not c[-1]:
            c.pop()
        self.c = tuple(c)

    def __call__(self, x):
        result = 0
        for k in reversed(self.c):
            result = result * x + k
        return result

    def __add__(self, o):
        from itertools import zip_longest
        return Poly(*(a + b for a, b in zip_longest(self.c, o.c, fillvalue=0)))

    def __mul__(self, o):
        out = [0] * (len(self.c) + len(o.c) - 1)
        for i, a in enumerate(self.c):
            for j, b in enumerate(o.c):
                out[i + j] = out[i + j] + a * b
        return Poly(*out)

    def derivative(self): return Poly(*(i * k for i, k in enumerate(self.c) if i))
    def __eq__(self, o): return self.c == o.c
    def __repr__(self): return ' + '.join(f'{k}x^{i}' if i > 1 else f'{k}x' if i else str(k) for i, k in enumerate(self.c) if k) or '0'


h = Frac(1, 2)
print(h + h, h + Frac(1, 3), 1 - h, 3 * h, h / 3, 1 / h, h ** 3, h ** -2, -h, h == Frac(2, 4), h < 1, h >= Frac(1, 2), max(h, Frac(2, 3)), sum([h, h, h]), float(h), {h: 1}[Frac(5, 10)], sorted([Frac(1, 2), Frac(1, 3), 0, 1]), Frac(-4, -6), Frac(3, -9), bool(Frac(0)))
for bad in (lambda: Frac(1, 0), lambda: h + 1.5, lambda: h / 0, lambda: h + 'a'):
    try:
        print(bad())
    except (ZeroDivisionError, TypeError) as e:
        print(type(e).__name__, e)
p = Poly(-2, 0, 1)
q = Poly(1, Frac(1, 2), 0, 3)
print(p, '|', q, '|', p + q, '|', p * q, '|', q.derivative(), '|', p(3), q(Frac(1, 3)), p * Poly(), Poly(1, 1) * Poly(1, 1) == Poly(1, 2, 1))
x = Frac(1)
for _ in range(5):
    x = x - p(x) / p.derivative()(x)
print(x, float(x))


def determinant(m):
    m, sign, product = [list(map(Frac, row)) for row in m], 1, Frac(1)
    for i in range(len(m)):
        pivot = next((r for r in range(i, len(m)) if m[r][i]), None)
        if pivot is None:
            return Frac(0)
        if pivot != i:
            m[i], m[pivot], sign = m[pivot], m[i], -sign
        product *= m[i][i]
        for r in range(i + 1, len(m)):
            factor = m[r][i] / m[i][i]
            m[r] = [a - factor * b for a, b in zip(m[r], m[i])]
    return product * sign


print(determinant([[2, 1], [1, 3]]), determinant([[0, 2, 1], [1, 0, 3], [4, 1, 0]]), determinant([[1, 2], [2, 4]]), determinant([[1 if i == j else Frac(1, i + j + 1).n for j in range(4)] for i in range(4)]))
print(determinant([[Frac(1, i + j + 1).d for j in range(5)] for i in range(5)]))
