# clock: real
# Lesson: one holds the lock
#
# Four threads count as fast as they can. Each is a thread of the system, on whatever core is free, and yet together they use no more
# than one core: only the holder of the lock executes Python. In the picture, at each moment one lane is filled, the others wait.
#
# Show:
# Question: Four threads computing on a machine with cores enough: how many cores do they use?
#   a) up to four
#   b) up to one
# Answer: b, the processor time of all four is no more than the time that passed.
import threading
import time

stop_at = 200_000


def count():
    n = 0
    while n < stop_at:
        n += 1


begin, used = time.perf_counter(), time.process_time()
threads = [threading.Thread(target=count) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
cores = (time.process_time() - used) / (time.perf_counter() - begin)
print('more than one core:', cores > 1.25)
