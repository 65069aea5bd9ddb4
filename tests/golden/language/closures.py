def counter():
    n = 0

    def up(k=1):
        nonlocal n
        n += k
        return n

    def peek():
        return n
    return up, peek


up, peek = counter()
up(); up(5)
print(peek(), up.__code__.co_freevars, counter.__code__.co_cellvars)
print(up.__closure__[0].cell_contents)
up.__closure__[0].cell_contents = 100
print(peek())


def late():
    def inner():
        return value
    try:
        inner()
    except NameError as e:
        print(type(e).__name__, e)
    value = 'set'
    print(inner())
    del value
    try:
        inner()
    except NameError as e:
        print(type(e).__name__, e)


late()


def unbound():
    try:
        print(x)
    except UnboundLocalError as e:
        print(e)
    x = 1
    del x
    try:
        x
    except UnboundLocalError as e:
        print(e)
    try:
        del x
    except UnboundLocalError as e:
        print(e)


unbound()


def three():
    a = 'a'

    def two():
        b = 'b'

        def one():
            nonlocal a, b
            a += '1'
            b += a
            return a, b
        return one
    return two()


one = three()
print(one(), one())
g = 1


def globals_and_locals():
    global g, fresh
    g += 1
    fresh = 'made'
    local = 2
    return locals(), 'fresh' in globals()


print(globals_and_locals(), g, fresh)


class Scope:
    x = 'class'

    def method(self):
        return x            # not the class's
    values = [x for _ in range(2)] if False else 'skipped'
    y = x + '!'


x = 'global'
print(Scope().method(), Scope.y)


def shadow(x):
    class Inner:
        x = x if False else 'own'
        z = x
    return Inner.z


try:
    print(shadow('param'))
except NameError as e:
    print(e)


def in_class():
    v = 'enclosing'

    class A:
        w = v

        def f(self):
            return v
    return A.w, A().f()


print(in_class())
print((lambda a: (lambda b: (lambda c: a + b + c)(3))(2))(1))
