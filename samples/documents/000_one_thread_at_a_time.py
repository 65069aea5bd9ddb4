# clock: real
# Document 000: "파이썬에서 한번에 하나의 스레드만 작업을 수행할 수 있음 / 즉 동시에 여러 스레드가 실행 될 수 없음"
# (the GIL: one thread at a time). Four threads count as fast as they can; a step of the count is never seen half done,
# and together they take no more processor time than one core has.
import threading
import time

steps = [0, 0, 0, 0]
stop = False


def count(index):
    while not stop:
        steps[index] += 1


threads = [threading.Thread(target=count, args=(i,)) for i in range(4)]
wall, cpu = time.perf_counter(), time.process_time()
for thread in threads:
    thread.start()
time.sleep(0.5)
stop = True
for thread in threads:
    thread.join()
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
print('every thread had its turns:', all(steps))
print('processor time over wall time is at most 1:', cpu / wall < 1.1)
