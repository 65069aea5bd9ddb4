"""ProcessPoolExecutor: some processes that make calls, and one thread here that keeps them busy.

    submit() -> _pending_work_items, _work_ids -> [manager thread] -> call queue -> worker processes
    future   <-                                   [manager thread] <- result queue <-

Only few calls wait in the call queue, so that the others can still be cancelled. The manager thread sleeps
until a result comes, a worker dies, or somebody writes to its wake-up pipe: a call was submitted, or the
executor is to end. When a worker dies unasked, the pool is broken: which of the calls it had, nobody can
know.
"""
import multiprocessing as mp
import multiprocessing.connection
import os
import queue
import threading
import weakref
from concurrent.futures import _base
from functools import partial
from itertools import islice
from multiprocessing.queues import Queue
from traceback import format_exception

_threads_wakeups = weakref.WeakKeyDictionary()  # manager thread -> its wake-up pipe
_global_shutdown = False

EXTRA_QUEUED_CALLS = 1  # beyond one for each worker


class _ThreadWakeup:
    """A pipe through which the manager thread is woken."""

    def __init__(self):
        self._closed = False
        self._reader, self._writer = mp.Pipe(duplex=False)

    def close(self):
        if not self._closed:
            self._closed = True
            self._writer.close()
            self._reader.close()

    def wakeup(self):
        if not self._closed:
            self._writer.send_bytes(b"")

    def clear(self):
        if not self._closed:
            while self._reader.poll():
                self._reader.recv_bytes()


def _python_exit():
    global _global_shutdown
    _global_shutdown = True
    items = list(_threads_wakeups.items())
    for _, thread_wakeup in items:
        thread_wakeup.wakeup()
    for t, _ in items:
        t.join()


threading._register_atexit(_python_exit)


# ---- exceptions from another process --------------------------------------

class _RemoteTraceback(Exception):
    """The traceback of the worker, as text; it becomes the cause of the exception here."""

    def __init__(self, tb):
        self.tb = tb

    def __str__(self):
        return self.tb


class _ExceptionWithTraceback:
    """An exception that takes its traceback, which cannot be pickled, along as text."""

    def __init__(self, exc, tb):
        self.exc = exc
        self.exc.__traceback__ = None
        self.tb = '\n"""\n%s"""' % "".join(format_exception(type(exc), exc, tb))

    def __reduce__(self):
        return _rebuild_exc, (self.exc, self.tb)


def _rebuild_exc(exc, tb):
    exc.__cause__ = _RemoteTraceback(tb)
    return exc


# ---- what goes through the queues -----------------------------------------

class _WorkItem:
    def __init__(self, future, fn, args, kwargs):
        self.future = future
        self.fn = fn
        self.args = args
        self.kwargs = kwargs


class _CallItem:
    def __init__(self, work_id, fn, args, kwargs):
        self.work_id = work_id
        self.fn = fn
        self.args = args
        self.kwargs = kwargs


class _ResultItem:
    def __init__(self, work_id, exception=None, result=None, exit_pid=None):
        self.work_id = work_id
        self.exception = exception
        self.result = result
        self.exit_pid = exit_pid  # of a worker that has done its share of calls


class _SafeQueue(Queue):
    """The call queue: a call that cannot be pickled fails by itself."""

    def __init__(self, max_size=0, *, ctx, pending_work_items, shutdown_lock, thread_wakeup):
        self.pending_work_items = pending_work_items
        self.shutdown_lock = shutdown_lock
        self.thread_wakeup = thread_wakeup
        super().__init__(max_size, ctx=ctx)

    def _on_queue_feeder_error(self, e, obj):
        if not isinstance(obj, _CallItem):
            super()._on_queue_feeder_error(e, obj)
            return
        tb = format_exception(type(e), e, e.__traceback__)
        e.__cause__ = _RemoteTraceback('\n"""\n{}"""'.format("".join(tb)))
        work_item = self.pending_work_items.pop(obj.work_id, None)
        with self.shutdown_lock:
            self.thread_wakeup.wakeup()
        if work_item is not None:  # None if the pool has broken in the meantime
            work_item.future.set_exception(e)


def _get_chunks(*iterables, chunksize):
    """The arguments for map(), in tuples of `chunksize`."""
    it = zip(*iterables)
    while chunk := tuple(islice(it, chunksize)):
        yield chunk


def _process_chunk(fn, chunk):
    return [fn(*args) for args in chunk]


