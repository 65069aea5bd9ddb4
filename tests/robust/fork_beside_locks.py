# clock: real
# timeout: 60
# A thread forks while others hold locks at every moment: of their own, of print, of logging, of queues, of imports. The child has
# one thread, and all that the library holds works in it. In python3.11 the lock of a file's buffer may stay held in the child for
# ever; this output is minipy's own.
import asyncio
import io
import logging
import os
import queue
import sys
import tempfile
import threading

sys.path.insert(0, "data")
from counts import Counts

stop = threading.Event()
own = threading.Lock()
items = queue.Queue()
simple = queue.SimpleQueue()
log = logging.getLogger("busy")
log.addHandler(logging.StreamHandler(io.StringIO()))
log.propagate = False
null = open(os.devnull, "w")


def busy(number):
    while not stop.is_set():
        with own:
            items.put(number)
            items.get()
        simple.put(number)
        log.warning("from thread %d", number)
        print("from thread", number, file=null, flush=True)
        random_file = tempfile.TemporaryFile()
        random_file.close()


def in_child():
    """Uses what the other threads used; ends with a status that says how far it came."""
    log.warning("from the child")
    print("from the child", file=null, flush=True)
    fresh = queue.Queue()
    threads = [threading.Thread(target=fresh.put, args=(i,)) for i in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(fresh.get() for _ in range(3)) == [0, 1, 2]
    assert threading.active_count() == 1 and threading.current_thread() is threading.main_thread()
    assert len(os.listdir("/proc/self/task")) <= 9
    import colorsys
    assert colorsys.rgb_to_hsv(0, 0, 0) == (0.0, 0.0, 0)

    async def main():
        return await asyncio.gather(*(asyncio.to_thread(abs, -i) for i in range(3)))
    assert asyncio.run(main()) == [0, 1, 2]
    with tempfile.TemporaryFile() as file:
        file.write(b"x")


with Counts():
    threads = [threading.Thread(target=busy, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    statuses = []
    for _ in range(40):
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                in_child()
                status = 0
            except BaseException:
                import traceback
                traceback.print_exc()
            finally:
                os._exit(status)
        statuses.append(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    stop.set()
    for thread in threads:
        thread.join()
    print(statuses.count(0), "children ended well of", len(statuses))
