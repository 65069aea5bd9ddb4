f = lambda a, b=2, *c, d=4, **e: (a, b, c, d, e)
print(f(1), f(1, 3, 5, d=6, x=7))
print((lambda: (yield))().__class__.__name__)
print(sorted('bca', key=lambda c: -ord(c)), list(map(lambda x, y: x * y, [1, 2], [3, 4])))
print((lambda *a, **k: (a, k))(1, 2, z=3))
compose = lambda *fs: (lambda x: compose(*fs[1:])(fs[0](x)) if fs else x)
print(compose(lambda x: x + 1, lambda x: x * 2)(5))
if (n := len('hello')) > 3:
    print('long', n)
while (n := n - 1) > 2:
    print(n)
print((a := 1) + (b := 2), a, b)


def g():
    if any((hit := v) > 2 for v in [1, 2, 3, 4]):
        return hit


print(g())
print([(m := i * 2) for i in range(3)], m)
print({(t := 1): (s := 2)}, t, s)
print(f(y := 10), y)
print(f'{(z := 5)}', z, f'{z:=5}')
d = {}
d[(key := 'k')] = 'value'
print(d)
x = (y := 1, 2)
print(x, y)
lst = [1, 2, 3, 4]
print(lst[(i := 1):(j := 3)], i, j)
print(not (v := False), v)
assert (w := True), 'unused'
print(w)


def default(a=(q := 3)):
    return a


print(default(), q)
print((lambda: (inner := 5) + inner)())
for source in ['x := 1', '[i := 0 for i in range(3)]', '[(j := 0) for i in (j := [1])]', 'f(a := 1, b=(c := 2), c := 3)',
               '(a.b := 1)', '(a[0] := 1)', 'def f(a := 1): pass', 'class C: [(x := i) for i in range(2)]', '((a, b) := 1)',
               'lambda: x := 1', '(lambda: (x := 1))()']:
    try:
        exec(source)
        print(source, 'fine')
    except SyntaxError as e:
        print(source, '->', e.msg)
