# Who holds and who wants what: at once when asked for, and on SIGINT always.
cut='s/File ".*data/File "data/'
out=$($PYTHON -X clock=virtual -X deadlock=report data/deadlock.py 2>&1); echo "status $?"; echo "$out" | sed "$cut"
$PYTHON -c '
import os, signal, sys, threading
threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
exec(open("data/deadlock.py").read())' 2>&1 | grep -v "^    \|^  File\|^Traceback"
$PYTHON -X deadlock=report -c '
import threading
lock = threading.Lock()
lock.acquire()
print("once")
lock.acquire()'; echo "status $?"
$PYTHON -X clock=virtual -X deadlock=report data/tasks_wait.py 2>&1 | sed "$cut"
