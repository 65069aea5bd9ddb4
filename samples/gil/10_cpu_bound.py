# clock: real
# mask: [0-9.]+ of the time => N of the time
# Lesson: threads that compute
#
# Dividing a computation among threads divides no work: the lock lets one of them compute at a time, so it takes as long as one after
# the other, and the switches come on top.
#
# Show:
# Question: The same sum in two threads, half each: which part of the time does it take?
#   a) about half
#   b) about all of it
# Answer: b, the halves took turns.
import threading
import time


def add(numbers):
    total = 0
    for i in numbers:
        total += i * i
    return total


half = 400_000
begin = time.perf_counter()
one_by_one = [add(range(half)), add(range(half, 2 * half))]
alone = time.perf_counter() - begin

results = {}
begin = time.perf_counter()
threads = [threading.Thread(target=lambda k=k: results.update({k: add(range(k * half, (k + 1) * half))})) for k in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print([results[0], results[1]] == one_by_one, f'{(time.perf_counter() - begin) / alone:.2f} of the time')
