# The warning comes at the line where the coroutine is dropped.
async def c(): pass
async def d(x): return x


def line(n): print('line', n)


c()
line(1)
x = c()
line(2)
x = None
line(3)
[c(), d(1)]
line(4)


def f():
    y = c()
    line('in f')


f()
line(5)


async def forgets():
    c()
    line('inside a coroutine')
    z = d(2)
    return 'value'


try:
    forgets().send(None)
except StopIteration as e:
    line(e.value)
k = c()
k.close()
del k
line('closed ones do not warn')


class Holder: pass


h = Holder()
h.co = c()
del h
line(6)
try:
    raise ValueError(c())
except ValueError as e:
    pass
line(7)


async def agen():
    yield 1


agen()
line('asynchronous generators do not warn')
g = (await_ for await_ in [c()])
del g
line(8)


# A call that fails makes no coroutine: there is nothing to warn of.
async def takes_one(argument):
    pass


for attempt in (lambda: takes_one(), lambda: takes_one(1, 2), lambda: takes_one(*(), **{"other": 1})):
    try:
        attempt()
    except TypeError as error:
        print(error)
