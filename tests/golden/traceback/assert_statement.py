def check(x):
    assert x > 5, f'x is {x}'


check(3)
