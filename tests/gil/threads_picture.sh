# Three threads that sleep: their waits overlap, and the picture names the calls.
$PYTHON -m gil --virtual --width 80 data/sleepers.py 2>&1
