for x in (0.0, -0.0, 1.0, 0.1, 0.1 + 0.2, 1 / 3, 1e16, 1e15, 123456789012345680.0, 1e-4, 1e-5, 1.5e300, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 1e22, 1e23, 9007199254740993.0, 100.0, 12345.678, -1e100, 1e-7, 3.14159265358979):
    print(repr(x), str(x), x.hex(), x.is_integer(), hash(x))
inf, nan = float('inf'), float('nan')
print(inf, -inf, nan, inf - inf, inf * 0, inf > 1e308, nan == nan, hash(inf), hash(-inf), 1e308 * 10, -1e308 * 10)
print(7.5 // 2, -7.5 // 2, 7.5 % 2, -7.5 % 2, 7.5 % -2, divmod(-7.5, 2), 1.0 // 0.1, 1.0 % 0.1, -1.0 % inf, 1.0 // inf, -1.0 // inf, 0.0 / 1, -0.0 // 1, 5.0 % 5, -5.0 % 5)
print(2.0 ** 0.5, 2.0 ** -1, (-8.0) ** 2, 0.0 ** 0, inf ** 0, 1 ** nan, (-1.0) ** inf, 2 ** 1000.0, (-8.0) ** 0.5)
print(float('1.5'), float(' 1e3 '), float('-inf'), float('Infinity'), float('nAn'), float('1_0.5'), float('.5'), float('5.'), float('1e-400'), float('1e400'), float(10), float(), float('٣.٥'), float('0x1p3') if False else '')
for bad in ("float('')", "float('abc')", "float('1e')", "float('1__0')", "float('1.5.2')", 'float(None)', 'float([])', '1.0 / 0', '1.0 // 0', '1.0 % 0', 'divmod(1.0, 0)', '0.0 ** -1', 'inf // 1', 'round(inf)', 'round(nan)', 'int(inf)', 'int(nan)', '1e200 ** 2', '(1.5).to_bytes', '1.5 << 1', '1.5 & 1', 'inf.as_integer_ratio()', 'nan.as_integer_ratio()', "float.fromhex('zz')", "float('1e5x')", '"a" + 1.5', 'float(1j)', '1.5[0]', '1.5()'):
    try:
        print(bad, eval(bad))
    except Exception as e:
        print(bad, '->', type(e).__name__, e)
print(round(2.5), round(3.5), round(-2.5), round(2.675, 2), round(1.005, 2), round(1234.5678, -2), round(0.5), round(1.5), round(1e20), round(2.5, 0), round(-0.4), round(5e15 + 0.5), round(1.25, 1), round(1.35, 1), round(1e300, 2), round(123.456, 400), round(123.456, -400), round(0.15, 1))
print((0.5).as_integer_ratio(), (0.1).as_integer_ratio(), (-2.25).as_integer_ratio(), float.fromhex('0x1.8p3'), float.fromhex('-0x1p-1074'), float.fromhex('inf'), float.fromhex('1.8'), (1.5).conjugate(), (1.5).real, (1.5).imag)
print(int(1e15), int(-1.9), 1.9.__trunc__(), 1.5.__floor__(), 1.2.__ceil__(), (-1.5).__floor__(), abs(-1.5), -(-0.0), +1.5, bool(0.0), bool(nan))
print(1e16 + 1, 0.1 * 3, 1.1 + 2.2, 1e-16 + 1 == 1, 4.35 * 100, 1.15 * 100, 3 * 1.1, 1 - 0.9, 9.95, 2.05)
print(max(1.0, 1), max(1, 1.0), min(nan, 1), min(1, nan), max(-0.0, 0.0), sorted([3.5, -inf, 2, inf, 1.5]), sum([0.1] * 10), sum([1e100, 1, -1e100]))
print(1.0 == 1, 1.5 == 3 / 2, 2 ** 53 == 2.0 ** 53, 0.1 == 1 / 10, 1e400 == inf, {1: 'a'}[1.0], {1.0, 1, True}, hash(0.5), hash(1e100), hash(-0.1))
print(float.__repr__(1.0), (1.0).__format__(''), format(1.0), str(1e5), str(1e17), repr(1e16), 1e5.__class__.__name__, -1.5 .__abs__())
