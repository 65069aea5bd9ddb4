# Methods that have a quick way for ASCII or for whole strings: it must give what the slow one gives.
ascii_all = ''.join(map(chr, range(128)))
latin = ''.join(map(chr, range(120, 256)))
samples = ['', 'a', 'A', '1', ' ', 'abc', 'ABC', 'Ab1', '12', 'a b', "they're bill's", 'x_y', '\t', '\x7f', '\x00', 'é', 'É1', 'ßa', 'aé b',
           '\u20ac', '\u01c5a', '\U0001f40d', 'ﬁx', '१२', '½', 'hello WORLD again', 'a' * 40 + 'é', "'", '"', '\'"', 'a\\b', 'tab\tnew\n']
for s in samples:
    print(ascii([s.title(), s.capitalize(), s.swapcase(), s.upper(), s.lower(), s.casefold(), repr(s), ascii(s)]))
    print(s.isalpha(), s.isalnum(), s.isdecimal(), s.isdigit(), s.isnumeric(), s.isspace(), s.isprintable(), s.isascii(),
          s.isupper(), s.islower(), s.istitle(), s.isidentifier())
for test in 'isalpha', 'isalnum', 'isdecimal', 'isdigit', 'isnumeric', 'isspace', 'isprintable', 'isupper', 'islower', 'isidentifier':
    print(test, ascii(''.join(c for c in ascii_all + latin if getattr(c, test)())))
print(ascii(ascii_all.title()), ascii(ascii_all.upper()), ascii(ascii_all.lower()), repr(ascii_all), sep='\n')
for s in 'abcdefghij', 'abécdé', 'a\u20acbc', 'x':
    for step in 1, 2, 3, -1, -2, -20:
        print(ascii([s[::step], s[1::step], s[:3:step], s[-2::step], s[5:1:step]]), end=' ')
    print()
r = 'é'.replace('é', 'e')
print(r.isascii(), 'aéa'.replace('a', 'é'), 'abc'.replace('b', 'é'), 'aéa'.replace('é', 'b').isascii(), 'éa'.replace('x', 'y'))
print('aaa'.replace('a', 'b', 2), 'aaa'.replace('a', ''), 'aaa'.replace('', '-'), 'aaa'.replace('aa', 'b'), 'a\u20aca'.replace('a', 'é'))
text = 'spam, eggs, spam and ham' * 3
print(text.replace('spam', 'SPAM!'), text.replace('spam', ''), text.replace('zebra', 'x') is not None, text.count('spam'), text.count('a'))
print('aaaa'.count('aa'), 'abc'.count(''), 'a,b,,c,'.count(','), 'aéé'.count('é'), 'abcabc'.count('c', 3), 'abc'.count('a', 1))
for sep in ',', ', ', 'é', '\u20ac', 'ab':
    for s in 'a,b,c', ',', '', 'aébéc', 'a\u20acb', 'xabyab', ', a, b', 'plain':
        print(ascii([s.split(sep), s.split(sep, 1), s.rsplit(sep, 1), s.partition(sep), s.rpartition(sep), s.find(sep), s.rfind(sep)]), end=' ')
    print()
for s in ' a  b\tc\n', '\x1ca\x1fb\x85c\xa0d', 'a\u2003b\u3000c', '', '   ', 'one':
    print(ascii([s.split(), s.split(None, 1), s.rsplit(None, 1), s.strip(), s.splitlines(), s.splitlines(True)]))
for fill in ' ', '*', 'é', '\u20ac':
    for s in '', 'a', 'abc', 'é', '\u20ac':
        print(ascii([s.ljust(5, fill), s.rjust(5, fill), s.center(6, fill), s.center(5, fill), s.ljust(1, fill), s.ljust(-3, fill), s.zfill(4)]), end=' ')
    print()
tables = [{}, {97: 98, 98: None, 99: 'xyz'}, {97: 'é', 233: 97}, {97: 0x20ac}, str.maketrans('abc', 'cab', 'é'), {'a': 'b'}]


class Missing(dict):
    def __missing__(self, key):
        return f'<{key}>'


for table in tables + [Missing({97: 'A'}), list(range(98))]:
    print(ascii(['abcé'.translate(table), ''.translate(table), 'zzz'.translate(table)]))
