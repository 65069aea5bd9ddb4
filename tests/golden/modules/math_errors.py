import math
for bad in ('math.sqrt(-1)', 'math.sqrt("a")', 'math.log(0)', 'math.log(-1)', 'math.log(2, 1)', 'math.log2(0)', 'math.acos(2)', 'math.exp(1000)', 'math.gamma(0)', 'math.gamma(-1)', 'math.factorial(-1)', 'math.factorial(1.5)', 'math.factorial("a")', 'math.isqrt(-1)', 'math.isqrt(1.5)', 'math.comb(-1, 2)', 'math.comb(1, 1.5)', 'math.floor("a")', 'math.floor(math.nan)', 'math.floor(math.inf)', 'math.ceil(math.inf)', 'math.fmod(1, 0)', 'math.fmod(math.inf, 1)', 'math.pow(0, -1)', 'math.pow(-1, 0.5)', 'math.pow(10, 400)', 'math.ldexp(1, 10000)', 'math.gcd(1.5)', 'math.hypot("a")', 'math.dist((1,), (1, 2))', 'math.fsum(["a"])', 'math.fsum([math.inf, -math.inf])', 'math.fsum([1e308, 1e308])', 'math.sin(math.inf)', 'math.trunc("a")', 'math.sqrt()', 'math.sqrt(1, 2)', 'math.isclose(1, 1, rel_tol=-1)', 'math.cosh(1000)', 'math.atanh(1)', 'math.lgamma(-1)', 'math.sqrt(10 ** 400)', 'math.perm(-1)', 'math.prod(5)', 'math.remainder(1, 0)', 'math.expm1(1000)', 'math.log(None)'):
    try:
        print(bad, eval(bad))
    except Exception as e:
        print(bad, '->', type(e).__name__, e)


class F:
    def __float__(self): return 4.0
    def __floor__(self): return 'floor'
    def __ceil__(self): return 'ceil'
    def __trunc__(self): return 'trunc'
    def __index__(self): return 6


print(math.sqrt(F()), math.floor(F()), math.ceil(F()), math.trunc(F()), math.gcd(F(), 4), math.factorial(F()), math.isqrt(F()))
print([math.floor(x) for x in (0.5, -0.5, 1e15 + 0.5, True, 10 ** 30)], [math.isqrt(n) for n in (0, 1, 2, 3, 4, 10 ** 40, 10 ** 40 - 1)], math.sin(1e22), math.cos(math.pi), math.tan(math.pi / 2), math.exp(-745), math.sin(0.0), math.sin(-0.0), math.sqrt(0.0), math.sqrt(1e-320), math.erf(-1.5), math.gamma(5.5), math.gamma(171), math.lgamma(100), math.gamma(-1.5))
