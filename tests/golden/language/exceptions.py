def attempt(f):
    try:
        print('try', end=' ')
        r = f()
    except (ValueError, TypeError) as e:
        print('except', type(e).__name__, e, end=' ')
        r = 'handled'
    except LookupError:
        print('lookup', end=' ')
        r = 'looked'
    else:
        print('else', end=' ')
    finally:
        print('finally')
    return r


print(attempt(lambda: 1), attempt(lambda: int('x')), attempt(lambda: 1 + 'a'), attempt(lambda: [][0]), attempt(lambda: {}['k']))
try:
    attempt(lambda: 1 / 0)
except ZeroDivisionError as e:
    print('escaped', e)
try:
    e
except NameError as error:
    print(error)


def returns():
    try:
        return 'try'
    finally:
        print('cleanup')


def overrides():
    try:
        return 'try'
    finally:
        return 'finally'


def swallows():
    for i in range(3):
        try:
            1 / 0
        finally:
            if i < 2:
                continue
            break
    return 'swallowed'


def nested():
    try:
        try:
            raise ValueError('inner')
        finally:
            print('inner finally')
            try:
                raise KeyError('in finally')
            except KeyError as e:
                print('context', repr(e.__context__))
    except ValueError as e:
        print('outer', e, e.__context__)
        return 'done'


print(returns(), overrides(), swallows(), nested())


class MyError(Exception):
    def __init__(self, code, detail=''):
        super().__init__(code)
        self.code, self.detail = code, detail

    def __str__(self): return f'<{self.code}:{self.detail}>'


try:
    raise MyError(7, 'bad')
except MyError as e:
    print(e, repr(e), e.args, e.code)
try:
    raise MyError(1) from ValueError('cause')
except MyError as e:
    print(repr(e.__cause__), e.__suppress_context__, e.__context__)
try:
    try:
        raise KeyError('first')
    except KeyError:
        raise MyError(2) from None
except MyError as e:
    print(e.__cause__, e.__suppress_context__, repr(e.__context__))
try:
    raise
except RuntimeError as e:
    print(e)
for code in ('raise 5', 'raise int', 'raise ValueError from 5', 'raise None', 'raise "text"', 'raise ValueError("x") from KeyError', 'raise type("X", (Exception,), {"__new__": lambda c: 5})',
             'try: 1/0\nexcept 5: pass', 'try: 1/0\nexcept (ValueError, 5): pass', 'try: 1/0\nexcept int: pass', 'assert 1 == 2', 'assert 0, "message"', 'assert (), [1]'):
    try:
        exec(code)
    except BaseException as e:
        print(code.replace('\n', ' '), '->', type(e).__name__, e, repr(e.__cause__))
e = ValueError('a', 2)
e.add_note('note 1'); e.add_note('note 2')
print(e, repr(e), e.args, e.__notes__, e.with_traceback(None) is e)
try:
    e.add_note(5)
except TypeError as err:
    print(err)
print(ValueError(), repr(ValueError()), str(KeyError('k')), str(KeyError('a', 'b')), repr(KeyError()), str(OSError(2, 'No such', 'file')), OSError(2, 'x').errno, repr(OSError(13, 'y')))
print(StopIteration(5).value, SystemExit(3).code, UnicodeDecodeError('ascii', b'ab\xff', 2, 3, 'why'), AttributeError('m', name='n', obj=5).name, ImportError('m', name='n', path='p').path)
import sys
try:
    1 / 0
except ZeroDivisionError:
    print(sys.exc_info()[0], sys.exc_info()[1], sys.exception())
print(sys.exc_info())