for bad in {97: 1.5}, {97: -1}, {97: 0x110000}:
    try:
        'abc'.translate(bad)
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
for s in 'plain', 'é', '\u20ac1', '\U0001f40d', '', 'a' * 50 + 'é' + 'b' * 50, '\x7f\x80\xff\u07ff\u0800\uffff\U00010000':
    b = s.encode()
    print(b == s.encode('utf-8') == s.encode('UTF8') == s.encode('utf-8', 'strict'), len(b), b.decode() == s, b.decode('utf8') == s,
          s.encode('utf-16-le').decode('utf-16-le') == s, ascii(s.encode('latin-1', 'replace')), ascii(s.encode('ascii', 'backslashreplace')))
for attempt in (lambda: '\ud800'.encode(), lambda: b'\xff'.decode(), lambda: ('a' * 40).encode() + b'\xc3', lambda: (b'a' * 40 + b'\xc3').decode(),
                lambda: b'\xed\xa0\x80'.decode(), lambda: 'a\udcffb'.encode('utf-8', 'surrogateescape'), lambda: b'\xff\xfea'.decode('utf-8', 'replace'),
                lambda: 'x'.encode(5), lambda: b'x'.decode('nonsense'), lambda: 'x'.encode('utf-8', 'nonsense')):
    try:
        print(ascii(attempt()))
    except (UnicodeError, TypeError, LookupError) as error:
        print(type(error).__name__, error)
for s in '0', '-0', '-', '+1', ' 12 ', '1_0', '1__0', '_1', '00012', '1' * 18, '9' * 18, '-' + '9' * 18, '9' * 19, '1' * 30, '1.5', '', '१२', '--1', '1 2', '0x10':
    try:
        print(repr(s), int(s), type(int(s)))
    except ValueError as error:
        print(error)
print([int(True), int(5), int(-7.9), int('12', 5), int(b'42')], int(10**30))
for parts in [b'a'], [b'a', b'b'], [], [b''], [b'', b''], [bytearray(b'x'), b'y'], [memoryview(b'm'), b'n']:
    print(b', '.join(parts), b''.join(parts), bytearray(b'-').join(parts))


# Iterators that make their last tuple over must not touch one that somebody kept.
def kept():
    z = list(zip('abc', range(3)))
    e = list(enumerate('abc'))
    d = list({1: 'a', 2: 'b', 3: 'c'}.items())
    print(z, e, d)
    held = []
    for row in zip('abcd', range(4)):
        if row[1] != 1:
            held.append(row)
    for row in enumerate('abcd'):
        if row[0] % 2:
            held.append(row)
    for row in {1: 'a', 2: 'b', 3: 'c'}.items():
        held.append(row)
        if row[0] == 2:
            held.pop()
    print(held)
    it = zip('ab', 'cd')
    first = next(it)
    print(first, next(it), first, hash(first) == hash(('a', 'c')))
    print({row: 1 for row in zip('ab', 'cd')}, [a + b for a, b in zip('ab', 'cd')], dict(zip('ab', 'cd')))
    nested = [(x, y) for x, y in zip(enumerate('ab'), enumerate('cd'))]
    print(nested, max(zip('ab', 'dc')), sorted(enumerate('cab'), key=lambda r: r[1]))
    en = enumerate('xyz', 2**62 - 2)
    print(list(en), list(enumerate('ab', -1)))
    try:
        for a, b in zip('abc', 'ab', strict=True):
            print(a, b)
    except ValueError as error:
        print(error)

    class Nosy:
        def __iter__(self):
            return self

        def __next__(self):
            nonlocal depth
            depth += 1
            if depth > 6:
                raise StopIteration
            if depth == 3:
                return next(outer)
            return depth

    depth = 0
    outer = zip(Nosy(), 'abcdef')
    print(list(outer))


kept()
for c in 'aé\xff':
    print(ascii(c), end=' ')
for c in 'a\u20ac\U0001f40d':
    print(ascii(c), end=' ')
it = iter('abc')
for c in it:
    print(c, next(it, None), end=' ')
print(list(it), [c for c in ''], it.__reduce__()[1])
print('{:>{}}|{:{}}|{:5}|{!r:>6}|{0!s}'.replace('{0!s}', '{}').format('a', 4, 'b', 3, 'é', 'x', 7), '{:{{}}}'.format(3) if False else '')
for pattern in '{:{:{}}}', '{:{}', '{:}}', '{', '}', '{:q}':
    try:
        print(pattern.format(1, 2, 3))
    except (ValueError, IndexError) as error:
        print(type(error).__name__, error)
