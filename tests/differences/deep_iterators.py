"""Iterators and methods nested 100,000 deep are a RecursionError. 3.11: the process dies, its C stack used up."""
import itertools
import types


def nested(make, value):
    for _ in range(100_000):
        value = make(value)
    return value


for name, make in [('map', lambda x: map(str, x)), ('zip', lambda x: zip(x)), ('enumerate', enumerate),
                   ('islice', lambda x: itertools.islice(x, 5)), ('chain', lambda x: itertools.chain(x, [1])),
                   ('filter', lambda x: filter(None, x)), ('cycle', itertools.cycle), ('pairwise', itertools.pairwise)]:
    try:
        next(nested(make, iter([1, 2, 3])))
    except RecursionError as error:
        print(name, error)
try:
    nested(lambda f: types.MethodType(f, 1), print)()
except RecursionError as error:
    print('method', error)
