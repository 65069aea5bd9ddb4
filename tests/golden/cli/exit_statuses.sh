for code in '' 0 1 255 256 -1 300 True False None 2.5 '"text"' '[1]' '()' '10**20'; do
    $PYTHON -c "import sys; sys.exit($code)"; echo "sys.exit($code) -> $?"
done
$PYTHON -c 'raise SystemExit'; echo "$?"
$PYTHON -c 'raise SystemExit(4)'; echo "$?"
$PYTHON -c 'import os; os._exit(9)'; echo "$?"
$PYTHON -c 'import os; print("lost"); os._exit(0)'; echo "$?"
$PYTHON -c 'import threading, sys; t = threading.Thread(target=sys.exit, args=(3,)); t.start(); t.join()'; echo "in a thread: $?"
$PYTHON -c 'import atexit, sys; atexit.register(lambda: sys.exit(3))'; echo "in atexit: $?"
$PYTHON -c 'raise KeyboardInterrupt' 2>/dev/null; echo "KeyboardInterrupt: $?"
$PYTHON -c 'import os, signal; os.kill(os.getpid(), signal.SIGTERM)'; echo "SIGTERM: $?"
$PYTHON -c 'import os; os.abort()' 2>/dev/null; echo "abort: $?"
$PYTHON -c 'assert 0' 2>/dev/null; echo "assert: $?"
$PYTHON -c 'class A:
    def __del__(self): 1/0
A()' 2>/dev/null; echo "__del__: $?"
$PYTHON -c 'exit(7)'; echo "exit: $?"
$PYTHON -c 'quit()'; echo "quit: $?"
