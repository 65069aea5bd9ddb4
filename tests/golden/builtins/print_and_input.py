# stdin: first line\nsecond\n
import sys
print()
print(1, 'a', None, [1], sep='-', end='!\n')
print('a', 'b', sep=''); print('a', 'b', sep=None, end=None); print(*[], sep='x'); print('x', end=''); print('y')
print('to stderr', file=sys.stderr)


class W:
    def __init__(self): self.parts = []
    def write(self, s): self.parts.append(s)
    def flush(self): self.parts.append('FLUSH')


w = W()
print('a', 1, file=w, flush=True)
print(w.parts)
for bad in ('print(sep=5)', 'print(1, end=5)', 'print(1, file=5)', 'print(1, foo=2)', 'print(1, sep=b"")'):
    try:
        eval(bad)
    except (TypeError, AttributeError) as e:
        print(bad, '->', type(e).__name__, e)
print(repr(input('prompt> ')))
print(repr(input()))
try:
    input('third? ')
except EOFError as e:
    print('EOF:', e)
old, sys.stdout = sys.stdout, w
print('captured')
sys.stdout = old
print(w.parts[-2:])
sys.stdout = None
print('nowhere')
sys.stdout = old
del sys.stdout
try:
    print('x')
except RuntimeError as e:
    sys.stdout = old
    print(e)
print('한글 é 😀', '\u200b|', ascii('한'), '\ta\\')
sys.stdout.write('write returns ' + str(sys.stdout.write('')) + '\n')
print(sys.stdout.encoding, sys.stdout.isatty(), sys.stdin.fileno(), sys.stdout.fileno(), sys.stdout.name, sys.stdout.mode, sys.stdin.closed, sys.stderr.errors, sys.stdout.errors)
print(sys.stdin.read(), end='')
try:
    print('\ud800')
except UnicodeEncodeError as e:
    print(e)
