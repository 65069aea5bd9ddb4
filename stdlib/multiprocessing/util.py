"""What is to be done at the end of a process, and at the beginning of a forked one."""

import atexit
import itertools
import os
import sys
import threading
import weakref

from . import process

__all__ = ["sub_debug", "debug", "info", "sub_warning", "get_logger", "log_to_stderr", "get_temp_dir",
           "register_after_fork", "is_exiting", "Finalize", "ForkAwareThreadLock", "ForkAwareLocal",
           "close_all_fds_except", "SUBDEBUG", "SUBWARNING"]

NOTSET, SUBDEBUG, DEBUG, INFO, SUBWARNING = 0, 5, 10, 20, 25
LOGGER_NAME = "multiprocessing"
DEFAULT_LOGGING_FORMAT = "[%(levelname)s/%(processName)s] %(message)s"

_logger = None
_log_to_stderr = False


def _log(level, msg, args):
    if _logger is not None:
        _logger.log(level, msg, *args, stacklevel=3)


def sub_debug(msg, *args):
    _log(SUBDEBUG, msg, args)


def debug(msg, *args):
    _log(DEBUG, msg, args)


def info(msg, *args):
    _log(INFO, msg, args)


def sub_warning(msg, *args):
    _log(SUBWARNING, msg, args)


def get_logger():
    """Returns logger used by multiprocessing"""
    global _logger
    if _logger is None:
        import logging
        _logger = logging.getLogger(LOGGER_NAME)
        _logger.propagate = 0
    return _logger


def log_to_stderr(level=None):
    """Turn on logging and add a handler which prints to stderr"""
    global _log_to_stderr
    import logging
    logger = get_logger()
    logging.addLevelName(SUBDEBUG, "SUBDEBUG")
    logging.addLevelName(SUBWARNING, "SUBWARNING")
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(DEFAULT_LOGGING_FORMAT))
    logger.addHandler(handler)
    if level:
        logger.setLevel(level)
    _log_to_stderr = True
    return logger


def get_temp_dir():
    """A folder of this process's own, removed at its end."""
    folder = process.current_process()._config.get("tempdir")
    if folder is None:
        import shutil
        import tempfile
        folder = tempfile.mkdtemp(prefix="pymp-")
        Finalize(None, shutil.rmtree, args=(folder,), kwargs={"ignore_errors": True}, exitpriority=-100)
        process.current_process()._config["tempdir"] = folder
    return folder


_after_forkers = weakref.WeakValueDictionary()
_after_fork_numbers = itertools.count()


def _run_after_forkers():
    _finalizers.clear()  # they are the parent's
    for (index, ident, func), obj in sorted(_after_forkers.items(), key=lambda item: item[0][:2]):
        try:
            func(obj)
        except Exception as e:
            info("after forker raised exception %s", e)


def register_after_fork(obj, func):
    """Call func(obj) in each forked child, as long as obj lives."""
    _after_forkers[(next(_after_fork_numbers), id(obj), func)] = obj


_finalizers = {}
_finalizer_counter = itertools.count()


class Finalize:
    """A callback for the end of obj, or of the process (by exitpriority, highest first): run once, by its maker."""

    def __init__(self, obj, callback, args=(), kwargs=None, exitpriority=None):
        if exitpriority is not None and not isinstance(exitpriority, int):
            raise TypeError("Exitpriority ({0!r}) must be None or int, not {1!s}".format(exitpriority,
                                                                                        type(exitpriority)))
        if obj is not None:
            self._weakref = weakref.ref(obj, self)
        elif exitpriority is None:
            raise ValueError("Without object, exitpriority cannot be None")
        self._callback = callback
        self._args = args
        self._kwargs = kwargs or {}
        self._key = (exitpriority, next(_finalizer_counter))
        self._pid = os.getpid()
        _finalizers[self._key] = self

    def __call__(self, wr=None):
        if _finalizers.pop(self._key, None) is None:
            return None
        result = None
        if self._pid == os.getpid():
            result = self._callback(*self._args, **self._kwargs)
        self._forget()
        return result

    def _forget(self):
        self._weakref = self._callback = self._args = self._kwargs = self._key = None

    def cancel(self):
        """Cancel finalization of the object"""
        if _finalizers.pop(self._key, None) is not None:
            self._forget()

    def still_active(self):
        """Return whether this finalizer is still waiting to invoke callback"""
        return self._key in _finalizers

    def __repr__(self):
        obj = None if getattr(self, "_weakref", None) is None else self._weakref()
        if obj is None:
            return "<%s object, dead>" % self.__class__.__name__
        return f"<{type(self).__name__} object, callback={getattr(self._callback, '__name__', self._callback)}>"


def _run_finalizers(minpriority=None):
    """Those with a priority, at least minpriority, highest first; the newest of equals first."""
    keys = [key for key in list(_finalizers) if key[0] is not None and (minpriority is None or key[0] >= minpriority)]
    for key in sorted(keys, reverse=True):
        finalizer = _finalizers.get(key)
        if finalizer is not None:
            try:
                finalizer()
            except Exception:
                import traceback
                traceback.print_exc()
    if minpriority is None:
        _finalizers.clear()


_exiting = False


def is_exiting():
    """Returns true if the process is shutting down"""
    return _exiting


def _exit_function():
    """The end of a process: its daemons are terminated, its other children joined."""
    global _exiting
    if _exiting:
        return
    _exiting = True
    _run_finalizers(0)
    for child in process.active_children():
        if child.daemon:
            child._popen.terminate()
    for child in process.active_children():
        child.join()
    _run_finalizers()


atexit.register(_exit_function)


class ForkAwareThreadLock:
    """A thread lock that is free in each forked child."""

    def __init__(self):
        self._lock = threading.Lock()
        self.acquire = self._lock.acquire
        self.release = self._lock.release
        register_after_fork(self, ForkAwareThreadLock._at_fork_reinit)

    def _at_fork_reinit(self):
        self._lock._at_fork_reinit()

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, *args):
        return self._lock.__exit__(*args)


class ForkAwareLocal(threading.local):
    """Thread-local storage that is empty in each forked child."""

    def __init__(self):
        register_after_fork(self, lambda obj: obj.__dict__.clear())

    def __reduce__(self):
        return type(self), ()


def close_all_fds_except(fds):
    limit = os.sysconf("SC_OPEN_MAX")
    edges = sorted([-1, *fds, limit])
    for low, high in zip(edges, edges[1:]):
        os.closerange(low + 1, high)


def close_fds(*fds):
    """Close each file descriptor given as an argument"""
    for fd in fds:
        os.close(fd)


def _cleanup_tests():
    """After CPython's tests: no child is left."""
    from test import support
    process._cleanup()
    support.gc_collect()
    support.reap_children()


def _flush_std_streams():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, ValueError):
            pass
