ONES = 'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split()
TENS = '_ _ twenty thirty forty fifty sixty seventy eighty ninety'.split()


def words(n):
    match n:
        case n if n < 0: return 'minus ' + words(-n)
        case n if n < 20: return ONES[n]
        case n if n < 100: return TENS[n // 10] + ('-' + ONES[n % 10] if n % 10 else '')
        case n if n < 1000: return ONES[n // 100] + ' hundred' + (' and ' + words(n % 100) if n % 100 else '')
    for size, name in ((10 ** 9, 'billion'), (10 ** 6, 'million'), (1000, 'thousand')):
        if n >= size:
            return f'{words(n // size)} {name}' + (', ' + words(n % size) if n % size else '')



def from_roman(s):
    values = {'M': 1000, 'D': 500, 'C': 100, 'L': 50, 'X': 10, 'V': 5, 'I': 1}
    return sum(v if v >= next_ else -v for v, next_ in zip([values[c] for c in s], [values[c] for c in s[1:]] + [0]))


for n in (0, 7, 13, 42, 100, 115, 999, 1000, 12345, 10 ** 6 + 1, 987654321, -5):
    print(n, words(n))


def simple_roman(n):
    out = ''
    for v, s in zip((1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1), 'M CM D CD C XC L XL X IX V IV I'.split()):
        while n >= v:
            out, n = out + s, n - v
    return out


print([simple_roman(n) for n in (1, 4, 9, 14, 40, 90, 400, 1994, 2024, 3999)], all(from_roman(simple_roman(n)) == n for n in range(1, 500)))
for n in range(1, 31):
    print('FizzBuzz' if n % 15 == 0 else 'Fizz' if n % 3 == 0 else 'Buzz' if n % 5 == 0 else n, end=' ' if n % 10 else '\n')


def base(n, b):
    digits = ''
    while n:
        n, d = divmod(n, b)
        digits = '0123456789abcdefghijklmnopqrstuvwxyz'[d] + digits
    return digits or '0'


print([base(255, b) for b in (2, 3, 8, 16, 36)], int(base(123456789, 7), 7))


def leap(y): return y % 4 == 0 and (y % 100 != 0 or y % 400 == 0)


def calendar(year, month):
    days = [31, 28 + leap(year), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    y, m = (year - 1, month + 12) if month < 3 else (year, month)
    first = (13 * (m + 1) // 5 + y + y // 4 - y // 100 + y // 400 + 6) % 7
    cells = ['  '] * ((first + 6) % 7) + [f'{d:2}' for d in range(1, days + 1)]
    return [' '.join(cells[i:i + 7]) for i in range(0, len(cells), 7)]


for line in calendar(2024, 2):
    print(line)
print([y for y in range(1890, 1925) if leap(y)])
