"""Pools of workers: processes, or threads with the same interface.

    caller --tasks--> task thread --pipe--> workers --pipe--> result thread --> AsyncResult.set

A third thread looks after the workers: one that has ended is replaced.
"""

import collections
import itertools
import os
import queue
import threading
import time
import traceback
from types import GenericAlias

from . import util
from ._packets import PacketQueue, Slots
from .context import ProcessError, TimeoutError

__all__ = ["Pool", "ThreadPool"]

INIT, RUN, CLOSE, TERMINATE = "INIT", "RUN", "CLOSE", "TERMINATE"

_job_numbers = itertools.count()


def mapstar(args):
    return list(map(*args))


def starmapstar(args):
    return list(itertools.starmap(args[0], args[1]))


class RemoteTraceback(Exception):
    """Shows, as the cause of an exception, where in the worker it came from."""

    def __init__(self, tb):
        self.tb = tb

    def __str__(self):
        return self.tb


class ExceptionWithTraceback:
    """An exception on its way to the parent: a traceback cannot travel, its text can."""

    def __init__(self, exc, tb):
        self.exc = exc
        self.tb = '\n"""\n%s"""' % "".join(traceback.format_exception(type(exc), exc, tb))

    def __reduce__(self):
        return _rebuild_exception, (self.exc, self.tb)


def _rebuild_exception(exc, tb):
    exc.__cause__ = RemoteTraceback(tb)
    return exc


class WorkerLostError(ProcessError):
    """The result of a task whose worker was killed, or ended itself."""


class MaybeEncodingError(Exception):
    """Wraps possible unpickleable errors, so they can be safely sent through the socket."""

    def __init__(self, exc, value):
        self.exc = repr(exc)
        self.value = repr(value)
        super().__init__(self.exc, self.value)

    def __str__(self):
        return "Error sending result: '%s'. Reason: '%s'" % (self.value, self.exc)

    def __repr__(self):
        return "<%s: %s>" % (self.__class__.__name__, self)


def worker(inqueue, outqueue, initializer=None, initargs=(), maxtasks=None, wrap_exception=False, slot=None):
    """The life of a worker: tasks in, results out, until a None comes or it has done its share."""
    if maxtasks is not None and not (isinstance(maxtasks, int) and maxtasks >= 1):
        raise AssertionError("Maxtasks {!r} is not valid".format(maxtasks))
    if hasattr(inqueue, "_writer"):  # the other ends are the parent's
        inqueue._writer.close()
        outqueue._reader.close()
    if initializer is not None:
        initializer(*initargs)
    note = slot.note if slot is not None else _no_note
    completed = 0
    while maxtasks is None or completed < maxtasks:
        try:
            task = inqueue.get()
        except (EOFError, OSError):
            util.debug("worker got EOFError or OSError -- exiting")
            break
        if task is None:
            util.debug("worker got sentinel -- exiting")
            break
        job, i, func, args, kwds = task
        note(job, i)
        try:
            result = (True, func(*args, **kwds))
        except Exception as e:
            if wrap_exception and func is not _unpickled_iterable_error:
                e = ExceptionWithTraceback(e, e.__traceback__)
            result = (False, e)
        try:
            outqueue.put((job, i, result))
        except Exception as e:
            outqueue.put((job, i, (False, MaybeEncodingError(e, result[1]))))
        note(-1, -1)
        task = job = result = func = args = kwds = None
        completed += 1
    util.debug("worker exiting after %d tasks" % completed)


def _no_note(job, i):
    pass


def _unpickled_iterable_error(ex):
    raise ex


