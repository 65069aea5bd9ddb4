"""`minipy -m gil --step FILE`: walks through a program line by line, and says which thread goes next.

Before each line of the program everything stands still and the terminal shows where each thread is:

       MainThread     join.py:14   for t in ts: t.join()        waits for a lock, without the GIL
    -> 2 Thread-1     join.py:6    counter += 1                 holds the GIL
       3 Thread-2     join.py:6    counter += 1                 waits for the GIL

Enter runs the marked line; a number lets that thread run instead; `i` goes by instructions, `l` by lines again; `c` runs on
to the end; `q` leaves.
"""

import linecache
import os
import sys

import _gil
import _gil_tools

from . import _deadlock

HELP = "Enter: this line; NUMBER: that thread; i: by instructions; l: by lines; c: to the end; q: leave"


class Walk:
    def __init__(self, ask=None, out=None):
        self.ask = ask or self._ask
        self.out = out or sys.__stderr__
        self.every = False
        self.left = 0  # lines to run without asking
        self.shown_help = False

    def _ask(self):
        self.out.write("step> ")
        self.out.flush()
        return sys.__stdin__.readline()

    def begin(self):
        _gil.set_policy("directed")
        _gil_tools.step(self.stop, self.every)

    def rows(self, current):
        frames = sys._current_frames()
        for ident, number, name, state in _gil_tools.thread_states():
            frame, called = _deadlock.own_frame(frames.get(ident))
            if frame is None:
                yield number, name, "", "", "begins" if number != current else state
                continue
            file = os.path.basename(frame.f_code.co_filename)
            line = linecache.getline(frame.f_code.co_filename, frame.f_lineno, frame.f_globals).strip()
            if number != current and called is not None:
                state = f"in {_deadlock.function_name(called)}(); {state}"
            if number == current and self.every:
                state = next_instruction(frame) or state
            yield number, name or f"thread {number}", f"{file}:{frame.f_lineno}", line, state

    def show(self, current):
        rows = list(self.rows(current))
        widths = [max(len(row[column]) for row in rows) for column in (1, 2, 3)]
        widths[2] = min(widths[2], 60)
        for number, name, place, line, state in rows:
            mark = "->" if number == current else "  "
            self.out.write(f"{mark} {number} {name:<{widths[0]}}  {place:<{widths[1]}}  {line[:60]:<{widths[2]}}  {state}\n")

    def stop(self, current):
        """Called before each line; gives the number of the thread to go on, 0 for this one."""
        if self.left:
            self.left -= 1
            return 0
        try:
            sys.stdout.flush()
        except (OSError, ValueError, AttributeError):
            pass
        if not self.shown_help:
            self.out.write(HELP + "\n")
            self.shown_help = True
        self.show(current)
        while True:
            answer = self.ask()
            word = answer.strip()
            if not answer or word == "c":
                _gil_tools.step(None)
                return 0
            if word == "":
                return 0
            if word == "q":
                self.out.flush()
                os._exit(0)
            if word in ("i", "l"):
                self.every = word == "i"
                _gil_tools.step(self.stop, self.every)
                return 0
            if word.isdigit() and int(word) in [row[1] for row in _gil_tools.thread_states()]:
                return int(word)
            self.out.write(HELP + "\n")


def next_instruction(frame):
    """What the instruction does that comes next in this frame."""
    at = frame.f_lasti // 2 if frame.f_lasti >= 0 else 0
    instructions = _gil_tools.instructions(frame.f_code)
    return f"next: {instructions[at][1]}" if at < len(instructions) else ""


def begin(value=""):
    Walk().begin()
