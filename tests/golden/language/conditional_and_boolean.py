class Truth:
    def __init__(self, name, value):
        self.name, self.value = name, value

    def __bool__(self):
        print('?' + self.name, end=' ')
        return self.value

    def __repr__(self):
        return self.name


T, F = Truth('T', True), Truth('F', False)
print(T and F)
print(F and T)
print(T or F)
print(F or T)
print(not T, not F)
print(T and F or T)
print(F or F and T)
print(not (T and F))
print('yes' if T else 'no')
print('yes' if F else 'no' if F else 'maybe')
if T and not F:
    print('-> if')
elif T:
    print('-> elif')
else:
    print('-> else')
while not T or F:
    print('never')
else:
    print('-> else of while')
for value in (0, 1, '', 'a', [], [0], {}, {0: 0}, (), (0,), 0.0, -0.0, 0j, None, ..., b'', b'0', range(0), range(1), set(), frozenset()):
    print(repr(value), bool(value), not value)


class Sized:
    def __init__(self, n): self.n = n
    def __len__(self): return self.n


print(bool(Sized(0)), bool(Sized(2)))
for bad in (type('B', (), {'__bool__': lambda self: 1}), type('L', (), {'__len__': lambda self: -1}),
            type('M', (), {'__len__': lambda self: 'x'})):
    try:
        bool(bad())
    except Exception as e:
        print(type(e).__name__, e)
print([x or 'default' for x in (None, 0, 'given')])
x = 0
print(x and 1 / x, x or 'zero')
print((lambda: T)() and 5, 1 if [] else 2)
