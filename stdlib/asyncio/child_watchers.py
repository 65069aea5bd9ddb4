"""Who notices that a child process has ended. A thread per child, unless a program chooses another way."""

import os
import signal
import threading
import warnings

from . import events

__all__ = ("AbstractChildWatcher", "SafeChildWatcher", "FastChildWatcher", "PidfdChildWatcher",
           "MultiLoopChildWatcher", "ThreadedChildWatcher")


def _exit_code(status):
    try:
        return os.waitstatus_to_exitcode(status)
    except ValueError:
        return status  # stopped, or something stranger


def _log(level, *args, **kwargs):
    from . import log
    getattr(log.logger, level)(*args, **kwargs)


def _wait(pid, options=0):
    """(pid, exit code); pid 0: still running; code 255: nobody knows, another one has waited for it."""
    try:
        got, status = os.waitpid(pid, options)
    except ChildProcessError:
        _log("warning", "Unknown child process pid %d, will report returncode 255", pid)
        return pid, 255
    return (0, None) if got == 0 else (got, _exit_code(status))


class AbstractChildWatcher:
    """Calls callback(pid, returncode, *args) when a child has ended."""

    def add_child_handler(self, pid, callback, *args):
        """Register a new child handler."""
        raise NotImplementedError()

    def remove_child_handler(self, pid):
        """Removes the handler for process 'pid'; True if there was one."""
        raise NotImplementedError()

    def attach_loop(self, loop):
        """Attach the watcher to an event loop (None: to none)."""
        raise NotImplementedError()

    def close(self):
        """Close the watcher: it must be called at the end."""
        raise NotImplementedError()

    def is_active(self):
        """Return True if the watcher can be used."""
        raise NotImplementedError()

    def __enter__(self):
        """A child that is started inside the block is not missed, however early it ends."""
        raise NotImplementedError()

    def __exit__(self, a, b, c):
        raise NotImplementedError()


class ThreadedChildWatcher(AbstractChildWatcher):
    """A thread for each child, that waits for it. Needs no signal and no loop in the main thread."""

    def __init__(self):
        self._threads = {}
        self._count = 0

    def is_active(self):
        return True

    def close(self):
        for thread in [t for t in self._threads.values() if t.is_alive() and not t.daemon]:
            thread.join()

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_val, exc_tb):
        pass

    def __del__(self, _warn=warnings.warn):
        if any(thread.is_alive() for thread in list(self._threads.values())):
            _warn(f"{self.__class__} has registered but not finished child processes", ResourceWarning, source=self)

    def add_child_handler(self, pid, callback, *args):
        loop = events.get_running_loop()
        thread = threading.Thread(target=self._do_waitpid, name=f"waitpid-{self._count}",
                                  args=(loop, pid, callback, args), daemon=True)
        self._count += 1
        self._threads[pid] = thread
        thread.start()

    def remove_child_handler(self, pid):
        return True  # the thread ends with the child

    def attach_loop(self, loop):
        pass

    def _do_waitpid(self, loop, expected_pid, callback, args):
        pid, code = _wait(expected_pid)
        if loop.get_debug():
            _log("debug", "process %s exited with returncode %s", expected_pid, code)
        if loop.is_closed():
            _log("warning", "Loop %r that handles pid %r is closed", loop, pid)
        else:
            loop.call_soon_threadsafe(callback, pid, code, *args)
        self._threads.pop(expected_pid)


class PidfdChildWatcher(AbstractChildWatcher):
    """A descriptor for each child (Linux), that becomes readable when the child has ended."""

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, exc_traceback):
        pass

    def is_active(self):
        return True

    def close(self):
        pass

    def attach_loop(self, loop):
        pass

    def add_child_handler(self, pid, callback, *args):
        loop = events.get_running_loop()
        fd = os.pidfd_open(pid)
        loop._add_reader(fd, self._child_ended, loop, pid, fd, callback, args)

    def _child_ended(self, loop, pid, fd, callback, args):
        loop._remove_reader(fd)
        _, code = _wait(pid)
        os.close(fd)
        callback(pid, code, *args)

    def remove_child_handler(self, pid):
        return True  # the reader goes with the child


