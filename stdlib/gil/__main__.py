"""The command line of the laboratory: what it is given becomes a plain run with -X gil-... options."""

import os
import sys

from . import _options


def interpreter_options():
    """What stood before `-m gil`: it holds for the run too."""
    words = sys.orig_argv[1:]
    for at, word in enumerate(words):
        if word == "-m" and words[at + 1:at + 2] == ["gil"] or word == "-mgil":
            return words[:at]
    return []


def command(settings, words):
    """The plain run that does what `minipy -m gil` was asked for."""
    result = [sys.executable, *interpreter_options()]
    for name, value in settings.items():
        result += ["-X", f"gil-{name}={value}" if value else f"gil-{name}"]
    return result + words


def main(words):
    if not words or words[0] in ("-h", "--help"):
        print(_options.help_text())
        return 0
    try:
        settings, rest = _options.read(words)
        for name, value in settings.items():
            option = _options.find(name)
            if option.kind == "mode" and name != "explore":  # that one wants a process with hashes as a seed's run has them
                return _options.call(option.begin, value, settings, rest)
        if not rest:
            raise _options.Wrong("no program is given")
    except _options.Wrong as error:
        return _options.complain(error)
    if "quiet" not in settings:
        settings.setdefault("timeline", "")
        settings.setdefault("summary", "")
    sys.stdout.flush()
    os.execv(sys.executable, command(settings, rest))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
