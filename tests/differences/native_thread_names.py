# clock: real
"""A thread's name is its native name too, as from Python 3.14, so that `top -H` shows it. 3.11: all are called python3.11."""
import threading


def name():
    with open(f'/proc/self/task/{threading.get_native_id()}/comm') as file:
        names.append(file.read().strip())


names = []
for title in 'worker', 'a-name-that-is-far-too-long':
    thread = threading.Thread(target=name, name=title)
    thread.start()
    thread.join()
print(names)