class _Workers:
    """What the threads of a pool hold. It has the pool's attributes (the same __dict__), but is not the pool: that can be
    forgotten while they run, and is then terminated.
    """

    _wrap_exception = True

    @staticmethod
    def Process(ctx, *args, **kwds):
        return ctx.Process(*args, **kwds)

    def _setup_queues(self):
        self._inqueue = PacketQueue()
        self._outqueue = PacketQueue()
        self._quick_put = self._inqueue.put
        self._quick_get = self._outqueue.get
        self._change_notifier = PacketQueue()
        self._free_slots = Slots(self._processes)
        self._slots = {}  # worker -> where it notes its task
        self._sent = {}  # (job, i) of the tasks whose results have not come -> None
        self._lost = {}  # (job, i) that a dead worker had, or None -> what to say, what was seen at the last look

    def _arguments_of_worker(self):
        return (self._inqueue, self._outqueue, self._initializer, self._initargs, self._maxtasksperchild,
                self._wrap_exception)

    def _repopulate_pool(self):
        for _ in range(self._processes - len(self._pool)):
            slot = self._free_slots.take()
            w = self.Process(self._ctx, target=worker, args=(*self._arguments_of_worker(), slot))
            w.name = w.name.replace("Process", "PoolWorker")
            w.daemon = True
            w.start()
            self._pool.append(w)
            self._slots[w] = slot
            util.debug("added worker")

    def _join_exited_workers(self):
        ended = [w for w in self._pool if w.exitcode is not None]
        for w in ended:
            w.join()
            self._pool.remove(w)
            self._mourn(w)
        return bool(ended)

    def _handle_workers(self):
        thread = threading.current_thread()
        while thread._state == RUN or (self._cache and thread._state != TERMINATE):
            self._give_up_lost_tasks()
            if self._join_exited_workers():
                self._repopulate_pool()
            self._wait_for_change()
        self._taskqueue.put(None)

    def _wait_for_change(self):
        from .connection import wait
        timeout = 0.05 if self._lost else 0.5
        wait([*(w.sentinel for w in self._pool), self._change_notifier._reader], timeout=timeout)
        while self._change_notifier.has_input():
            self._change_notifier.get()

    # A worker that was killed takes its task with it. Its slot tells which; if it died in the moment before it could
    # note it, nobody knows, until all others are idle and there still are tasks without a result.

    def _mourn(self, w):
        slot = self._slots.pop(w, None)
        if slot is None:
            return
        self._free_slots.give_back(slot)
        message = f"a worker process ended with exit code {w.exitcode} while it had this task"
        if slot.task() in self._sent:
            self._lost[slot.task()] = message, False
        elif w.exitcode != 0:
            self._lost[None] = message, None

    def _give_up_lost_tasks(self):
        if not self._lost or self._outqueue.has_input():
            return  # the result may be among what has come
        # Only when a task is still without a result at the second look: the result thread may have had it in hand.
        for key, (message, seen) in list(self._lost.items()):
            if key is not None:
                if seen:
                    del self._lost[key]
                    self._fail(key, message)
                else:
                    self._lost[key] = message, True
                continue
            sent = set(self._sent)
            idle = not self._inqueue.has_input() and sent.isdisjoint(slot.task() for slot in self._slots.values())
            if sent and not (idle and sent == seen):
                self._lost[None] = message, sent if idle else None
                continue
            del self._lost[None]
            for key in sent:
                self._fail(key, message)

    def _fail(self, key, message):
        job, i = key
        if self._sent.pop(key, self) is None and job in self._cache:
            self._cache[job]._set(i, (False, WorkerLostError(message)))

    def _handle_tasks(self):
        thread = threading.current_thread()
        for tasks, set_length in iter(self._taskqueue.get, None):
            task = None
            number = -1
            for number, task in enumerate(tasks):
                if thread._state != RUN:
                    break
                key = task[:2]
                try:
                    self._sent[key] = None
                    self._quick_put(task)
                except Exception as e:
                    self._sent.pop(key, None)
                    job, i = key
                    if job in self._cache:
                        self._cache[job]._set(i, (False, e))
            else:
                if set_length:
                    set_length(number + 1)
                task = tasks = set_length = None  # what was sent is not kept alive while we wait
                continue
            break
        try:
            self._outqueue.put(None)  # the result thread may end when all results are in
            for _ in self._pool:
                self._quick_put(None)
        except OSError:
            util.debug("task handler got OSError when sending sentinels")

    def _handle_results(self):
        thread = threading.current_thread()
        finishing = False
        while not (finishing and (not self._cache or thread._state == TERMINATE)):
            try:
                task = self._quick_get()
            except (OSError, EOFError):
                return
            if task is None:
                finishing = True
                continue
            if thread._state == TERMINATE:
                return
            job, i, result = task
            if self._sent.pop((job, i), self) is None and job in self._cache:
                self._cache[job]._set(i, result)
            task = job = result = None

    def _terminate_pool(self):
        threads = self._worker_handler, self._task_handler, self._result_handler
        for thread in threads:
            thread._state = TERMINATE
        self._change_notifier.put(None)
        self._taskqueue.put(None)
        self._worker_handler.join(timeout=5)  # it would replace the workers that we end
        self._stop_workers()
        for thread in threads:
            if thread is not threading.current_thread():
                thread.join(timeout=5)
        for p in self._pool:
            if p.is_alive():
                p.join()

    def _stop_workers(self):
        for p in self._pool:
            if p.exitcode is None:
                p.terminate()
        while self._task_handler.is_alive() and self._inqueue.has_input():
            self._inqueue.get()  # room for the task thread, should it be stuck because nobody takes its tasks
        self._outqueue.put(None)


