# Values at the borders of small integers, of lists and of conversions.
import sys
M = 2 ** 62
for a in (M - 1, M, -M, -M - 1, 2 ** 63 - 1, -2 ** 63, 2 ** 64):
    print(a, a + 1, a - 1, -a, a * 2, a * -1, a // 2, a % 7, a >> 1, a << 1, a & 0xff, a | 1, a ^ -1, ~a, abs(a), a == float(a), hash(a), int(str(a)) == a)
for a, b in ((M - 1, 1), (-M, -1), (M, -M), (2 ** 31, 2 ** 31), (2 ** 32, 2 ** 30), (-2 ** 31, 2 ** 31), (3037000499, 3037000500), (2 ** 61, 2), (-2 ** 62, -1), (2 ** 62, 3), (10 ** 18, 10), (10 ** 9, 10 ** 9)):
    print(a + b, a - b, a * b, a // b, a % b, divmod(a, b), a ** 2, a < b, a == b, a & b, a | b, a ^ b, min(a, b), a / b)
print((-M) // -1, (-2 ** 63) // -1, (-2 ** 63) % -1, divmod(-2 ** 63, -1), -(-M), abs(-M), 1 << 61, 1 << 62, 1 << 63, 1 << 64, -1 << 62, -1 << 63, (1 << 62) - 1 << 1)
print(range(M)[M - 1], len(range(M - 5, M + 5)), M in range(0, M * 2), range(M, M + 3)[1], list(range(M - 2, M + 2)), sum(range(M, M + 10)), sys.maxsize + 1)
l = list(range(5))
for i in (M, -M, 2 ** 70, -2 ** 70, 5, -6):
    try:
        l[i]
    except IndexError as e:
        print(i, e)
print(l[-M:M], l[2 ** 70:], l[:-2 ** 70], l[::2 ** 70], l[::-2 ** 70], 'abc'[2 ** 70:], (1, 2)[:2 ** 70])
for code in ('[0] * 2 ** 63', '"a" * 2 ** 63', 'b"a" * 2 ** 70', '(1,) * 2 ** 65', 'bytes(2 ** 63)', 'range(2 ** 70).__len__()', '" ".center(2 ** 63)', '"a".zfill(2 ** 64)', '1 << 2 ** 63', 'l.insert(2 ** 70, 1)', 'l.pop(2 ** 70)', 'chr(2 ** 40)', 'round(5, 2 ** 70)', '"%*d" % (2 ** 70, 1)', '2 ** 2 ** 70 if False else 1', 'float(2 ** 1024)', 'int(1e300) == 10 ** 300', '2 ** 1023 * 1.5', 'l[2 ** 70] = 1', 'del l[2 ** 70]', 'bytearray(5)[2 ** 70]', '"abc".find("c", -2 ** 70, 2 ** 70)', '"abc".count("a", 2 ** 70)', 'l.index(1, -2 ** 70, 2 ** 70)', 'bin(2 ** 64)', 'format(2 ** 64, ",")', 'True + 2 ** 62', '(2 ** 62).bit_length()', '(-2 ** 62).to_bytes(8, "big", signed=True)', 'int.from_bytes(b"\\xff" * 8, "little")', 'pow(2, 62, 2 ** 61 - 1)', 'divmod(2 ** 62, 3.0)', '2 ** 62 / 2 ** 61', '2 ** 62 == 4611686018427387904.0', '2 ** 53 + 1 == 2.0 ** 53', '2 ** 62 < 4.7e18', 'isinstance(2 ** 62, int)', '(2 ** 62) is (2 ** 62) or True', '{2 ** 62: 1}[4611686018427387904]', 'sum([2 ** 62, 2 ** 62, -2 ** 62])', 'max(2 ** 62, 2 ** 62 - 1)', 'sorted([2 ** 62, -2 ** 62, 2 ** 63, 0])'):
    try:
        r = eval(code) if ' = 1' not in code and 'del' not in code else exec(code)
        print(code, r if len(repr(r)) < 200 else len(repr(r)))
    except Exception as e:
        print(code, '->', type(e).__name__, e)
    except MemoryError as e:
        print(code, '->', type(e).__name__)
i = M - 3
for _ in range(6):
    i += 1
    print(i, end=' ')
print()
n = 1
for _ in range(70): n *= 3
print(n)
total = 0
for k in range(100): total += 10 ** 17
print(total)
x = 2 ** 62 - 1
x += 1; x -= 1; x *= 4; x //= 4; x <<= 3; x >>= 3; x |= 2 ** 63; x &= 2 ** 62 - 1; x ^= 1
print(x)
