"""A small Lisp: tokens, a reader, an evaluator with closures, tail calls by trampolining."""


def tokenize(text):
    return text.replace('(', ' ( ').replace(')', ' ) ').replace("'", " ' ").split()


def read(tokens):
    token = tokens.pop(0)
    if token == '(':
        form = []
        while tokens[0] != ')':
            form.append(read(tokens))
        tokens.pop(0)
        return form
    if token == "'":
        return ['quote', read(tokens)]
    for kind in (int, float):
        try:
            return kind(token)
        except ValueError:
            pass
    return token


class Env(dict):
    def __init__(self, names=(), values=(), outer=None):
        super().__init__(zip(names, values))
        self.outer = outer

    def find(self, name):
        env = self
        while env is not None:
            if name in env:
                return env
            env = env.outer
        raise LookupError(f'unbound: {name}')


class Lambda:
    def __init__(self, names, body, env):
        self.names, self.body, self.env = names, body, env


def evaluate(form, env):
    while True:
        match form:
            case str():
                return env.find(form)[form]
            case int() | float():
                return form
            case ['quote', value]:
                return value
            case ['if', test, then, *rest]:
                form = then if evaluate(test, env) else (rest[0] if rest else [])
            case ['define', [name, *names], *body]:
                env[name] = Lambda(names, ['begin', *body], env)
                return None
            case ['define', name, value]:
                env[name] = evaluate(value, env)
                return None
            case ['lambda', names, *body]:
                return Lambda(names, ['begin', *body], env)
            case ['let', bindings, *body]:
                env = Env([n for n, _ in bindings], [evaluate(v, env) for _, v in bindings], env)
                form = ['begin', *body]
            case ['begin', *forms, last]:
                for f in forms:
                    evaluate(f, env)
                form = last
            case ['set!', name, value]:
                env.find(name)[name] = evaluate(value, env)
                return None
            case []:
                return []
            case [head, *args]:
                function = evaluate(head, env)
                values = [evaluate(a, env) for a in args]
                if not isinstance(function, Lambda):
                    return function(*values)
                form, env = function.body, Env(function.names, values, function.env)


def show(value):
    match value:
        case True: return '#t'
        case False: return '#f'
        case list(): return '(' + ' '.join(map(show, value)) + ')'
        case Lambda(): return '#<lambda>'
    return str(value)


import operator
globe = Env()
globe.update({'+': lambda *a: sum(a), '-': operator.sub, '*': operator.mul, '/': operator.truediv, '<': operator.lt, '=': operator.eq, 'car': lambda x: x[0], 'cdr': lambda x: x[1:],
              'cons': lambda x, y: [x] + y, 'null?': lambda x: x == [], 'list': lambda *x: list(x), 'not': operator.not_, '#t': True, '#f': False})
program = '''
(define (fact n) (if (= n 0) 1 (* n (fact (- n 1)))))
(fact 20)
(define (count n acc) (if (= n 0) acc (count (- n 1) (+ acc 1))))
(count 5000 0)
(define (map f l) (if (null? l) '() (cons (f (car l)) (map f (cdr l)))))
(map (lambda (x) (* x x)) '(1 2 3 4))
(define (adder n) (lambda (x) (+ x n)))
((adder 10) 5)
(define counter (let ((n 0)) (lambda () (begin (set! n (+ n 1)) n))))
(counter) (counter)
(list 1 2.5 'symbol '(nested (list)) (< 1 2) fact)
(let ((x 2) (y 3)) (* x y))
(/ 7 2)
(nope)
'''
tokens = tokenize(program)
while tokens:
    try:
        result = evaluate(read(tokens), globe)
        if result is not None:
            print(show(result))
    except LookupError as error:
        print('error:', error)
