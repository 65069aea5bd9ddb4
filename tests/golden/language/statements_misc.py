# pass, del, assert, global statements in odd places, semicolons, one-liners, line joining, docstrings, ellipsis.
if True: x = 1; y = 2
else: x = 0
while x: x -= 1
for i in 1, 2, 3: print(i, end=' '); print(i * i)
class Empty: pass
class OneLine: a = 1; b = 2
def one(): return 1
def two(): a = 1; return a + 1
try: 1 / 0
except ZeroDivisionError: print('zero')
finally: print('done')
with open('/dev/null') as f: pass
print(one(), two(), OneLine.b); print('same line'); pass
total = 1 + \
    2 + \
    3
items = [
    1,
    2,

    # a comment inside
    3,
]
call = max(
    1,
    2, )
print(total, items, call)
a = [1, 2, 3, 4, 5]
del a[0], a[-1]
del (x), [y]
print(a)
d = {'k': {'n': 1}}
del d['k']['n']
print(d)


def documented():
    """First line.

    More."""
    "not a docstring"
    ...


print(documented.__doc__.split('\n')[0], documented())


def f():
    'single quotes'


def g():
    f'not {1} a docstring'


def h():
    b'not one either'


print(f.__doc__, g.__doc__, h.__doc__)
assert True
assert 1, 'fine'
try:
    assert [], ('a', 'tuple')
except AssertionError as e:
    print(e, e.args)
x = y = z = 0
x, = [5]
(x), (y) = 1, 2
[x, y] = y, x
print(x, y, z)
print((1, ), (), (1), ((1, 2), ), [*[], *()], {**{}}, {*()})
print(not not 1, - - 1, ~-1, +-+1, 2 ** -1, -2 ** 2, (-2) ** 2, 2 ** 3 ** 2, not 1 == 2, 1 - -1, 1if 1else 2, [1][0], (lambda: 1)(), 'a' 'b'[0], -1 .real, 1..real, 1.5.real)
print(1 < 2 < 3, 1 < 3 > 2, 1 == 1.0 is not None, 1 or 2 and 3, (1 or 2) and 3, not 0 or 1, 1 & 2 | 3 ^ 4, 1 << 2 + 1, 7 // 2 * 2, 7 % 4 * 2, 2 * 7 // 4, -7 // 2, -7 % 3, 5 - 3 - 1, 2 + 3 * 4 ** 2 / 8, 0x10 + 0b11 + 0o7, 1_0, 10 // 3 % 2)
print(1 if 0 else 2 if 0 else 3, (1 if 0 else 2) + 1, [1, 2][True], {1: 'a', True: 'b'}, 'x' if [] else 'y', lambda: 0 if 0 else 1 is None)
if 1:
	print('tab indented')
if 1:
 print('one space')
 if 1:
    print('then three more')
global_in_module = 1
global global_again
global_again = 2
print(global_again)
async def co(): return 1
import sys as s, math as m; print(s.__name__, m.__name__)
print(*'abc', sep='', end='\n' if True else '')
for x in []: pass
else: print('else on one line')
lambda: (yield)
x = (yield_ := 5)
print(x)
match = case = type = _ = 1
print(match + case + type + _)
print(__name__, __debug__, ...)
nonlocal_ = [None, True, False, Ellipsis, NotImplemented]
print(nonlocal_)