# ---- the worker process ---------------------------------------------------

def _sendback_result(result_queue, work_id, result=None, exception=None, exit_pid=None):
    try:
        result_queue.put(_ResultItem(work_id, result=result, exception=exception, exit_pid=exit_pid))
    except BaseException as e:
        exc = _ExceptionWithTraceback(e, e.__traceback__)
        result_queue.put(_ResultItem(work_id, exception=exc, exit_pid=exit_pid))


def _process_worker(call_queue, result_queue, initializer, initargs, max_tasks=None):
    """What each worker runs: calls from the one queue, results into the other, until a None comes."""
    if initializer is not None:
        try:
            initializer(*initargs)
        except BaseException:
            _base._logger().critical("Exception in initializer:", exc_info=True)
            return  # the manager sees the worker die: the pool is broken
    num_tasks = 0
    exit_pid = None
    while True:
        call_item = call_queue.get(block=True)
        if call_item is None:
            result_queue.put(os.getpid())
            return
        if max_tasks is not None:
            num_tasks += 1
            if num_tasks >= max_tasks:
                exit_pid = os.getpid()
        try:
            r = call_item.fn(*call_item.args, **call_item.kwargs)
        except BaseException as e:
            exc = _ExceptionWithTraceback(e, e.__traceback__)
            _sendback_result(result_queue, call_item.work_id, exception=exc, exit_pid=exit_pid)
        else:
            _sendback_result(result_queue, call_item.work_id, result=r, exit_pid=exit_pid)
            del r
        del call_item  # free what it holds while waiting
        if exit_pid is not None:
            return


# ---- the manager thread ---------------------------------------------------

