# The traceback module over the same errors.
import sys
import traceback


def f(x):
    return g(x) + 1


def g(x):
    return x / 0


try:
    f(5)
except ZeroDivisionError as e:
    print(traceback.format_exc(), end='')
    traceback.print_exc(file=sys.stdout, limit=1)
    traceback.print_exception(e, file=sys.stdout)
    print(traceback.format_exception_only(e), traceback.format_exception_only(ValueError, ValueError('x')))
    for s in traceback.extract_tb(e.__traceback__):
        print(s.name, s.lineno, s.line, s.colno, s.end_colno)
    te = traceback.TracebackException.from_exception(e)
    print(te.exc_type, str(te), len(te.stack), ''.join(te.format()) == traceback.format_exc())
    traceback.print_tb(e.__traceback__, file=sys.stdout)
    print(traceback.format_list([('file.py', 3, 'name', 'source')]))


def here():
    print(''.join(traceback.format_stack()[-2:]), end='')
    traceback.print_stack(limit=1, file=sys.stdout)
    print(sys._getframe().f_code.co_name, sys._getframe(1).f_lineno, sys._getframe().f_back.f_code.co_name)


here()
try:
    try:
        {}['a']
    except KeyError as k:
        raise ValueError('v') from k
except ValueError as e:
    print(''.join(traceback.format_exception(e, chain=False)), end='')
    print(''.join(traceback.format_exception(e)), end='')
    print([f.f_lineno for f, n in traceback.walk_tb(e.__traceback__)])
try:
    compile('a b', 'x.py', 'exec')
except SyntaxError as e:
    print(''.join(traceback.format_exception_only(e)), end='')
traceback.print_exception(ExceptionGroup('g', [ValueError(1)]), file=sys.stdout)
