def run(coro):
    try:
        while True:
            coro.send(None)
    except StopIteration as e:
        return e.value


async def agen():
    try:
        x = yield 1
        print('sent', x)
        try:
            yield 2
        except ValueError as e:
            print('thrown', e)
            yield 'recovered'
        yield 3
    finally:
        print('cleanup')


async def main():
    g = agen()
    print(type(g).__name__, g.__name__, g.ag_running, g.ag_await)
    print(await g.__anext__())
    print(await g.asend('hello'))
    print(await g.athrow(ValueError('v')))
    print(await g.__anext__())
    try:
        await g.__anext__()
    except StopAsyncIteration as e:
        print('end', e.args)
    print(await anext(g, 'default'))
    g = agen()
    print(await anext(g))
    await g.aclose()
    await g.aclose()
    try:
        await anext(g)
    except StopAsyncIteration:
        print('closed')
    g = agen()
    try:
        await g.asend('early')
    except TypeError as e:
        print(e)

    async def ignores():
        try:
            yield 1
        except GeneratorExit:
            yield 2
    g = ignores()
    await anext(g)
    try:
        await g.aclose()
    except RuntimeError as e:
        print(e)

    async def raises():
        yield 1
        raise StopAsyncIteration('inner')
    g = raises()
    await anext(g)
    try:
        await anext(g)
    except RuntimeError as e:
        print(e, repr(e.__cause__))
    it = aiter(agen())
    print(await anext(it))
    await it.aclose()
    for bad in (lambda: aiter(5), lambda: anext(5)):
        try:
            bad()
        except TypeError as e:
            print(e)
    return 'main done'


print(run(main()))


async def nested():
    async for x in agen():
        yield x * 10


async def collect(): return [x async for x in nested()]


print(run(collect()))
import sys


def first(g): print('firstiter', g.__name__)
def final(g): print('finalizer', g.__name__); run(g.aclose())


sys.set_asyncgen_hooks(firstiter=first, finalizer=final)


async def abandoned():
    async for x in agen():
        print('x', x)
        break
    print('after break')


run(abandoned())
print(sys.get_asyncgen_hooks().firstiter is first)
sys.set_asyncgen_hooks(None, None)
