$PYTHON -c '
import os, signal, threading, time
threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
time.sleep(10)'; echo "sleep: $?"
$PYTHON -c '
import os, signal, threading
threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
while True: pass' 2>/dev/null; echo "busy loop: $?"
$PYTHON -c '
import os, signal, threading
l = threading.Lock(); l.acquire()
threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
l.acquire()' 2>/dev/null; echo "lock: $?"
$PYTHON -c '
import os, signal, threading, queue
threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
try: queue.Queue().get()
except KeyboardInterrupt: print("caught")'; echo "queue: $?"
$PYTHON -c '
import os, signal, threading
def spin():
    while not stop: pass
stop = False
t = threading.Thread(target=spin); t.start()
threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
try: t.join()
except KeyboardInterrupt: print("caught while joining"); stop = True'; echo "join: $?"
$PYTHON -c '
import os, signal, threading
threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
try: os.read(os.pipe()[0], 1)
except KeyboardInterrupt: print("caught in read")'; echo "read: $?"
