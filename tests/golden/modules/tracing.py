"""sys.settrace and sys.setprofile: the events of calls, lines, returns, exceptions, generators; trace, bdb, cProfile on them."""
import bdb
import contextlib
import cProfile
import io
import pstats
import sys
import threading
import trace

log = []


def tracer(frame, event, arg):
    if frame.f_code.co_filename != __file__ or frame.f_code is run.__code__:
        return None
    if event == 'exception':
        arg = arg[0].__name__, str(arg[1])
    log.append((frame.f_code.co_name, event, frame.f_lineno - frame.f_code.co_firstlineno, getattr(arg, '__qualname__', arg)))
    return tracer


def run(function):
    for install in (sys.settrace, sys.setprofile):
        log.clear()
        install(tracer)
        try:
            function()
        except Exception as error:
            log.append(('raised', repr(error)))
        finally:
            install(None)
        print(function.__name__, install.__name__)
        for row in log:
            if row[0] != 'run':
                print('   ', *row)


def straight():
    a = 1
    b = 2
    return a + b


def loops():
    for i in range(2):
        x = i
    while i < 3:
        i += 1
        if i == 2:
            continue
    return x


def raises(n):
    if n:
        return n
    raise ValueError(n)


def handled():
    raises(1)
    try:
        raises(0)
    except ValueError as error:
        pass
    finally:
        done = True


def unhandled():
    raises(0)


def numbers():
    got = yield 1
    yield from more()


def more():
    try:
        yield 2
    finally:
        pass


def generators():
    for n in numbers():
        pass
    g = numbers()
    next(g)
    try:
        g.throw(KeyError('x'))
    except KeyError:
        pass


def natives():
    len([])
    [].append(1)
    'a'.upper()
    sorted([2, 1], key=lambda x: -x)
    try:
        [].pop()
    except IndexError:
        pass


def blocks():
    squares = [i for i in range(2)]
    with open('/dev/null') as file:
        pass

    class Inner:
        x = 1
    return Inner


for function in (straight, loops, handled, unhandled, generators, natives, blocks):
    run(function)

print('a tracer that fails')


def failing(frame, event, arg):
    if event == 'line':
        raise KeyError('from the tracer')
    return failing


sys.settrace(failing)
try:
    straight()
except KeyError as error:
    print(repr(error), sys.gettrace())

print('the frame can be changed')


def changes(frame, event, arg):
    if event == 'line' and frame.f_code is straight.__code__ and 'b' in frame.f_locals:
        frame.f_locals['a'] = 40
    return changes


sys.settrace(changes)
result = straight()
sys.settrace(None)
print(result)


def jumps(frame, event, arg):
    if event == 'line' and frame.f_code is straight.__code__ and frame.f_lineno == straight.__code__.co_firstlineno + 2:
        try:
            frame.f_lineno = 1
        except ValueError as error:
            print(error)
        frame.f_locals['b'] = 5
        frame.f_lineno += 1
    return jumps


sys.settrace(jumps)
result = straight()
sys.settrace(None)
print(result)

print('threads')
threading.settrace(lambda frame, event, arg: log.append((frame.f_code.co_name, event)))
log.clear()
thread = threading.Thread(target=straight)
thread.start()
thread.join()
threading.settrace(None)
print(('straight', 'call') in log)

print('trace')
counter = trace.Trace(count=1, trace=0)
counter.runfunc(loops)
first = loops.__code__.co_firstlineno
print(sorted((line - first, n) for (file, line), n in counter.results().counts.items() if file == __file__))
callers = trace.Trace(countfuncs=1, trace=0)
callers.runfunc(handled)
print(sorted(name for file, module, name in callers.results().calledfuncs))

print('bdb')


class Debugger(bdb.Bdb):
    def user_call(self, frame, argument):
        self.set_next(frame)

    def user_line(self, frame):
        if frame.f_code.co_filename == __file__:
            print('line', frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno)
        self.set_step()

    def user_return(self, frame, value):
        print('return', frame.f_code.co_name, value)

    def user_exception(self, frame, info):
        print('exception', frame.f_code.co_name, info[0].__name__)


Debugger().runcall(handled)

print('cProfile')
profile = cProfile.Profile()
profile.enable()
handled()
natives()
profile.disable()
rows = {}
for (file, line, name), (calls, total, own, cumulative, callers) in pstats.Stats(profile).stats.items():
    rows[name] = calls, total, cumulative >= own >= 0, sorted(caller[2] for caller in callers)
for name in sorted(rows):
    print('   ', name, *rows[name])
out = io.StringIO()
with contextlib.redirect_stdout(out):
    cProfile.run('handled()')
print('function calls in' in out.getvalue(), 'tracing.py' in out.getvalue())
