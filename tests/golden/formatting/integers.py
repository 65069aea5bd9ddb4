n = 1234567
for spec in ('', 'd', ',', '_', '+', ' ', '-', '10', '<10', '>10', '^10', '=10', '010', '*^12', '+,', '+010,', 'b', 'o', 'x', 'X', '#b', '#o', '#x', '#X', '_b', '_x', '#_x', 'c', 'e', 'f', 'g', '.2f', ',.2f', '%', '.1%', 'n', '012,', '020_b', '=+12', 'x<12', '0<8', '<08', '+#x', 'E', 'G', 'F', '5.1f', '^+15,', '02', '1', '020,.3f'):
    print(repr(spec), '|' + format(65 if spec == 'c' else n, spec) + '|', '|' + format(-65 if spec != 'c' else 97, spec) + '|')
for spec in ('.5', 's', '10s', ',b', '_c', '+c', 'z', ',x', '_n', '#c', ',_', ',,', '__', '.', '.d', '99999999999999999999d', '.99999999999999999999f', 'dd', '5 5', '0.5d', 'q', '$', '<<<5', ',s'):
    try:
        print(repr(spec), format(n, spec))
    except (ValueError, OverflowError) as e:
        print(repr(spec), '->', type(e).__name__, e)
print(format(True, 'd'), format(True, ''), format(False, '5'), f'{True:>6}', f'{0:,}', f'{999:,}', f'{1000:,}', f'{-1000:,}', f'{10 ** 20:,}', f'{10 ** 20:_x}', f'{-5:08b}', f'{5:+}', f'{0:+}', f'{-0:+}')
try:
    format(-1, 'c')
except OverflowError as e:
    print(e)
