import io
s = io.StringIO('one\ntwo\nthree')
print(s.readline(), s.read(2), s.tell(), s.read(), s.seek(0), s.readlines(), s.getvalue(), s.seekable(), s.closed)
s = io.StringIO()
print(s.write('abc'), s.tell(), s.seek(1), s.write('ZZZZ'), s.getvalue(), s.truncate(2), s.getvalue(), s.seek(5), s.write('x'), repr(s.getvalue()))
print('to string', 1, file=s)
print(repr(s.getvalue()), [l for l in io.StringIO('a\nb\n')], io.StringIO('x\r\ny', newline=None).read().encode(), io.StringIO('x\r\ny').read().encode())
b = io.BytesIO(b'bytes here')
print(b.read(5), b.read(), b.read(), b.seek(-4, 2), b.read1(2), b.getvalue(), b.getbuffer().nbytes, b.readinto(x := bytearray(10)), x, b.tell())
b = io.BytesIO(); b.write(b'12'); b.writelines([b'34', b'5']); b.seek(1); b.write(b'Z'); print(b.getvalue(), b.truncate(3), b.getvalue())
w = io.TextIOWrapper(raw := io.BytesIO(), encoding='utf-8', newline='\r\n', write_through=False)
w.write('é\nline'); print(raw.getvalue()); w.flush(); print(raw.getvalue(), w.encoding, w.line_buffering, w.buffer is raw)
w.seek(0); print(repr(w.read()), w.detach() is raw)
br = io.BufferedReader(io.BytesIO(b'abcdefgh'), 4)
print(br.peek(2)[:2], br.read(3), br.read1(10), br.tell(), br.seek(0), br.readline(), br.raw.__class__.__name__)
bw = io.BufferedWriter(r := io.BytesIO(), 4)
bw.write(b'ab'); print(r.getvalue()); bw.write(b'cdef'); bw.flush(); print(r.getvalue())
for bad in ('io.StringIO(5)', 'io.StringIO(b"a")', 'io.BytesIO("a")', 'io.StringIO().write(b"x")', 'io.BytesIO().write("x")', 'io.StringIO("a").seek(1, 1)', 'io.StringIO("a").seek(-1)', 'io.BytesIO().seek(-1)', 'io.StringIO("a").read("x")', 'io.TextIOWrapper(5)', 'io.TextIOWrapper(io.BytesIO(), encoding="nope")', 'io.StringIO().fileno()', 'io.BufferedReader(io.BytesIO(), -1)', 'io.open("/no/such")', 'io.StringIO("a", newline="x")', 'io.TextIOWrapper(io.BytesIO(b"\\xff"), encoding="utf-8").read()'):
    try:
        print(bad, eval(bad))
    except Exception as e:
        print(bad, '->', type(e).__name__, e)
s.close()
for op in ('s.read()', 's.write("a")', 's.getvalue()', 'iter(s).__next__()', 's.seek(0)', 's.closed', 's.close()', 's.__enter__()'):
    try:
        print(op, eval(op))
    except ValueError as e:
        print(op, e)


class Raw(io.RawIOBase):
    def __init__(self, data): self.data = data
    def readable(self): return True
    def readinto(self, b):
        n = min(len(b), len(self.data), 3)
        b[:n], self.data = self.data[:n], self.data[n:]
        return n


print(io.BufferedReader(Raw(b'hello world')).read(), Raw(b'abc\ndef').readline(), Raw(b'xyz').readall(), io.TextIOWrapper(io.BufferedReader(Raw('é\nb'.encode()))).readlines())
print(isinstance(s, io.IOBase), issubclass(io.StringIO, io.TextIOBase), io.SEEK_SET, io.SEEK_END, io.DEFAULT_BUFFER_SIZE, io.UnsupportedOperation.__mro__[1:3], issubclass(Raw, io.RawIOBase))
with io.StringIO('ctx') as f: print(f.read())
print(f.closed)
