$PYTHON -c 'print("lost")' >&-; echo "closed stdout: $?"
$PYTHON -c 'import sys; print(sys.stdout)' >&-; echo "sys.stdout is None: $?"
$PYTHON -c 'print("x")' > /dev/full; echo "full: $?"
$PYTHON -c 'import sys; sys.stdout.write("x"); sys.stdout.flush()' > /dev/full; echo "flushed full: $?"
$PYTHON -c 'import sys; print("x", file=sys.stderr)' 2>&-; echo "closed stderr: $?"
$PYTHON -c '1/0' 2>&-; echo "traceback to closed stderr: $?"
($PYTHON -c 'for i in range(100000): print(i)'; echo "head: $?" >&2) | head -n 1
($PYTHON -c 'print("short"); import time; time.sleep(0.2)'; echo "last flush: $?" >&2) | true
$PYTHON -c 'import sys; sys.stdout.close(); print("x")'; echo "closed by the program: $?"
$PYTHON -c 'import os; os.close(1)
print("x")'; echo "descriptor closed: $?"
