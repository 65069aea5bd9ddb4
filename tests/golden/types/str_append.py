# `s += x` may grow a string in place; nothing that holds the old one may ever see it.
import sys


def aliases():
    s = 'ab' * 100
    s += 'c'
    t = s
    s += 'x'
    print(len(t), t[-3:], len(s), s[-3:])
    held = [s]
    s += 'y'
    print(len(held[0]), held[0][-2:], s[-2:])
    table = {s: 1}
    before = hash(s)
    s += 'z'
    print(len(next(iter(table))), s in table, hash(s) != before)
    it = iter(s)
    next(it)
    s += 'end'
    print(len(list(it)), len(s))
    pair = s, s
    s += s
    print(len(pair[0]), len(s))
    view = s[0:]
    s += '!'
    print(len(view), len(s))


def hashes():
    s = 'k' + str(len('ab'))
    seen = {}
    for i in range(5):
        seen[s] = i
        s += 'q'
    print(seen)
    s = ''
    for i in range(3):
        s += 'abc'
        print(s == 'abc' * (i + 1), hash(s) == hash('abc' * (i + 1)))


def interned():
    s = sys.intern('name' + str(1))
    t = s
    s += '2'
    print(t, s, sys.intern('name1') is t)
    c = 'abc'[1]
    c += 'x'
    print('abc'[1], c)
    e = ''
    e += 'q'
    e += 'r'
    print(repr(''), e)


def widths():
    s = ''
    for piece in 'ascii', 'é', 'ascii', '\u20ac', 'é', '\U0001f40d', '\u20ac', 'z':
        s += piece
        print(ascii(s), len(s), s.isascii())
    s = 'x' * 70
    t = s
    s += '\u1234'
    print(len(t), t.isascii(), ascii(s[-2:]))


def closure():
    text = 'start' * 20
    other = None

    def add(x):
        nonlocal text
        text += x

    def keep():
        nonlocal other
        other = text

    for i in range(5):
        add(str(i))
        if i == 2:
            keep()
    text += 'outer'
    print(text[-12:], other[-5:])


class Buffer:
    def __init__(self):
        self.text = 'head' * 20
        self.old = []

    def add(self, x):
        self.text += x

    def loop(self):
        for i in range(6):
            if i % 2:
                self.old.append(self.text)
            self.text += str(i)


class Slotted:
    __slots__ = 'text',

    def __init__(self):
        self.text = 'slot' * 20


class Guarded:
    def __init__(self):
        self.__dict__['text'] = 'guard' * 20
        self.sets = 0

    def __setattr__(self, name, value):
        if name == 'text':
            raise AttributeError('no')
        self.__dict__[name] = value


class Observed:
    @property
    def text(self):
        return self.__dict__['text']

    @text.setter
    def text(self, value):
        print('was', len(self.__dict__['text']), 'becomes', len(value))
        self.__dict__['text'] = value


def attributes():
    b = Buffer()
    for i in range(4):
        b.add('x')
    b.loop()
    print(b.text[-10:], [o[-4:] for o in b.old])
    s = Slotted()
    for i in range(4):
        kept = s.text
        s.text += '+'
        print(len(kept), len(s.text))
    g = Guarded()
    for i in range(3):
        try:
            g.text += 'more'
        except AttributeError as error:
            print(error, len(g.text))
    o = Observed()
    o.__dict__['text'] = 'o' * 100
    for i in range(3):
        o.text += 'p'


def generator():
    s = 'gen' * 30
    while True:
        got = yield s
        s += got


def generators():
    g = generator()
    values = [next(g)]
    for i in range(4):
        values.append(g.send(str(i)))
    print([v[-5:] for v in values])


def subclass():
    class S(str):
        def __add__(self, other):
            return 'S+' + other

    s = S('sub')
    t = s
    s += 'x'
    print(t, s, type(s))
    s = 'plain' + str(1)
    s += S('tail')
    print(s, type(s))


def default(s='d' * 80, log=[]):
    s += '!'
    log.append(s)
    return len(s), len(log)


def argument(s):
    s += '?'
    return s


def both_sides():
    s = 'a' + str(1)
    s += s
    print(s)
    s = s + s[::-1] + s
    print(s)
    x = y = 'pq' + str(2)
    x += y
    print(x, y)
    a = 'l' * 70
    a = a + 'm' + 'n' + str(3)
    print(len(a), a[-3:])


def failing():
    s = 'safe' * 30
    try:
        s += 5
    except TypeError as error:
        print(error)
    print(len(s))
    try:
        s += None + 1
    except TypeError as error:
        print(len(s))


aliases()
hashes()
interned()
widths()
closure()
attributes()
generators()
subclass()
print(default(), default(), default())
caller = 'c' * 90
print(len(argument(caller)), len(caller))
both_sides()
failing()

shared = 'module' * 20
kept = []
for i in range(4):
    shared += str(i)
    if i == 1:
        kept.append(shared)
    also = shared
    shared += '.'
    print(len(also), len(shared))
print(shared[-8:], kept[0][-6:])


def grow_global():
    global shared
    for i in range(3):
        shared += 'g'
        kept.append(shared)
    for i in range(3):
        shared += 'h'


grow_global()
print(shared[-8:], [k[-4:] for k in kept])


class Body:
    text = 'class' * 20
    first = text
    text += '1'
    text += '2'
    print(len(first), len(text))


namespace = {}
exec("t = 'e' * 80\nfor i in range(3):\n    u = t\n    t += 'f'\n    print(len(u), len(t))", namespace)
print(len(namespace['t']))


def pieces():
    text = ''
    for i in range(3000):
        text += 'ab'
        if i % 1000 == 0:
            print(len(text), text[-4:])
    print(len(text), text == 'ab' * 3000, text.count('ba'))
    big = 'x' * 100_000
    for i in range(50):
        big += 'y' * 1000
    print(len(big), big.count('x'), big.count('y'))


pieces()
