import contextlib
from contextlib import contextmanager, suppress, closing, ExitStack, nullcontext, redirect_stdout, ContextDecorator, asynccontextmanager, AsyncExitStack


@contextmanager
def tag(name):
    print('<' + name + '>')
    try:
        yield name.upper()
    except ValueError as e:
        print('caught', e)
    finally:
        print('</' + name + '>')


with tag('a') as a, tag('b'):
    print(a)
with tag('err'):
    raise ValueError('inside')
try:
    with tag('other'):
        raise KeyError('through')
except KeyError as e:
    print(repr(e))


@tag('deco')
def decorated(): print('in decorated')


decorated(); decorated()


@contextmanager
def bad1():
    if False: yield
@contextmanager
def bad2():
    yield 1
    yield 2
@contextmanager
def bad3():
    try: yield
    except: yield


for b, body in ((bad1, lambda: None), (bad2, lambda: None), (bad3, lambda: 1 / 0)):
    try:
        with b(): body()
    except RuntimeError as e:
        print(e)
with suppress(ZeroDivisionError, KeyError):
    1 / 0
with suppress():
    print('nothing')


class Thing:
    def close(self): print('closed')


with closing(Thing()) as t:
    print(type(t).__name__)
with nullcontext(5) as n:
    print(n)
with ExitStack() as stack:
    for n in 'xyz': stack.enter_context(tag(n))
    stack.callback(print, 'callback', end='!\n')
    stack.push(lambda *exc: print('pushed', exc[0]))
try:
    with ExitStack() as stack:
        stack.push(lambda t, v, tb: print('sees', t.__name__))
        stack.enter_context(tag('inner'))
        raise KeyError('k')
except KeyError:
    print('after')
with ExitStack() as stack:
    stack.push(lambda *a: True)
    saved = stack.pop_all()
saved.close()


class W:
    parts = []
    def write(self, s): self.parts.append(s)


with redirect_stdout(W()) as w:
    print('captured')
print(w.parts)


class D(ContextDecorator):
    def __enter__(self): print('enter'); return self
    def __exit__(self, *a): print('exit')


@D()
def f(): print('body')


f()


@asynccontextmanager
async def atag(n):
    print('a<', n)
    try: yield n
    finally: print('a>', n)


async def main():
    async with atag('one') as o: print(o)
    async with AsyncExitStack() as s:
        await s.enter_async_context(atag('two'))
        s.enter_context(tag('mixed'))
        s.push_async_callback(later)


async def later(): print('later')


try:
    main().send(None)
except StopIteration:
    print('done')
with contextlib.chdir('/'):
    import os
    print(os.getcwd())
