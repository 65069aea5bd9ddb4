class Point:
    __match_args__ = ('x', 'y')
    def __init__(self, x, y): self.x, self.y = x, y
    def __repr__(self): return f'Point({self.x}, {self.y})'


class Color:
    RED, BLUE = 'red', 'blue'


def describe(v):
    match v:
        case None | True | False: return f'singleton {v}'
        case 0: return 'zero'
        case -1 | 1.5 | 2 + 3j: return f'number {v}'
        case 'hi' | b'hi': return 'greeting'
        case Color.RED: return 'the colour red'
        case int(n) if n > 100: return f'big int {n}'
        case int(): return 'int'
        case str(s): return f'str {s!r}'
        case []: return 'empty'
        case [1, 2, *rest]: return f'12 {rest}'
        case (x, y): return f'pair {x} {y}'
        case [first, *_, last]: return f'{first}..{last}'
        case {'type': 'circle', 'r': r, **rest}: return f'circle {r} {rest}'
        case {'a': {'b': [_, deep]}}: return f'deep {deep}'
        case {}: return f'mapping {sorted(v)}'
        case Point(x=0, y=0): return 'origin'
        case Point(0, y) | Point(y, 0): return f'axis {y}'
        case Point(x, y=yy) as p: return f'{p} {x} {yy}'
        case float() as f: return f'float {f}'
        case [_]: return 'one'
        case _: return f'other {type(v).__name__}'


for v in (None, True, 0, False, -1, 1.5, 2 + 3j, 'hi', b'hi', 'red', 'green', 500, 7, [], (), [1, 2], [1, 2, 3, 4], (3, 4), [9, 8, 7], ['x'], range(5), 'ab', b'xy', bytearray(b'xy'),
          {'type': 'circle', 'r': 2, 'z': 1}, {'a': {'b': [1, 2]}}, {'q': 1}, {}, Point(0, 0), Point(0, 5), Point(6, 0), Point(1, 2), 2.5, {1}, object, (i for i in ())):
    print(describe(v))
match [1, [2, {'k': (3, 4)}]]:
    case [a, [b, {'k': (c, *d)}]]:
        print(a, b, c, d)
match 5:
    case x if x > 10: print('no')
    case x if (y := x * 2) > 5: print(x, y)
match x, y:
    case 5, 10: print('tuple subject')
match 1, :
    case 1, : print('one-tuple')
match (1, 2, 3):
    case 1, *others: print(others)
match = {'match': 1}
case = 2
print(match['match'], case, match)
match match:
    case {'match': case}: print(case)
_ = 'untouched'
match 5:
    case _: print(_)
match 'x':
    case 'a' 'b' | 'x': print('joined strings')
match 1:
    case True: print('never: is, not ==')
    case 1: print('one')
