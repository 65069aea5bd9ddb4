print('{} {}'.format(1, 2), '{1} {0} {1}'.format('a', 'b'), '{x} {y!r}'.format(x=1, y='q'), '{{}} {{{0}}}'.format(5), '{0[1]} {0[2]}'.format([10, 20, 30]), '{d[key]} {d[1]}'.format(d={'key': 'v', 1: 'one'}), '{0.real} {0.imag}'.format(3 + 4j), '{a.b.c}'.format(a=type('A', (), {'b': type('B', (), {'c': 'deep'})})), '{!s:>5}|{!r:<6}|{!a}'.format('é', 'é', 'é'), '{:{}}|{:{w}.{p}f}'.format('a', 5, 2.5, w=8, p=2), ''.format(), '{}'.format('{}'), '{0}{0}'.format('ab'))
for bad in ("'{}'.format()", "'{} {}'.format(1)", "'{1}'.format(1)", "'{x}'.format()", "'{'.format()", "'}'.format()", "'{0'.format(1)", "'{!x}'.format(1)", "'{!}'.format(1)", "'{0!rs}'.format(1)", "'{} {0}'.format(1)", "'{0} {}'.format(1)", "'{0[a]}'.format([1])", "'{0[5]}'.format([1])", "'{0.x}'.format(1)", "'{0[}'.format(1)", "'{0[]}'.format([1])", "'{0.}'.format(1)", "'{:d}'.format('a')", "'{a b}'.format(1)", "'{:{}}'.format(1)", "'{:{:{}}}'.format(1, 2, 3)", "'{-1}'.format(1)", "'{0[-1]}'.format([1])", "'{99999999999999999999}'.format(1)", "'{0]}'.format(1)", "'a}b'.format()", "'{!r'.format(1)", "'{0[1]x}'.format([1, 2])", "'{:'.format(1)", "'{0.a.b}'.format(1)", "'{ 0}'.format(1)", "'{x!q}'.format(x=1)"):
    try:
        print(bad, eval(bad))
    except Exception as e:
        print(bad, '->', type(e).__name__, e)


class Default(dict):
    def __missing__(self, k): return f'<{k}>'


print('{a} {b}'.format_map(Default(a=1)), '{a[0]}'.format_map({'a': 'xyz'}), '{}'.format(5, 6, x=7), '{0:%Y}'.format(type('D', (), {'__format__': lambda s, f: 'spec ' + f})()), '{0:{1}>{2}}'.format('x', '-', 6), '{:,} {:_} {:e}'.format(10 ** 6, 10 ** 6, 10 ** 6), '{.__class__.__name__}'.format(5))
try:
    '{a}'.format_map({})
except KeyError as e:
    print(repr(e))
