def f(n):
    if n == 0:
        raise ValueError('bottom')
    f(n - 1)


def g(n):
    f(2)
    f(n)


try:
    f(3)
except ValueError as e:
    import traceback
    traceback.print_exc()
f(7)
