class V:
    def __init__(self, x): self.x = x
    def __repr__(self): return f'V({self.x})'


def install(name):
    def forward(self, other): return (name, self.x, getattr(other, 'x', other))
    def reflected(self, other): return ('r' + name, self.x, getattr(other, 'x', other))
    def inplace(self, other): return ('i' + name, self.x, getattr(other, 'x', other))
    setattr(V, f'__{name}__', forward)
    setattr(V, f'__r{name}__', reflected)
    if name != 'divmod':
        setattr(V, f'__i{name}__', inplace)


for name in 'add sub mul truediv floordiv mod pow lshift rshift and or xor matmul divmod'.split():
    install(name)
a, b = V(1), V(2)
print(a + b, a - b, a * b, a / b, a // b, a % b, a ** b, a << b, a >> b, a & b, a | b, a ^ b, a @ b, divmod(a, b), sep='\n')
print(5 + a, 5 - a, 5 * a, 5 / a, 5 // a, 5 % a, 5 ** a, 5 << a, 5 >> a, 5 & a, 5 | a, 5 ^ a, 5 @ a, divmod(5, a), sep='\n')
for op in '+ - * / // % ** << >> & | ^ @'.split():
    c = V(3)
    exec(f'c {op}= 9')
    print(op, c)


class Unary:
    def __neg__(self): return 'neg'
    def __pos__(self): return 'pos'
    def __invert__(self): return 'invert'
    def __abs__(self): return 'abs'
    def __round__(self, n=None): return ('round', n)
    def __trunc__(self): return 'trunc'
    def __floor__(self): return 'floor'
    def __ceil__(self): return 'ceil'
    def __index__(self): return 3
    def __int__(self): return 30
    def __float__(self): return 2.5
    def __complex__(self): return 1j


u = Unary()
print(-u, +u, ~u, abs(u), round(u), round(u, 2), int(u), float(u), complex(u), [0, 1, 2, 3][u], hex(u), 'abcd'[:u], range(u), bin(u))


class Low:
    def __add__(self, o): return NotImplemented
    def __radd__(self, o): return 'Low.radd'
    def __eq__(self, o): return NotImplemented
    def __lt__(self, o): return NotImplemented


class High(Low):
    def __radd__(self, o): return 'High.radd first'


print(Low() + High(), 1 + Low())
for code in ('Low() + 1', 'Low() + Low()', 'Low() < Low()', 'Low() - 1', '1 - Low()', '-Low()', '~1.5', '+"a"', '-[]', '1 + "a"', '"a" + 1', '[] + ()',
             '{} + {}', '"a" * "b"', '[1] * 1.5', '1 << 1.0', '1 @ 2', '"%d" % "a"', 'None + None', 'divmod("a", 1)', 'pow("a", 2)', '2 ** "a"', 'Low() ** 2',
             'abs("a")', 'round("a")', 'x = []; x += 1', 'x = 1; x += "a"', 'x = None; x -= 1', 'x = {}; x |= 1', 'pow(1, 2, "a")', 'pow(2, -1, 4)', '1 and Low() > 1'):
    try:
        exec(code)
        print(code, 'fine')
    except Exception as e:
        print(code, '->', type(e).__name__, e)
print(Low() == 1, Low() != 1)
