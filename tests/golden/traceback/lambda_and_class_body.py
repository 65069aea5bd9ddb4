class C:
    f = lambda self, x: x.nope
    value = f(None, 5)
