# target: 1.5
# Two threads pass an item back and forth through two queues.
import queue
import threading


def main():
    there, back = queue.Queue(), queue.Queue()

    def answer():
        while (item := there.get()) is not None:
            back.put(item)

    thread = threading.Thread(target=answer)
    thread.start()
    for i in range(3000):
        there.put(i)
        assert back.get() == i
    there.put(None)
    thread.join()
