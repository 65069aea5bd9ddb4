import threading, time
def late():
    time.sleep(1e6)
    print("too late")
t = threading.Thread(target=late, daemon=True)
t.start()
print(t.name)
