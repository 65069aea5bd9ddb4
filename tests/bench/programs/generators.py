# target: 2
def numbers(n):
    for i in range(n):
        yield i


def delegate(n):
    yield from numbers(n)


def main():
    total = 0
    for x in numbers(400_000):
        total += x
    for x in delegate(200_000):
        total += x
    return total + sum(x for x in range(200_000))
