print(7 // 2, -7 // 2, 7 // -2, -7 // -2, 7 % 3, -7 % 3, 7 % -3, -7 % -3, divmod(-7, 2), divmod(7, -2))
print(2 ** 10, 2 ** -1, (-2) ** 3, 0 ** 0, (-2) ** -1, 2 ** 0.5, (-8) ** (1 / 3))
print(1 << 70, (1 << 70) >> 69, -1 >> 5, -5 >> 1, 5 & -2, 5 | -8, 5 ^ -1, ~5, ~-1, (1 << 64) & -1, -(1 << 64) | 1, (-(1 << 70)) ^ (1 << 3))
big = 123456789012345678901234567890
print(big * big, big // 7, big % 7, -big // 7, -big % 7, divmod(-big, 10 ** 9), big ** 3)
print(2 ** 62, 2 ** 63, 2 ** 62 - 1, -2 ** 62, -2 ** 63, 2 ** 64, (2 ** 62) * 2, 4611686018427387903 + 1, -4611686018427387904 - 1, 4611686018427387904 * -1)
print(9223372036854775807 + 1, -9223372036854775808 - 1, 3037000500 * 3037000500, 2 ** 31 * 2 ** 31, 2 ** 32 * 2 ** 32)
print(pow(3, 100, 7), pow(3, -1, 7), pow(-3, 5, 7), pow(2, 10, -7), pow(big, big, 97), pow(5, 0, 1))
print(int('12'), int(' -0012 '), int('1_000'), int('ff', 16), int('0xff', 16), int('0xff', 0), int('0b101', 0), int('0o17', 0), int('z', 36), int('-0b11', 2), int(b'12'), int('٣'), int(3.99), int(-3.99), int(True), int())
for bad in ("int('')", "int('1__0')", "int('_1')", "int('0x')", "int('09', 0)", "int('12', 1)", "int('12', 37)", "int('9', 8)", "int(12, 10)", "int('1.5')", 'int(None)', "int([])", "int(float('nan'))", "int(float('inf'))",
            "int('a' * 10)", '1 // 0', '1 % 0', 'divmod(1, 0)', '0 ** -1', '1 << -1', '1 >> -1', 'pow(2, 3, 0)', '1 / 0', 'big // 0', 'big % 0', '1 << (1 << 70)', 'int.from_bytes(b"", "x")', '(-1).to_bytes(1, "big")', '(256).to_bytes(1, "big")', '(5).to_bytes(-1, "big")', '2 ** 10000 * 1.0', 'pow(2, "a")', "int('５', 5)", "int('\\x00')", 'int("1\\n2")', 'float(10 ** 400)', '10 ** 400 / 3'):
    try:
        print(bad, eval(bad))
    except Exception as e:
        print(bad, '->', type(e).__name__, e)
print((255).to_bytes(2, 'big'), (255).to_bytes(2, 'little'), (-2).to_bytes(2, 'big', signed=True), int.from_bytes(b'\xff\xfe', 'big', signed=True), int.from_bytes(b'\x01\x02\x03', 'little'), int.from_bytes([1, 0]), (5).to_bytes())
print((10).bit_length(), (0).bit_length(), (-8).bit_length(), big.bit_length(), (255).bit_count(), (-7).bit_count(), (6).as_integer_ratio(), (5).conjugate(), (5).real, (5).imag, (5).numerator, (5).denominator)
print(bin(10), bin(-10), oct(64), hex(255), hex(-255), hex(big), bin(0), oct(-0), bin(1 << 65))
print(round(12345, -2), round(15, -1), round(25, -1), round(-15, -1), round(5), round(big, -10), round(150, -2), round(250, -2), round(51, -2), round(49, -2), round(1, -5))
print(5 == 5.0, 5 < 5.5, 10 ** 20 == 1e20, 10 ** 20 + 1 == 1e20, 2 ** 53 + 1 == float(2 ** 53 + 1), 10 ** 400 > 1e308, -10 ** 400 < float('-inf'), 1 < float('nan'), 3 > 2.999999)
print(hash(5), hash(-1), hash(-2), hash(2 ** 61 - 1), hash(2 ** 61), hash(-2 ** 61), hash(big), hash(True), hash(1.0), hash(2 ** 100))
print(True + True, True * 3, True & False, True | 2, True ^ True, ~True, -True, True << 3, bool(5), repr(True), str(False), int.__add__(1, 2), (1).__add__('a'), isinstance(True, int))
print(0x_ff, 0b1_0, 0o7_7, 1_000_000, 0xDEADbeef, 0B1, 0O7, 0XF, 00, 0_0)
