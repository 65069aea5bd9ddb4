"""A JSON reader and writer by hand: recursion, dispatch, escapes, errors with positions."""


class JSONError(ValueError):
    pass


def dumps(value, indent=None, level=0):
    pad, end = ('\n' + ' ' * indent * (level + 1), '\n' + ' ' * indent * level) if indent else ('', '')
    match value:
        case None: return 'null'
        case True: return 'true'
        case False: return 'false'
        case str(): return '"' + ''.join({'"': '\\"', '\\': '\\\\', '\n': '\\n', '\t': '\\t'}.get(c) or (c if 32 <= ord(c) < 127 else f'\\u{ord(c):04x}') for c in value) + '"'
        case int() | float(): return repr(value)
        case []: return '[]'
        case {} if not value: return '{}'
        case list() | tuple(): return '[' + (',' if indent else ', ').join(pad + dumps(v, indent, level + 1) for v in value) + end + ']'
        case dict(): return '{' + (',' if indent else ', ').join(f'{pad}{dumps(str(k))}: {dumps(v, indent, level + 1)}' for k, v in value.items()) + end + '}'
    raise TypeError(f'{type(value).__name__} is not JSON')


class Reader:
    def __init__(self, text): self.text, self.i = text, 0

    def fail(self, message):
        line = self.text.count('\n', 0, self.i) + 1
        raise JSONError(f'{message} at line {line}, character {self.i}')

    def blanks(self):
        while self.i < len(self.text) and self.text[self.i] in ' \t\n\r': self.i += 1

    def expect(self, c):
        self.blanks()
        if not self.text.startswith(c, self.i): self.fail(f'expected {c!r}')
        self.i += len(c)

    def peek(self):
        self.blanks()
        return self.text[self.i:self.i + 1]

    def value(self):
        c = self.peek()
        if c == '{': return dict(self.items('{', '}', self.pair))
        if c == '[': return list(self.items('[', ']', self.value))
        if c == '"': return self.string()
        for word, v in (('null', None), ('true', True), ('false', False)):
            if self.text.startswith(word, self.i):
                self.i += len(word)
                return v
        j = self.i
        while j < len(self.text) and self.text[j] in '+-.eE0123456789': j += 1
        if j == self.i: self.fail('expected a value')
        number, self.i = self.text[self.i:j], j
        return float(number) if set(number) & set('.eE') else int(number)

    def items(self, opening, closing, item):
        self.expect(opening)
        if self.peek() != closing:
            yield item()
            while self.peek() == ',':
                self.expect(',')
                yield item()
        self.expect(closing)

    def pair(self):
        key = self.string()
        self.expect(':')
        return key, self.value()

    def string(self):
        self.expect('"')
        out = []
        while True:
            if self.i >= len(self.text): self.fail('unterminated string')
            c, self.i = self.text[self.i], self.i + 1
            if c == '"': return ''.join(out)
            if c == '\\':
                c, self.i = self.text[self.i], self.i + 1
                if c == 'u':
                    c, self.i = chr(int(self.text[self.i:self.i + 4], 16)), self.i + 4
                else:
                    c = {'n': '\n', 't': '\t'}.get(c, c)
            out.append(c)


def loads(text):
    reader = Reader(text)
    value = reader.value()
    if reader.peek(): reader.fail('extra data')
    return value


data = {'name': 'minipy "x"', 'list': [1, 2.5, -3e10, None, True, [], {}], 'nested': {'한': 'é\n\t\\', 'deep': [[[1]]]}, 'big': 10 ** 25}
text = dumps(data)
print(text)
print(dumps(data, 2))
print(loads(text) == data, loads(dumps(data, 4)) == data)
for bad in ('{', '[1, 2', '{"a" 1}', '[1,]', '"abc', 'nul', '1 2', '{"a":1,\n"b":}', ''):
    try:
        print(loads(bad))
    except JSONError as e:
        print(repr(bad), '->', e)
try:
    dumps({1: {2}})
except TypeError as e:
    print(e)
