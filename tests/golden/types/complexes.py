z = 3 + 4j
print(z, abs(z), z.real, z.imag, z.conjugate(), -z, +z, z * z, z / (1 - 2j), z ** 2, z ** -1, z ** 0.5, z == 3 + 4j, z != z, hash(z) == hash(3 + 4j))
print(1j, -1j, 0j, -0j, complex(-0.0, -0.0), complex(1, -0.0), complex(0, 1), complex(1.5, 2), 1e20 + 1e-5j, complex('inf'), complex('nan+infj'), complex(float('nan'), -1), 10j, 1.0j)
print(complex('1+2j'), complex('  -1.5e3j '), complex('(3-4j)'), complex('j'), complex('-j'), complex(1), complex(1j, 1j), complex(), complex(2, 3j))
for bad in ("complex('')", "complex('1 + 2j')", "complex('a')", "complex('1', 2)", "complex(1, '2')", 'complex(None)', 'complex([])', '1j < 2j', '1j // 1', '1j % 1', 'divmod(1j, 1)', '1j / 0', '0j ** -1', '0 ** 1j', 'int(1j)', 'float(1j)', 'round(1j)', '1j & 1', 'pow(1j, 2, 3)', 'range(1j)', '[1][1j]', 'max(1j, 2)', 'sorted([1j, 2])', 'z.real = 5', 'hash(1j)'):
    try:
        if '=' in bad and '==' not in bad: exec(bad)
        else: print(bad, eval(bad))
    except Exception as e:
        print(bad, '->', type(e).__name__, e)
print(1 + 1j == 1, 1 + 0j == 1, 1j == 1, hash(1 + 0j), hash(1j), hash(2 + 3j), bool(0j), bool(1j), {1 + 0j: 'a'}[1])
print(1j ** 2, 1j ** 3, (1 + 1j) ** 10, 2 ** (1 + 1j), 1j * 1j, (1 + 2j) * 3, 3 - 1j, 1.5 / 2j, 5 + 0j)
print(f'{z}', f'{z:.2f}', f'{z:e}', f'{z:>15}', f'{z:g}', f'{1j:.1f}', format(z, ''), '%s' % z, repr(1e-7 + 1j), str(complex(1e16, 1)), f'{z:+.1f}')
print(complex.__add__(1j, 1), (1j).__radd__(2), (1j).__eq__('a'), sum([1j, 2, 3.5]), complex(True))


class C:
    def __complex__(self): return 5 + 6j


print(complex(C()), isinstance(z, complex), type(z * 1).__name__, abs(-3 + 0j), abs(complex(float('inf'), 1)))
