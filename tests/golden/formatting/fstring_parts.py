# The parts of an f-string go into one string: numbers of each kind, wide characters, specs, what raises in between.
class Loud:
    def __init__(self, log):
        self.log = log

    def __format__(self, spec):
        self.log.append(spec)
        return f'<{spec}>'

    def __str__(self):
        return 'str'

    def __repr__(self):
        return 'repr'


class Number(int):
    def __format__(self, spec):
        return 'Number'

    def __str__(self):
        return 'N'


for i in 0, 7, -1, 10, 99, 100, -100, 12345, -99999, 10**9, 2**61, -2**61, 2**62, -2**62, 2**63, 10**25, -10**25:
    print(f'{i}', f'[{i}]', f'{i}{i}', f'{i!r}:{i!s}:{i!a}', f'{i}\u20ac', f'\U0001f40d{i}')
    print(f'{i:d} {i:5} {i:<5}| {i:^7}| {i:05} {i:+} {i: } {i:x} {i:#x} {i:b} {i:,} {i:_} {i:*>9} {i:é<9} {i:€^9}')
    print('%d %s %5d %-5d| %05d %+d % d %x' % (i, i, i, i, i, i, i, i if i > 0 else -i), '{} {:5} {!r:>6}'.format(i, i, i))
for x in 0.0, -0.0, 1.0, 1.5, -2.25, 1/3, 2/3, 1e15, 1e16, 1e17, 123456789.123, 9007199254740993.0, 1e-4, 1e-5, 0.1, 1e22, 1e300, 5e-324, \
        float('inf'), float('-inf'), float('nan'):
    print(f'{x}', f'[{x}]', f'{x!r}', str(x), repr(x))
    print(f'{x:.2f} {x:8.3f}| {x:<8.1f}| {x:^9.1f}| {x:e} {x:.0e} {x:g} {x:.3g} {x:%} {x:.1%} {x:08.2f} {x:+.1f} {x:,.2f} {x:10} {x:z.1f}')
    print('%f %.3f %8.2f %-8.2f| %e %g %s %r' % (x, x, x, x, x, x, x, x))
print(f'{True} {False} {None} {True:d} {True:5}', f'{1j} {...}')
log = []
print(f'{Loud(log)} {Loud(log):abc} {Loud(log)!r} {Loud(log)!s:>6}', log)
print(f'{Number(5)} {Number(5):x} {Number(5)!r}{Number(5)!s}')
name = 'minipy'
width = 10
print(f'{name}: {5} of {100_000} {name:>{width}} {name!r:>{width}} {name:.3} {name:*^{width}.{3}}|')
print(f'{f"{1}{2}"}{3}', f'{f"{name}{1}"!r}', f"{'a' if name else 'b'}{1 + 2}{[1, 2][0]}")
print(f'{len(name)}{len(name)}', f'{width}' + f'{width}{width}')
euro = "\u20ac"
print(f"{1}é{2}{euro}{3}")
print(type(f'{1}'), len(f'{""}{""}'), repr(f'{""}{""}'))


def fails(value, spec):
    a = 10**30
    try:
        return f'{a}{1}{value:{spec}}{a}'
    except (ValueError, TypeError, ZeroDivisionError) as error:
        return f'{type(error).__name__}: {error}'


print(fails(1, 'q'), fails(1.5, 'd'), fails('s', 'd'), fails(1, '.2'), fails([], '5'), sep='\n')
try:
    print(f'{1}{1 // 0}{2}')
except ZeroDivisionError as error:
    print(error)
many = ''.join(f'{i}{-i}{i * 1000000}' for i in range(40))
print(many, len(many))
