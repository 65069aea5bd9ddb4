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
        logging.addLevelName(SUBDEBUG, "SUBDEBUG")
        logging.addLevelName(SUBWARNING, "SUBWARNING")
        # After the exit functions of others, which may still log.
        atexit.unregister(_exit_function)
        atexit.register(_exit_function)
    return _logger


def log_to_stderr(level=None):
    """Turn on logging and add a handler which prints to stderr"""
    global _log_to_stderr
    import logging
    logger = get_logger()
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(DEFAULT_LOGGING_FORMAT))
    logger.addHandler(handler)
    if level:
        logger.setLevel(level)
    _log_to_stderr = True
    return _logger


def get_temp_dir():
    """A folder of this process's own, removed at its end."""
    folder = process.current_process()._config.get("tempdir")
    if folder is None:
        import shutil
        import tempfile
        folder = tempfile.mkdtemp(prefix="pymp-")
        info("created temp directory %s", folder)
        Finalize(None, shutil.rmtree, args=(folder,), kwargs={"ignore_errors": True}, exitpriority=-100)
        process.current_process()._config["tempdir"] = folder
    return folder


_afterfork_registry = weakref.WeakValueDictionary()
_afterfork_counter = itertools.count()


def _run_after_forkers():
    _finalizer_registry.clear()  # they are the parent's
    for (index, ident, func), obj in sorted(_afterfork_registry.items(), key=lambda item: item[0][:2]):
        try:
            func(obj)
        except Exception as e:
            info("after forker raised exception %s", e)


def register_after_fork(obj, func):
    """Call func(obj) in each forked child, as long as obj lives."""
    _afterfork_registry[(next(_afterfork_counter), id(obj), func)] = obj


_finalizer_registry = {}
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
        _finalizer_registry[self._key] = self

    def __call__(self, wr=None):
        if _finalizer_registry.pop(self._key, None) is None:
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
        if _finalizer_registry.pop(self._key, None) is not None:
            self._forget()

    def still_active(self):
        """Return whether this finalizer is still waiting to invoke callback"""
        return self._key in _finalizer_registry

    def __repr__(self):
        obj = None if getattr(self, "_weakref", None) is None else self._weakref()
        if obj is None:
            return "<%s object, dead>" % self.__class__.__name__
        return f"<{type(self).__name__} object, callback={getattr(self._callback, '__name__', self._callback)}>"


def _run_finalizers(minpriority=None):
    """Those with a priority, at least minpriority, highest first; the newest of equals first."""
    if _finalizer_registry is None:
        return  # the module is being taken apart
    keys = [key for key in list(_finalizer_registry) if key[0] is not None and (minpriority is None or key[0] >= minpriority)]
    for key in sorted(keys, reverse=True):
        finalizer = _finalizer_registry.get(key)
        if finalizer is not None:
            sub_debug("calling %s", finalizer)
            try:
                finalizer()
            except Exception:
                import traceback
                traceback.print_exc()
    if minpriority is None:
        _finalizer_registry.clear()


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
    info("process shutting down")
    debug('running all "atexit" finalizers with priority >= 0')
    _run_finalizers(0)
    if process.current_process() is not None:
        for child in process.active_children():
            if child.daemon:
                info("calling terminate() for daemon %s", child.name)
                child._popen.terminate()
        for child in process.active_children():
            info("calling join() for process %s", child.name)
            child.join()
    debug('running the remaining "atexit" finalizers')
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
    """After CPython's tests: no helper process and no child is left."""
    from test import support
    from . import forkserver, resource_tracker
    process._cleanup()
    forkserver._forkserver._stop()
    resource_tracker._resource_tracker._stop()
    _run_finalizers()
    support.gc_collect()
    support.reap_children()


def _close_stdin():
    """In a child: what the terminal says is the parent's."""
    if sys.stdin is None:
        return
    try:
        sys.stdin.close()
    except (OSError, ValueError):
        pass
    try:
        sys.stdin = open(os.open(os.devnull, os.O_RDONLY), encoding="utf-8", closefd=False)
    except (OSError, ValueError):
        pass


def is_abstract_socket_namespace(address):
    """Whether a Unix socket has a name of its own, not a file."""
    if not address:
        return False
    if isinstance(address, bytes):
        return address[0] == 0
    if isinstance(address, str):
        return address[0] == "\0"
    raise TypeError(f"address type of {address!r} unrecognized")


abstract_sockets_supported = sys.platform == "linux"


def _interpreter_flags():
    """The options that make another one behave as this one does."""
    from subprocess import _args_from_interpreter_flags
    return _args_from_interpreter_flags()


def spawnv_passfds(path, args, passfds):
    """Start a program that inherits these descriptors, under their numbers, and no others."""
    from _posixsubprocess import fork_exec
    no_fd = -1
    error_read, error_write = os.pipe()  # where the child would tell why it could not become the program
    try:
        return fork_exec(args, [path], True, tuple(sorted(map(int, passfds))), None, None, *[no_fd] * 6, error_read,
                         error_write, False, False, -1, None, None, None, -1, None, True)
    finally:
        close_fds(error_read, error_write)


def _flush_std_streams():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, ValueError):
            pass
