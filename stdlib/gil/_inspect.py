"""What everybody does at this moment: each thread's stack, GIL state and wait, and each loop's tasks as a tree of awaits.

`-X inspect` prints it on SIGUSR1; gil.threads_text() and gil.tasks_text() give it to Python.

    Task-1 main (demo.py:14) waits for gather of 2
    |-- Task-2 child (demo.py:6) < asyncio.sleep
    `-- Task-3 child (demo.py:6) < asyncio.sleep
"""

import linecache
import os
import sys

import _gil_tools

from . import _deadlock


def threads_text():
    waits = {wait.ident: wait for wait in _deadlock.waits()}
    frames = sys._current_frames()
    lines = []
    for ident, number, name, state in _gil_tools.thread_states():
        wait = waits.get(ident)
        lines.append(f"Thread {name or number} (0x{ident:x}): {state}")
        if wait is not None:
            lines.append(f"  {wait.words()}")
        frame = frames.get(ident)
        while frame is not None:
            code = frame.f_code
            if code.co_filename.endswith("gil/_inspect.py"):
                frame = frame.f_back
                continue
            lines.append(f'  File "{code.co_filename}", line {frame.f_lineno} in {code.co_name}')
            frame = frame.f_back
    return "\n".join(lines) + "\n"


# Tasks

def _all_tasks():
    """{loop: [its tasks that are not done, in the order in which they were made]}."""
    tasks = sys.modules.get("asyncio.tasks")
    if tasks is None:
        return {}
    loops = {}
    for task in list(tasks._all_tasks):
        if not task.done():
            loops.setdefault(task.get_loop(), []).append(task)
    for found in loops.values():
        found.sort(key=_age)
    return loops


def _age(task):
    name = task.get_name()
    number = name.rpartition("-")[2]
    return (int(number) if name.startswith("Task-") and number.isdigit() else 1 << 60, name)


def await_chain(coroutine):
    """[(function, file, line)] from the outermost coroutine to the one that waits, and what that one waits for."""
    chain, seen = [], set()
    while coroutine is not None and id(coroutine) not in seen:
        seen.add(id(coroutine))
        for prefix in ("cr", "gi", "ag"):
            frame = getattr(coroutine, prefix + "_frame", None)
            if frame is not None:
                chain.append((coroutine.__qualname__, frame.f_code.co_filename, frame.f_lineno, frame))
                coroutine = getattr(coroutine, prefix + "_await", None) or getattr(coroutine, prefix + "_yieldfrom", None)
                break
        else:
            break
    return chain


def _children(task, chain):
    """The tasks that this one waits for."""
    tasks = sys.modules["asyncio.tasks"]
    waiter = task._fut_waiter
    if waiter is None:
        return []

    def behind(future):
        """A task itself, or those whose results a gather() puts together."""
        if isinstance(future, tasks.Task):
            return [] if future.done() else [future]
        return [child for child in getattr(future, "_children", ()) if isinstance(child, tasks.Task) and not child.done()]

    if found := behind(waiter):
        return found
    for function, file, line, frame in reversed(chain):
        names = frame.f_locals
        if _deadlock._is_library(file):
            for name in ("fut", "inner", "future"):
                if found := behind(names.get(name)):
                    return found
        if function.startswith("TaskGroup."):
            return [child for child in names["self"]._tasks if not child.done()]
        waited = names.get("fs")
        if function in ("_wait", "wait", "wait_for") and isinstance(waited, (set, list, tuple)):
            return sorted((child for child in waited if isinstance(child, tasks.Task) and not child.done()), key=_age)
    return []


def _describe(task, chain, children):
    words = [f"{task.get_name()}"]
    own = [entry for entry in chain if not _deadlock._is_library(entry[1])]
    words.append(" > ".join(f"{function} ({os.path.basename(file)}:{line})" for function, file, line, _ in own)
                 or getattr(task.get_coro(), "__qualname__", repr(task.get_coro())))
    library = [entry[0] for entry in chain if _deadlock._is_library(entry[1])]
    if task._fut_waiter is None:
        running = sys.modules["asyncio.tasks"].current_task
        try:
            words.append("runs" if running(task.get_loop()) is task else "is ready to run")
        except RuntimeError:
            words.append("is ready to run")
    elif children:
        words.append("waits for")
    elif library:
        words.append(f"waits in {library[0]}")
    else:
        words.append(f"waits for {type(task._fut_waiter).__name__}")
    return " ".join(words)


def tasks_text():
    """Each loop's tasks: those for which no other task waits at the left, under each the tasks that it waits for."""
    lines = []
    for index, (loop, tasks) in enumerate(_all_tasks().items(), 1):
        lines.append(f"Event loop {index}: {len(tasks)} task{'s' if len(tasks) != 1 else ''}")
        chains = {task: await_chain(task.get_coro()) for task in tasks}
        children = {task: _children(task, chains[task]) for task in tasks}
        awaited = {id(child) for found in children.values() for child in found}
        shown = set()

        def add(task, first, rest):
            if id(task) in shown:
                lines.append(f"{first}{task.get_name()} (see above)")
                return
            shown.add(id(task))
            chain = chains.get(task) or await_chain(task.get_coro())
            below = children.get(task, [])
            lines.append(first + _describe(task, chain, below))
            for at, child in enumerate(below):
                last = at == len(below) - 1
                add(child, rest + ("`-- " if last else "|-- "), rest + ("    " if last else "|   "))

        for task in tasks:
            if id(task) not in awaited:
                add(task, "  ", "  ")
        for task in tasks:  # those that wait for each other in a ring
            if id(task) not in shown:
                add(task, "  ", "  ")
    return "\n".join(lines) + "\n" if lines else ""


def text():
    return threads_text() + tasks_text()


def on_signal(number=None, frame=None):
    _deadlock.write(text())


def install():
    """-X inspect."""
    import signal
    signal.signal(signal.SIGUSR1, on_signal)
