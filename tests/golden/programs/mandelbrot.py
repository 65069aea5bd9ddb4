width, height = 60, 22
for row in range(height):
    line = ''
    for column in range(width):
        c = complex(-2.2 + 3.2 * column / width, -1.2 + 2.4 * row / height)
        z, n = 0j, 0
        while abs(z) <= 2 and n < 40:
            z = z * z + c
            n += 1
        line += ' .:-=+*#%@'[n * 9 // 40]
    print(line.rstrip())


def julia(x, y, cx=-0.8, cy=0.156):
    n = 0
    while x * x + y * y < 4.0 and n < 50:
        x, y = x * x - y * y + cx, 2.0 * x * y + cy
        n += 1
    return n


print([julia(i / 10, i / 20) for i in range(-15, 16)])
total = 0.0
for k in range(20_000):
    total += (-1.0) ** k / (2 * k + 1)
print(repr(4 * total), 4 * total)


def integrate(f, a, b, n=1000):
    h = (b - a) / n
    return h / 3 * (f(a) + f(b) + sum(f(a + i * h) * (4 if i % 2 else 2) for i in range(1, n)))


print(integrate(lambda x: x ** 3, 0, 2), integrate(lambda x: 1 / x, 1, 2.718281828459045), integrate(lambda x: x ** 0.5, 0, 1))
x = 1.0
for _ in range(8):
    x -= (x * x - 2) / (2 * x)
    print(repr(x), x.hex())
