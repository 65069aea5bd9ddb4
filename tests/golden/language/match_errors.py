class Bad:
    __match_args__ = 'x'
class Bad2:
    __match_args__ = (1,)
class Two:
    __match_args__ = ('a', 'a2')
    a = 1
    a2 = 2
class None_: pass


def run(subject, pattern, ns={}):
    try:
        env = {**globals(), 'subject': subject}
        exec(f'match subject:\n    case {pattern}: print("matched", {{k: v for k, v in locals().items() if len(k) == 1}})\n    case _: print("no match")', env)
    except Exception as e:
        print(pattern, '->', type(e).__name__, getattr(e, 'msg', e))


run(Bad(), 'Bad(x)')
run(Bad2(), 'Bad2(x)')
run(Two(), 'Two(x, y)')
run(Two(), 'Two(x, y, z)')
run(Two(), 'Two(x, a=y)')
run(Two(), 'Two(x, missing=y)')
run(None_(), 'None_(x)')
run(5, 'int(x)')
run(5, 'int(x, y)')
run(5, 'int(real=r, imag=i)')
run(5, 'undefined.x')
run(5, 'Undefined()')
run(5, 'run()')
run({'a': 1}, '{"a": x, "a": y}')
run([1], '[x, x]')
run([1], '[*x, *y]')
run(1, 'x | 2')
run(1, '1 | y')
run(1, '{**r, "a": 1}')
run(1, 'x() as 5')
run(1, '_ as _')
run(1, '1 + 2')
run(1, '-x')
run(1, 'f"x"')
run(1, '1 as x.y')
run({1: 2, 'k': 3, None: 4}, '{1: a, "k": b, None: c}')
run({'x': 1}, '{Two.a: v}')
run({1: 'one'}, '{Two.a: v}')
run('abc', '[a, b, c]')
run(b'abc', '[a, b, c]')
run(iter([1]), '[a]')
for t, p in ((True, 'bool(b)'), (1.5, 'float(f)'), ('s', 'str(s)'), (b's', 'bytes(s)'), ([1], 'list(l)'), ((1,), 'tuple(t)'), ({1: 2}, 'dict(d)'), ({1}, 'set(s)'), (frozenset(), 'frozenset(f)'), (bytearray(b'x'), 'bytearray(b)')):
    run(t, p)
