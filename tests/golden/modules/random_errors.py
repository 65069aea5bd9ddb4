import random
random.seed(5)
for bad in ('random.choice([])', 'random.randint(5, 1)', 'random.randrange(0)', 'random.randrange(5, 1)', 'random.randrange(1, 10, 0)', 'random.sample([1], 2)', 'random.sample({1, 2}, 1)', 'random.sample([1], -1)', 'random.getrandbits(-1)', 'random.getrandbits("a")', 'random.choices([], k=1)', 'random.choices([1, 2], weights=[1])', 'random.choices([1], weights=[0])', 'random.choices([1], weights=[1], cum_weights=[1])', 'random.shuffle((1, 2))', 'random.seed([])', 'random.random(1)', 'random.choice(5)', 'random.sample(5, 1)'):
    try:
        print(bad, eval(bad))
    except Exception as e:
        print(bad, '->', type(e).__name__, e)
big = random.sample(range(10 ** 9), 10)
print(big, random.randrange(10 ** 30), random.randint(-10 ** 18, 10 ** 18), [random.getrandbits(k) for k in (0, 1, 8, 31, 33, 64, 65)])
deck = [r + s for s in 'SH' for r in 'A23']
random.shuffle(deck)
print(deck, random.sample(deck, len(deck)), [random.choice(deck) for _ in range(5)])


class Half(random.Random):
    def random(self): return 0.5


h = Half()
print(h.uniform(0, 10), h.choice([1, 2, 3]), h.randrange(10), h.sample(range(10), 3), h.shuffle(x := [1, 2, 3]), x)
print([random.Random(i).randint(0, 1000) for i in range(8)], sum(random.Random(1).random() for _ in range(1)) )
count = {v: 0 for v in 'abc'}
random.seed(2024)
for _ in range(3000): count[random.choices('abc', [1, 2, 3])[0]] += 1
print(count)
