"""A task's repr, and where its coroutine stands."""

import reprlib
import sys

from . import base_futures, coroutines


def _task_repr_info(task):
    info = base_futures._future_repr_info(task)
    if task.cancelling() and not task.done():
        info[0] = "cancelling"
    info.insert(1, f"name={task.get_name()!r}")
    if task._fut_waiter is not None:
        info.insert(2, f"wait_for={task._fut_waiter!r}")
    if task._coro:
        info.insert(2, f"coro=<{coroutines._format_coroutine(task._coro)}>")
    return info


@reprlib.recursive_repr()
def _task_repr(task):
    return f"<{type(task).__name__} {' '.join(_task_repr_info(task))}>"


def _task_get_stack(task, limit):
    """The frames of a task: of a suspended coroutine the one where it waits, of a failed one its traceback's."""
    coro = task._coro
    frame = next((found for attribute in ("cr_frame", "gi_frame", "ag_frame")
                  if (found := getattr(coro, attribute, None)) is not None), None)
    frames = []
    if frame is not None:
        while frame is not None and limit != 0:
            frames.append(frame)
            frame = frame.f_back
            limit = limit if limit is None else limit - 1
        frames.reverse()
    elif task._exception is not None:
        traceback = task._exception.__traceback__
        while traceback is not None and limit != 0:
            frames.append(traceback.tb_frame)
            traceback = traceback.tb_next
            limit = limit if limit is None else limit - 1
    return frames


def _task_print_stack(task, limit, file):
    import linecache
    import traceback
    lines = []
    for frame in task.get_stack(limit=limit):
        code = frame.f_code
        linecache.checkcache(code.co_filename)
        line = linecache.getline(code.co_filename, frame.f_lineno, frame.f_globals)
        lines.append((code.co_filename, frame.f_lineno, code.co_name, line))

    exc = task._exception
    if not lines:
        print(f"No stack for {task!r}", file=file)
    elif exc is not None:
        print(f"Traceback for {task!r} (most recent call last):", file=file)
    else:
        print(f"Stack for {task!r} (most recent call last):", file=file)
    traceback.print_list(lines, file=file)
    if exc is not None:
        for line in traceback.format_exception_only(type(exc), exc):
            print(line, file=file, end="")
