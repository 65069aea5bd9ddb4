"""A run with -X gil-... options: what happens before the program and after it."""

import sys

import _gil

from . import _options


def begin():
    """Called by the interpreter before the program when there is an -X gil-... option."""
    try:
        settings = _options.read_x_options(sys._xoptions)
        recording = False
        for name, value in settings.items():
            option = _options.find(name)
            recording |= option.records
            if option.kind == "mode":
                sys.exit(_options.call(option.begin, value, settings, program_words()))
            if option.begin:
                _options.call(option.begin, value)
        limit = _options.number(settings, "limit", 1_000_000)
    except _options.Wrong as error:
        sys.exit(_options.complain(error))
    if recording:
        import atexit
        if "virtual" in settings and not settings.keys() & {"policy", "ticks", "seed", "step"}:
            _gil.set_policy("turns")  # so that the picture is the same each time
        atexit.register(finish, settings)  # the first to be registered is the last to run
        _gil.start(limit)


def program_words():
    """The program and its arguments, as they stand on the command line behind the interpreter's options."""
    words = iter(sys.orig_argv[1:])
    for word in words:
        if word in ("-X", "-W", "--check-hash-based-pycs"):
            next(words, None)
        elif word in ("-c", "-m") or not word.startswith("-") or word == "-":
            return [word, *words]
        elif word[1] in "cm":
            return [word[:2], word[2:], *words]
    return []


def set_interval(milliseconds):
    try:
        sys.setswitchinterval(float(milliseconds) / 1000)
    except ValueError:
        raise _options.Wrong(f"--interval: {milliseconds!r} is not a time in milliseconds") from None


def set_ticks(ticks):
    if not ticks.isdigit() or int(ticks) == 0:
        raise _options.Wrong(f"--ticks: {ticks!r} is not a number of instructions")
    _gil.set_policy(f"ticks:{ticks}")


def report_deadlocks(value):
    import _gil_tools
    _gil_tools.watch_for_standstill()


def finish(settings):
    if not _gil.is_recording() or _gil.is_child():
        return
    data = _gil.take()
    from . import _report
    _report.write(data, settings)
