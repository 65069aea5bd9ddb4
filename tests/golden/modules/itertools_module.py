import itertools as it
L = lambda x, n=10: list(it.islice(x, n))
print(L(it.count()), L(it.count(5, 2), 3), L(it.count(0.5, 0.25), 3), L(it.cycle('ab'), 5), L(it.repeat(7), 2), L(it.repeat('x', 3)), list(it.cycle([])))
print(L(it.accumulate([1, 2, 3])), L(it.accumulate([3, 1, 2], max)), L(it.accumulate([1, 2], initial=10)), L(it.chain('ab', [1])), L(it.chain.from_iterable(['ab', 'c'])), L(it.compress('abcd', [1, 0, 1])), L(it.dropwhile(lambda x: x < 3, [1, 5, 2])), L(it.takewhile(lambda x: x < 3, [1, 5, 2])), L(it.filterfalse(None, [0, 1, ''])))
print([(k, list(g)) for k, g in it.groupby('aabbca')], [(k, len(list(g))) for k, g in it.groupby([1, 3, 2, 4], key=lambda x: x % 2)], L(it.islice('abcdef', 1, None, 2)), L(it.islice('abc', 2)), L(it.starmap(pow, [(2, 3), (3, 2)])), [list(x) for x in it.tee('ab')], L(it.zip_longest('abc', 'x', fillvalue='-')), L(it.pairwise('abcd')))
print(L(it.product('ab', [1, 2])), L(it.product('ab', repeat=2)), list(it.product()), L(it.permutations('abc')), L(it.permutations('abc', 2)), L(it.combinations('abcd', 2)), L(it.combinations_with_replacement('abc', 2)), L(it.permutations([], 1)), list(it.combinations('ab', 3)), list(it.permutations('ab', 0)))
a, b = it.tee(iter([1, 2, 3]))
print(next(a), next(a), list(b), list(a))
g = it.groupby('aab')
k1, g1 = next(g)
k2, g2 = next(g)
print(k1, list(g1), k2, list(g2))
print(repr(it.count(3)), repr(it.count(1, 2)), repr(it.repeat('a', 2)), repr(it.repeat(1)), repr(it.chain()).split(' at')[0], it.repeat(1, 5).__length_hint__(), it.islice([1], 1).__class__.__name__)
for bad in ('it.count("a")', 'it.islice([1], -1)', 'it.islice([1], 1, 2, 0)', 'it.islice(5, 1)', 'it.islice([1], "a")', 'it.repeat()', 'it.repeat(1, "a")', 'it.chain(5).__next__()', 'it.product([1], repeat=-1)', 'it.permutations([1], -1)', 'it.combinations([1], "a")', 'it.tee([1], -1)', 'it.starmap(pow, [1]).__next__()', 'it.accumulate(5)', 'it.compress(5, 6)', 'it.groupby(5)', 'it.zip_longest([1], fill=2)', 'it.cycle(5)', 'it.pairwise(5)', 'it.takewhile(5, [1]).__next__()', 'it.combinations([1])', 'it.product(5)', 'it.islice()', 'it.accumulate([1, "a"]).__class__.__name__', 'list(it.accumulate([1, "a"]))'):
    try:
        print(bad, eval(bad))
    except Exception as e:
        print(bad, '->', type(e).__name__, e)
print(list(map(lambda *a: a, it.count(1), 'ab')), dict(zip(it.count(), 'xy')), sum(it.islice(it.count(1), 100)), ''.join(it.chain.from_iterable(it.repeat('ab', 2))))


def primes():
    yield 2
    for n in it.count(3, 2):
        if all(n % p for p in it.takewhile(lambda p: p * p <= n, primes())): yield n


print(list(it.islice(primes(), 12)))
