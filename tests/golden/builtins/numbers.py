print(abs(-5), abs(-2.5), abs(3 - 4j), abs(True), divmod(17, 5), divmod(-17, 5), divmod(5.5, 2), pow(2, 10), pow(2, 10, 1000), pow(2, -2), pow(2.0, 3), pow(base=2, exp=3, mod=5))
print(round(3.14159, 2), round(2.5), round(1234, -2), round(-1.5), round(number=1.25, ndigits=1), round(5, None), round(True))
print(sum([1, 2, 3]), sum([1, 2], 10), sum((), start=5), sum([[1], [2]], []), sum([0.1] * 3), sum([True, False, True]), sum(x * x for x in range(4)))
print(max(1, 2, 3), max([4, 1]), max('hello'), max([], default='d'), max(['a', 'bbb', 'cc'], key=len), max(1, -5, key=abs), min(3, 1), min([], default=None), min('b', 'a', key=ord), max((1, 2), (1, 3)), min([1, 1.0]), max([1.0, 1]))
print(bin(5), oct(8), hex(255), chr(65), ord('A'), int(3.7), float(3), complex(1, 2), bool([]), hash(42), id(None) == id(None), ascii('é\n'), repr('é\n'))
for bad in ('abs("a")', 'abs()', 'divmod(1)', 'divmod(1, 0)', 'pow(1)', 'pow("a", 1)', 'pow(1.5, 2, 3)', 'pow(2, 3, 0)', 'round("a")', 'round(1.5, "a")', 'round()', 'round(1.5, 1.5)', 'sum(5)', 'sum(["a"])', 'sum(["a"], "")', 'sum([b""], b"")', 'sum([[1]])', 'sum([1], "a")', 'max()', 'max(1)', 'max([])', 'max(1, "a")', 'max([], key=len)', 'max(1, 2, default=3)', 'min(None)', 'min([1, "a"])', 'max([1], foo=2)', 'bin(1.5)', 'hex("a")', 'oct(None)', 'chr("a")', 'chr(1.5)', 'chr(-1)', 'ord(5)', 'ord("ab")', 'ord(b"ab")', 'hash([])', 'hash({})', 'int("x", base=5)', 'int(base=5)', 'float("x")', 'complex("x")', 'sum()', 'max(key=len)', 'abs(None)', 'divmod("a", 2)', 'chr(10 ** 20)'):
    try:
        print(bad, eval(bad))
    except Exception as e:
        print(bad, '->', type(e).__name__, e)
print(int.__name__, max.__name__, repr(max), repr(int), callable(max), callable(5), callable(int), callable(lambda: 0), type(max), max.__module__, max.__self__.__name__)
