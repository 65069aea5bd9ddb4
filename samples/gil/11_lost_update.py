# Lesson: the lost update and its schedule
#
# Two threads read a counter, add one, and store it. When both read before either stores, one of the two is lost. It happens when the
# switch falls between the lines, which is rare, so a test passes a thousand times: `--explore` tries the schedules one after the
# other, says which outcomes there are, and shows the schedule that loses.
#
# Show: --explore 200
# Question: Which totals can be printed?
#   a) 2
#   b) 1 or 2
# Answer: b, and the seed that it names loses the update each time.
import threading

counter = 0


def add_one():
    global counter
    seen = counter
    counter = seen + 1


threads = [threading.Thread(target=add_one) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print('total', counter)
