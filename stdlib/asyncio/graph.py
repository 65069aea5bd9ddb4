"""Who awaits whom: the call graph of a task, as in Python 3.14.

Downward it is the chain of coroutines that await each other in one task; upward the tasks that wait for this one.
Nothing is written down while tasks run: a task knows the future that it waits for, and a future that stands for others
(gather's, wait's, a TaskGroup's) says for which in `_asyncio_awaits`. The graph is read from that when it is asked for.
"""

import dataclasses
import sys
import types

from _asyncio import _all_tasks

from . import events, futures, tasks

__all__ = ("capture_call_graph", "format_call_graph", "print_call_graph", "FrameCallGraphEntry", "FutureCallGraph")

_KINDS = {0x80: "async", 0x100: "async", 0x200: "async generator", 0x20: "generator"}  # by the code's flags


@dataclasses.dataclass(frozen=True, slots=True)
class FrameCallGraphEntry:
    frame: types.FrameType


@dataclasses.dataclass(frozen=True, slots=True)
class FutureCallGraph:
    future: futures.Future
    call_stack: tuple
    awaited_by: tuple


def _kind(frame):
    """What runs in this frame; None: a plain function."""
    return next((kind for flag, kind in _KINDS.items() if frame.f_code.co_flags & flag), None)


def _awaiters(future):
    """The tasks that wait for future, itself or among others."""
    for task in list(_all_tasks):
        waits_for = getattr(task, "_fut_waiter", None)
        if waits_for is not None and (waits_for is future or future in getattr(waits_for, "_asyncio_awaits", ())):
            yield task


def _awaited_by(future, limit, seen):
    return tuple(_suspended(task, limit, seen | {task}) for task in _awaiters(future) if task not in seen)


def _limited(stack, limit):
    if limit is None:
        return stack
    return stack[:limit] if limit >= 0 else stack[limit:]


def _suspended(future, limit, seen):
    """The graph of a future, or of a task that does not run now."""
    stack = []
    coro = future.get_coro() if hasattr(future, "get_coro") and limit != 0 else None
    while coro is not None:
        prefix = next((prefix for prefix in ("cr", "ag", "gi") if hasattr(coro, prefix + "_frame")), None)
        if prefix is None or (frame := getattr(coro, prefix + "_frame")) is None:
            break
        stack.append(FrameCallGraphEntry(frame))
        coro = getattr(coro, prefix + ("_yieldfrom" if prefix == "gi" else "_await"))
    stack.reverse()
    return FutureCallGraph(future, tuple(_limited(stack, limit)), _awaited_by(future, limit, seen))


def capture_call_graph(future=None, /, *, depth=1, limit=None):
    """Capture the async call graph for the current task or the provided Future.

    Return a FutureCallGraph: the future, its stack of frames (the innermost first), and who awaits it. The frames of
    a stack are limited to the first `limit` (the last, if it is below zero). None outside of a task.
    """
    loop = events._get_running_loop()
    if future is None:
        if loop is None:
            raise RuntimeError("capture_call_graph() is called outside of a running event loop and no *future* to "
                               "introspect was provided")
        future = tasks.current_task(loop)
        if future is None:
            return None
    elif loop is None or future is not tasks.current_task(loop):
        if not futures.isfuture(future):
            raise TypeError(f"{future!r} object does not appear to be compatible with asyncio.Future")
        return _suspended(future, limit, {future})
    if not futures.isfuture(future):
        raise TypeError(f"{future!r} object does not appear to be compatible with asyncio.Future")

    stack = []
    frame = sys._getframe(depth) if limit != 0 else None
    while frame is not None:
        stack.append(FrameCallGraphEntry(frame))
        if _kind(frame) is not None and frame.f_back is not None and _kind(frame.f_back) is None:
            break  # behind the task's own coroutine comes the loop
        frame = frame.f_back
    return FutureCallGraph(future, tuple(_limited(stack, limit)), _awaited_by(future, limit, {future}))


def _lines(graph, indent):
    future = graph.future
    if isinstance(future, tasks.Task):
        yield f"{indent}* Task(name={future.get_name()!r}, id={id(future):#x})"
    else:
        yield f"{indent}* Future(id={id(future):#x})"
    if graph.call_stack:
        yield f"{indent}  + Call stack:"
        for entry in graph.call_stack:
            frame, kind = entry.frame, _kind(entry.frame)
            name = frame.f_code.co_qualname if kind is None else f"{kind} {frame.f_code.co_qualname}"
            yield f"{indent}  |   File {frame.f_code.co_filename!r}, line {frame.f_lineno}, in {name}()"
    if graph.awaited_by:
        yield f"{indent}  + Awaited by:"
        for awaiter in graph.awaited_by:
            yield from _lines(awaiter, indent + "    ")


def format_call_graph(future=None, /, *, depth=1, limit=None):
    """Return the async call graph as a string for `future`, or for the current task."""
    graph = capture_call_graph(future, depth=depth + 1, limit=limit)
    return "" if graph is None else "\n".join(_lines(graph, ""))


def print_call_graph(future=None, /, *, file=None, depth=1, limit=None):
    """Print the async call graph for the current task or the provided Future."""
    print(format_call_graph(future, depth=depth + 1, limit=limit), file=file)
