import threading


def fail(): raise ValueError('in the thread')


t = threading.Thread(target=fail)
t.start(); t.join()
t = threading.Thread(target=fail, name='named one')
t.start(); t.join()


def quiet(): raise SystemExit(3)


t = threading.Thread(target=quiet); t.start(); t.join()


class T(threading.Thread):
    def run(self): {}['k']


t = T(); t.start(); t.join()
print('status is 0')
