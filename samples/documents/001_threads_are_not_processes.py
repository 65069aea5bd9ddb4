# Document 001: "htop는 때때로 python 프로그램에 대하여 여러 PID를 표시하기 때문에 다중 스레드 Python 프로그램을 Multiprocessing
# 프로그램으로 잘못 해석할 수 있습니다" (htop shows a number per thread): a listing like that of `top -H`, from /proc.
import os
import threading
import time


def listing():
    rows = []
    for tid in sorted(map(int, os.listdir('/proc/self/task'))):
        with open(f'/proc/self/task/{tid}/status') as file:
            fields = dict(line.rstrip('\n').split(':\t', 1) for line in file if ':\t' in line)
        rows.append((tid, int(fields['Tgid']), fields['State'].split()[0]))
    return rows


def wait(name):
    names[threading.get_native_id()] = name
    started.release()
    finish.acquire()


names = {os.getpid(): 'main'}
started = threading.Semaphore(0)
finish = threading.Semaphore(0)
threads = [threading.Thread(target=wait, args=(f'worker-{i}',), name=f'worker-{i}') for i in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    started.acquire()
time.sleep(0.05)

print('number  process  state  name')
for tid, tgid, state in sorted(listing(), key=lambda row: names[row[0]]):
    print(f"{'own' if tid != tgid else 'same':7} {'ours' if tgid == os.getpid() else 'other':8} {state:6} {names[tid]}")
for thread in threads:
    finish.release()
