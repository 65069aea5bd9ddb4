# Lesson: input and output give it up
#
# Before a call that waits (a sleep, a read, an answer from the network) a thread lets go of the lock, and takes it again afterwards.
# So threads that wait, wait together: three times a second is still about a second.
#
# Show: --virtual
# Question: Three threads that wait two tenths of a second each: how long in all?
#   a) 0.6 s
#   b) 0.2 s
# Answer: b, nobody held the lock while waiting.
import threading
import time


def wait(name):
    time.sleep(0.2)
    done.append(name)


done = []
begin = time.monotonic()
threads = [threading.Thread(target=wait, args=[name], name=name) for name in ('read', 'send', 'ask')]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sorted(done), f'{time.monotonic() - begin:.1f} s')
