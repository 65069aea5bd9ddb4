# clock: real
# Lesson: the switch interval
#
# Who computes does not give the lock up by itself. Who waits for it asks after the switch interval, 5 ms, and the holder hands it over
# where it looks next: at a call, or at the end of a turn of a loop. A shorter interval means more switches, a longer one fewer.
#
# Show: --interval 1
# Question: The interval becomes a minute, the two threads compute for less: how often are they made to switch?
#   a) never
#   b) as often as before
# Answer: a, nobody has waited long enough to ask. Try --interval 60000.
import sys
import threading


def compute(results):
    total = 0
    for i in range(1_000_000):
        total += i & 7
    results.append(total)


results = []
threads = [threading.Thread(target=compute, args=[results]) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(results, sys.getswitchinterval() > 0)
