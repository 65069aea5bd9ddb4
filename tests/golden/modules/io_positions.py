# Positions of text files: every one that tell() gives leads back to the same character and the same line, whatever the
# chunks, the newlines and the state of the decoder.
import io

TEXT = "aé\u20ac\U0001f600\nzz\r\nq\rx\n" * 3

for encoding in ("utf-8", "utf-16", "utf-8-sig", "latin-1"):
    data = (TEXT if encoding != "latin-1" else TEXT.replace("\u20ac", "").replace("\U0001f600", "")).encode(encoding)
    for newline in (None, "", "\n", "\r\n"):
        f = io.TextIOWrapper(io.BytesIO(data), encoding, newline=newline)
        f._CHUNK_SIZE = 7
        characters = []
        while True:
            position = f.tell()
            c = f.read(1)
            if not c:
                break
            characters.append((position, c))
        back = all((f.seek(p), f.read(1) == c)[1] for p, c in characters)
        print(encoding, repr(newline), back, [p for p, c in characters][:14])
        f.seek(0)
        lines = []
        while True:
            position = f.tell()
            line = f.readline()
            if not line:
                break
            lines.append((position, line))
        print(len(lines), all((f.seek(p), f.readline() == line)[1] for p, line in lines))
        for limit in (1, 2, 3, 5):
            f.seek(0)
            print(ascii([f.readline(limit) for i in range(6)]))

f = io.TextIOWrapper(io.BytesIO(b"one\ntwo\n"), "utf-8")
print(next(f))
try:
    f.tell()
except OSError as e:
    print(e)
print(list(f), f.tell(), f.seek(0, 2), f.seek(4), f.readline())
for arguments in ((1, 1), (1, 2), (0, 3), (-1,), ("a",)):
    try:
        f.seek(*arguments)
    except (ValueError, TypeError, OSError) as e:
        print(type(e).__name__, e)
