cat > /tmp/minipy_opt_$$.py <<'END'
"""Doc."""
def f():
    "doc of f"
    assert False, 'asserts run'
    return __debug__
try:
    print(f(), f.__doc__, __doc__)
except AssertionError as e:
    print(e, __debug__, f.__doc__)
import sys
print(sys.flags.optimize)
if __debug__: print('debug')
END
$PYTHON /tmp/minipy_opt_$$.py; $PYTHON -O /tmp/minipy_opt_$$.py; $PYTHON -OO /tmp/minipy_opt_$$.py; PYTHONOPTIMIZE=1 $PYTHON /tmp/minipy_opt_$$.py; PYTHONOPTIMIZE=1 $PYTHON -E /tmp/minipy_opt_$$.py
rm /tmp/minipy_opt_$$.py