class Pool(_Workers):
    """Class which supports an async version of applying functions to arguments."""

    _Workers = _Workers

    def __init__(self, processes=None, initializer=None, initargs=(), maxtasksperchild=None, context=None):
        self._pool = []
        self._state = INIT
        if context is None:
            from .context import _default_context
            context = _default_context.get_context()
        self._ctx = context
        self._taskqueue = queue.SimpleQueue()
        self._cache = {}
        self._maxtasksperchild = maxtasksperchild
        self._initializer = initializer
        self._initargs = initargs
        if processes is None:
            processes = os.cpu_count() or 1
        if processes < 1:
            raise ValueError("Number of processes must be at least 1")
        if maxtasksperchild is not None and (not isinstance(maxtasksperchild, int) or maxtasksperchild <= 0):
            raise ValueError("maxtasksperchild must be a positive int or None")
        if initializer is not None and not callable(initializer):
            raise TypeError("initializer must be a callable")
        self._processes = processes
        self._setup_queues()
        try:
            self._repopulate_pool()
        except Exception:
            for p in self._pool:
                if p.exitcode is None:
                    p.terminate()
            for p in self._pool:
                p.join()
            raise
        workers = object.__new__(self._Workers)
        workers.__dict__ = self.__dict__
        self._worker_handler = self._start_thread(workers._handle_workers)
        self._task_handler = self._start_thread(workers._handle_tasks)
        self._result_handler = self._start_thread(workers._handle_results)
        self._terminate = util.Finalize(self, workers._terminate_pool, exitpriority=15)
        self._state = RUN

    def __del__(self, _RUN=RUN):
        if self._state == _RUN:
            import warnings
            warnings.warn(f"unclosed running multiprocessing pool {self!r}", ResourceWarning, source=self)

    def __repr__(self):
        return f"<{type(self).__module__}.{type(self).__qualname__} state={self._state} pool_size={len(self._pool)}>"

    def _start_thread(self, target):
        thread = threading.Thread(target=target, daemon=True)
        thread._state = RUN
        thread.start()
        return thread

    def _check_running(self):
        if self._state != RUN:
            raise ValueError("Pool not running")

    def apply(self, func, args=(), kwds={}):
        """Equivalent of `func(*args, **kwds)`. Pool must be running."""
        return self.apply_async(func, args, kwds).get()

    def map(self, func, iterable, chunksize=None):
        """Apply `func` to each element in `iterable`, collecting the results in a list that is returned."""
        return self._map_async(func, iterable, mapstar, chunksize).get()

    def starmap(self, func, iterable, chunksize=None):
        """Like `map()`, but the elements are iterables to be unpacked as arguments: func(a, b)."""
        return self._map_async(func, iterable, starmapstar, chunksize).get()

    def starmap_async(self, func, iterable, chunksize=None, callback=None, error_callback=None):
        """Asynchronous version of `starmap()` method."""
        return self._map_async(func, iterable, starmapstar, chunksize, callback, error_callback)

    def map_async(self, func, iterable, chunksize=None, callback=None, error_callback=None):
        """Asynchronous version of `map()` method."""
        return self._map_async(func, iterable, mapstar, chunksize, callback, error_callback)

    def apply_async(self, func, args=(), kwds={}, callback=None, error_callback=None):
        """Asynchronous version of `apply()` method."""
        self._check_running()
        result = ApplyResult(self, callback, error_callback)
        self._taskqueue.put(([(result._job, 0, func, args, kwds)], None))
        return result

    def imap(self, func, iterable, chunksize=1):
        """Equivalent of `map()` that gives results one by one, in order."""
        return self._imap(IMapIterator, func, iterable, chunksize)

    def imap_unordered(self, func, iterable, chunksize=1):
        """Like `imap()` method but ordering of results is arbitrary."""
        return self._imap(IMapUnorderedIterator, func, iterable, chunksize)

    def _imap(self, kind, func, iterable, chunksize):
        self._check_running()
        if chunksize < 1:
            raise ValueError("Chunksize must be 1+, not {0:n}".format(chunksize))
        result = kind(self)
        if chunksize == 1:
            tasks = self._guarded(result._job, func, ((x,) for x in iterable))
        else:
            batches = Pool._get_tasks(func, iterable, chunksize)
            tasks = self._guarded(result._job, mapstar, ((batch,) for batch in batches))
        self._taskqueue.put((tasks, result._set_length))
        return result if chunksize == 1 else (item for chunk in result for item in chunk)

    def _guarded(self, job, func, arguments):
        """Tasks; an error of the caller's own iterable becomes the last one's result."""
        i = -1
        try:
            for i, args in enumerate(arguments):
                yield job, i, func, args, {}
        except Exception as e:
            yield job, i + 1, _unpickled_iterable_error, (e,), {}

    def _map_async(self, func, iterable, mapper, chunksize=None, callback=None, error_callback=None):
        self._check_running()
        if not hasattr(iterable, "__len__"):
            iterable = list(iterable)
        if chunksize is None:
            chunksize, extra = divmod(len(iterable), len(self._pool) * 4)
            if extra:
                chunksize += 1
        if len(iterable) == 0:
            chunksize = 0
        batches = Pool._get_tasks(func, iterable, chunksize)
        result = MapResult(self, chunksize, len(iterable), callback, error_callback=error_callback)
        self._taskqueue.put((self._guarded(result._job, mapper, ((batch,) for batch in batches)), None))
        return result

    @staticmethod
    def _get_tasks(func, it, size):
        it = iter(it)
        while x := tuple(itertools.islice(it, size)):
            yield func, x

    def __reduce__(self):
        raise NotImplementedError("pool objects cannot be passed between processes or pickled")

    def _job_done(self):
        if self._state != RUN and not self._cache:
            self._change_notifier.put(None)  # that was what the worker thread waits for

    def close(self):
        """No more tasks; the workers end when all is done."""
        util.debug("closing pool")
        if self._state == RUN:
            self._state = CLOSE
            self._worker_handler._state = CLOSE
            self._change_notifier.put(None)

    def terminate(self):
        """The workers end at once."""
        util.debug("terminating pool")
        self._state = TERMINATE
        self._terminate()

    def join(self):
        """Wait for the workers to end; after close() or terminate()."""
        util.debug("joining pool")
        if self._state == RUN:
            raise ValueError("Pool is still running")
        if self._state not in (CLOSE, TERMINATE):
            raise ValueError("In unknown state")
        self._worker_handler.join()
        self._task_handler.join()
        self._result_handler.join()
        for p in self._pool:
            p.join()

    def __enter__(self):
        self._check_running()
        return self

    def __exit__(self, exc_type, exc_val, exc_tb):
        self.terminate()


