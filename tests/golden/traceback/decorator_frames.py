def deco(fn):
    def wrapper(*args):
        return fn(*args)
    return wrapper


@deco
@deco
def f(x):
    raise TypeError('deep')


f(1)
