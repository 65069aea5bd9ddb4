def count(n):
    print('start')
    for i in range(n):
        got = yield i
        if got is not None:
            print('got', got)
    return 'finished'


g = count(3)
print(next(g), g.send('hello'), next(g))
try:
    next(g)
except StopIteration as e:
    print('stop', e.value)
print(next(g, 'default'))
g = count(1)
try:
    g.send('too early')
except TypeError as e:
    print(e)


def catcher():
    while True:
        try:
            yield 'waiting'
        except ValueError as e:
            print('caught', e)
        except GeneratorExit:
            print('exit')
            raise
        finally:
            print('finally')


g = catcher()
next(g)
print(g.throw(ValueError('one')))
print(g.throw(ValueError))
g.close()
g.close()
try:
    g.throw(KeyError('after the end'))
except KeyError as e:
    print(repr(e))


def stubborn():
    try:
        yield 1
    except GeneratorExit:
        yield 2


g = stubborn()
next(g)
try:
    g.close()
except RuntimeError as e:
    print(e)


def delegating():
    result = yield from count(2)
    print('result', result)
    yield from 'ab'
    try:
        yield from catcher()
    except KeyError as e:
        print('outer', e)
    return 1


g = delegating()
print(next(g), g.send('through'), next(g), next(g), next(g), g.throw(ValueError('inner')))
try:
    g.throw(KeyError('k'))
except StopIteration as e:
    print('value', e.value)


def leaks():
    raise StopIteration('x')
    yield


try:
    next(leaks())
except RuntimeError as e:
    print(e, repr(e.__cause__))


def recursive():
    yield next(me)


me = recursive()
try:
    next(me)
except ValueError as e:
    print(e)
g = count(1)
print(g.gi_running, g.gi_frame is not None, g.gi_yieldfrom, g.__name__, g.__qualname__)
list(g)
print(g.gi_frame)
print(list(count(0)), [*count(2)], sum(count(3)), max(count(3)))
for bad in ('throw()', 'throw(1)', 'throw("s")', 'send()', 'throw(ValueError, "text")'):
    try:
        eval('count(1).' + bad)
    except Exception as e:
        print(bad, type(e).__name__, e)
