# Document 000: "프로세스 내부에는 하나 이상의 스레드로 이루어져 있음" (a process consists of one thread or more), and
# "운영체제는 실제로는 스레드 단위로 스케줄링을 함" (the system schedules threads): each thread has a number in /proc.
import os
import threading


def native_threads():
    return {int(name) for name in os.listdir('/proc/self/task')}


def worker(index):
    ids[index] = threading.get_native_id()
    ready.wait()
    finish.wait()


ids = {}
ready = threading.Barrier(4)
finish = threading.Event()

print('before: native threads =', len(native_threads()))
print('the first thread has the number of its process:', threading.get_native_id() == os.getpid())
threads = [threading.Thread(target=worker, args=(i,)) for i in range(3)]
for thread in threads:
    thread.start()
ready.wait()
print('during: native threads =', len(native_threads()), ' Python threads =', threading.active_count())
print('each Python thread is one of them:', set(ids.values()) < native_threads())
print('all in one process:', len(set(ids.values())) == 3 and os.getpid() not in ids.values())
finish.set()
for thread in threads:
    thread.join()
print('after: Python threads =', threading.active_count())
