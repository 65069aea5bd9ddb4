s = 'Hello, World'
print(s[0], s[-1], s[2:5], s[::-1], s[::2], s[-5:], s[100:], s[:0] == '', s[5:2:-1], len(s), 'World' in s, 'x' not in s, s + '!' * 3, 2 * 'ab', 'a' * -1 == '')
print(s.upper(), s.lower(), s.swapcase(), s.title(), 'élan vital'.capitalize(), 'ß'.upper(), 'ǆ'.title(), 'İ'.lower(), 'ΑΣ'.lower(), 'ﬁ'.casefold(), 'STRASSE'.casefold() == 'straße'.casefold(), "they're bill's".title())
print(s.find('o'), s.find('o', 5), s.find('zz'), s.rfind('o'), s.index('W'), s.rindex('l'), s.count('l'), s.count(''), s.find(''), s.find('', 20), s.rfind(''), 'aaaa'.count('aa'), s.count('o', 5, -1), 'abc'.find('c', -1), s.rfind('o', 0, 5))
print(s.startswith('Hell'), s.startswith(('x', 'H')), s.endswith('ld'), s.startswith('lo', 3), s.endswith('lo', 0, 5), s.startswith(''), ''.startswith('a'), s.endswith(()))
print(s.replace('l', 'L'), s.replace('l', 'L', 1), s.replace('', '-'), 'aaa'.replace('a', ''), ''.replace('', 'x'), s.replace('zzz', 'y'), 'abc'.replace('b', 'bb', -1))
print('a,b,,c'.split(','), 'a b  c '.split(), ' a '.split(' '), 'a,b,c'.split(',', 1), 'a,b,c'.rsplit(',', 1), '  x y  z '.split(None, 1), '  x y  z '.rsplit(None, 1), ''.split(), ''.split(','), 'abc'.split('abc'), 'a\tb\nc\x1cd\u2003e'.split())
print('l1\nl2\r\nl3\rl4\x0bl5\x0cl6\x85l7\u2028l8'.splitlines(), 'a\n\nb\n'.splitlines(True), ''.splitlines(), '\n'.splitlines())
print('k=v=w'.partition('='), 'k=v=w'.rpartition('='), 'kv'.partition('='), 'kv'.rpartition('='), ','.join(['a', 'b']), ''.join(()), '-'.join('xyz'), ' '.join({'k': 1}))
print('  x '.strip() + '|', '  x '.lstrip() + '|', '  x '.rstrip() + '|', 'xxaxx'.strip('x'), 'abcba'.strip('ab'), 'www.x.com'.lstrip('w.'), '\u3000a\u00a0'.strip(), 'prefix-x'.removeprefix('prefix-'), 'x.py'.removesuffix('.py'), 'x'.removesuffix(''))
print('x'.center(5, '*'), 'xy'.center(5, '*'), 'x'.ljust(4, '.'), 'x'.rjust(4), '42'.zfill(5), '-42'.zfill(5), '+4'.zfill(4), ''.zfill(2), 'abcdef'.center(3), 'ab'.center(7), 'a\tb'.expandtabs(), 'a\tbb\tc'.expandtabs(4), '\t'.expandtabs(0) == '', 'a\nb\tc'.expandtabs(4))
print('abc'.isalpha(), 'ab1'.isalnum(), '12'.isdigit(), '½'.isnumeric(), '²'.isdigit(), '²'.isdecimal(), '٣'.isdecimal(), ' \t'.isspace(), 'Ab C'.istitle(), 'abc'.islower(), 'ABC1'.isupper(), 'a_1'.isidentifier(), '1a'.isidentifier(), '한글'.isidentifier(), ''.isalpha(), 'a\n'.isprintable(), 'é'.isascii(), ''.isascii(), ''.isprintable(), 'class'.isidentifier())
table = str.maketrans('abc', 'xyz', 'd')
print('abcd'.translate(table), str.maketrans({'a': None, 98: 'BB'}), 'abc'.translate({97: None, 98: 'BB', 99: 0x43}), 'abc'.translate(str.maketrans({'a': 'long'})))
for bad in ("'a' + 1", "'a'.split('')", "'a'.index('b')", "'a'.rindex('b')", "'a'.partition('')", "','.join([1])", "','.join(['a', 2])", "','.join(5)", "'a'.center('b')", "'a'.center(5, 'xy')", "'a'['b']", "'a'[5]", "'a'[0] = 'b'", "'a'.startswith(5)", "'a'.startswith(('b', 5))", "'a' * 'b'", "'a'.replace('a')",
            "'a'.replace(1, 2)", "str(1, 2)", "str(b'a', 'ascii', 'strict', 1)", "'a' in 5", "5 in 'a'", "'a'.encode('nope')", "'é'.encode('ascii')", "str.maketrans('ab', 'c')", "str.maketrans(5)", "str.maketrans({'ab': 1})", "'a'.strip(5)", "'a'.zfill('x')", "'a'.count()", "'a'.find(1)", "'a'.translate(5)", "'a'.nope", "'a'.expandtabs('x')", "del 'a'[0]", "'abc'[1.5]", "'abc'[::0]", "'a' < 1", "ord('ab')", "ord('')", "chr(-1)", "chr(0x110000)", "'%s' % ()", "'a' % 1", "'a'.removeprefix(1)", "'abc'.split(1)", "'a'.join('b', 'c')"):
    try:
        if ' = ' in bad or bad.startswith('del'): exec(bad)
        else: print(bad, eval(bad))
    except Exception as e:
        print(bad, '->', type(e).__name__, e)
