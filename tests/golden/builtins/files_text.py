import os
name = '/tmp/minipy_golden_%d.txt' % os.getpid()
with open(name, 'w') as f:
    print(f.write('line one\n'), f.write('둘째 줄\n'), f.writable(), f.readable(), f.mode, f.closed, f.encoding.lower())
    f.writelines(['third\n', 'last without newline'])
print(f.closed)
with open(name) as f:
    print(f.readline(), f.readline(), end='')
    print(f.read(3), f.read(), repr(f.read()), repr(f.readline()))
with open(name) as f:
    print([line for line in f])
    f.seek(0)
    print(f.readlines(), f.tell() > 0, f.seekable())
with open(name) as f:
    print(next(f), list(f))
with open(name, 'a') as f: f.write('\nappended')
with open(name, 'r+') as f:
    f.write('LINE'); f.seek(0, 2); f.write('!'); f.seek(0); print(f.read())
with open(name, newline='') as f: print(repr(f.read(12)))
with open(name, 'w', newline='\r\n') as f: f.write('a\nb\n')
with open(name, 'rb') as f: print(f.read())
with open(name) as f: print(repr(f.read()), f.newlines)
with open(name, 'w', encoding='utf-16') as f: f.write('é')
with open(name, 'rb') as f: print(f.read())
with open(name, encoding='utf-16') as f: print(f.read())
with open(name, 'w', encoding='latin-1', errors='replace') as f: f.write('é한')
with open(name, encoding='latin-1') as f: print(f.read())
with open(name, 'wb') as f: print(f.write(b'\xffabc\n'), f.tell())
try:
    with open(name, encoding='utf-8') as f: f.read()
except UnicodeDecodeError as e:
    print(e)
with open(name, encoding='utf-8', errors='surrogateescape') as f: print(ascii(f.read()))
with open(name, 'rb') as f:
    print(f.read(2), f.seek(1), f.read(1), f.seek(-2, 2), f.read(), f.peek(1) if hasattr(f, 'peek') else '', f.readinto(bytearray(2)))
try:
    open(name, 'x')
except FileExistsError as e:
    print(type(e).__name__, e.errno, e.strerror)
f = open(name)
f.close()
for call in (f.read, f.readline, lambda: f.write(''), lambda: next(f), f.__enter__):
    try:
        call()
    except ValueError as e:
        print(e)
for bad in ('open("/nonexistent/x")', 'open("/tmp")', 'open("/tmp", "w")', 'open(name, "q")', 'open(name, "rw")', 'open(name, "rb", encoding="utf-8")', 'open(name, "")', 'open(name, encoding="nope")', 'open(None)', 'open(1.5)', 'open(name, "w").read()', 'open(name).write("x")', 'open(name, "rb", newline="")', 'open(name, buffering=0)', 'open("")', 'open("a\\0b")', 'open(-1)', 'open(name, "r+w")', 'open(name, newline="x")', 'open(name, "U")'):
    try:
        eval(bad)
        print(bad, 'fine')
    except Exception as e:
        print(bad.replace(name, 'NAME'), '->', type(e).__name__, str(e).replace(name, 'NAME'))
os.remove(name)
