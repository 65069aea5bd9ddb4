import threading, os
def work():
    print(threading.current_thread().name, flush=True)
    os._exit(7)
t = threading.Thread(target=work)
t.start()
t.join()
print("not reached")
