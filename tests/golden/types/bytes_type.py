b = b'Hello\x00\xff'
print(b, b[0], b[-1], b[1:3], b[::-1], len(b), list(b[:3]), b + b'!', b'ab' * 2, b'ell' in b, 72 in b, b == b'Hello\x00\xff', b < b'I', hash(b'a') == hash(b'a'))
print(bytes(3), bytes([1, 2, 255]), bytes('é', 'utf-8'), bytes(b'x'), bytes(range(5)), bytes(), bytes(bytearray(b'q')), bytes.fromhex('00 ff 1A'), b'\x01\xab'.hex(), b'\x01\xab\xcd'.hex('-'), b'abcdef'.hex('_', 2), b'abcde'.hex(' ', -2), bytes(memoryview(b'mv')))
print(b"it's", b'say "hi"', b'\'"', b'\t\n\r\\\x7f\x80', rb'\n', Rb'\x', b'a' b'b', b'\101', ascii(b'\xe9'))
print(b'aXbXc'.split(b'X'), b' a  b '.split(), b'a\nb\r\nc\rd\x0be'.splitlines(), b'x'.join([b'1', b'2', bytearray(b'3')]), b'abc'.upper(), b'ABC\xc9'.lower(), b'aB'.swapcase(), b'hello world'.title(), b'abc'.capitalize(), b'a,b'.partition(b','), b'a,b,c'.rpartition(b','), b'  x '.strip(), b'xxaxx'.strip(b'x'), b'abc'.center(7, b'*'), b'7'.zfill(3), b'a\tb'.expandtabs(4))
print(b'abcabc'.find(b'c'), b'abcabc'.rfind(b'c'), b'abc'.find(98), b'abc'.index(b'c'), b'aaa'.count(b'a'), b'aaa'.count(97), b'abc'.startswith((b'x', b'a')), b'abc'.endswith(b'c'), b'abc'.replace(b'b', b'XX'), b'abc'.translate(bytes(range(256)), b'b'), b'abc'.translate(None, b'a'), bytes.maketrans(b'a', b'z')[97], b'abc'.removeprefix(b'a'), b'abc'.removesuffix(b'c'))
print(b'abc'.isalpha(), b'12'.isdigit(), b'a1'.isalnum(), b' '.isspace(), b'Ab'.istitle(), b'ab'.islower(), b'\xff'.isascii(), b'AB'.isupper(), b''.isalpha())
for bad in ("b'a' + 'b'", "b'a'['x']", "b'a'[5]", "b'a'[0] = 1", "bytes('a')", "bytes(-1)", "bytes([256])", "bytes([1.5])", "bytes('a', 'nope')", "bytes(1, 'ascii')", "bytes(1.5)", "bytes(None)", "b'a'.join(['b'])", "b'a'.join([1])", "b'a'.find('x')", "b'a'.find(256)", "b'a'.index(b'z')", "'x' in b'a'", "300 in b'a'", "b'a'.split(b'')", "b'a'.split('x')", "b'a'.decode('nope')", "bytes.fromhex('0')", "bytes.fromhex('zz')", "bytes.fromhex(5)", "b'a'.replace('a', 'b')", "b'a' < 'a'", "b'a'.startswith('a')", "b'a'.hex('ab')", "b'a'.hex('é')", "b'a'.translate(b'x')", "bytes.maketrans(b'a', b'bc')", "b'a' * 1.5", "b'a'.strip('a')", "b'a'.center(5, b'ab')", "int(b'x')", "float(b'1.5')", "b'a' == 'a'", "bytes(['a'])", "bytes({1: 2})"):
    try:
        if ' = ' in bad: exec(bad)
        else: print(bad, eval(bad))
    except Exception as e:
        print(bad, '->', type(e).__name__, e)


class B:
    def __bytes__(self): return b'from __bytes__'


print(bytes(B()), iter(b'ab').__class__.__name__, [*b'ab'], b'%b' % B(), max(b'abc'), sorted(b'cab'), b'a'.__add__(b'b'), type(b'a'.__iter__()).__name__)
ba = bytearray(b'abc')
alias = ba
ba.append(100); ba.extend(b'ef'); ba += b'g'; ba[0] = 65; ba[1:3] = b'XYZ'; del ba[-1]; ba.insert(0, 33); ba *= 2
print(ba, alias is ba, len(ba), ba.pop(), ba.pop(0), ba)
ba.remove(88); ba.reverse()
print(ba, ba.find(b'Z'), ba.decode('latin-1'), bytearray(b'a') == b'a', bytearray(3), bytearray('é', 'utf-8'), ba.copy() is ba, repr(bytearray(b"it's")), ba[::2])
ba[::2] = bytes(len(ba[::2]))
print(ba)
ba.clear()
for bad in ('ba.pop()', 'ba.remove(1)', 'ba.append(256)', 'ba.append("a")', 'ba[0]', 'ba.extend("abc")', 'ba.extend([300])', 'hash(ba)', 'bytearray(b"abc").__setitem__(0, 256)', 'bytearray(b"abc").__setitem__(slice(0, 3, 2), b"xyz")', 'ba.insert(0, "a")', 'ba + "a"', 'bytearray(b"a")["x"]', 'bytearray("a")'):
    try:
        print(bad, eval(bad))
    except Exception as e:
        print(bad, '->', type(e).__name__, e)