class ApplyResult:
    """A result that is not there yet."""

    def __init__(self, pool, callback, error_callback):
        self._pool = pool
        self._event = threading.Event()
        self._job = next(_job_numbers)
        self._cache = pool._cache
        self._callback = callback
        self._error_callback = error_callback
        self._cache[self._job] = self

    def ready(self):
        return self._event.is_set()

    def successful(self):
        if not self.ready():
            raise ValueError("{0!r} not ready".format(self))
        return self._success

    def wait(self, timeout=None):
        self._event.wait(timeout)

    def get(self, timeout=None):
        self.wait(timeout)
        if not self.ready():
            raise TimeoutError
        if self._success:
            return self._value
        raise self._value

    def _set(self, i, obj):
        self._success, self._value = obj
        if self._callback and self._success:
            self._callback(self._value)
        if self._error_callback and not self._success:
            self._error_callback(self._value)
        self._finish()

    def _finish(self):
        self._event.set()
        del self._cache[self._job]
        self._pool._job_done()
        self._pool = None

    __class_getitem__ = classmethod(GenericAlias)


AsyncResult = ApplyResult


class MapResult(ApplyResult):

    def __init__(self, pool, chunksize, length, callback, error_callback):
        ApplyResult.__init__(self, pool, callback, error_callback=error_callback)
        self._success = True
        self._value = [None] * length
        self._chunksize = chunksize
        self._left = length // chunksize + bool(length % chunksize) if chunksize > 0 else 0
        if self._left == 0:
            self._event.set()
            del self._cache[self._job]

    def _set(self, i, success_result):
        self._left -= 1
        success, result = success_result
        if success and self._success:
            self._value[i * self._chunksize:(i + 1) * self._chunksize] = result
        elif not success and self._success:
            self._success = False
            self._value = result  # the first failure
        if self._left > 0:
            return
        if self._success and self._callback:
            self._callback(self._value)
        elif not self._success and self._error_callback:
            self._error_callback(self._value)
        self._finish()


