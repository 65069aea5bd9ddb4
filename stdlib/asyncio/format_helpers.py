"""How callbacks and stacks are shown."""

import functools
import reprlib
import sys
import types


def _get_function_source(func):
    """(file, line) where func is defined, or None."""
    while hasattr(func, "__wrapped__"):
        func = func.__wrapped__
    if isinstance(func, (functools.partialmethod, functools.partial)):
        return _get_function_source(func.func)
    if isinstance(func, (types.FunctionType, types.MethodType)):
        return func.__code__.co_filename, func.__code__.co_firstlineno
    return None


def _format_callback_source(func, args):
    shown = _format_callback(func, args, None)
    if source := _get_function_source(func):
        shown += f" at {source[0]}:{source[1]}"
    return shown


def _format_args_and_kwargs(args, kwargs):
    items = [reprlib.repr(arg) for arg in args or ()]
    items += [f"{name}={reprlib.repr(value)}" for name, value in (kwargs or {}).items()]
    return f"({', '.join(items)})"


def _format_callback(func, args, kwargs, suffix=""):
    if isinstance(func, functools.partial):
        suffix = _format_args_and_kwargs(args, kwargs) + suffix
        return _format_callback(func.func, func.args, func.keywords, suffix)
    shown = getattr(func, "__qualname__", None) or getattr(func, "__name__", None) or repr(func)
    return shown + _format_args_and_kwargs(args, kwargs) + suffix


def _handle_info(handle):
    """What the repr of a Handle says."""
    info = [type(handle).__name__]
    if handle._cancelled:
        info.append("cancelled")
    if hasattr(handle, "_when"):
        info.append(f"when={handle._when}")
    if handle._callback is not None:
        info.append(_format_callback_source(handle._callback, handle._args))
    if handle._source_traceback:
        frame = handle._source_traceback[-1]
        info.append(f"created at {frame[0]}:{frame[1]}")
    return info


def extract_stack(f=None, limit=None):
    """The stack from f (None: the caller) outwards, for debug mode: no source lines are read yet."""
    import traceback
    from . import constants
    if f is None:
        f = sys._getframe().f_back
    stack = traceback.StackSummary.extract(traceback.walk_stack(f), lookup_lines=False,
                                           limit=constants.DEBUG_STACK_DEPTH if limit is None else limit)
    stack.reverse()
    return stack
