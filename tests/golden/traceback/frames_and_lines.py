import sys


def f():
    frame = sys._getframe()
    print(frame.f_lineno, frame.f_code.co_name, frame.f_code.co_firstlineno, sorted(frame.f_locals), frame.f_globals is globals(), frame.f_back.f_lineno, frame.f_builtins['len'] is len)
    try:
        raise ValueError
    except ValueError as e:
        tb = e.__traceback__
        print(tb.tb_lineno, tb.tb_frame is frame, tb.tb_next, tb.tb_lasti >= 0)
        e.__traceback__ = None
    return (
        frame.f_lineno,
        frame
    )


line, frame = f()
print(line, frame.f_code.co_filename.rpartition('/')[2], frame.f_back)


def deep(n):
    if n:
        return deep(n - 1)
    frames, fr = [], sys._getframe()
    while fr:
        frames.append((fr.f_code.co_name, fr.f_lineno))
        fr = fr.f_back
    return frames


print(deep(2))
try:
    deep('a')
except TypeError as e:
    tb = e.__traceback__
    while tb:
        print(tb.tb_frame.f_code.co_name, tb.tb_lineno, list(tb.tb_frame.f_locals.items())[-1][0] if tb.tb_next else tb.tb_frame.f_locals)
        tb = tb.tb_next
try:
    sys._getframe(100)
except ValueError as e:
    print(e)
for i, (start, end, line, end_line) in enumerate(c for c in [(0, 0, 0, 0)]): pass
code = deep.__code__
print(code.co_name, code.co_varnames, code.co_argcount, code.co_nlocals, sorted({l for _, _, l in code.co_lines() if l})[0], code.co_filename.endswith('frames_and_lines.py'))
