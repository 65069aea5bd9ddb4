# Who holds and who wants what: at once when asked for, and on SIGINT always.
cut='s/File ".*data/File "data/'
out=$($PYTHON -X clock=virtual -X deadlock=report data/deadlock.py 2>&1); echo "status $?"; echo "$out" | sed "$cut"
$PYTHON -c '
import os, signal, sys, time
if os.fork() == 0:  # the one who presses Ctrl-C
    time.sleep(1)
    os.kill(os.getppid(), signal.SIGINT)
    os._exit(0)
exec(open("data/deadlock.py").read())' 2>&1 | grep "^Deadlock\|  .* waits\|^KeyboardInterrupt"
$PYTHON -X deadlock=report -c '
import threading
lock = threading.Lock()
lock.acquire()
print("once")
lock.acquire()'; echo "status $?"
$PYTHON -X clock=virtual -X deadlock=report data/tasks_wait.py 2>&1 | sed "$cut"
