# Every error carries where it begins and ends; multi-line and non-ASCII text count characters.
def show(source):
    try:
        compile(source, 'pos.py', 'exec')
        print('compiles')
    except SyntaxError as e:
        print(e.msg, '|', e.args, '|', e, '|', e.print_file_and_line)


for source in ('한글 = (1 2)', 'x = "한글" "é" 5', '# 한글\nx = 한 글', 'print("é" y)', 'if x:\n    한글 = 1 +', 'a = 1\nb = 2\nc = )', 'x = (\n  1,\n  2\n  3)', 'f(a,\n  b\n  c)', '"é" = 1', 'def f(a,\n      a): pass', 'x = f(\n  a b\n)', '\tx = = 1', 'x = 1 if 2\n', '"""doc\nstring""" x', 'a = [\n  1,\n  (2, 3\n]', 'x = 1 +\\\n  ', 'for x in range(10)\n    pass', 'class A:\n    def f(self)\n        pass', 'x = {"a": 1,\n     "b" 2}', '\x0cdef f(: pass', 'lambda x:\n', 'while True print(1)', 'import a.b.c.', 'from x import (a,\n  b c)', "print('hello'", "print('a', 'b'\nprint('c')\n", 'x = [1, 2,\n\ndef f():\n    pass\n', 'd = {1: 2,\nfor x in y:\n    pass', 'if (a == 1:\n    pass', 'def g():\n    x = foo(bar(1, 2)\n    return x\n', 's = "abc\nprint(s)', "s = 'it's'", 's = """abc\n\n\n', 'x = 5 5', 'return', 'a = yield', 'π = 3; 3π', '\u2460 = 1', 'x = ¼', 'é\u0301 = ', 'x\u3000= 1', 'a＝1'):
    print(repr(source))
    show(source)
print(repr(SyntaxError('msg')), SyntaxError('msg', ('f', 1, 2, 'text')).text, str(SyntaxError('m', ('f.py', 3, 1, 'x'))), SyntaxError('m', ('f', 1, 2, 't', 3, 4)).end_offset, repr(IndentationError('i', ('f', 1, 1, ''))), SyntaxError().msg)
try:
    SyntaxError('m', 5)
except TypeError as e:
    print(e)
try:
    SyntaxError('m', ('f', 1))
except TypeError as e:
    print(e)
