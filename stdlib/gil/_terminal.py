"""The picture in the terminal: a row of Unicode bars for each lane.

Each column stands for a slice of time. When a thread had the GIL during a part of it, the height of the block says for how
large a part; else the column shows what the thread did for most of it.
"""

import os
import unicodedata
from typing import NamedTuple

from . import _timeline as tl

_BLOCKS = " ▁▂▃▄▅▆▇█"
_GLYPHS = {tl.WAIT: "░", tl.READY: "░", tl.OUT: "─", tl.LOCK: "┄", tl.SUSPENDED: "─"}
_MARKS = {"forced": "×", "request": "?", "fork": "Y", "mark": "▲", "done": ""}
_COLORS = {tl.RUN: "32", tl.STEP: "36", tl.WAIT: "31", tl.READY: "33", tl.OUT: "90", tl.LOCK: "35", tl.SUSPENDED: "90"}
_ASCII = str.maketrans("▁▂▃▄▅▆▇█░─┄▏×▲│┬╌…", ".::-=+##.-~|x^|+-~")
_MOST_LANES = 40


class Style(NamedTuple):
    width: int = 100
    color: bool = False
    unicode: bool = True

    @classmethod
    def of(cls, stream, settings):
        tty = hasattr(stream, "isatty") and stream.isatty()
        when = settings.get("color") or "auto"
        color = when == "always" or when == "auto" and tty and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
        width = 100
        if settings.get("width"):
            from . import _options
            width = _options.number(settings, "width", 100)
        elif tty:
            try:
                width = os.get_terminal_size(stream.fileno()).columns
            except OSError:
                pass
        elif os.environ.get("COLUMNS", "").isdigit():
            width = int(os.environ["COLUMNS"])
        encoding = (getattr(stream, "encoding", None) or "utf-8").lower().replace("-", "")
        return cls(min(max(width, 40), 1000), bool(color), encoding.startswith("utf"))


