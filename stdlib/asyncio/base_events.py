"""The event loop itself: everything that does not depend on how the operating system reports readiness.

One turn of the loop is `_run_once` (in C++, loop.cpp):

    1. how long may we sleep?  not at all if callbacks are ready, else until the first timer, else for ever
    2. select: the file descriptors that became ready put their callbacks into the ready queue
    3. the timers that are due go there too
    4. run what is in the queue now; what those callbacks add waits for the next turn
"""

import sys
import time
import warnings
import weakref

import _asyncio

from . import connections, coroutines, events, futures, tasks

__all__ = ("BaseEventLoop", "Server")

Server = connections.Server

_MIN_SCHEDULED_TIMER_HANDLES = 100  # of timers.cpp
_MIN_CANCELLED_TIMER_HANDLES_FRACTION = 0.5
MAXIMUM_SELECT_TIMEOUT = 24 * 3600


def _format_handle(handle):
    callback = handle._callback
    if isinstance(getattr(callback, "__self__", None), tasks.Task):
        return repr(callback.__self__)  # a task's step: the task says more
    return str(handle)


def _run_until_complete_cb(future):
    if not future.cancelled() and isinstance(future.exception(), (SystemExit, KeyboardInterrupt)):
        return  # that exception ends the loop itself
    futures._get_loop(future).stop()


