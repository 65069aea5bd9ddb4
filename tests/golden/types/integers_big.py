import sys
a = 3 ** 200
b = 7 ** 90
print(a, b, a - b, a + b, a * b, a // b, a % b, a & b, a | b, a ^ b, sep='\n')
print(-a // b, -a % b, a // -b, a % -b, -a >> 100, -a << 3, ~a, abs(-a) == a)
f = 1
for i in range(1, 101):
    f *= i
print(f)
x, y = 0, 1
for _ in range(300):
    x, y = y, x + y
print(x)
print((10 ** 50 + 1) * (10 ** 50 - 1) == 10 ** 100 - 1, (2 ** 127 - 1) % 1000007, (a * b + 5) % b == 5, divmod(a, b)[0] * b + divmod(a, b)[1] == a)
print(float(3 ** 200), 3 ** 200 / 7 ** 90, 10 ** 30 / 10 ** 29, (2 ** 1023 + 2 ** 969) / 1, 10 ** 25 / 3, 7 ** 90 / 3 ** 200, 1 / 10 ** 300, -(10 ** 22) / 7, float(2 ** 53 + 1), float(2 ** 54 + 3))
print(int(1e30), int(-1e30), int(1.5e300) % 1000, int('9' * 60), str(10 ** 60), len(str(2 ** 5000)))
print(int(str(a)) == a, int(hex(a), 16) == a, int(oct(a), 8) == a, int(bin(a), 2) == a, hex(a), eval(repr(a)) == a)
print('%d' % a, '{:,}'.format(a), f'{a:x}', f'{-a:_}', f'{b:e}', f'{b:.10g}', f'{b:>80}', f'{b:080}')
for text in ('1' * 4300, '1' * 4301):
    try:
        print(len(str(int(text))))
    except ValueError as e:
        print(e)
try:
    str(10 ** 5000)
except ValueError as e:
    print(e)
print(sys.get_int_max_str_digits(), sys.int_info.default_max_str_digits)
sys.set_int_max_str_digits(0)
print(len(str(10 ** 5000)))


def isqrt(n):
    x = n
    y = (x + 1) // 2
    while y < x:
        x, y = y, (y + n // y) // 2
    return x


print(isqrt(2 * 10 ** 120))


def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


print(gcd(a * 2 ** 40, b * 2 ** 50), gcd(f, 2 ** 200) == 2 ** 97)
pi = 0
for k in range(40):
    pi += 10 ** 60 * (4 * (8 * k + 4) * (8 * k + 5) * (8 * k + 6) - 2 * (8 * k + 1) * (8 * k + 5) * (8 * k + 6) - (8 * k + 1) * (8 * k + 4) * (8 * k + 6) - (8 * k + 1) * (8 * k + 4) * (8 * k + 5)) // ((8 * k + 1) * (8 * k + 4) * (8 * k + 5) * (8 * k + 6) * 16 ** k)
print(pi)