class BaseChildWatcher(AbstractChildWatcher):
    """By the signal SIGCHLD, in the loop of the main thread."""

    def __init__(self):
        self._loop = None
        self._callbacks = {}

    def close(self):
        self.attach_loop(None)
        self._callbacks.clear()

    def is_active(self):
        return self._loop is not None and self._loop.is_running()

    def __enter__(self):
        return self

    def __exit__(self, a, b, c):
        pass

    def attach_loop(self, loop):
        assert loop is None or isinstance(loop, events.AbstractEventLoop)
        if self._loop is not None and loop is None and self._callbacks:
            warnings.warn("A loop is being detached from a child watcher with pending handlers", RuntimeWarning)
        if self._loop is not None:
            self._loop.remove_signal_handler(signal.SIGCHLD)
        self._loop = loop
        if loop is not None:
            loop.add_signal_handler(signal.SIGCHLD, self._sig_chld)
            self._do_waitpid_all()  # those that ended in between

    def _sig_chld(self):
        try:
            self._do_waitpid_all()
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as exc:
            self._loop.call_exception_handler({"message": "Unknown exception in SIGCHLD handler", "exception": exc})

    def add_child_handler(self, pid, callback, *args):
        if self._loop is None:
            raise RuntimeError("Cannot add child handler, the child watcher does not have a loop attached")
        self._callbacks[pid] = callback, args
        self._do_waitpid(pid)

    def remove_child_handler(self, pid):
        return self._callbacks.pop(pid, None) is not None

    def _do_waitpid_all(self):
        for pid in list(self._callbacks):
            self._do_waitpid(pid)

    def _do_waitpid(self, pid):
        ended, code = _wait(pid, os.WNOHANG)
        if ended and (entry := self._callbacks.pop(pid, None)) is not None:
            callback, args = entry
            callback(pid, code, *args)


class SafeChildWatcher(BaseChildWatcher):
    """Asks for each of its children by name: slow with many, safe beside other code that starts processes."""


class FastChildWatcher(BaseChildWatcher):
    """Reaps whatever child has ended; those that end before they are registered are remembered meanwhile."""

    def __init__(self):
        super().__init__()
        self._lock = threading.Lock()
        self._zombies = {}
        self._forks = 0

    def close(self):
        super().close()
        self._zombies.clear()

    def __enter__(self):
        with self._lock:
            self._forks += 1
            return self

    def __exit__(self, a, b, c):
        with self._lock:
            self._forks -= 1
            if self._forks or not self._zombies:
                return
            unclaimed = str(self._zombies)
            self._zombies.clear()
        _log("warning", "Caught subprocesses termination from unknown pids: %s", unclaimed)

    def add_child_handler(self, pid, callback, *args):
        assert self._forks, "Must use the context manager"
        if self._loop is None:
            raise RuntimeError("Cannot add child handler, the child watcher does not have a loop attached")
        with self._lock:
            code = self._zombies.pop(pid, None)
            if code is None:
                self._callbacks[pid] = callback, args
                return
        callback(pid, code, *args)

    def _do_waitpid_all(self):
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            code = _exit_code(status)
            with self._lock:
                entry = self._callbacks.pop(pid, None)
                if entry is None and self._forks:
                    self._zombies[pid] = code
                    continue
            if entry is None:
                _log("warning", "Caught subprocess termination from unknown pid: %d -> %d", pid, code)
            else:
                callback, args = entry
                callback(pid, code, *args)

    def _do_waitpid(self, pid):
        self._do_waitpid_all()


class MultiLoopChildWatcher(AbstractChildWatcher):
    """By the signal SIGCHLD, for loops in any thread; the main thread must run too."""

    def __init__(self):
        self._callbacks = {}
        self._saved_sighandler = None

    def is_active(self):
        return self._saved_sighandler is not None

    def close(self):
        self._callbacks.clear()
        if self._saved_sighandler is None:
            return
        if signal.getsignal(signal.SIGCHLD) != self._sig_chld:
            _log("warning", "SIGCHLD handler was changed by outside code")
        else:
            signal.signal(signal.SIGCHLD, self._saved_sighandler)
        self._saved_sighandler = None

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_val, exc_tb):
        pass

    def add_child_handler(self, pid, callback, *args):
        self._callbacks[pid] = (events.get_running_loop(), callback, args)
        self._do_waitpid(pid)

    def remove_child_handler(self, pid):
        return self._callbacks.pop(pid, None) is not None

    def attach_loop(self, loop):
        if self._saved_sighandler is not None:
            return
        self._saved_sighandler = signal.signal(signal.SIGCHLD, self._sig_chld)
        if self._saved_sighandler is None:
            _log("warning", "Previous SIGCHLD handler was set by non-Python code, restore to default handler on "
                 "watcher close.")
            self._saved_sighandler = signal.SIG_DFL
        signal.siginterrupt(signal.SIGCHLD, False)

    def _sig_chld(self, signum, frame):
        try:
            for pid in list(self._callbacks):
                self._do_waitpid(pid)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException:
            _log("warning", "Unknown exception in SIGCHLD handler", exc_info=True)

    def _do_waitpid(self, expected):
        pid, code = _wait(expected, os.WNOHANG)
        if not pid or (entry := self._callbacks.pop(pid, None)) is None:
            return
        loop, callback, args = entry
        if loop.is_closed():
            _log("warning", "Loop %r that handles pid %r is closed", loop, pid)
        else:
            loop.call_soon_threadsafe(callback, pid, code, *args)
