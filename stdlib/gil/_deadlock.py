"""Who holds and who wants what, when threads wait for each other for ever.

    Deadlock: both threads wait for each other, and nothing can wake them.
      Thread-1 (one) holds the lock a (taken at line 5 in one) and waits for the lock b, which Thread-2 (two) holds
        File "dead.py", line 6, in one
          with b:

Written on SIGINT when all threads wait so, and at once under -X deadlock=report, which then ends the process.
"""

import linecache
import os
import sys

import _gil_tools
import _thread

at_end = []  # called before the process is ended because of a deadlock


def _is_library(name):
    return name.startswith(("<stdlib>", "<frozen", "/usr/lib/python3"))


def own_frame(frame):
    """(the innermost frame of the program itself, the library's function that it called or None)."""
    called = None
    while frame is not None and frame.f_code.co_filename == __file__:  # whoever reports
        frame = frame.f_back
    while frame is not None and _is_library(frame.f_code.co_filename):
        called, frame = frame, frame.f_back
    return frame, called


def function_name(frame):
    """"Queue.get": the name under which the program called it."""
    code = frame.f_code
    first = code.co_varnames[0] if code.co_argcount else None
    if first == "self":
        return f"{type(frame.f_locals.get('self')).__name__}.{code.co_name}"
    return code.co_name


def name_of(thing, frames):
    """The name by which the program knows a lock: a global, a local, an attribute of self; or its repr."""
    for frame in frames:
        while frame is not None:
            if not _is_library(frame.f_code.co_filename):
                for names in (frame.f_locals, frame.f_globals):
                    for name, value in list(names.items()):
                        if value is thing:
                            return name
                    for name, value in list(names.items()):
                        if names is frame.f_globals and name.startswith("__"):
                            continue
                        if isinstance(value, (list, tuple)) and len(value) < 1000:
                            for index, item in enumerate(value):
                                if item is thing:
                                    return f"{name}[{index}]"
                        try:
                            attributes = object.__getattribute__(value, "__dict__")
                        except (AttributeError, TypeError):
                            continue
                        if isinstance(attributes, dict) and len(attributes) < 1000 and type(value).__name__ != "module":
                            for attribute, held in list(attributes.items()):
                                if held is thing:
                                    return f"{name}.{attribute}"
            frame = frame.f_back
    return None


class Wait:
    """What one thread waits for."""

    def __init__(self, ident, thing, for_ever, kind, owner, place, names, frames):
        self.ident, self.thing, self.for_ever, self.kind, self.owner, self.place = ident, thing, for_ever, kind, owner, place
        self.name = names.get(ident, f"thread {ident}")
        self.owner_name = names.get(owner)
        self.frame, self.called = own_frame(frames.get(ident))
        self.lock_name = name_of(thing, [frames.get(ident), frames.get(owner)])

    def words(self):
        if self.kind == "thread":
            return f"waits for {self.owner_name or 'a thread'} to end"
        if self.kind == "queue":
            return "waits for something to be put into a SimpleQueue"
        if self.called is not None and self.frame is not None:
            return f"waits in {function_name(self.called)}()"
        lock = f"the lock {self.lock_name}" if self.lock_name else f"a {type(self.thing).__name__.lower()}"
        if not self.owner:
            return f"waits for {lock}, which nobody holds"
        if self.owner == self.ident:
            return f"waits for {lock}, which it holds itself{self._taken()}"
        return f"waits for {lock}, which {self.owner_name or 'a thread that has ended'} holds{self._taken()}"

    def _taken(self):
        return f" (taken at line {self.place[1]} in {self.place[2]})" if self.place else ""

    def lines(self):
        yield f"  {self.name} {self.words()}"
        frame = self.frame
        if frame is not None:
            code = frame.f_code
            yield f'    File "{code.co_filename}", line {frame.f_lineno}, in {code.co_name}'
            source = linecache.getline(code.co_filename, frame.f_lineno, frame.f_globals).strip()
            if source:
                yield f"      {source}"


def waits():
    names = {ident: name or f"thread {number}" for ident, number, name, state in _gil_tools.thread_states()}
    frames = sys._current_frames()
    return [Wait(*row, names, frames) for row in _thread._waits()]


def all_wait():
    """Whether every thread waits for ever for another one, or for itself."""
    rows = _thread._waits()
    if len(rows) != len(_gil_tools.thread_states()) or not all(row[2] for row in rows):
        return False
    return len(rows) > 1 or rows[0][4] == rows[0][0] and rows[0][3] == "lock" and own_frame(sys._getframe(1))[1] is None


def text(found):
    number = len(found)
    if number == 0:
        return "Deadlock: nothing can wake this program.\n"
    if number == 1:
        return "\n".join(["Deadlock: the only thread waits for itself.", *found[0].lines()]) + "\n"
    who = "both threads wait" if number == 2 else f"all {number} threads wait"
    lines = [f"Deadlock: {who} for each other, and nothing can wake them."]
    for wait in found:
        lines += wait.lines()
    return "\n".join(lines) + "\n"


def _task_text():
    if "asyncio" not in sys.modules:
        return ""
    from . import _inspect
    return _inspect.tasks_text()


def write(message):
    try:
        sys.stdout.flush()
    except (OSError, ValueError, AttributeError):
        pass
    stream = sys.__stderr__
    if stream is not None:
        stream.write(message)
        stream.flush()


def on_interrupt():
    """Called by the handler of SIGINT, before KeyboardInterrupt."""
    if all_wait():
        write(text(waits()))


def at_standstill():
    """Called by one of the threads when all of them wait."""
    found, tasks = waits(), _task_text()
    if tasks and len(found) < 2:
        message = "Deadlock: every task waits, and nothing can wake the loop.\n" + tasks
    else:
        message = text(found) + tasks
    write(message)
    for function in at_end:
        function()
    os._exit(1)
