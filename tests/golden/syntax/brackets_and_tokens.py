# Messages, lines and columns of wrong programs: what the tokenizer finds.
def show(source):
    try:
        compile(source, 'wrong.py', 'exec')
        print(repr(source), 'compiles')
    except SyntaxError as e:
        print(repr(source), '->', type(e).__name__ + ':', e.msg, (e.lineno, e.offset, e.end_lineno, e.end_offset), repr(e.text))


for source in ('(', 'x = (1,\n2', 'print("a"\nx = 1', 'foo(a, b\n\n', '[1, 2', '{1: 2', 'x = [1, 2\ny = 3', ')', 'x = 1)', ']', '}', '(]', '[)', '{)', '(1, 2]', 'f(a[1)', 'x = {\n1: [2,\n3)', '"abc', "'abc\n'", '"""abc', "'''a\nb", 'x = "a', "f'abc", 'r"abc', 'b"abc', '"a\\', 'x = 1 \\', 'x = 1 \\ \ny', '\\', '$', '?', 'a ? b', 'a $ b', '`x`', 'x = 5€', '“hi”', 'a – b', 'x\u00a0= 1', 'x = 1\u200b', '\ufeffx = 1', 'x = \x01',
               '0777', '08', '0x', '0xg', '0b', '0b2', '0b12', '0o', '0o8', '0o18', '1_', '1__0', '1_000_', '0_x', '0x_', '1e', '1e+', '1.5e', '1.e_5', '1a', '1abc', '1.5x', '1jx', '0xfg', '12if', '1if 1else 2', '0b1and 1', '1or 2', '1in [1]', '0x1for x in []', '1_000.0_', '1._5', '00', '007', '0_0', '0_7', '1e1_0', '0XaF', '09.5', '09e1', '09j',
               '!', 'a ! b', 'a !b', 'x = !', '1 <> 2', 'a := 1', 'a->b', '->', '...', 'a..b', 'x = ..', '@', 'a @@ b', 'a ** ** b', 'a // // b', 'a =! b', 'x++', 'x--', '++x', 'x =+ 1', 'a && b', 'a || b', 'a === b', 'a !== b', 'not', 'a not b', 'a is is b', 'a in', 'b"é"', "b'한'", '"\\N{NOPE}"', '"\\N{"', '"\\N"', '"\\x1"', '"\\u12"', '"\\U00110000"', '"\\U1234"', 'b"\\x1"', '"\\400"', '"\\d"', 'b"\\400"', "'\\xzz'", 'f"\\N{NOPE}"',
               'x = 1;;', ';', 'x = 1; ; y', 'a\fb', '\x0cx = 1', 'x = 1 # comment', '#', '', '\n\n', '   ', '\\\nx = 1', 'x = \\\n1', 'if x:\\\n  pass'):
    show(source)
