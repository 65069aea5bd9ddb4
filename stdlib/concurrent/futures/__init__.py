"""Calls made in the background, by threads or by processes, and their results to come."""
from concurrent.futures._base import (ALL_COMPLETED, FIRST_COMPLETED, FIRST_EXCEPTION, BrokenExecutor,
                                      CancelledError, Executor, Future, InvalidStateError, TimeoutError,
                                      as_completed, wait)

__all__ = ("FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED", "CancelledError", "TimeoutError",
           "BrokenExecutor", "Future", "Executor", "wait", "as_completed", "ProcessPoolExecutor",
           "ThreadPoolExecutor")

_ELSEWHERE = {"ProcessPoolExecutor": "process", "ThreadPoolExecutor": "thread"}


def __dir__():
    return __all__ + ("__author__", "__doc__")


def __getattr__(name):
    """The executors come when they are asked for; that of processes brings much with it."""
    if name not in _ELSEWHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = __import__(f"concurrent.futures.{_ELSEWHERE[name]}", None, None, [name])
    value = globals()[name] = getattr(module, name)
    return value
