class Suspend:
    def __init__(self, tag): self.tag = tag
    def __await__(self):
        got = yield self.tag
        print('resumed with', got)
        return got


async def leaf(x):
    r = await Suspend(f'leaf {x}')
    return (x, r)


async def root():
    a = await leaf(1)
    b = await leaf(2)
    try:
        await leaf(3)
    except ValueError as e:
        print('caught', e)
    return a, b


c = root()
print(type(c).__name__, c.__name__, c.cr_running, c.cr_await, c.cr_frame is not None)
print(c.send(None))
print(c.cr_await.__name__)
print(c.send('A'))
print(c.send('B'))
try:
    c.throw(ValueError('thrown'))
except StopIteration as e:
    print(e.value)
try:
    c.send(None)
except RuntimeError as e:
    print(e)
c = root()
c.send(None)
c.close()
c = leaf(9)
try:
    c.send(5)
except TypeError as e:
    print(e)
c.close()


async def bad(x):
    await x


for x in (5, None, [1], (i for i in ()), leaf, iter([])):
    try:
        bad(x).send(None)
    except TypeError as e:
        print(e)


class BadAwait:
    def __await__(self): return 5


class CoroAwait:
    def __await__(self): return leaf(1)


for x in (BadAwait(), CoroAwait()):
    try:
        bad(x).send(None)
    except TypeError as e:
        print(e)
c = leaf(0)
try:
    iter(c)
except TypeError as e:
    print(e)
try:
    for _ in c: pass
except TypeError as e:
    print(e)
try:
    [*c]
except TypeError as e:
    print(e)
c.close()


async def twice():
    c = leaf(1)
    print(await c)
    await c


t = twice()
t.send(None)
try:
    t.send('r')
except RuntimeError as e:
    print(e)


async def stop():
    raise StopIteration('x')


try:
    stop().send(None)
except RuntimeError as e:
    print(e, repr(e.__cause__))


import types


@types.coroutine
def old_style():
    x = yield 'old'
    return x


async def uses_old():
    return await old_style()


u = uses_old()
print(u.send(None))
try:
    u.send('value')
except StopIteration as e:
    print(e.value)


async def gen_close():
    try:
        await Suspend('s')
    finally:
        print('finally on close')


g = gen_close()
g.send(None)
del g
