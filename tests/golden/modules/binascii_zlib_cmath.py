# binascii, zlib and cmath: values and what they say to wrong arguments.
import binascii, cmath, zlib


def show(f, *args, **kwargs):
    try:
        print(f(*args, **kwargs))
    except Exception as e:
        print(type(e).__module__, type(e).__qualname__, e)


show(binascii.hexlify, b'\x00\xffabc', '-', 2)
show(binascii.hexlify, b'\x00\xffabc', b':', -2)
show(binascii.hexlify, b'ab', '')
show(binascii.hexlify, b'ab', 'é')
show(binascii.unhexlify, 'abc')
show(binascii.unhexlify, 'zz')
show(binascii.unhexlify, 'é')
show(binascii.unhexlify, 12)
show(binascii.a2b_base64, 'YWJj\nZA==')
show(binascii.a2b_base64, 'YWJjZ')
show(binascii.a2b_base64, 'YWJjZA')
for text in ('YWJjZA=a=', 'YWJjZA==a', '=YWJj', 'YW Jj', 'YWJjZA=='):
    show(binascii.a2b_base64, text, strict_mode=True)
show(binascii.b2a_base64, b'hello', newline=False)
show(binascii.b2a_uu, b'Cat' * 15)
show(binascii.b2a_uu, b'x' * 46)
show(binascii.a2b_uu, b'#0V%T\n')
show(binascii.a2b_uu, b'#0V%T~~')
show(binascii.b2a_qp, 'caf\xe9 = tab\t\n.\n'.encode() + b'x' * 90)
show(binascii.a2b_qp, b'=C3=A9 soft=\nbreak_', header=True)
show(binascii.crc32, b'hello', -1)
show(binascii.crc_hqx, b'hello', 0)
print(binascii.Error.__mro__, binascii.Incomplete.__mro__)

data = b'spam and eggs ' * 100
packed = zlib.compress(data, 9)
print(zlib.decompress(packed) == data, zlib.crc32(data), zlib.adler32(data))
show(zlib.compress, data, 12)
show(zlib.decompress, b'nonsense')
show(zlib.decompress, packed[:-3])
show(zlib.decompress, 'text')
show(zlib.compressobj, 1, 2, 3)
d = zlib.decompressobj()
print(d.decompress(packed + b'tail', 20), len(d.unconsumed_tail) > 0, d.unused_data, d.eof)
print(len(d.decompress(d.unconsumed_tail)), d.unconsumed_tail, d.unused_data, d.eof)
show(d.decompress, b'', -1)
show(d.flush, 0)
c = zlib.compressobj(zdict=b'spam and eggs')
part = c.compress(data) + c.flush()
show(zlib.decompressobj().decompress, part)
print(zlib.decompressobj(zdict=b'spam and eggs').decompress(part) == data)
show(c.flush)
show(type(c))
print(type(c), zlib.error)

print(cmath.sqrt(-1), cmath.exp(1j * cmath.pi), cmath.phase(-1 - 0.0j), cmath.polar(3 + 4j), cmath.rect(1, 2))
print(cmath.log(100, 10), cmath.infj, cmath.nanj, cmath.acosh(complex(0, float('nan'))))
for f, z in ((cmath.log, 0), (cmath.log10, 0), (cmath.exp, 1000), (cmath.atanh, 1), (cmath.sin, float('inf')), (cmath.sqrt, 'x'),
             (cmath.tan, complex(float('inf'), 1)), (cmath.exp, complex(1, float('inf')))):
    show(f, z)
show(cmath.isclose, 1, 1.1, rel_tol=-1)
show(cmath.isclose, 1, 1.0000000001)