def cells(text):
    """How many columns a text takes."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def fit(text, width):
    """The text, cut or filled to so many columns; control characters are shown as dots."""
    text = printable(text)
    if cells(text) > width:
        kept = ""
        for c in text:
            if cells(kept + c) > width - 1:
                break
            kept += c
        text = kept + "…"
    return text + " " * (width - cells(text))


def printable(text):
    return "".join(c if c.isprintable() else "·" for c in text)


def time_text(ns):
    for unit, size in (("s", 1_000_000_000), ("ms", 1_000_000), ("µs", 1000)):
        number = ns / size
        if number >= 0.9995 or unit == "µs":
            digits = 0 if number >= 100 else 1 if number >= 10 else 2
            return f"{number:.{digits}f} {unit}"


def ticks(duration, most):
    """(step, unit's size, unit) of an axis with at most so many ticks."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if step * factor * most >= duration:
                step *= factor
                for unit, size in (("s", 1_000_000_000), ("ms", 1_000_000), ("µs", 1000), ("ns", 1)):
                    if step >= size:
                        return step, size, unit
        step *= 10


class Canvas:
    """One row of cells with a colour each."""

    def __init__(self, width):
        self.cells = [(" ", "")] * width

    def text(self, style):
        result, color = [], ""
        for glyph, wanted in self.cells:
            if style.color and wanted != color:
                result.append(f"\x1b[{wanted or 0}m" if not (color and wanted) else f"\x1b[0;{wanted}m")
                color = wanted
            result.append(glyph)
        if color:
            result.append("\x1b[0m")
        return "".join(result) if style.color else "".join(result).rstrip()


def _shares(lane, columns, duration):
    """For each column: {state: share}, and the span that filled most of it."""
    shares = [{} for _ in range(columns)]
    main = [(0, None)] * columns
    for span in lane.spans:
        first = span[0] * columns / duration
        last = span[1] * columns / duration
        column = int(first)
        while column < columns and (column < last or column == int(first)):
            part = min(last, column + 1) - max(first, column)
            shares[column][span[2]] = shares[column].get(span[2], 0) + part
            if part > main[column][0]:
                main[column] = (part, span)
            column += 1
    return shares, main


def _lane_cells(lane, columns, duration):
    row = Canvas(columns)
    shares, main = _shares(lane, columns, duration)
    busy = tl.RUN if lane.kind == "thread" else tl.STEP
    label_at = []
    for column, share in enumerate(shares):
        if not share:
            continue
        part = share.get(busy, 0)
        other = max((state for state in share if state != busy), key=share.get, default=None)
        total = sum(share.values())
        if busy in share and total < 1 / 8:  # it was there for a moment only
            row.cells[column] = ("▏", _COLORS[busy])
        elif other is None or part >= 15 / 16:
            row.cells[column] = (_block(part), _COLORS[busy])
        elif part >= 1 / 8:
            color = _COLORS[busy]
            if other in (tl.WAIT, tl.READY):
                color += ";" + str(int(_COLORS[other]) + 10)
            row.cells[column] = (_block(part), color)
        elif busy in share and part >= share.get(tl.WAIT, 0) and part >= share.get(tl.READY, 0):
            row.cells[column] = ("▏", _COLORS[busy])
        else:
            row.cells[column] = (_GLYPHS[other], _COLORS[other])
            label_at.append(column)
    _write_labels(row, label_at, main)
    return row


def _block(part):
    return _BLOCKS[min(8, max(1, round(part * 8)))]


def _write_labels(row, columns, main):
    """The name of what is waited for, on bars that have room for it."""
    at = 0
    while at < len(columns):
        end = at + 1
        span = main[columns[at]][1]
        while end < len(columns) and columns[end] == columns[end - 1] + 1 and main[columns[end]][1] is span:
            end += 1
        room = end - at - 2
        label = printable(span[3]) if span else ""
        if label and room >= 5:
            if cells(label) > room:
                label = fit(tl.without_owner(label), room).rstrip()
            start = columns[at] + (end - at - cells(label)) // 2
            color = row.cells[columns[at]][1]
            place = start
            for c in label:
                row.cells[place] = (c, color)
                for extra in range(1, cells(c)):
                    row.cells[place + extra] = ("", color)
                place += max(cells(c), 1)
        at = end


def _mark_row(lane, columns, duration):
    row, any_mark = Canvas(columns), False
    order = ["request", "forced", "mark", "fork"]
    for kind in order:
        for when, what, *_ in lane.marks:
            if what == kind:
                row.cells[min(columns - 1, when * columns // duration)] = (_MARKS[kind], "1")
                any_mark = True
    return row if any_mark else None


def _axis(columns, duration):
    step, size, unit = ticks(duration, max(2, columns // 12))
    row, line = [" "] * columns, ["╌"] * columns
    when = 0
    while when <= duration:
        column = when * columns // duration
        text = f"{when // size if step >= size else when / size:g}"
        if when + step > duration:
            text += " " + unit
        if column + len(text) <= columns:
            row[column:column + len(text)] = text
        if column < columns:
            line[column] = "┬"
        when += step
    return "".join(row), "".join(line)


def _cpu_row(process, columns, duration):
    row = Canvas(columns)
    for (start, before), (end, after) in zip(process.cpu, process.cpu[1:]):
        if end <= start:
            continue
        share = min(1.0, (after - before) * 1000 / (end - start))
        for column in range(start * columns // duration, min(columns, end * columns // duration + 1)):
            row.cells[column] = (_BLOCKS[round(share * 8)] if share * 8 >= 0.5 else "▁" if share > 0.01 else " ", "34")
    return row


def _choose(process):
    """The lanes that are drawn, and how many are not."""
    shown, hidden = [], 0
    for thread in process.threads:
        shown.append(thread)
        shown += thread.tasks
    if len(shown) > _MOST_LANES:
        hidden = len(shown) - _MOST_LANES
        shown = shown[:_MOST_LANES]
    return shown, hidden


def _names(model):
    for process in model.processes:
        for lane in _choose(process)[0]:
            yield ("  " if lane.kind == "task" else "") + lane.name


def legend(model):
    states = {span[2] for lane in model.lanes() for span in lane.spans}
    marks = {mark[1] for lane in model.lanes() for mark in lane.marks}
    parts = []
    if tl.RUN in states:
        parts.append("█ has the GIL (▄ half of the time, ▏ a moment)")
    if tl.WAIT in states:
        parts.append("░ waits for the GIL")
    if tl.OUT in states:
        parts.append("─ outside, in the call that is named")
    if tl.LOCK in states:
        parts.append("┄ waits for a lock")
    if tl.STEP in states:
        parts.append("tasks: █ step, ░ ready but not yet run, ─ suspended in await")
    if "request" in marks:
        parts.append("? asks for the GIL")
    if "forced" in marks:
        parts.append("× was made to give it up")
    if "fork" in marks:
        parts.append("Y fork")
    if "mark" in marks:
        parts.append("▲ mark")
    return parts


def _wrap(parts, width):
    lines, line = [], ""
    for part in parts:
        if line and cells(line) + 3 + cells(part) > width:
            lines.append(line)
            line = ""
        line += ("   " if line else "") + part
    return lines + [line] if line else lines


def draw(model, style=Style()):
    duration = max(model.end, 1)
    names = list(_names(model))
    if not names:
        return "gil: nothing was recorded\n"
    left = min(max(cells(printable(name)) for name in names + ["CPU"]) + 2, max(12, style.width // 3))
    columns = style.width - left - 1
    heads, line = _axis(columns, duration)
    lines = [" " * left + heads, " " * left + line]
    for process in model.processes:
        if len(model.processes) > 1:
            by = f", forked by {process.parent.name}" if process.parent else ""
            lines.append(fit(f"{process.name}{by}", style.width).rstrip())
        shown, hidden = _choose(process)
        for lane in shown:
            name = ("  " if lane.kind == "task" else "") + lane.name
            lines.append(fit(name, left) + _lane_cells(lane, columns, duration).text(style))
            marks = _mark_row(lane, columns, duration)
            if marks:
                lines.append(" " * left + marks.text(style))
        if hidden:
            lines.append(f"  ... and {hidden} more")
        if len(process.cpu) > 1:
            share = process.cpu_share()
            lines.append(fit(f"CPU {share * 100:.0f} %" if share is not None else "CPU", left)
                         + _cpu_row(process, columns, duration).text(style))
    lines += [""] + _wrap(legend(model), style.width)
    text = "\n".join(line.rstrip() for line in lines) + "\n"
    return text if style.unicode else text.translate(_ASCII).encode("ascii", "replace").decode()
