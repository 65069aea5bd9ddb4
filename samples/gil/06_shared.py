# Lesson: threads share, processes don't
#
# A thread sees the objects of all the others of its process: there is one list. A process made by fork has a copy of everything, and
# what it changes, it changes there.
#
# Show: --virtual
# Question: What is in the list at the end?
#   a) from the thread, from the process
#   b) from the thread
# Answer: b, the process appended to its own copy. What processes tell each other goes through queues and pipes.
import multiprocessing
import threading

found = []


def append(what):
    found.append(what)


thread = threading.Thread(target=append, args=['from the thread'])
thread.start()
thread.join()
process = multiprocessing.get_context('fork').Process(target=append, args=['from the process'])
process.start()
process.join()
print(found, process.exitcode)
