def even(n):
    return n == 0 or odd(n - 1)


def odd(n):
    return even(n - 1) and 1 / 0 if n > 1 else {}[n]


even(9)