class _ExecutorManagerThread(threading.Thread):
    """Brings calls to the workers and results to the futures. Holds the executor weakly."""

    def __init__(self, executor):
        self.thread_wakeup = executor._executor_manager_thread_wakeup
        self.shutdown_lock = executor._shutdown_lock

        def executor_died(_, thread_wakeup=self.thread_wakeup, shutdown_lock=self.shutdown_lock):
            with shutdown_lock:
                thread_wakeup.wakeup()

        self.executor_reference = weakref.ref(executor, executor_died)
        self.processes = executor._processes
        self.call_queue = executor._call_queue
        self.result_queue = executor._result_queue
        self.work_ids_queue = executor._work_ids
        self.max_tasks_per_child = executor._max_tasks_per_child
        self.pending_work_items = executor._pending_work_items
        super().__init__()

    def run(self):
        while True:
            self.add_call_item_to_queue()
            result_item, is_broken, cause = self.wait_result_broken_or_wakeup()
            if is_broken:
                self.terminate_broken(cause)
                return
            if result_item is not None:
                self.process_result_item(result_item)
                process_exited = result_item.exit_pid is not None
                if process_exited:
                    self.processes.pop(result_item.exit_pid).join()
                del result_item
                executor = self.executor_reference()
                if executor is not None:
                    if process_exited:
                        with self.shutdown_lock:
                            executor._adjust_process_count()
                    else:
                        executor._idle_worker_semaphore.release()
                    del executor
            if self.is_shutting_down():
                self.flag_executor_shutting_down()
                self.add_call_item_to_queue()  # what was cancelled leaves the list
                if not self.pending_work_items:
                    self.join_executor_internals()
                    return

    def add_call_item_to_queue(self):
        """Fill the call queue."""
        while not self.call_queue.full():
            try:
                work_id = self.work_ids_queue.get(block=False)
            except queue.Empty:
                return
            work_item = self.pending_work_items[work_id]
            if work_item.future.set_running_or_notify_cancel():
                self.call_queue.put(_CallItem(work_id, work_item.fn, work_item.args, work_item.kwargs), block=True)
            else:
                del self.pending_work_items[work_id]

    def wait_result_broken_or_wakeup(self):
        """(result or None, whether the pool is broken, the lines of the cause)."""
        result_reader = self.result_queue._reader
        wakeup_reader = self.thread_wakeup._reader
        sentinels = [p.sentinel for p in list(self.processes.values())]
        ready = mp.connection.wait([result_reader, wakeup_reader, *sentinels])
        cause = None
        is_broken = True
        result_item = None
        if result_reader in ready:
            try:
                result_item = result_reader.recv()
                is_broken = False
            except BaseException as e:
                cause = format_exception(type(e), e, e.__traceback__)
        elif wakeup_reader in ready:
            is_broken = False
        with self.shutdown_lock:
            self.thread_wakeup.clear()
        return result_item, is_broken, cause

    def process_result_item(self, result_item):
        if isinstance(result_item, int):  # a worker that was sent home says goodbye
            p = self.processes.pop(result_item)
            p.join()
            if not self.processes:
                self.join_executor_internals()
            return
        work_item = self.pending_work_items.pop(result_item.work_id, None)
        if work_item is not None:  # None if it could not be pickled
            if result_item.exception:
                work_item.future.set_exception(result_item.exception)
            else:
                work_item.future.set_result(result_item.result)

    def is_shutting_down(self):
        executor = self.executor_reference()
        return _global_shutdown or executor is None or executor._shutdown_thread

    def terminate_broken(self, cause):
        """A worker died: fail all calls, end all workers."""
        executor = self.executor_reference()
        if executor is not None:
            executor._broken = ("A child process terminated abruptly, the process pool is not usable anymore")
            executor._shutdown_thread = True
            executor = None
        bpe = BrokenProcessPool("A process in the process pool was terminated abruptly while the future was "
                                "running or pending.")
        if cause is not None:
            bpe.__cause__ = _RemoteTraceback(f"\n'''\n{''.join(cause)}'''")
        for work_item in self.pending_work_items.values():
            try:
                work_item.future.set_exception(bpe)
            except _base.InvalidStateError:
                pass  # cancelled
            del work_item
        self.pending_work_items.clear()
        for p in self.processes.values():
            p.terminate()
        self.join_executor_internals()

    def flag_executor_shutting_down(self):
        executor = self.executor_reference()
        if executor is None:
            return
        executor._shutdown_thread = True
        if executor._cancel_pending_futures:
            kept = {}
            for work_id, work_item in self.pending_work_items.items():
                if not work_item.future.cancel():  # it runs
                    kept[work_id] = work_item
            self.pending_work_items = kept
            while True:
                try:
                    self.work_ids_queue.get_nowait()
                except queue.Empty:
                    break
            executor._cancel_pending_futures = False

    def shutdown_workers(self):
        """Send a None for each worker."""
        n_to_stop = self.get_n_children_alive()
        n_sent = 0
        while n_sent < n_to_stop and self.get_n_children_alive() > 0:
            for _ in range(n_to_stop - n_sent):
                try:
                    self.call_queue.put_nowait(None)
                    n_sent += 1
                except queue.Full:
                    break

    def join_executor_internals(self):
        self.shutdown_workers()
        self.call_queue.close()
        self.call_queue.join_thread()
        with self.shutdown_lock:
            self.thread_wakeup.close()
        for p in self.processes.values():
            p.join()

    def get_n_children_alive(self):
        return sum(p.is_alive() for p in self.processes.values())


# ---- the executor ---------------------------------------------------------

def _check_system_limits():
    """Raise NotImplementedError where the system has too few semaphores, or none."""
    try:
        import multiprocessing.synchronize
    except ImportError:
        raise NotImplementedError("This Python build lacks multiprocessing.synchronize, usually due to named "
                                  "semaphores being unavailable on this platform.") from None


class BrokenProcessPool(_base.BrokenExecutor):
    """A worker process died while it had, or was to get, a call."""


