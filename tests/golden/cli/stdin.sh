echo 'print("from a pipe", __name__)' | $PYTHON; echo "status $?"
echo 'import sys; print(sys.argv)' | $PYTHON - a b; echo "status $?"
printf 'x = 5\nif x:\n    print("block")\nprint("no newline")' | $PYTHON; echo "status $?"
echo '1/0' | $PYTHON; echo "status $?"
echo 'def f(:' | $PYTHON; echo "status $?"
$PYTHON < /dev/null; echo "status $?"
$PYTHON -c 'print(input("prompt: "), input())' <<END
first
second
END
echo "status $?"
$PYTHON -c 'input()' < /dev/null; echo "status $?"
$PYTHON -c 'import sys; print(sys.stdin.read())' <<END
line 1
line 2
END
printf 'a\nb\nc' | $PYTHON -c 'import sys
for line in sys.stdin: print(repr(line))'
printf '\377' | $PYTHON -c 'import sys; print(ascii(sys.stdin.read()))'; echo "status $?"
$PYTHON -c 'import sys; print(sys.stdin)' <&-; echo "status $?"
