def show(source):
    try:
        compile(source, 'wrong.py', 'exec')
        print(repr(source), 'compiles')
    except SyntaxError as e:
        print(repr(source), '->', e.msg, (e.lineno, e.offset, e.end_lineno, e.end_offset))


targets = ('1', '"a"', 'b"a"', '1.5', '1j', 'None', 'True', 'False', '...', '__debug__', 'f()', 'f().x', 'a + b', 'a and b', 'not a', '-a', 'a < b', 'a if b else c', 'lambda: 1', '[x for x in y]', '{x for x in y}', '{x: y for x in y}', '(x for x in y)', 'f"{x}"', 'f""', '{}', '{1: 2}', '{1}', '(a, 1)', '[a, f()]', '(a, [b, 5])', '*a', '(*a)', '*a,', 'a, *b, *c', '()', '[]', '(a)', '((a))', '(a, b)', 'a.b', 'a[0]', 'a[1:2]', 'await x', '(yield)', '(a := 1)', 'a, None', 'a, b + 1', '"a" "b"', 'a == b', 'a.b()', 'x.None', 'a @ b', '~a', 'a.b.c', '(a.b)', '[*a, b]', '*a, *b', '{**a}', 'a[b()]', 'f(x)[0]')
for target in targets:
    show(f'{target} = 1')
for target in targets:
    show(f'{target} += 1')
for target in targets:
    show(f'for {target} in y: pass')
for target in targets:
    show(f'del {target}')
for target in targets:
    show(f'with a as {target}: pass')
for target in targets:
    show(f'{target}: int = 1')
for target in ('a', '1', 'None', 'f()', 'a.b', 'a[0]', '(a, b)', 'a + b', 'True', '*a', 'a, b', 'lambda: 1', '__debug__'):
    show(f'({target} := 1)')
    show(f'[x for {target} in y]')
    show(f'f({target}=1)')
    show(f'import m as {target}')
    show(f'def g({target}): pass')
    show(f'lambda {target}: 1')
    show(f'a = {target} = 1')
    show(f'try: pass\nexcept E as {target}: pass')
    show(f'match x:\n  case {target}: pass')
    show(f'global {target}')
