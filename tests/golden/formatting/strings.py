for spec in ('', 's', '10', '<10', '>10', '^10', '*^10', '.2', '.2s', '10.2', '>10.3s', '^^9', '{<7', '한^9', '010', '05s', '0<5', 'x>1', '.0', '3.10'):
    print(repr(spec), '|' + format('hello' if spec != '.2s' else 'éàü', spec) + '|')
for spec in ('d', '=10', '+', ' ', ',', '#', '10d', '.x', '_', 'f', '-5', 'ss', 'z', '+s', '=s', 'c'):
    try:
        print(repr(spec), format('hello', spec))
    except ValueError as e:
        print(repr(spec), '->', e)
for value, spec in ((None, '5'), ([1], 's'), ({}, '<5'), ((1,), 'd'), (b'a', '5'), (object, 'x'), (print, 'y'), (..., '10'), (range(3), '<10'), ({1}, '')):
    try:
        print(type(value).__name__, repr(spec), format(value, spec))
    except TypeError as e:
        print(type(value).__name__, repr(spec), '->', e)
width, precision = 8, 3
print(f'{"abcdef":{width}.{precision}}|', f'{"x":{"*"}^{width}}', '{:{}.{}}|'.format('abcdef', 6, 2), '{0:{w}}|'.format('a', w=4), '{:>{}}'.format('b', 3))
