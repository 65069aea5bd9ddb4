"""ThreadPoolExecutor: some threads that take calls from one queue.

Threads are started as calls come, up to the maximum, unless one is idle: those are counted. At the
end of the program the queue of each thread gets a None, which sends it home, and all are joined.
"""
import queue
import threading
import weakref
from concurrent.futures import _base
from _collections import deque
from itertools import count

GenericAlias = type(list[int])

_threads_queues = weakref.WeakKeyDictionary()  # thread -> the queue that it takes calls from
_shutdown = False
_global_shutdown_lock = threading.Lock()  # no thread may be started while the program ends


def _python_exit():
    global _shutdown
    with _global_shutdown_lock:
        _shutdown = True
    items = list(_threads_queues.items())
    for t, q in items:
        q.put(None)
    for t, q in items:
        t.join()


threading._register_atexit(_python_exit)


def _install_fork_hooks():
    import posix
    if hasattr(posix, "register_at_fork"):
        posix.register_at_fork(before=_global_shutdown_lock.acquire,
                               after_in_child=_global_shutdown_lock._at_fork_reinit,
                               after_in_parent=_global_shutdown_lock.release)


_install_fork_hooks()


class _WorkItem:
    """A call and the future for its result."""

    __slots__ = ("future", "fn", "args", "kwargs")

    def __init__(self, future, fn, args, kwargs):
        self.future = future
        self.fn = fn
        self.args = args
        self.kwargs = kwargs

    def run(self):
        if not self.future.set_running_or_notify_cancel():
            return
        try:
            result = self.fn(*self.args, **self.kwargs)
        except BaseException as exc:
            self.future.set_exception(exc)
            self = None  # no cycle through the traceback
        else:
            self.future.set_result(result)

    __class_getitem__ = classmethod(GenericAlias)


def _worker(executor_reference, work_queue, initializer, initargs):
    """What each thread runs. It holds the executor weakly: when nobody else does, it is time to go."""
    if initializer is not None:
        try:
            initializer(*initargs)
        except BaseException:
            _base._logger().critical("Exception in initializer:", exc_info=True)
            executor = executor_reference()
            if executor is not None:
                executor._initializer_failed()
            return
    try:
        while True:
            work_item = work_queue.get(block=True)
            if work_item is not None:
                work_item.run()
                del work_item  # do not keep its arguments alive while waiting for the next
                executor = executor_reference()
                if executor is not None:
                    executor._idle.append(None)
                del executor
                continue
            executor = executor_reference()
            if _shutdown or executor is None or executor._shutdown:
                if executor is not None:
                    executor._shutdown = True
                work_queue.put(None)  # for the next thread
                return
            del executor
    except BaseException:
        _base._logger().critical("Exception in worker", exc_info=True)


class BrokenThreadPool(_base.BrokenExecutor):
    """A thread could not be prepared by the initializer."""


class ThreadPoolExecutor(_base.Executor):
    """Makes calls in a pool of at most `max_workers` threads."""

    _counter = count().__next__  # numbers the pools without a name

    def __init__(self, max_workers=None, thread_name_prefix="", initializer=None, initargs=()):
        if max_workers is None:
            # Enough to overlap waiting, not so many that a large machine is flooded.
            import posix
            max_workers = min(32, (posix.cpu_count() or 1) + 4)
        if max_workers <= 0:
            raise ValueError("max_workers must be greater than 0")
        if initializer is not None and not callable(initializer):
            raise TypeError("initializer must be a callable")
        self._max_workers = max_workers
        self._work_queue = queue.SimpleQueue()
        self._idle = deque()  # an item for each idle thread that no call was counted on yet
        self._threads = set()
        self._broken = False
        self._shutdown = False
        self._shutdown_lock = threading.Lock()
        self._thread_name_prefix = thread_name_prefix or "ThreadPoolExecutor-%d" % self._counter()
        self._initializer = initializer
        self._initargs = initargs

    def submit(self, fn, /, *args, **kwargs):
        with self._shutdown_lock, _global_shutdown_lock:
            if self._broken:
                raise BrokenThreadPool(self._broken)
            if self._shutdown:
                raise RuntimeError("cannot schedule new futures after shutdown")
            if _shutdown:
                raise RuntimeError("cannot schedule new futures after interpreter shutdown")
            f = _base.Future()
            self._work_queue.put(_WorkItem(f, fn, args, kwargs))
            self._adjust_thread_count()
            return f

    submit.__doc__ = _base.Executor.submit.__doc__

    def _adjust_thread_count(self):
        """Start a thread, unless one is idle or there are enough."""
        if self._idle:
            self._idle.pop()  # only here, where the lock is held, is anything taken out
            return
        num_threads = len(self._threads)
        if num_threads < self._max_workers:
            def executor_died(_, q=self._work_queue):
                q.put(None)

            t = threading.Thread(name="%s_%d" % (self._thread_name_prefix or self, num_threads), target=_worker,
                                 args=(weakref.ref(self, executor_died), self._work_queue, self._initializer,
                                       self._initargs))
            t.start()
            self._threads.add(t)
            _threads_queues[t] = self._work_queue

    def _initializer_failed(self):
        with self._shutdown_lock:
            self._broken = "A thread initializer failed, the thread pool is not usable anymore"
            for work_item in self._drained():
                work_item.future.set_exception(BrokenThreadPool(self._broken))

    def _drained(self):
        """The calls that nobody has taken yet, taken out of the queue."""
        while True:
            try:
                work_item = self._work_queue.get_nowait()
            except queue.Empty:
                return
            if work_item is not None:
                yield work_item

    def shutdown(self, wait=True, *, cancel_futures=False):
        with self._shutdown_lock:
            self._shutdown = True
            if cancel_futures:
                for work_item in self._drained():
                    work_item.future.cancel()
            self._work_queue.put(None)  # wakes a thread, which wakes the next
        if wait:
            for t in self._threads:
                t.join()

    shutdown.__doc__ = _base.Executor.shutdown.__doc__
