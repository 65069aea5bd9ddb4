data = bytearray(b'abcdefgh')
m = memoryview(data)
print(m[0], m[-1], bytes(m[2:5]), m[::2].tolist(), len(m), m.nbytes, m.itemsize, m.format, m.ndim, m.shape, m.strides, m.readonly, m.c_contiguous, m.contiguous, m.obj is data)
m[0] = 65
m[1:3] = b'XY'
print(data, m.tobytes(), m.hex(), m == data, m == b'AXYdefgh', m[1:] == data[1:], memoryview(b'x').readonly, list(reversed(m))[:2], 65 in m)
try:
    data.append(1)
except BufferError as e:
    print(e)
m.release()
data.append(33)
print(data)
for bad in ('m[0]', 'len(m)', 'memoryview(5)', 'memoryview("a")', 'memoryview(b"a").__setitem__(0, 1)', 'memoryview(data)[0] = 256', 'memoryview(data)[0] = b"a"', 'memoryview(data)[0:2] = b"abc"', 'memoryview(data)[100]', 'memoryview(data)["a"]', 'hash(memoryview(data))', 'memoryview(data).cast("Z")', 'del memoryview(data)[0]', 'memoryview(data).cast("I", [2])', 'memoryview()', 'memoryview(b"abc").cast("H")', 'memoryview(data)[0, 0]', 'memoryview(data)[1.5]'):
    try:
        if ' = ' in bad or bad.startswith('del'): exec(bad)
        else: print(bad, eval(bad))
    except Exception as e:
        print(bad, '->', type(e).__name__, e)
w = memoryview(bytearray(8)).cast('I')
w[0] = 0x01020304
w[1] = 2 ** 32 - 1
print(w.tolist(), w.tobytes(), w.format, w.itemsize, w.shape, w.cast('B')[:4].tolist())
s = memoryview(bytes(range(8))).cast('h')
print(s.tolist(), s[1:3].tolist(), memoryview(b'\x00\x00\x80?').cast('f').tolist(), memoryview(b'ab').cast('c').tolist(), memoryview(b'\x01\x00').cast('?').tolist())
with memoryview(b'with') as v:
    print(bytes(v))
try:
    v[0]
except ValueError as e:
    print(e)
t = memoryview(bytes(6)).cast('B', [2, 3])
print(t.shape, t.ndim, t.tolist(), t[1, 2], t.strides)
print(hash(memoryview(b'abc')) == hash(b'abc'), memoryview(b'abc').toreadonly().readonly, b''.join([memoryview(b'x'), b'y']), bytes(memoryview(b'abc')[::-1]), repr(memoryview(b'a')).split(' at ')[0], repr(m).split(' at ')[0])
