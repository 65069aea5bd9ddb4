"""`--races`: pairs of accesses to the same place by two threads that nothing puts in an order (stdlib/gil/races.h)."""

import linecache
import os
import sys

import _gil_tools


def begin(value=""):
    import atexit
    _gil_tools.races_start()
    atexit.register(finish)


def _name(access):
    thread, name = access[0], access[1]
    return name or f"thread {thread}"


def _file(name):
    """As one would type it."""
    here = os.path.relpath(name) if name.startswith("/") else name
    return here if len(here) < len(name) else name


def _place(place):
    file, function, line = place
    yield f'      File "{_file(file)}", line {line}, in {function}'
    source = linecache.getline(file, line).strip()
    if source:
        yield f"        {source}"


def race_lines(race, one_writer=False):
    what, first, second = race
    yield f"Race: {what}"
    for access, verb in ((first, "first"), (second, "then")):
        kind = "writes" if access[2] else "reads"
        yield f"    {verb} {_name(access)} {kind} it:"
        for place in reversed(access[4]):
            if not place[0].startswith(("<stdlib>", "<frozen", "/usr/lib/python3")):
                yield from _place(place)
    yield "    and no lock, queue, event or join says which of them comes first."
    if one_writer:
        yield "    Only one thread writes it, so no update is lost; the other may see the old value or the new one."


def text(races):
    if not races:
        return "no race was seen\n"
    writers = {}  # of each place
    for what, *accesses in races:
        writers.setdefault(what, set()).update(access[0] for access in accesses if access[2])
    lines = []
    for race in races:
        lines += [*race_lines(race, len(writers[race[0]]) == 1), ""]
    lines.append(f"{len(races)} race{'s' if len(races) > 1 else ''}"
                 " (what this run did; another one may show more)")
    return "\n".join(lines) + "\n"


def finish():
    races = _gil_tools.races_take()
    try:
        sys.stdout.flush()
    except (OSError, ValueError, AttributeError):
        pass
    stream = sys.__stderr__
    if stream is not None:
        stream.write(text(races))
        stream.flush()
