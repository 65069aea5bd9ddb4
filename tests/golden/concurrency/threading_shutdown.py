# Non-daemon threads are joined at the end, daemon threads are not; atexit runs after.
import atexit
import threading
import time
atexit.register(print, 'atexit')


def slow(name, delay):
    time.sleep(delay)
    print(name, 'done')


threading.Thread(target=slow, args=('normal', 0.2)).start()
threading.Thread(target=slow, args=('daemon', 60), daemon=True).start()
print('main ends')
