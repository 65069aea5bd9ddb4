# clock: real
"""Managers: every proxy of SyncManager, a custom manager over TCP, shared memory."""
import multiprocessing as mp
import threading
from multiprocessing import shared_memory
from multiprocessing.managers import BaseManager, NamespaceProxy, RemoteError, SharedMemoryManager


def square(x):
    return x * x


def fill(d, l, ns, lock):
    for i in range(10):
        with lock:
            ns.total += i
    d["child"] = mp.current_process().name
    l.append(d.copy())


class Counter:
    def __init__(self, start=0):
        self.n = start

    def add(self, by=1):
        self.n += by
        return self.n

    def fail(self):
        raise ValueError(f"no {self.n}")

    def _hidden(self):
        return "hidden"

    def items(self):
        yield from range(self.n)


class Counters(BaseManager):
    pass


Counters.register("Counter", Counter)
Counters.register("Open", Counter, exposed=("add", "_hidden"))
Counters.register("ThroughIterator", Counter, method_to_typeid={"items": "Iterator"})
Counters.register("Iterator", exposed=("__next__",))


class Client(BaseManager):
    pass


Client.register("shared")
one = Counter(5)

if __name__ == "__main__":
    with mp.Manager() as manager:
        d, l, ns, lock = manager.dict(a=1), manager.list([1, 2]), manager.Namespace(total=0), manager.Lock()
        p = mp.Process(target=fill, args=(d, l, ns, lock), name="filler")
        p.start()
        p.join()
        print(d, l, ns.total, ns, p.exitcode)
        print(sorted(d), len(d), d.get("x", 9), d.pop("a"), "a" in d, d.items(), d.setdefault("k", []))
        l[0] = 7
        l.extend([3, 4])
        l += [5]
        l *= 2
        print(l[:2], l.index(7), l.count(3), l.pop(), len(l), list(reversed(l))[:2], l + [0] == l[:] + [0])
        inner = manager.list([1])
        l.append(inner)
        inner.append(2)
        print(l[-1], type(l[-1]).__name__, str(manager.list([[1]])))
        for wrong in (lambda: l[100], lambda: d["none"], lambda: ns.nothing, lambda: l.remove("x")):
            try:
                wrong()
            except Exception as e:
                print(type(e).__name__, e)
        v, a = manager.Value("i", 3), manager.Array("i", [1, 2])
        v.value += 1
        a[0] = 9
        print(v.value, v, a[:], len(a), a)
        e = manager.Event()
        print(e.is_set(), e.wait(0), e.set(), e.is_set(), e.wait())
        s = manager.BoundedSemaphore(1)
        print(s.acquire(), s.acquire(False), s.release())
        try:
            s.release()
        except ValueError as problem:
            print(problem)
        c = manager.Condition()
        with c:
            print(c.wait(0.01), c.notify(), c.notify_all(), c.wait_for(lambda: True))
        b = manager.Barrier(2)
        t = threading.Thread(target=b.wait)
        t.start()
        print(b.wait() in (0, 1), b.parties, b.n_waiting, b.broken)
        t.join()
        q = manager.Queue(1)
        q.put("x")
        print(q.full(), q.get(), q.empty(), q.qsize())
        r = manager.RLock()
        with r, r:
            print("twice")
        with manager.Pool(2) as pool:
            print(pool.map(square, range(4)), pool.apply_async(square, (5,)).get(), list(pool.imap(square, [1, 2])))

    print(manager._process.exitcode)
    try:
        len(d)
    except Exception as e:
        print(type(e).__name__)

    with Counters(address=("localhost", 0), authkey=b"key") as counters:
        counter, opened, through = counters.Counter(1), counters.Open(), counters.ThroughIterator(3)
        print(counter.add(), counter.add(by=5), opened._hidden(), opened.add(), list(iter(through.items().__next__, 2)))
        print([name for name in dir(counter) if not name.startswith("_")], counter._callmethod("add"))
        try:
            counter.fail()
        except ValueError as e:
            print(repr(e))
        try:
            counter._callmethod("_hidden")
        except RemoteError as e:
            print(type(e).__name__, str(e).splitlines()[-2].partition(" of ")[0])
        print(counters._number_of_objects())
        del opened
        print(counters._number_of_objects())

    class Local(BaseManager):
        pass

    Local.register("shared", lambda: one, exposed=("add",))
    server = Local(address=("localhost", 0), authkey=b"key").get_server()
    threading.Thread(target=server.accepter, daemon=True).start()
    server.stop_event = threading.Event()
    for key in (b"key", b"wrong"):
        client = Client(address=server.address, authkey=key)
        try:
            client.connect()
            print(client.shared().add(), one.n)
        except mp.AuthenticationError as e:
            print(e)

    memory = shared_memory.SharedMemory(create=True, size=10)
    memory.buf[:3] = b"abc"
    again = shared_memory.SharedMemory(memory.name)
    print(bytes(again.buf[:4]), again.size, memory.name.startswith("psm_"))
    again.close()
    memory.close()
    memory.unlink()
    for wrong in (lambda: shared_memory.SharedMemory("none_such"), lambda: shared_memory.SharedMemory(create=True),
                  lambda: shared_memory.SharedMemory(create=True, size=-1), shared_memory.SharedMemory):
        try:
            wrong()
        except Exception as e:
            print(type(e).__name__, e)
    shareable = shared_memory.ShareableList([1, 2.5, "text", b"bytes", None, True])
    shareable[2] = "other"
    other = shared_memory.ShareableList(name=shareable.shm.name)
    print(list(other), other.format, other.count(1), other.index(None), len(other))
    for position, value in ((2, "much too long"), (9, 1)):
        try:
            other[position] = value
        except Exception as e:
            print(type(e).__name__, e)
    other.shm.close()
    shareable.shm.close()
    shareable.shm.unlink()
    with SharedMemoryManager() as memories:
        numbers = memories.ShareableList(range(3))
        print(numbers[1], len(numbers))
        name = numbers.shm.name
        numbers.shm.close()
    try:
        shared_memory.SharedMemory(name)
    except FileNotFoundError:
        print("gone")