class BaseEventLoop(_asyncio.LoopCore, connections.ConnectionMethods, events.AbstractEventLoop):
    """What every loop has. Its core is in C++: `_ready` the queue, `_scheduled` the heap of timers, and `_run_once`."""

    _told_of_standstill = False

    def __init__(self):
        self._default_executor = None
        self._internal_fds = 0
        self._thread_id = None  # of the thread that runs the loop; None: it does not run
        self._clock_resolution = time.get_clock_info("monotonic").resolution
        self._exception_handler = None
        self.set_debug(coroutines._is_debug_mode())
        self.slow_callback_duration = 0.1
        self._coroutine_origin_tracking_enabled = False
        self._coroutine_origin_tracking_saved_depth = None
        self._asyncgens = weakref.WeakSet()
        self._asyncgens_shutdown_called = False
        self._executor_shutdown_called = False

    def __repr__(self):
        return (f"<{type(self).__name__} running={self.is_running()} closed={self.is_closed()} "
                f"debug={self.get_debug()}>")

    # Futures and tasks

    def set_task_factory(self, factory):
        """Set a task factory that will be used by loop.create_task().

        None means the default one."""
        if factory is not None and not callable(factory):
            raise TypeError("task factory must be a callable or None")
        self._task_factory = factory

    def get_task_factory(self):
        """Return a task factory, or None if the default one is in use."""
        return self._task_factory

    # What a loop for an operating system adds

    def _process_events(self, event_list):
        """Put the callbacks of these selector events into the ready queue."""
        raise NotImplementedError

    def _write_to_self(self):
        """Wake the loop up from its select(). Called from other threads and from signal handlers."""
        raise NotImplementedError

    # Running

    def _check_running(self):
        if self.is_running():
            raise RuntimeError("This event loop is already running")
        if events._busy_loop() is not None:
            raise RuntimeError("Cannot run the event loop while another loop is running")

    def run_forever(self):
        """Run until stop() is called."""
        import threading
        self._check_closed()
        self._check_running()
        self._set_coroutine_origin_tracking(self._debug)
        old_hooks = sys.get_asyncgen_hooks()
        lent = events._get_running_loop()  # the prompt's, or None
        try:
            self._thread_id = threading.get_ident()
            sys.set_asyncgen_hooks(firstiter=self._asyncgen_firstiter_hook, finalizer=self._asyncgen_finalizer_hook)
            events._set_running_loop(self)
            self._run_turns()
        finally:
            self._stopping = False
            self._thread_id = None
            events._set_running_loop(lent)
            self._set_coroutine_origin_tracking(False)
            sys.set_asyncgen_hooks(*old_hooks)

    def run_until_complete(self, future):
        """Run until the Future is done.

        A coroutine is made a task. Return the Future's result, or raise its exception.
        """
        self._check_closed()
        self._check_running()
        new_task = not futures.isfuture(future)
        future = tasks.ensure_future(future, loop=self)
        if new_task:
            future._log_destroy_pending = False  # the caller sees the error that stops the loop
        future.add_done_callback(_run_until_complete_cb)
        try:
            self.run_forever()
        except:
            if new_task and future.done() and not future.cancelled():
                future.exception()  # it counts as retrieved: it is the one that passes here
            raise
        finally:
            future.remove_done_callback(_run_until_complete_cb)
        if not future.done():
            raise RuntimeError("Event loop stopped before Future completed.")
        return future.result()

    def close(self):
        """Close the event loop. Nothing may run in it any more."""
        if self.is_running():
            raise RuntimeError("Cannot close a running event loop")
        if self._closed:
            return
        if self._debug:
            _log("debug", "Close %r", self)
        self._closed = True
        self._ready.clear()
        self._scheduled.clear()
        self._executor_shutdown_called = True
        executor, self._default_executor = self._default_executor, None
        if executor is not None:
            executor.shutdown(wait=False)

    def __del__(self, _warn=warnings.warn, _at_the_end=sys.is_finalizing):
        if self.is_closed():
            return
        ending = _at_the_end()  # then the modules that close() needs may be empty already
        if not ending:
            _warn(f"unclosed event loop {self!r}", ResourceWarning, source=self)
        if not self.is_running():
            try:
                self.close()
            except AttributeError:
                if not ending:
                    raise

    def is_running(self):
        """Returns True if the event loop is running."""
        return self._thread_id is not None

    def _check_callback(self, callback, method):
        if coroutines.iscoroutine(callback) or coroutines.iscoroutinefunction(callback):
            raise TypeError(f"coroutines cannot be used with {method}()")
        if not callable(callback):
            raise TypeError(f"a callable object was expected by {method}(), got {callback!r}")

    def _check_thread(self):
        """Debug mode notices call_soon() from a thread that is not the loop's."""
        import threading
        if self._thread_id is not None and self._thread_id != threading.get_ident():
            raise RuntimeError("Non-thread-safe operation invoked on an event loop other than the current one")

    def _add_callback_signalsafe(self, handle):
        """A callback of a signal's, into the ready queue."""
        self._add_callback(handle)
        self._write_to_self()

    def _tell_of_standstill(self):
        """Debug mode and the virtual clock, when the loop is about to wait for ever: say so, once, if every task waits and
        nothing is left that could wake one."""
        if sys._xoptions.get("deadlock") == "report" or "gil-deadlock" in sys._xoptions:
            return  # who asked for that is told by it
        if self._told_of_standstill or len(self._selector.get_map()) > self._internal_fds or self._signal_handlers:
            return
        import threading
        if threading.active_count() > 1:
            return
        from gil import _inspect
        tree = _inspect.tasks_text()
        if tree:
            self._told_of_standstill = True
            _log("error", "%s", "Deadlock: every task waits, and nothing can wake the loop.\n" + tree.rstrip())

    def _run_watched(self, handle):
        """Debug mode: say which callback kept the loop from its work."""
        try:
            self._current_handle = handle
            start = self.time()
            handle._run()
            duration = self.time() - start
            if duration >= self.slow_callback_duration:
                _log("warning", "Executing %s took %.3f seconds", _format_handle(handle), duration)
        finally:
            self._current_handle = None

    # Other threads

    def run_in_executor(self, executor, func, *args):
        """Call func(*args) in an executor (None: the loop's own pool of threads); give a Future of its result."""
        self._check_closed()
        if self._debug:
            self._check_callback(func, "run_in_executor")
        if executor is None:
            executor = self._default_executor
            self._check_default_executor()
            if executor is None:
                import concurrent.futures
                executor = concurrent.futures.ThreadPoolExecutor(thread_name_prefix="asyncio")
                self._default_executor = executor
        return futures.wrap_future(executor.submit(func, *args), loop=self)

    def _check_default_executor(self):
        if self._executor_shutdown_called:
            raise RuntimeError("Executor shutdown has been called")

    def set_default_executor(self, executor):
        from concurrent.futures import ThreadPoolExecutor
        if not isinstance(executor, ThreadPoolExecutor):
            raise TypeError("executor must be ThreadPoolExecutor instance")
        self._default_executor = executor

    async def shutdown_default_executor(self):
        """Schedule the shutdown of the default executor."""
        self._executor_shutdown_called = True
        if self._default_executor is None:
            return
        import threading
        future = self.create_future()
        thread = threading.Thread(target=self._do_shutdown, args=(future,))
        thread.start()
        try:
            await future
        finally:
            thread.join()

    def _do_shutdown(self, future):
        try:
            self._default_executor.shutdown(wait=True)
            if not self.is_closed():
                self.call_soon_threadsafe(futures._set_result_unless_cancelled, future, None)
        except Exception as ex:
            if not self.is_closed():
                self.call_soon_threadsafe(future.set_exception, ex)

    # Asynchronous generators: the loop closes those that nobody finished

    def _asyncgen_finalizer_hook(self, agen):
        self._asyncgens.discard(agen)
        if not self.is_closed():
            self.call_soon_threadsafe(self.create_task, agen.aclose())

    def _asyncgen_firstiter_hook(self, agen):
        if self._asyncgens_shutdown_called:
            warnings.warn(f"asynchronous generator {agen!r} was scheduled after loop.shutdown_asyncgens() call",
                          ResourceWarning, source=self)
        self._asyncgens.add(agen)

    async def shutdown_asyncgens(self):
        """Shutdown all active asynchronous generators."""
        self._asyncgens_shutdown_called = True
        if not len(self._asyncgens):
            return
        closing = list(self._asyncgens)
        self._asyncgens.clear()
        results = await tasks.gather(*[agen.aclose() for agen in closing], return_exceptions=True)
        for result, agen in zip(results, closing):
            if isinstance(result, Exception):
                self.call_exception_handler({
                    "message": f"an error occurred during closing of asynchronous generator {agen!r}",
                    "exception": result, "asyncgen": agen})

    # Errors that nobody can be given

    def get_exception_handler(self):
        """Return an exception handler, or None if the default one is in use."""
        return self._exception_handler

    def set_exception_handler(self, handler):
        """Set handler(loop, context) as the new event loop exception handler; None: the default one."""
        if handler is not None and not callable(handler):
            raise TypeError(f"A callable object or None is expected, got {handler!r}")
        self._exception_handler = handler

    def default_exception_handler(self, context):
        """Log the error, with everything that the context tells."""
        message = context.get("message") or "Unhandled exception in event loop"
        exception = context.get("exception")
        exc_info = False if exception is None else (type(exception), exception, exception.__traceback__)
        if ("source_traceback" not in context and self._current_handle is not None
                and self._current_handle._source_traceback):
            context["handle_traceback"] = self._current_handle._source_traceback

        lines = [message]
        for key in sorted(context):
            if key in ("message", "exception"):
                continue
            value = context[key]
            if key in ("source_traceback", "handle_traceback"):
                import traceback
                kind = "Object" if key == "source_traceback" else "Handle"
                value = f"{kind} created at (most recent call last):\n" + "".join(traceback.format_list(value)).rstrip()
            else:
                value = repr(value)
            lines.append(f"{key}: {value}")
        _log("error", "\n".join(lines), exc_info=exc_info)

    def call_exception_handler(self, context):
        """Call the current event loop's exception handler with a dict that describes the error."""
        if self._exception_handler is None:
            try:
                self.default_exception_handler(context)
            except (SystemExit, KeyboardInterrupt):
                raise
            except BaseException:
                _log("error", "Exception in default exception handler", exc_info=True)
            return
        try:
            self._exception_handler(self, context)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as exc:
            try:
                self.default_exception_handler({"message": "Unhandled error in exception handler", "exception": exc,
                                                "context": context})
            except (SystemExit, KeyboardInterrupt):
                raise
            except BaseException:
                _log("error", "Exception in default exception handler while handling an unexpected error in "
                     "custom exception handler", exc_info=True)

    # Debug mode

    def set_debug(self, enabled):
        self._debug = enabled
        if self.is_running():
            self.call_soon_threadsafe(self._set_coroutine_origin_tracking, enabled)

    def _set_coroutine_origin_tracking(self, enabled):
        """In debug mode, coroutines remember where they were made."""
        if bool(enabled) == bool(self._coroutine_origin_tracking_enabled):
            return
        if enabled:
            from . import constants
            self._coroutine_origin_tracking_saved_depth = sys.get_coroutine_origin_tracking_depth()
            sys.set_coroutine_origin_tracking_depth(constants.DEBUG_STACK_DEPTH)
        else:
            sys.set_coroutine_origin_tracking_depth(self._coroutine_origin_tracking_saved_depth)
        self._coroutine_origin_tracking_enabled = enabled


def __getattr__(name):
    if name == "logger":
        from .log import logger
        return logger
    if name == "socket":
        import socket
        return socket
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _log(level, *args, **kwargs):
    getattr(sys.modules[__name__].logger, level)(*args, **kwargs)  # a test may have put its own there
