def f(x):
    return 10 // x


print([f(x) for x in (5, 2, 0)])
