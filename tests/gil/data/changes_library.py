import threading
threading.made = getattr(threading, "made", 0) + 1
print(threading.made)
