"""Tokens, precedence climbing, a tree of classes, evaluation, and errors with positions."""


class CalcError(Exception):
    def __init__(self, message, position):
        super().__init__(message)
        self.position = position


class Token:
    __slots__ = ('kind', 'text', 'position')

    def __init__(self, kind, text, position):
        self.kind, self.text, self.position = kind, text, position

    def __repr__(self):
        return f'{self.kind}:{self.text}'


def tokens(source):
    i = 0
    while i < len(source):
        c = source[i]
        if c.isspace():
            i += 1
        elif c.isdigit() or c == '.':
            j = i
            while j < len(source) and (source[j].isdigit() or source[j] == '.'):
                j += 1
            yield Token('number', source[i:j], i)
            i = j
        elif c.isalpha():
            j = i
            while j < len(source) and source[j].isalnum():
                j += 1
            yield Token('name', source[i:j], i)
            i = j
        elif c in '+-*/^()=,':
            yield Token('op', c, i)
            i += 1
        else:
            raise CalcError(f'strange character {c!r}', i)
    yield Token('end', '', len(source))


LEVELS = {'+': (1, 'left'), '-': (1, 'left'), '*': (2, 'left'), '/': (2, 'left'), '^': (3, 'right')}


class Parser:
    def __init__(self, source):
        self.stream, self.token = tokens(source), None
        self.advance()

    def advance(self):
        self.token = next(self.stream, None) or self.token

    def expect(self, text):
        if self.token.text != text:
            raise CalcError(f'expected {text!r}, not {self.token!r}', self.token.position)
        self.advance()

    def expression(self, least=1):
        left = self.atom()
        while self.token.text in LEVELS and LEVELS[self.token.text][0] >= least:
            op = self.token
            level, side = LEVELS[op.text]
            self.advance()
            left = (op, left, self.expression(level + (side == 'left')))
        return left

    def atom(self):
        token = self.token
        self.advance()
        if token.kind == 'number':
            return float(token.text) if '.' in token.text else int(token.text)
        if token.text == '-':
            return ('neg', self.expression(3))
        if token.text == '(':
            inner = self.expression()
            self.expect(')')
            return inner
        if token.kind == 'name':
            if self.token.text == '(':
                self.advance()
                args = [self.expression()]
                while self.token.text == ',':
                    self.advance()
                    args.append(self.expression())
                self.expect(')')
                return ('call', token, args)
            return token
        raise CalcError(f'unexpected {token!r}', token.position)


def evaluate(node, names):
    match node:
        case int() | float():
            return node
        case Token(text=name, position=p):
            if name not in names:
                raise CalcError(f'no such name: {name}', p)
            return names[name]
        case 'neg', x:
            return -evaluate(x, names)
        case 'call', Token(text=name), args:
            return {'max': max, 'min': min, 'abs': abs}[name](*(evaluate(a, names) for a in args))
        case op, a, b:
            a, b = evaluate(a, names), evaluate(b, names)
            try:
                return {'+': a + b, '-': a - b, '*': a * b, '/': b and a / b, '^': a ** b}[op.text] if op.text != '/' or b else 1 / 0
            except ZeroDivisionError:
                raise CalcError('division by zero', op.position) from None


names = {'x': 5, 'pi': 3.14}
for line in ('1 + 2 * 3', '(1 + 2) * 3', '2 ^ 3 ^ 2', '-2 ^ 2', '10 - 4 - 3', '8 / 4 / 2', 'x * x + pi', 'max(1, x, 3) + min(2, 4)', '1 +', '(1', '2 $ 3', 'y + 1', '1 / 0', 'abs(-3) * -2', '1 2', '2 * (3 + (4 - 1)) ^ 2'):
    try:
        parser = Parser(line)
        tree = parser.expression()
        if parser.token.kind != 'end':
            raise CalcError(f'unexpected {parser.token!r}', parser.token.position)
        print(line, '=', evaluate(tree, names))
    except CalcError as error:
        print(line)
        print(' ' * error.position + '^', error)
