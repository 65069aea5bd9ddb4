def group(*es, msg='g'):
    return ExceptionGroup(msg, list(es))


def handle(g):
    try:
        raise g
    except* ValueError as e:
        print('V', repr(e))
    except* (TypeError, KeyError) as e:
        print('TK', repr(e))
    else:
        print('else')
    finally:
        print('finally')


handle(group(ValueError(1)))
handle(group(ValueError(1), TypeError(2), group(KeyError(3), ValueError(4), msg='inner')))
try:
    handle(group(ValueError(1), OSError(5), group(IndexError(6), KeyError(7), msg='in')))
except ExceptionGroup as e:
    print('left', repr(e), repr(e.__context__))
handle(ValueError('naked'))
try:
    handle(IndexError('naked too'))
except IndexError as e:
    print('IndexError', e)
try:
    try:
        raise group(ValueError(1), TypeError(2))
    except* ValueError:
        raise KeyError('from handler')
    except* TypeError as e:
        print('still handled', repr(e))
except ExceptionGroup as e:
    print(repr(e), repr(e.exceptions[0].__context__))
try:
    try:
        raise group(ValueError(1), TypeError(2))
    except* ValueError:
        raise
except ExceptionGroup as e:
    print(repr(e))


def loop():
    for i in range(3):
        try:
            raise group(ValueError(i))
        except* ValueError as e:
            x = e.exceptions[0].args[0]
        print('loop', x)
    return 'end'


print(loop())
g = group(ValueError(1), group(TypeError(2), ValueError(3), msg='sub'), msg='top')
print(g.message, g.exceptions, str(g))
print(g.subgroup(ValueError), g.subgroup(OSError), g.subgroup(lambda e: isinstance(e, TypeError)))
print(g.split(TypeError))
print(g.derive([OSError()]), isinstance(g, Exception), BaseExceptionGroup('b', [KeyboardInterrupt()]), type(BaseExceptionGroup('b', [ValueError()])))
for code in ('ExceptionGroup("a", [])', 'ExceptionGroup("a", [1])', 'ExceptionGroup("a", 5)', 'ExceptionGroup(5, [ValueError()])', 'ExceptionGroup("a", [KeyboardInterrupt()])', 'ExceptionGroup("a")',
             'exec("try: pass\\nexcept* ExceptionGroup: pass\\n")', 'exec("try: 1/0\\nexcept* ExceptionGroup: pass\\n")', 'exec("try: 1/0\\nexcept* 5: pass\\n")'):
    try:
        print(code, eval(code))
    except Exception as e:
        print(code, '->', type(e).__name__, e)


class MyGroup(ExceptionGroup):
    def derive(self, excs): return MyGroup(self.message, excs)


m = MyGroup('mine', [ValueError(1), TypeError(2)])
print(m.split(ValueError), [type(x).__name__ for x in m.split(ValueError)])
