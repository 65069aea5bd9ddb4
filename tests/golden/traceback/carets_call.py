def outer(a, b):
    return inner(a, key=b)(1, 2)(3)


def inner(a, key):
    return lambda x, y: None


print(outer(1, 2))
