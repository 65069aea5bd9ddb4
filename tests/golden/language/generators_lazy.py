# Pipelines, trees, infinite sequences.
def naturals():
    n = 0
    while True:
        yield n
        n += 1


def take(n, source):
    for _, x in zip(range(n), source):
        yield x


def primes():
    source = iter(naturals())
    next(source), next(source)
    while True:
        p = next(source)
        yield p
        source = (lambda s, p: (n for n in s if n % p))(source, p)


print(list(take(10, naturals())), list(take(12, primes())))


class Tree:
    def __init__(self, value, left=None, right=None):
        self.value, self.left, self.right = value, left, right

    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.value
        if self.right:
            yield from self.right


print(list(Tree(4, Tree(2, Tree(1), Tree(3)), Tree(6, Tree(5)))))


def permutations(items):
    if not items:
        yield []
    for i, item in enumerate(items):
        for rest in permutations(items[:i] + items[i + 1:]):
            yield [item, *rest]


print([''.join(p) for p in permutations('abc')])


def hanoi(n, a='A', b='B', c='C'):
    if n:
        yield from hanoi(n - 1, a, c, b)
        yield a + c
        yield from hanoi(n - 1, b, a, c)


print(*hanoi(3))


def flatten(x):
    if isinstance(x, (list, tuple)):
        for y in x:
            yield from flatten(y)
    else:
        yield x


print(list(flatten([1, [2, (3, [4, [5]])], (), [[]]])))


def averager():
    total = count = 0
    average = None
    while True:
        average = (total := total + (yield average)) / (count := count + 1)


a = averager()
next(a)
print([a.send(v) for v in (10, 20, 60)])


def deep(n):
    if n:
        yield from deep(n - 1)
    yield n


print(sum(deep(300)))
g = (i for i in range(5))
print(2 in g, list(g))
it = iter([1, 2, 3, 4, 5, 6])
print(list(zip(it, it)), list(zip(*[iter('abcdef')] * 3)))
print(dict(enumerate(take(3, (c for c in 'xyz')), start=1)))
print(next(iter([]), 'empty'), list(iter(lambda it=iter('abca'): next(it), 'c')))
