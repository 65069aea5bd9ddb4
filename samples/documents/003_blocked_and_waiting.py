# clock: real
# Document 003: "스레드가 실제로 뭔가를 처리하고 있지는 않지만, blocked and waiting 상태가 된다" (a thread that asks for something
# from outside is blocked and waiting): the state of two threads as the system sees it, S for sleeping, R for running.
import os
import threading
import time

ids = {}
stop = threading.Event()


def waiting():
    ids['waiting'] = threading.get_native_id()
    os.read(pipe[0], 1)                 # nothing arrives until the end


def computing():
    ids['computing'] = threading.get_native_id()
    while not stop.is_set():
        pass


def states(name, samples=15):
    seen = set()
    for _ in range(samples):
        time.sleep(0.02)
        with open(f'/proc/self/task/{ids[name]}/stat') as file:
            seen.add(file.read().rpartition(')')[2].split()[0])
    return seen


pipe = os.pipe()
threads = [threading.Thread(target=waiting), threading.Thread(target=computing)]
for thread in threads:
    thread.start()
while len(ids) < 2:
    time.sleep(0.01)
time.sleep(0.05)
print('waiting thread only sleeps:', states('waiting') == {'S'})
print('and takes nothing from the other:', threads[1].is_alive())
os.write(pipe[1], b'x')
stop.set()
for thread in threads:
    thread.join()
print('both ended')
