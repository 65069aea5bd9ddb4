# What one layer of a file asks of the next, and what each says when it is closed, detached or not ready.
import copy
import gc
import io
import os
import pickle


def show(f, *args):
    try:
        print(repr(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


class Raw(io.RawIOBase):
    def __init__(self, pieces):
        self.pieces, self.written = pieces, []

    def readable(self):
        return True

    def writable(self):
        return True

    def readinto(self, target):
        if not self.pieces:
            return 0
        piece = self.pieces.pop(0)
        if piece is None:
            return None
        target[:len(piece)] = piece
        return len(piece)

    def write(self, data):
        self.written.append(bytes(data))
        return len(data)


reader = io.BufferedReader(Raw([b"abc", b"def\n", None, b"q"]))
for f, *args in ((reader.read, 2), (reader.peek,), (reader.read1,), (reader.readline,), (reader.read, 3),
                 (reader.read, 3), (reader.seekable,), (reader.seek, 0)):
    show(f, *args)
print(type(reader.detach()), repr(reader), reader.raw)
for f in (reader.read, reader.detach, reader.close):
    show(f)

raw = Raw([])
writer = io.BufferedWriter(raw, 4)
writer.write(b"ab")
print(raw.written)
writer.write(b"cdefghij")
print(raw.written)
writer.flush()
print(raw.written)


class Blocking(io.RawIOBase):
    def writable(self):
        return True

    def write(self, data):
        return None


writer = io.BufferedWriter(Blocking(), 4)
show(writer.write, b"ab")
try:
    writer.write(b"cdefgh")
except BlockingIOError as e:
    print(e, e.characters_written)
show(writer.detach)

text = io.TextIOWrapper(io.BytesIO(b"a\nb\n"), "latin-1")
for settings in ({"encoding": "no such"}, {"newline": "z"}, {"errors": "ignore"}, {"encoding": 3}):
    show(lambda: text.reconfigure(**settings))
print(text.encoding, text.errors, text.read(1))
show(lambda: text.reconfigure(encoding="utf-8"))
text.colour = "red"
print(text.__dict__)
text.detach()
print(repr(text), text.encoding)
for f in (text.read, text.flush, text.close, text.detach, text.tell):
    show(f)

for cls in (io.TextIOWrapper, io.BufferedReader, io.FileIO, io.StringIO):
    empty = cls.__new__(cls)
    show(empty.read)
    show(lambda: empty.closed)

memory = io.BytesIO(b"abc")
memory.seek(2)
memory.name = "m"
again = pickle.loads(pickle.dumps(memory))
print(again.tell(), again.getvalue(), again.name, copy.copy(io.StringIO("x")).getvalue())
show(pickle.dumps, text)


class Told(io.BytesIO):
    def close(self):
        print("closing with", self.getvalue())
        super().close()


text = io.TextIOWrapper(Told())
text.write("written when the file goes")
del text
writer = io.BufferedWriter(Told())
writer.write(b"found by the collector")
writer.itself = writer
del writer
gc.collect()

r, w = os.pipe()
os.set_blocking(r, False)
with open(r, "rb") as f:
    show(f.read)
    show(f.read, 3)
    show(f.peek)
    show(f.readinto, bytearray(2))
    show(f.readinto, b"not to be changed")
os.close(w)
show(f.read)
show(f.flush)