class IMapIterator:
    """Results in order: those that come early wait in _unsorted."""

    def __init__(self, pool):
        self._pool = pool
        self._cond = threading.Condition(threading.Lock())
        self._job = next(_job_numbers)
        self._cache = pool._cache
        self._items = collections.deque()
        self._index = 0
        self._length = None
        self._unsorted = {}
        self._cache[self._job] = self

    def __iter__(self):
        return self

    def next(self, timeout=None):
        with self._cond:
            if not self._items and self._index != self._length:
                self._cond.wait_for(lambda: self._items or self._index == self._length, timeout)
            if not self._items:
                if self._index == self._length:
                    self._pool = None
                    raise StopIteration from None
                raise TimeoutError from None
            success, value = self._items.popleft()
        if success:
            return value
        raise value

    __next__ = next

    def _accept(self, i, obj):
        self._unsorted[i] = obj
        while self._index in self._unsorted:
            self._items.append(self._unsorted.pop(self._index))
            self._index += 1

    def _set(self, i, obj):
        with self._cond:
            self._accept(i, obj)
            self._cond.notify()
            self._maybe_finish()

    def _set_length(self, length):
        with self._cond:
            self._length = length
            self._cond.notify()
            self._maybe_finish()

    def _maybe_finish(self):
        if self._index == self._length and self._cache.pop(self._job, None) is not None:
            self._pool._job_done()
            self._pool = None


class IMapUnorderedIterator(IMapIterator):

    def _accept(self, i, obj):
        self._items.append(obj)
        self._index += 1


class _WorkerThread(threading.Thread):
    """A thread that looks like a process to the pool."""

    @property
    def exitcode(self):
        return None if self.is_alive() else 0

    def terminate(self):
        pass  # the None that the pool sends ends it


class _WorkerThreads(_Workers):
    """The same of a pool of threads: the queues are plain ones, and nobody can be killed."""

    _wrap_exception = False

    @staticmethod
    def Process(ctx, *args, **kwds):
        return _WorkerThread(*args, **kwds)

    def _setup_queues(self):
        self._inqueue = queue.SimpleQueue()
        self._outqueue = queue.SimpleQueue()
        self._quick_put = self._inqueue.put
        self._quick_get = self._outqueue.get
        self._change_notifier = queue.SimpleQueue()
        self._slots, self._sent, self._lost = {}, {}, {}

    def _repopulate_pool(self):
        for _ in range(self._processes - len(self._pool)):
            w = _WorkerThread(target=worker, args=self._arguments_of_worker(), daemon=True)
            w.name = w.name.replace("Thread", "PoolWorker")
            w.start()
            self._pool.append(w)

    def _wait_for_change(self):
        try:
            self._change_notifier.get(timeout=0.5)
        except queue.Empty:
            pass

    def _stop_workers(self):
        try:
            while True:
                self._inqueue.get_nowait()
        except queue.Empty:
            pass
        for _ in self._pool:
            self._inqueue.put(None)
        self._outqueue.put(None)


class ThreadPool(_WorkerThreads, Pool):
    """A pool of threads with the interface of Pool."""

    _Workers = _WorkerThreads

    def __init__(self, processes=None, initializer=None, initargs=()):
        Pool.__init__(self, processes, initializer, initargs)
