PYTHONPATH=data/extra:/nonexistent $PYTHON -c 'import from_path; print(from_path.x)'
PYTHONPATH=data/extra $PYTHON -E -c 'import from_path' 2>&1 | tail -n 1
PYTHONPATH=data/extra $PYTHON -I -c 'import from_path' 2>&1 | tail -n 1
$PYTHON -c 'import sys; print(sys.path[0] == "")'
$PYTHON -P -c 'import sys; print("" in sys.path)'
$PYTHON -I -c 'import sys; print("" in sys.path, sys.flags.isolated, sys.flags.ignore_environment, sys.flags.no_user_site)'
PYTHONSAFEPATH=1 $PYTHON -c 'import sys; print("" in sys.path, sys.flags.safe_path)'
PYTHONUNBUFFERED=1 $PYTHON -c 'import sys, os; print(sys.stdout.write_through); sys.stdout.write("seen"); os._exit(0)'; echo
$PYTHON -u -c 'import sys, os; sys.stdout.write("seen"); os._exit(0)'; echo
PYTHONDONTWRITEBYTECODE=1 $PYTHON -c 'import sys; print(sys.dont_write_bytecode)'
$PYTHON -B -c 'import sys; print(sys.dont_write_bytecode)'
PYTHONHASHSEED=0 $PYTHON -c 'print(hash("a") == hash("a"))'
test "$(PYTHONHASHSEED=5 $PYTHON -c 'print(hash("text"))')" = "$(PYTHONHASHSEED=5 $PYTHON -c 'print(hash("text"))')" && echo "same seed, same hash"
test "$($PYTHON -c 'print(hash("text"))')" = "$($PYTHON -c 'print(hash("text"))')" || echo "random hashes differ"
PYTHONHASHSEED=nope $PYTHON -c 'print(1)'; echo "status $?"
PYTHONHASHSEED=4294967296 $PYTHON -c 'print(1)'; echo "status $?"
PYTHONIOENCODING=latin-1 $PYTHON -c 'import sys; print(sys.stdout.encoding)'
PYTHONIOENCODING=ascii:backslashreplace $PYTHON -c 'print("é")'
PYTHONUTF8=1 $PYTHON -c 'import sys; print(sys.flags.utf8_mode)'
PYTHONINTMAXSTRDIGITS=1000 $PYTHON -c 'import sys; print(sys.get_int_max_str_digits())'
PYTHONINTMAXSTRDIGITS=5 $PYTHON -c 'print(1)'; echo "status $?"
$PYTHON -X int_max_str_digits=0 -c 'import sys; print(sys.get_int_max_str_digits())'
$PYTHON -X utf8 -X anything=5 -c 'import sys; print(sorted(sys._xoptions.items()))'
PYTHONNOUSERSITE=1 $PYTHON -s -S -c 'import sys; print(sys.flags.no_site, sys.flags.no_user_site)'
LC_ALL=C $PYTHON -c 'import sys; print(sys.stdout.encoding, "é")'
TZ=Asia/Seoul $PYTHON -c 'import time; print(time.tzname[0], time.localtime(0)[3])'
