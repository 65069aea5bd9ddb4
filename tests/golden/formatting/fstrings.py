x, name, d, lst = 42, 'world', {'k': 'v', 'n': {'m': 1}}, [1, [2, 3]]
print(f'{x} {name!r} {name!s} {name!a} {x:5} {x:<5}| {x:#x} {x!r:>6}', f'{d["k"]} {d["n"]["m"]} {lst[1][0]}', f'{{}} {{{x}}}', f'{x + 1} {x * 2 if x else 0} {[i for i in range(3)]} {(lambda a: a + 1)(1)} {len(name)}', f'{x=} {x = } {name=!s} {x=:>6} {x + 1 = } {d["k"]=}', f'{ x }', f'{"nested " + f"{name}"}', f'{x:{"0"}{5}}', f'{3.14159:.{2}f}', f'', f'{""}', rf'\n{x}\d', f'\n{x}\t|', f'\x41\N{BULLET}{x}')
print(f'''multi
{x}
  {name:
>8}''' if False else f'''multi
{x}
  {name:>8}''', 'plain ' f'{x}' ' joined ' f'{name}', f"{'a' 'b'}", f'{x!r}{x!s}', f'{1,2}', f'{*[1, 2],}', f'{ {1: 2}[1] }', f'{ {i for i in range(1)} }', f'{x:,}', f'{not x} {x and 1} {x == 42} {x != 1} {x >= 2}', f'{lambda_ if (lambda_ := 5) else 0}', f'{(y := 7)} {y}', f'{x:=+8}', f'{"{}"}', f'{"}"}', f"{'{'}")


class F:
    def __format__(self, spec): return f'<{spec}>'


print(f'{F():abc}', f'{F():{x}}', f'{F():a{x}b{name!r}c}', f'{F()}', f'{F():%H:%M}', f'{F(): }|', f'{F()!r:>5}'[:5])


def f():
    return f'{(yield)}'


g = f()
next(g)
try:
    g.send('sent')
except StopIteration as e:
    print(e.value)
print(f'{x:{5}}', f'{x:>{x // 4}}', f'{None} {True} {...} {1j} {b"b"}', f'{"é"!a:>10}', f'{d}', f'{type(x).__name__}')
print(f'{x}' f"{x}" 'y' == '4242y', f'{"a" if x else "b"}:{x}', f'{x}:{x}', f'{d!r:.5}', f'{ x = !r:^10}')
async def co(): return f'{await other()}'
async def other(): return 'awaited'
try:
    co().send(None)
except StopIteration as e:
    print(e.value)
for code in ("f'{'", "f'}'", "f'{}'", "f'{ }'", "f'{x!}'", "f'{x!z}'", "f'{x:d}{'", "f'{a b}'", "f'{x=y}'", "f'{x!r:'", "f'{lambda x: 1}'", "f'{x:{y:{z}}}'", "f'{*a}'", "f'{a.}'", "f'{[}'", "f'{(}'", "f'{)}'", "f'{x!r }'", "f'{yield}'", "f'{1 +}'", "f'{x'", "f'{#}'", "f'{=}'", "f'{!r}'", "f'{:x}'", "f'{x;y}'", "f'{import x}'", "f'{a $ b}'", "f'{x!ra}'", "b'' f''", "f'' b''", "f'{x:}}'", "f'{None.x}'", "f'{1 if}'", "f'{x for x in y}'"):
    try:
        print(code, 'value', eval(code, {'x': 1, 'a': 2, 'b': 3}))
    except SyntaxError as e:
        print(code, '->', e.msg)
    except Exception as e:
        print(code, '->', type(e).__name__, e)
