"""What counts as a coroutine, and how one is shown."""

import collections.abc
import functools
import os
import sys
import types

__all__ = ("iscoroutinefunction", "iscoroutine")

_CO_COROUTINE = 0x80
_is_coroutine = object()  # the mark that other libraries put on their own coroutine functions


def _is_debug_mode():
    return sys.flags.dev_mode or (not sys.flags.ignore_environment and bool(os.environ.get("PYTHONASYNCIODEBUG")))


def iscoroutinefunction(func):
    """Return True if func is a decorated coroutine function."""
    if getattr(func, "_is_coroutine", None) is _is_coroutine:
        return True
    while isinstance(func, (functools.partial, types.MethodType)):
        func = func.func if isinstance(func, functools.partial) else func.__func__
    return isinstance(func, types.FunctionType) and bool(func.__code__.co_flags & _CO_COROUTINE)


_COROUTINE_TYPES = (types.CoroutineType, types.GeneratorType, collections.abc.Coroutine)
_known_types = {types.CoroutineType}  # asking an abstract class is slow: remember its answers
_KNOWN_TYPES_MAX = 100


def iscoroutine(obj):
    """Return True if obj is a coroutine object."""
    if type(obj) in _known_types:
        return True
    if not isinstance(obj, _COROUTINE_TYPES):
        return False
    if len(_known_types) < _KNOWN_TYPES_MAX:
        _known_types.add(type(obj))
    return True


def _format_coroutine(coro):
    name = getattr(coro, "__qualname__", None) or getattr(coro, "__name__", None)
    if not name:
        name = f"<{type(coro).__name__} without __name__>"
    name = f"{name}()"

    code = getattr(coro, "cr_code", None) or getattr(coro, "gi_code", None)
    running = getattr(coro, "cr_running", False) or getattr(coro, "gi_running", False)
    if code is None:
        return f"{name} running" if running else name
    file = code.co_filename or "<empty co_filename>"
    frame = getattr(coro, "gi_frame", None) or getattr(coro, "cr_frame", None)
    if frame is not None:
        return f"{name} running at {file}:{frame.f_lineno}"
    return f"{name} done, defined at {file}:{code.co_firstlineno}"
