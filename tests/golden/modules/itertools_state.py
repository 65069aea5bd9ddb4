# What copy and pickle see of the iterators of itertools, and what __setstate__ refuses.
import copy
import operator
from itertools import accumulate, chain, cycle, groupby, islice, starmap, tee


class Down:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        self.n -= 1
        if self.n < 0: raise StopIteration
        return self.n
    def __repr__(self): return f'Down({self.n})'


def after(iterator, steps):
    for _ in range(steps): next(iterator)
    return iterator


print(accumulate(Down(3)).__reduce__()[1:])
print(after(accumulate(Down(4), operator.add), 2).__reduce__()[2])
print(list(accumulate(Down(3), initial=5).__reduce__()[1][0]))
stopped = after(accumulate([None, 1, 2], lambda x, y: None), 1)
print(stopped.__reduce__()[0], list(copy.copy(stopped)))
for n in range(3): print(after(cycle(Down(3)), n).__reduce__()[1:])
print(after(cycle([7, 8]), 3).__reduce__()[2])
for n in range(3):
    for complete in (0, 1):
        c = after(cycle('defg'), n)
        c.__setstate__((list('abc'), complete))
        print(n, complete, ''.join(islice(c, 12)))
for state in ((), ([1],), ([1], 2, 3), ((1,), 2), 5, ([1], 'a')):
    try: cycle('xy').__setstate__(state)
    except TypeError as e: print(e)
for state in ((), (1,), (iter('a'), 2), (iter('a'),) * 3, 5, ([],)):
    try: chain().__setstate__(state)
    except TypeError as e: print(e)
first, second = tee('abc')
print(first.__reduce__()[1], first.__reduce__()[2][1], next(first), first.__reduce__()[2][0].__reduce__()[1][1:])
key, group = next(groupby('aab'))
print(group.__reduce__()[1][1:])


class Named(starmap):
    def __init__(self, *args, name): self.name = name


print(Named(pow, [(2, 3)], name='powers').name)
try: starmap(pow, [], name=1)
except TypeError as e: print(e)
