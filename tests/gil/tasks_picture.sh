# Tasks under their loop's thread; one of them blocks the loop, and the summary says at which line.
$PYTHON -m gil --virtual --width 80 data/tasks.py 2>&1
