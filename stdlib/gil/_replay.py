"""A schedule as columns of source lines, one for each thread, from top to bottom in the order in which they ran.

    MainThread          | Thread-1 (work)      | Thread-2 (work)
                        |  6 counter += 1      |
                        |    before: store counter
                        |                      |  6 counter += 1
                        |  6 ... store counter |
"""

import linecache
import ast
import os
import shutil

from . import _terminal

_MOST_ROWS = 120
_CONTEXT = 3  # lines kept on each side of a switch


def text(program, seed, width=None):
    """Runs the program under the seed once more and shows what ran when."""
    from . import _explore
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:  # reads the rows while the other writes them
        os.close(read)
        status, output = _explore.run_once(program, seed, write)
        os._exit(0)
    os.close(write)
    with open(read, "rb") as file:
        data = file.read()
    os.waitpid(pid, 0)
    return show(ast.literal_eval(data.decode()) if data else [], width)


class Step:
    """A stretch of one line that one thread ran without another one in between."""

    def __init__(self, row):
        self.thread, self.file, self.function, self.line, self.goes_on, self.did = row
        self.stops_before = ""  # in the middle of the line, here the next one ran

    def source(self):
        line = linecache.getline(self.file, self.line).strip() or self.function
        return f"{'... ' + self.did if self.goes_on and self.did else line}"


def steps_of(rows):
    """Steps, without what a thread runs in the same line after a call when no other one came in between."""
    steps, last_of = [], {}
    for row in rows:
        step = Step(row)
        before = last_of.get(step.thread)
        if step.goes_on:
            if steps and steps[-1].thread == step.thread:
                continue
            if before is not None and (before.file, before.line) == (step.file, step.line):
                before.stops_before = step.did
        last_of[step.thread] = step
        steps.append(step)
    return steps


def interesting(steps):
    """From the first line that another thread than the first one runs to the last such line, with a little around."""
    main = steps[0].thread if steps else 0
    others = [at for at, step in enumerate(steps) if step.thread != main]
    if not others:
        return steps
    return steps[max(0, others[0] - 2):others[-1] + 3]


def shorten(steps):
    """Long stretches of one thread keep their beginning and their end; None stands for what was left out."""
    result, at = [], 0
    while at < len(steps):
        end = at
        while end < len(steps) and steps[end].thread == steps[at].thread:
            end += 1
        if end - at > 2 * _CONTEXT + 1:
            result += [*steps[at:at + _CONTEXT], None, *steps[end - _CONTEXT:end]]
        else:
            result += steps[at:end]
        at = end
    return result


def show(rows, width=None):
    steps = shorten(interesting(steps_of(rows)))
    if not steps:
        return "(no line of the program ran)\n"
    width = width or min(shutil.get_terminal_size((110, 24)).columns, 160)
    threads = sorted({step.thread for step in steps if step})
    names = {1: "main thread"} | {number: f"thread {index}" for index, number in enumerate((n for n in threads if n != 1), 1)}
    room = max(16, (width - 3 * (len(threads) - 1)) // len(threads))
    bar = " | "

    def line(thread, words):
        return bar.join(_terminal.fit(words if number == thread else "", room) for number in threads).rstrip()

    digits = len(str(max(step.line for step in steps if step)))
    lines = [bar.join(_terminal.fit(names[number], room) for number in threads).rstrip(), "-+-".join("-" * room for _ in threads)]
    for step in steps[:_MOST_ROWS]:
        if step is None:
            lines.append(line(last, " " * digits + " :"))
            continue
        last = step.thread
        lines.append(line(last, f"{step.line:>{digits}} {step.source()}"))
        if step.stops_before:
            lines.append(line(last, " " * digits + f" ^ stopped before: {step.stops_before}"))
    if len(steps) > _MOST_ROWS:
        lines.append(f"... and {len(steps) - _MOST_ROWS} lines more")
    return "\n".join(lines) + "\n"
