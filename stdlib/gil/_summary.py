"""The numbers of a run as text, and a paragraph that says what they mean."""

import textwrap

from . import _findings, _terminal
from . import _timeline as tl
from ._terminal import cells, fit, printable, time_text


def _table(heads, rows):
    """Columns: the first to the left, the others to the right."""
    widths = [max(cells(row[i]) for row in [heads] + rows) for i in range(len(heads))]
    lines = []
    for row in [heads] + rows:
        line = fit(row[0], widths[0])
        for i in range(1, len(row)):
            line += "  " + " " * (widths[i] - cells(row[i])) + row[i]
        lines.append(line.rstrip())
    return lines


def _thread_lines(model):
    several = len(model.processes) > 1
    virtual_moment = 10_000 if model.virtual else 0  # the virtual clock moves a little whenever it is read

    def time_text(ns):
        return "0" if ns < virtual_moment else _terminal.time_text(ns)

    rows = []
    for row in _findings.threads(model):
        name = printable(row.name)[:40]
        rows.append([f"{name}, {row.process.name}" if several else name, time_text(row.run), time_text(row.wait),
                     time_text(row.out), str(row.acquired), str(row.forced), str(row.voluntary), time_text(row.longest_wait)])
    if len(rows) > 40:
        rows[40:] = [[f"... and {len(rows) - 40} more"] + [""] * 7]
    return _table(["thread", "with the GIL", "waiting", "outside", "acquired", "forced", "voluntary", "longest wait"], rows)


def _lock_lines(model):
    rows = _findings.locks(model)
    lines = []
    for row in rows[:10]:
        lines.append(f"lock {row.place}: taken {row.taken} times, waited for {row.waits} times, {time_text(row.waited)} in all; "
                     f"longest {time_text(row.longest)}, {printable(row.longest_of)}")
    return lines


def _loop_lines(model):
    lines = []
    for row in _findings.loops(model):
        line = f"event loop of {printable(row.thread.name)}: {row.tasks} tasks, {row.steps} steps"
        if row.turns:
            line += f" in {row.turns} turns"
        line += f", at most {row.most_ready} ready at a time"
        step = row.longest
        if step:
            line += f"; longest step {time_text(step.end - step.start)}, {printable(step.who)}"
            if step.frame:
                line += f" at {tl.place(step.frame)}"
            if step.call:
                line += f" in {step.call}"
        lines.append(line)
    return lines


def _process_lines(model):
    rows = [row for row in _findings.processes(model) if row.share is not None]
    if not rows:
        return []
    everything = _findings.cpu_of_all(model)
    if len(rows) == 1:
        text = f"CPU use: {rows[0].share * 100:.0f} % of one core"
        if rows[0].threads > 1:
            text += f" by {rows[0].threads} threads (with a GIL: at most 100 %)"
        return [text]
    each = ", ".join(f"{row.process.name} {row.share * 100:.0f} %" for row in rows[:8])
    return [f"CPU use: {everything * 100:.0f} % of one core, by {len(rows)} processes ({each}{', ...' if len(rows) > 8 else ''})"]


def lines(model):
    """What there is to say of locks, loops and processes, a line each."""
    result = _lock_lines(model) + _loop_lines(model) + _process_lines(model)
    lost = sum(process.lost for process in model.processes)
    if lost:
        result.append(f"the log was full: the oldest {lost} events are missing (--limit keeps more)")
    return result


def text(model, width=100):
    clock = ", on the virtual clock" if model.virtual else ""
    out = ["", f"gil: {time_text(model.end)}{clock}", ""] + _thread_lines(model)
    rest = lines(model)
    if rest:
        out += [""] + [part for line in rest for part in textwrap.wrap(line, width, subsequent_indent="    ")]
    out += [""] + textwrap.wrap(_findings.kind(model, time_text).words, width)
    return "\n".join(out) + "\n"
