"""The options of `minipy -m gil`, as a table. Each is also an option of a plain run: `--svg F` is `-X gil-svg=F`.

An option of kind "run" changes how the program runs or what is written after it: `begin`, a function "module:name", is
called with its value before the program starts. One of kind "mode" does something else than running the program once:
`begin` is called with (value, settings, words), where `words` are the program and its arguments, and gives the exit status.
"""

import sys
from typing import NamedTuple

USAGE = "usage: minipy -m gil [OPTIONS] (FILE | -m MODULE | -c PROGRAM) [ARGS]"


class Option(NamedTuple):
    name: str
    argument: str  # what stands for the value in the help; "": a switch; "[NAME]": may be left out
    help: str
    group: str = "Pictures"
    kind: str = "run"
    begin: str = ""
    records: bool = False  # needs the log


OPTIONS = (
    Option("timeline", "", "the picture in the terminal, on stderr (the default of -m gil)", records=True),
    Option("summary", "", "the numbers and what they mean, on stderr (the default of -m gil)", records=True),
    Option("svg", "FILE", "the picture as an SVG", records=True),
    Option("html", "FILE", "the picture as one page to zoom, search and point at", records=True),
    Option("json", "FILE", "the log for Perfetto and chrome://tracing", records=True),
    Option("gecko", "FILE", "the log for the Firefox Profiler", records=True),
    Option("quiet", "", "no picture and no numbers on stderr"),
    Option("width", "COLUMNS", "of the picture in the terminal, and of the SVG in eighths of pixels"),
    Option("color", "WHEN", "auto, always or never"),
    Option("limit", "EVENTS", "how many events are kept of each thread, the last ones (1000000)"),

    Option("policy", "POLICY", "how the lock behaves: interval, ticks, fair, seeded:N", "The lock and time"),
    Option("ticks", "N", "the policy ticks: a switch every N instructions", "The lock and time", begin="gil._start:set_ticks"),
    Option("seed", "N", "the schedule that follows from N, on the virtual clock: the same each time", "The lock and time"),
    Option("interval", "MS", "the switch interval in milliseconds", "The lock and time", begin="gil._start:set_interval"),
    Option("virtual", "", "sleeps take no time; clocks tell as if they had", "The lock and time"),

    Option("compare", "", "run it under interval, ticks and fair, and count what the lock did", "The lock and time",
           "mode", "gil._compare:main"),

    Option("explore", "N", "run it under N schedules, and show which outcomes there are", "Bugs of order", "mode",
           "gil._explore:main"),
    Option("races", "", "report accesses to the same place that nothing puts in an order", "Bugs of order",
           begin="gil._races:begin"),
    Option("deadlock", "", "when all threads wait for each other, say how and end", "Bugs of order",
           begin="gil._start:report_deadlocks"),
    Option("step", "", "walk through it line by line, and say which thread goes next", "Bugs of order",
           begin="gil._step:begin"),

    Option("lesson", "[NAME]", "a lesson; without a name the list of them", "To learn", "mode", "gil._lessons:main"),
)


def find(name):
    for option in OPTIONS:
        if option.name == name:
            return option
    return None


class Wrong(Exception):
    """A wrong command line; its text is for the user."""


def read(words):
    """(settings, rest): the options that `words` begin with, and the program and its arguments."""
    settings, at = {}, 0
    while at < len(words) and words[at].startswith("--"):
        name, equals, value = words[at][2:].partition("=")
        at += 1
        if not name:
            break
        option = find(name)
        if option is None:
            raise Wrong(f"unknown option --{name}{_similar(name)}")
        if not option.argument:
            if equals:
                raise Wrong(f"--{name} takes no value")
            value = ""
        elif not equals:
            if at < len(words) and not (option.argument[0] == "[" and words[at].startswith("-")):
                value = words[at]
                at += 1
            elif option.argument[0] != "[":
                raise Wrong(f"--{name} wants {option.argument}")
        settings[name] = value
    return settings, words[at:]


def read_x_options(options):
    """The settings in sys._xoptions."""
    settings = {}
    for key, value in options.items():
        if not key.startswith("gil-"):
            continue
        option = find(key[4:])
        if option is None:
            raise Wrong(f"unknown option -X {key}{_similar(key[4:], '-X gil-')}")
        if option.argument and value is True and option.argument[0] != "[":
            raise Wrong(f"-X {key} wants a value: -X {key}={option.argument}")
        settings[option.name] = "" if value is True else value
    return settings


def _similar(name, prefix="--"):
    import difflib
    near = difflib.get_close_matches(name, [option.name for option in OPTIONS], 1)
    return f"; did you mean {prefix}{near[0]}?" if near else ""


def number(settings, name, default, kind=int):
    try:
        return kind(settings[name]) if settings.get(name) else default
    except ValueError:
        raise Wrong(f"--{name}: {settings[name]!r} is not a number") from None


def help_text():
    lines = [USAGE, "", "Runs a program and shows what its threads, tasks, locks and processes did."]
    group = None
    for option in OPTIONS:
        if option.group != group:
            group = option.group
            lines += ["", group + ":"]
        left = f"  --{option.name} {option.argument}".rstrip()
        lines.append(f"{left:<22} {option.help}" if len(left) < 22 else f"{left}\n{'':<22} {option.help}")
    lines += ["", "Each is also an option of a plain run: --svg FILE is `minipy -X gil-svg=FILE ...`."]
    return "\n".join(lines)


def call(target, *args):
    """Calls "module:name"."""
    import importlib
    module, _, name = target.partition(":")
    return getattr(importlib.import_module(module), name)(*args)


def complain(error):
    print(f"{USAGE}\nminipy -m gil: error: {error}", file=sys.stderr)
    return 2
