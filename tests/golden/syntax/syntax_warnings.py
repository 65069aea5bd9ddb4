import warnings


def show(source):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter('always')
        try:
            compile(source, 'w.py', 'exec')
        except SyntaxError as e:
            print('error', e.msg, end=' ')
    print(repr(source), '->', [(w.category.__name__, str(w.message), w.lineno, w.filename) for w in caught])


for source in ('x is 1', 'x is "a"', 'x is not 1.5', 'x is ()', 'x is None', 'x is True', '1 is x', 'x is -1', 'x is (1, 2)', 'assert (x, "msg")', 'assert ()', 'assert (x)', '"\\d"', "'\\ '", 'b"\\d"', 'r"\\d"', 'f"\\d"', '"""\n\\q\n"""', '"\\400"', '"\\8"', '1()', '"a"()', '[1]()', '{}()', '(1, 2)()', 'None()', '(lambda: 1)()', '[1] [2]', '[1]["a"]', '[1]["a", 2]', '"abc"["x"]', '(1, 2)["a"]', '1[0]', 'None[0]', '{1}[0]', '{1: 2}[0]', '(x for x in y)[0]', '[1][1.5]', '[1][None]', '[1][()]', '"a"[1]', '1and 2', '1if 2else 3', '0x1for x in y', '1or 2', '1in x', 'x = 1\n\n\ny is 5', 'def f():\n    return x is 1', 'if x is "":\n    pass', '[x for x in "\\p"]', '[1, 2][3, 4]', 'f"{x}"()', 'f"{x}"["a"]', 'lambda: 1 is 1', '...()', '...[0]', 'True()', '1.5()', '1j[0]', 'b"a"["x"]', 'x == 1 is 2', 'assert (1, 2), "x"', 'return_ = 1 is x is 2'):
    show(source)
