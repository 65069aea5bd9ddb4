def f(x):
    return 1 / x


def g(y):
    return f(y - 1) + 1


print('before')
g(1)