class ProcessPoolExecutor(_base.Executor):
    """Makes calls in a pool of at most `max_workers` processes."""

    def __init__(self, max_workers=None, mp_context=None, initializer=None, initargs=(), *,
                 max_tasks_per_child=None):
        _check_system_limits()
        if max_workers is None:
            max_workers = os.cpu_count() or 1
        elif max_workers <= 0:
            raise ValueError("max_workers must be greater than 0")
        self._max_workers = max_workers
        if mp_context is None:
            mp_context = mp.get_context("spawn") if max_tasks_per_child is not None else mp.get_context()
        self._mp_context = mp_context
        self._safe_to_dynamically_spawn_children = mp_context.get_start_method(allow_none=False) != "fork"
        if initializer is not None and not callable(initializer):
            raise TypeError("initializer must be a callable")
        self._initializer = initializer
        self._initargs = initargs
        if max_tasks_per_child is not None:
            if not isinstance(max_tasks_per_child, int):
                raise TypeError("max_tasks_per_child must be an integer")
            if max_tasks_per_child <= 0:
                raise ValueError("max_tasks_per_child must be >= 1")
            if not self._safe_to_dynamically_spawn_children:
                raise ValueError("max_tasks_per_child is incompatible with the 'fork' multiprocessing start method; "
                                 "supply a different mp_context.")
        self._max_tasks_per_child = max_tasks_per_child
        self._executor_manager_thread = None
        self._processes = {}  # process number -> Process
        self._shutdown_thread = False
        self._shutdown_lock = threading.Lock()
        self._idle_worker_semaphore = threading.Semaphore(0)
        self._broken = False
        self._queue_count = 0
        self._pending_work_items = {}
        self._cancel_pending_futures = False
        self._executor_manager_thread_wakeup = _ThreadWakeup()
        self._call_queue = _SafeQueue(
            max_size=self._max_workers + EXTRA_QUEUED_CALLS, ctx=self._mp_context,
            pending_work_items=self._pending_work_items, shutdown_lock=self._shutdown_lock,
            thread_wakeup=self._executor_manager_thread_wakeup)
        self._call_queue._ignore_epipe = True  # a worker that was killed may leave it broken
        self._result_queue = mp_context.SimpleQueue()
        self._work_ids = queue.Queue()

    def _start_executor_manager_thread(self):
        if self._executor_manager_thread is None:
            # Forked workers must all be there before the thread is: a fork with threads may stop for ever.
            if not self._safe_to_dynamically_spawn_children:
                self._launch_processes()
            self._executor_manager_thread = _ExecutorManagerThread(self)
            self._executor_manager_thread.start()
            _threads_wakeups[self._executor_manager_thread] = self._executor_manager_thread_wakeup

    def _adjust_process_count(self):
        """Start a worker, unless one is idle or there are enough."""
        if self._idle_worker_semaphore.acquire(blocking=False):
            return
        if len(self._processes) < self._max_workers:
            self._spawn_process()

    def _launch_processes(self):
        for _ in range(len(self._processes), self._max_workers):
            self._spawn_process()

    def _spawn_process(self):
        p = self._mp_context.Process(target=_process_worker,
                                     args=(self._call_queue, self._result_queue, self._initializer, self._initargs,
                                           self._max_tasks_per_child))
        p.start()
        self._processes[p.pid] = p

    def submit(self, fn, /, *args, **kwargs):
        with self._shutdown_lock:
            if self._broken:
                raise BrokenProcessPool(self._broken)
            if self._shutdown_thread:
                raise RuntimeError("cannot schedule new futures after shutdown")
            if _global_shutdown:
                raise RuntimeError("cannot schedule new futures after interpreter shutdown")
            f = _base.Future()
            self._pending_work_items[self._queue_count] = _WorkItem(f, fn, args, kwargs)
            self._work_ids.put(self._queue_count)
            self._queue_count += 1
            self._executor_manager_thread_wakeup.wakeup()
            if self._safe_to_dynamically_spawn_children:
                self._adjust_process_count()
            self._start_executor_manager_thread()
            return f

    submit.__doc__ = _base.Executor.submit.__doc__

    def map(self, fn, *iterables, timeout=None, chunksize=1):
        """Like the built-in map(); the arguments travel to the workers in pieces of `chunksize`."""
        if chunksize < 1:
            raise ValueError("chunksize must be >= 1.")
        results = super().map(partial(_process_chunk, fn), _get_chunks(*iterables, chunksize=chunksize),
                              timeout=timeout)
        return _chain_from_iterable_of_lists(results)

    def shutdown(self, wait=True, *, cancel_futures=False):
        with self._shutdown_lock:
            self._cancel_pending_futures = cancel_futures
            self._shutdown_thread = True
            if self._executor_manager_thread_wakeup is not None:
                self._executor_manager_thread_wakeup.wakeup()
        if self._executor_manager_thread and wait:
            self._executor_manager_thread.join()
        # Nothing of the machinery is needed here any more; the manager holds what it needs.
        self._executor_manager_thread = None
        self._call_queue = None
        if self._result_queue is not None and wait:
            self._result_queue.close()
        self._result_queue = None
        self._processes = None
        self._executor_manager_thread_wakeup = None

    shutdown.__doc__ = _base.Executor.shutdown.__doc__


def _chain_from_iterable_of_lists(iterable):
    """The elements of each list, which is freed as it is used up."""
    for element in iterable:
        element.reverse()
        while element:
            yield element.pop()
