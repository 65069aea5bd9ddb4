"""The editor of input() and of the prompt: history, keys, completion; by the interpreter's own editor (interp/repl).

Importing it gives a program on a terminal an edited input().
"""
import os
import sys

import _editor
from _editor import (add_history, append_history_file as _append, clear_history, get_line_buffer, insert_text, parse_and_bind,
                     redisplay)

__doc__ = "Importing this module enables command line editing using GNU readline."

_completer = _startup_hook = _pre_input_hook = _display_hook = None
_delimiters = " \t\n`~!@#$%^&*()-=+[{]}\\|;:'\",<>/?"
_begin = _end = 0
_completion_type = 0
_length = -1


def read_init_file(filename=None, /):
    """Keys and settings from a file, ~/.inputrc unless it is named."""
    with open(os.path.expanduser(filename or "~/.inputrc")) as file:
        _editor.read_init_text(file.read())


def read_history_file(filename=None, /):
    _editor.read_history_file(os.fsdecode(os.path.expanduser(filename or "~/.history")))


def write_history_file(filename=None, /):
    _editor.write_history_file(os.fsdecode(os.path.expanduser(filename or "~/.history")), _length)


def append_history_file(nelements, filename=None, /):
    _append(nelements, os.fsdecode(os.path.expanduser(filename or "~/.history")))


def get_history_length():
    return _length


def set_history_length(length, /):
    global _length
    _length = length.__index__()


def get_current_history_length():
    return _editor.history_size()


def get_history_item(index, /):
    """One entry; they count from 1."""
    return _editor.history_item(index - 1)


def remove_history_item(pos, /):
    if pos < 0:
        raise ValueError("History index cannot be negative")
    if not _editor.remove_history_item(pos):
        raise ValueError(f"No history item at position {pos}")


def replace_history_item(pos, line, /):
    if pos < 0:
        raise ValueError("History index cannot be negative")
    if not _editor.replace_history_item(pos, line):
        raise ValueError(f"No history item at position {pos}")


def set_auto_history(enabled, /):
    _editor.set_auto_history(bool(enabled))


def set_completer(function=None, /):
    global _completer
    _completer = function


def get_completer():
    return _completer


def set_completer_delims(string, /):
    global _delimiters
    _delimiters = string


def get_completer_delims():
    return _delimiters


def set_completion_display_matches_hook(function=None, /):
    global _display_hook
    _display_hook = function


def get_completion_type():
    return _completion_type


def get_begidx():
    return _begin


def get_endidx():
    return _end


def set_startup_hook(function=None, /):
    global _startup_hook
    _startup_hook = function


def set_pre_input_hook(function=None, /):
    global _pre_input_hook
    _pre_input_hook = function


def _begin_line():
    """The editor begins: the program's hooks may put text into it."""
    for hook in _startup_hook, _pre_input_hook:
        if hook is not None:
            hook()


def _complete(line, cursor, at_prompt):
    """(begin, words), or None when the program has no completer of its own."""
    global _begin, _end, _completion_type
    own = _completer is None or getattr(_completer, "__module__", "") == "rlcompleter"
    if own and at_prompt or _completer is None:
        return None
    begin = cursor
    while begin > 0 and line[begin - 1] not in _delimiters:
        begin -= 1
    _begin, _end, _completion_type = begin, cursor, ord("\t")
    words, state = [], 0
    while True:
        word = _completer(line[begin:cursor], state)
        if word is None:
            break
        words.append(str(word))
        state += 1
    return begin, words


_editor.use_readline(_begin_line, _complete)
