# clock: real
# Lesson: the convoy
#
# One thread computes; another one answers, and lets go of the lock for each answer. Coming back it must wait for the lock. Python 2
# counted instructions and let everybody fight: the one that computes is on a core already and nearly always wins, and the others wake
# up in vain. Since 3.2 who waits asks, and is given it, but after 5 ms. A fair lock lets those back from a call go first.
#
# Show: --compare
# Question: Under which policy do threads wake up and find the lock taken?
#   a) ticks, Python 2's
#   b) interval, since 3.2
# Answer: a, its vain wake-ups are the convoy. Under interval a thread waits, and is woken when the lock is given to it.
import threading
import time


def compute():
    while not answered.is_set():
        sum(range(100))


def answer():
    for _ in range(30):
        time.sleep(0.0005)
    answered.set()


answered = threading.Event()
threads = [threading.Thread(target=compute, name='computes'), threading.Thread(target=answer, name='answers')]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print('answered:', answered.is_set())
