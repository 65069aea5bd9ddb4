"""Coroutines as state machines, send and throw, pipelines, and a tokenizer by generators."""


def coroutine(f):
    def start(*a, **k):
        g = f(*a, **k)
        next(g)
        return g
    return start


@coroutine
def printer(prefix):
    try:
        while True:
            print(prefix, (yield))
    except GeneratorExit:
        print(prefix, 'closed')


@coroutine
def broadcast(*targets):
    try:
        while True:
            item = yield
            for t in targets: t.send(item)
    finally:
        for t in targets: t.close()


@coroutine
def grep(pattern, target):
    while True:
        try:
            line = yield
        except ValueError as e:
            target.send(f'error: {e}')
            continue
        if pattern in line:
            target.send(line)


p = broadcast(printer('all:'), grep('x', printer('x:')), grep('y', printer('y:')))
for line in ('axe', 'yes', 'xylophone', 'no'):
    p.send(line)
p.close()
g = grep('a', q := printer('g:'))
g.throw(ValueError('thrown in'))
g.send('after')
g.close()
q.close()


def light():
    while True:
        for colour, seconds in (('green', 3), ('yellow', 1), ('red', 2)):
            for left in range(seconds, 0, -1):
                command = yield f'{colour} {left}'
                if command == 'skip':
                    break
                if command == 'reset':
                    yield from light()


s = light()
print([next(s) for _ in range(7)], s.send('skip'), next(s), s.send('reset'), next(s))


def tokens(text):
    word = ''
    for c in text + ' ':
        if c.isalnum() or c == '_':
            word += c
            continue
        if word:
            yield ('number' if word.isdigit() else 'word', word)
            word = ''
        if not c.isspace():
            yield 'sign', c


print(list(tokens('x1 = (y_2 + 42)*7;')))


def parse(stream):
    stack = [[]]
    for kind, text in stream:
        match kind, text:
            case 'sign', '(': stack.append([])
            case 'sign', ')':
                done = stack.pop()
                stack[-1].append(done)
            case 'number', _: stack[-1].append(int(text))
            case _: stack[-1].append(text)
    return stack.pop()


print(parse(tokens('f(1, g(2, h()), (3))')))


class Machine:
    transitions = {('idle', 'start'): 'running', ('running', 'pause'): 'paused', ('paused', 'start'): 'running', ('running', 'stop'): 'idle'}

    def __init__(self): self.state, self.trail = 'idle', []

    def __getattr__(self, event):
        if event.startswith('_'): raise AttributeError(event)

        def fire():
            try:
                new = self.transitions[self.state, event]
            except KeyError:
                raise RuntimeError(f'no {event} while {self.state}') from None
            self.trail.append(f'{self.state}->{new}')
            self.state = new
            return self
        return fire


m = Machine().start().pause().start().stop()
print(m.state, m.trail)
try:
    m.pause()
except RuntimeError as e:
    print(e, repr(e.__cause__), e.__suppress_context__)


def window(it, n):
    from collections import deque
    d = deque(maxlen=n)
    for x in it:
        d.append(x)
        if len(d) == n: yield tuple(d)


def chunks(it, n):
    it = iter(it)
    while chunk := [x for _, x in zip(range(n), it)]: yield chunk


print(list(window('abcde', 3)), list(chunks(range(7), 3)))
