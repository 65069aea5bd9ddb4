# Options, and what is said of wrong ones.
$PYTHON -m gil --help | head -n 3
$PYTHON -m gil --svgg x y.py; echo "status $?"
$PYTHON -m gil --virtual; echo "status $?"
$PYTHON -m gil --width; echo "status $?"
$PYTHON -X gil-nonsense -c 1; echo "status $?"
$PYTHON -X gil-svg -c 1; echo "status $?"
$PYTHON -X gil-virtual -c 'import time; time.sleep(1000); print("slept")'; echo "status $?"
$PYTHON -m gil --quiet -c 'import sys; print(sys.argv); sys.exit(3)' a b; echo "status $?"
