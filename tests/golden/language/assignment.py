# Every form of assignment and its order of evaluation.
def note(label, value=None):
    print('eval', label)
    return value


a = b = c = []
a.append(1)
print(a, b, c, a is c)
x, y = 1, 2
x, y = y, x
print(x, y)
(p, q), r = [3, 4], 5
print(p, q, r)
[m, [n, o]] = 'a', ('b', 'c')
print(m, n, o)
first, *rest = range(5)
print(first, rest)
*init, last = 'hello'
print(init, last)
h, *mid, t = (1, 2)
print(h, mid, t)
(*only,) = {1: 2}
print(only)
data = [0, 1, 2]
i = 0
i, data[i] = 1, 'changed'
print(i, data)
d = {}
note('dict', d)[note('key', 'k')] = note('value', 7)
print(d)
d[note('k1', 1)], d[note('k2', 2)] = note('pair', (10, 20))
print(d)
k = 5
k += 2; k -= 1; k *= 3; k //= 2; k **= 2; k %= 50; k <<= 2; k >>= 1; k |= 1; k &= 0xff; k ^= 3
print(k)
k /= 4
print(k)
lst = [1]
alias = lst
lst += (2, 3)
print(alias)
lst = lst + [4]
print(alias, lst)
t = (1, [2])
try:
    t[1] += [3]
except TypeError as e:
    print(e, t)
for bad in ('a, b = 1', 'a, b = 1, 2, 3', 'a, b = [1]', 'a, *b, c = [1]', 'a, b = ()', 'a, b, c = "ab"'):
    try:
        exec(bad)
    except (TypeError, ValueError) as e:
        print(bad, '->', type(e).__name__, e)
z: int = 3
w: 'never evaluated by name' = 4
print(z, w, __annotations__)
u: int
try:
    u
except NameError as e:
    print(e)
