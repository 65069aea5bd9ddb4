# Floats that go from one instruction to the next without a box: every operator, both sides, constants, comparisons, and what
# happens when the next instruction is no arithmetic, or fails.
import sys


class Left:
    def __add__(self, other):
        return ('add', other)

    def __radd__(self, other):
        return ('radd', other)

    def __rsub__(self, other):
        return ('rsub', other)

    def __rtruediv__(self, other):
        return ('rtruediv', other)

    def __lt__(self, other):
        return ('lt', other) == ('lt', 0.75)


def operators(x, y, n):
    yield x * y + y
    yield y + x * y
    yield x * y - y * x
    yield (x - y) / (x + y)
    yield x / y - n
    yield n - x / y
    yield -(x * y)
    yield -(x * y) + 1
    yield (x * y + 1) * 2 - 3
    yield 2.0 * x - 1.0 / y
    yield 1.5 - x * 0.5
    yield 1.0 / (x * y)
    yield 1.0 / n + 0.25
    yield n * 0.5
    yield 0.5 - n
    yield x * y ** 2
    yield x * y // 2
    yield x * y % 2
    yield [x * y, x + y]
    yield (x * y).hex()
    yield f'{x * y:.3f}'


def comparisons(x, y):
    yield [x * y < 1.0, 1.0 < x * y, x * y <= y * x, x * y == y * x, x * y != 3, x * y > 2, x * y >= 2]
    count = 0
    if x * y < 1.0:
        count += 1
    if 1.0 < x * y:
        count += 2
    if x * y < y + x:
        count += 4
    if x * y == y * x:
        count += 8
    if x * y != 3:
        count += 16
    if x * y > 2:
        count += 32
    if not x * y >= 2:
        count += 64
    if x * y < 10 ** 30:
        count += 128
    yield count


def attempt(function, *args):
    try:
        print(function.__name__, function(*args))
    except Exception as e:
        print(function.__name__, type(e).__name__, e, e.__traceback__.tb_next.tb_lineno - function.__code__.co_firstlineno)


def by_zero(x, y):
    return x * 2.0 + (x - 1) / (y * 0.0)


def zero_const(x):
    return (x * 2.0) / 0.0


def with_text(x):
    return x * 2.0 + 'text'


def text_first(s, x):
    return s - x * 2.0


def constant_left(s):
    return 1.5 + s


def constant_right(s):
    s *= 1.5
    return s


def objects(x):
    return [x * 0.5 + Left(), Left() + x * 0.5, x * 0.5 - Left(), x / 2.0 / Left(), 1.5 + Left(), Left() + 1.5, x * 0.5 > Left()]


def aliases():
    a = 1.5
    b = a
    a = a * 2.0 + 1.0
    c = a
    a += b
    return a, b, c


def captured():
    total = 0.0

    def add(x):
        nonlocal total
        total += x * 0.5
        return total

    return [add(i) for i in range(4)], total


def generator(x):
    for i in range(3):
        x = x * 2.0 + (yield x * i + 0.5)


def counted(x):
    y = x * 0.5 + 0.25
    return sys.getrefcount(y)


for value in operators(1.5, 2.25, 7):
    print(value)
for value in operators(3, 0.125, 2 ** 70):
    print(value)
for value in operators(float('inf'), -0.0, True) if False else operators(-0.0, float('inf'), 5):
    print(value)
for x, y in (1.5, 2.0), (float('nan'), 1.0), (0.5, 0.5):
    print(list(comparisons(x, y)))
attempt(by_zero, 2.0, 1.0)
attempt(zero_const, 2.0)
attempt(with_text, 2.0)
attempt(text_first, 'a', 2.0)
attempt(constant_left, 'a')
attempt(constant_left, 2)
attempt(constant_left, True)
attempt(constant_left, 1j)
attempt(constant_right, [1])
attempt(constant_right, 2)
attempt(objects, 1.5)
print(aliases(), captured())
g = generator(1.0)
print(next(g), g.send(2.0), g.send(0.5))
print(counted(3.0))
