def show(source):
    try:
        compile(source, 'wrong.py', 'exec')
        print(repr(source), 'compiles')
    except SyntaxError as e:
        print(repr(source), '->', type(e).__name__ + ':', e.msg, (e.lineno, e.offset, e.end_lineno, e.end_offset), repr(e.text))


for source in (' x = 1', 'x = 1\n  y = 2', 'if 1:\nx = 2', 'if 1:\n    x\n  y', 'if 1:\n    x\n   y\n', 'def f():\nreturn 1', 'class C:\npass', 'for x in y:\npass', 'while 1:\npass', 'with a:\npass', 'try:\npass', 'try:\n    pass\nexcept:\npass', 'try:\n    pass\nexcept ValueError:\npass', 'try:\n    pass\nfinally:\npass', 'if 1:\n    pass\nelse:\npass', 'if 1:\n    pass\nelif 2:\npass',
               'for x in y:\n    pass\nelse:\npass', 'while 1:\n    pass\nelse:\npass', 'async def f():\npass', 'match x:\ncase 1:\n    pass', 'match x:\n    case 1:\n    pass', 'def f():', 'if 1:', 'class C:', 'for x in y:\n', 'else:', 'while 1:\n\n\n', 'with a as b:', 'try:', 'try:\n    x\nexcept:', 'def f():\n    # only a comment\n', 'if 1:\n    pass\n  else:\n    pass', 'if 1:\n    a\n        b', 'if 1:\n\ta\n        b', 'if 1:\n        a\n\tb', 'if 1:\n    a\n\tb', 'if 1:\n \tx\n\t y', 'if 1:\n  if 2:\n    x\n   y', 'x = [\n1,\n  2]\n  y',
               'def f():\n    x = 1\n     y = 2', 'def f():\n    if x:\n        y\n      z', '\n\n   x', 'if 1: x\n  y', 'if 1: x; y\nelse: z', 'if 1: if 2: x', 'if 1: for x in y: pass', 'lambda:\n  x', 'class C: x = 1; y = 2', 'if 1:\n    x\n\n\n  # comment\n    y', 'def f(\n):\n  pass', 'if 1:\n  pass\n elif 2:\n  pass', '@d\nx = 1', '@d', '@d\n  def f(): pass', 'while 1: pass\n else: pass', 'match x:\n    pass', 'match x:\n    case 1:', 'match x:', 'match x:\n  case 1: pass\n case 2: pass',
               '  \n\t\n x', 'if True:\n' + ' ' * 4 + 'a\n' + ' ' * 8 + 'b\n'):
    show(source)
show('\n'.join('  ' * i + 'if 1:' for i in range(101)) + '\n' + '  ' * 101 + 'pass')
show('(' * 201 + ')' * 201)
show('if 1:\n' + ''.join(' ' * i + 'if 1:\n' for i in range(1, 99)) + ' ' * 99 + 'x')
