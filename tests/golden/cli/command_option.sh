$PYTHON -c 'print("one")'; echo "status $?"
$PYTHON -c 'import sys; print(sys.argv, __name__)' a -b --c; echo "status $?"
$PYTHON -c 'x = 1
if x:
    print("lines")'; echo "status $?"
$PYTHON -c ''; echo "status $?"
$PYTHON -c 'import sys; sys.exit(5)'; echo "status $?"
$PYTHON -c 'import sys; sys.exit("text")'; echo "status $?"
$PYTHON -c '1/0'; echo "status $?"
$PYTHON -c 'def f(:'; echo "status $?"
$PYTHON -c 'import sys; print(repr(sys.path[0]), sys.flags.interactive)'; echo "status $?"
$PYTHON -c 'print(__file__)'; echo "status $?"
$PYTHON -uc 'print("joined options")'; echo "status $?"
$PYTHON -c'print("no blank")'; echo "status $?"
