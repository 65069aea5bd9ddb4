def f(n):
    print('f', n, end=' ')
    return n


print(f(1) < f(2) < f(3))
print(f(1) < f(0) < f(3))
print(f(3) > f(2) >= f(2) != f(1) == f(1))
print(1 < 2 > 1, 1 == 1 in [1], (1 == 1) in [1], not 1 == 2)
print(1 is 1, None is not None, 'a' in 'abc' in ['abc'])


class Weird:
    def __init__(self, name, answer):
        self.name, self.answer = name, answer

    def __lt__(self, other):
        print(f'{self.name} < {getattr(other, "name", other)}', end='; ')
        return self.answer

    def __bool__(self):
        print(f'bool({self.name})', end='; ')
        return self.answer

    def __repr__(self):
        return self.name


t, f_ = Weird('t', True), Weird('f', False)
print(t < f_ < t)
print(f_ < t < f_)


class NoBool:
    def __lt__(self, other):
        return t


print((NoBool() < 1 < 2))
for expression in ('1 < "a"', 'None < 1', '[] < ()', '1j < 2', 'object() >= object()', '{} > {}', 'int < str'):
    try:
        eval(expression)
    except TypeError as e:
        print(expression, '->', e)
print([1, 2] < [1, 3], [1, 2] < [1, 2, 0], (1, 'a') < (2, 1), 'a' < 'b', b'a' < b'b', {1} < {1, 2})
print(float('nan') == float('nan'), float('nan') != float('nan'), float('nan') < 1, [float] == [float])
nan = float('nan')
print([nan] == [nan], nan in [nan], (nan,) == (nan,), nan == nan)
