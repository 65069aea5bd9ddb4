def mutable(x, acc=[]):
    acc.append(x)
    return acc


print(mutable(1), mutable(2), mutable(3, []))
print(mutable.__defaults__)
mutable.__defaults__ = ([100],)
print(mutable(1))


def order(tag):
    print('default', tag)
    return tag


def f(a=order('a'), *, b=order('b')) -> order('return'):
    return a, b


print(f(), f.__defaults__, f.__kwdefaults__, f.__annotations__)
f.__kwdefaults__ = {'b': 'new'}
print(f())
del f.__kwdefaults__
try:
    f()
except TypeError as e:
    print(e)
functions = [lambda: i for i in range(3)]
print([g() for g in functions])
functions = [lambda i=i: i for i in range(3)]
print([g() for g in functions])


def doc(a: int, b: 'str' = 'x', *c: float, d: list = None, **e: dict) -> bool:
    """The doc string."""
    inner = 1
    return inner


print(doc.__name__, doc.__qualname__, doc.__module__, doc.__doc__)
print(doc.__annotations__)
code = doc.__code__
print(code.co_argcount, code.co_kwonlyargcount, code.co_posonlyargcount, code.co_varnames, code.co_name, code.co_flags & 0xf)
doc.attribute = 'anything'
print(doc.attribute, doc.__dict__)
print((lambda x: x).__name__, (lambda: 0).__qualname__)


def outer():
    def inner():
        class Local:
            def method(self): pass
        return Local
    return inner


print(outer().__qualname__, outer()().__qualname__, outer()().method.__qualname__)
print(repr(outer).split(' at ')[0], repr(len), repr([].append).split(' at ')[0], repr(str.upper))
try:
    doc.__code__ = 5
except TypeError as e:
    print(e)
