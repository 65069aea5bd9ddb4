# clock: real
"""The same program with each way to start a process."""
import multiprocessing as mp
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.connection import Client, Listener, wait

state = "at import"


def square(x):
    return x * x


def work(q, lock, v, array, conn, event):
    with lock:
        v.value += 5
    array[0] = 2.5
    conn.send({"name": mp.current_process().name, "state": state, "main": __name__.strip("_")[:2]})
    conn.close()
    event.wait()
    q.put(mp.parent_process().pid == os.getppid() or mp.get_start_method() == "forkserver")


def fail():
    raise ValueError("in the worker")


def leave(status):
    sys.exit(status)


def greet(address):
    with Client(address, authkey=b"secret") as conn:
        conn.send("hello")
        conn.send_bytes(b"bytes")


def initialize(value):
    global state
    state = value


def get_state(_):
    return state


if __name__ == "__main__":
    state = "in main"
    for method in ("fork", "spawn", "forkserver"):
        context = mp.get_context(method)
        q, lock, v, array = context.Queue(), context.Lock(), context.Value("i", 3), context.Array("d", 3)
        here, there = context.Pipe(duplex=False)
        event = context.Event()
        p = context.Process(target=work, args=(q, lock, v, array, there, event), name="worker")
        p.start()
        there.close()
        got = here.recv()
        print(method, got["name"], got["state"], p.is_alive(), wait([p.sentinel], 0))
        event.set()
        print(q.get(), p.join(), p.exitcode, v.value, array[:])
        ended = [context.Process(target=leave, args=(status,)) for status in (0, 3, None)]
        for p in ended:
            p.start()
        for p in ended:
            p.join()
        print([p.exitcode for p in ended])
        p = context.Process(target=event.wait)
        event.clear()
        p.start()
        p.terminate()
        p.join()
        print(p.exitcode, repr(p).partition("pid")[0], "SIGTERM" in repr(p))
        with context.Pool(2, initialize, ("initialized",)) as pool:
            print(pool.map(square, range(6)), pool.apply(get_state, (0,)), sum(pool.imap_unordered(square, range(4))))
            try:
                pool.apply(fail)
            except ValueError as e:
                print(repr(e), type(e.__cause__).__name__, "in fail" in str(e.__cause__))
        with Listener(authkey=b"secret") as listener:
            p = context.Process(target=greet, args=(listener.address,))
            p.start()
            with listener.accept() as conn:
                print(conn.recv(), conn.recv_bytes())
            p.join()
        with ProcessPoolExecutor(2, mp_context=context) as executor:
            print(list(executor.map(square, range(5), chunksize=2)), repr(executor.submit(fail).exception()))
    with ProcessPoolExecutor(1, max_tasks_per_child=1) as executor:
        print(len({executor.submit(os.getpid).result() for _ in range(2)}))
    print(mp.active_children())
