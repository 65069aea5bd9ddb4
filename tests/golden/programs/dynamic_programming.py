def lcs(a, b):
    table = [[''] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            table[i + 1][j + 1] = table[i][j] + x if x == y else max(table[i + 1][j], table[i][j + 1], key=len)
    return table[-1][-1]


def distance(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        diagonal, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            diagonal, row[j] = row[j], min(diagonal + (x != y), row[j] + 1, row[j - 1] + 1)
    return row[-1]


def knapsack(items, room):
    best = {0: (0, ())}
    for name, weight, value in items:
        for used, (total, names) in list(best.items()):
            if used + weight <= room and total + value > best.get(used + weight, (-1,))[0]:
                best[used + weight] = total + value, (*names, name)
    return max(best.values())


def coins(amount, kinds):
    ways = [1] + [0] * amount
    for kind in kinds:
        for n in range(kind, amount + 1):
            ways[n] += ways[n - kind]
    return ways[amount]


def partitions(n, most=None):
    if n == 0:
        yield []
    for first in range(min(n, most or n), 0, -1):
        for rest in partitions(n - first, first):
            yield [first] + rest


def matrix_power(m, n):
    result = [[int(i == j) for j in range(len(m))] for i in range(len(m))]
    while n:
        if n & 1:
            result = [[sum(a * b for a, b in zip(row, column)) for column in zip(*m)] for row in result]
        m = [[sum(a * b for a, b in zip(row, column)) for column in zip(*m)] for row in m]
        n >>= 1
    return result


print(lcs('AGGTAB', 'GXTXAYB'), lcs('thisisatest', 'testing123testing'), distance('kitten', 'sitting'), distance('', 'abc'), distance('flaw', 'lawn'))
print(knapsack([('ring', 1, 15), ('book', 3, 20), ('lamp', 4, 30), ('vase', 2, 5)], 6))
print(coins(100, (1, 5, 10, 25, 50)), coins(10, (2, 5)), list(partitions(5)), len(list(partitions(15))))
print(matrix_power([[1, 1], [1, 0]], 90)[0][1], matrix_power([[1, 1], [1, 0]], 300)[0][1])
triangle = [[1]]
for _ in range(8):
    triangle.append([1, *(a + b for a, b in zip(triangle[-1], triangle[-1][1:])), 1])
for row in triangle:
    print(' '.join(map(str, row)).center(28).rstrip())
sieve = bytearray([1]) * 100
sieve[:2] = b'\0\0'
for i in range(2, 10):
    if sieve[i]:
        sieve[i * i::i] = bytes(len(range(i * i, 100, i)))
print([i for i, p in enumerate(sieve) if p])


def collatz(n, cache={1: 1}):
    if n not in cache:
        cache[n] = 1 + collatz(n // 2 if n % 2 == 0 else 3 * n + 1)
    return cache[n]


print(max(range(1, 2000), key=collatz), collatz(27))
