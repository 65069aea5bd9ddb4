"""Signals of the operating system. The calls are native, in `_signal`.

The constants are members of the enums Signals, Handlers and Sigmasks; these are made when one of their names
is first asked for, so that importing this module (which asyncio does) costs nothing.
"""
import _signal
from _signal import *


def __getattr__(name):
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    _make_enums()
    return globals()[name]


def __dir__():
    return sorted({*globals(), *_LAZY})


def _is_signal(name):
    return name.isupper() and (name.startswith("SIG") and not name.startswith("SIG_") or name.startswith("CTRL_"))


_HANDLERS = ("SIG_DFL", "SIG_IGN")
_SIGMASKS = ("SIG_BLOCK", "SIG_UNBLOCK", "SIG_SETMASK")
_SIGNALS = tuple(n for n in dir(_signal) if _is_signal(n))
_LAZY = frozenset((*_HANDLERS, *_SIGMASKS, *_SIGNALS, "Signals", "Handlers", "Sigmasks"))
# The plain numbers that `import *` brought would hide the members of the enums.
for _name in _LAZY:
    globals().pop(_name, None)
del _name


def _make_enums():
    from enum import IntEnum
    for cls_name, names in (("Signals", _SIGNALS), ("Handlers", _HANDLERS), ("Sigmasks", _SIGMASKS)):
        IntEnum._convert_(cls_name, __name__, names.__contains__, source=_signal)


def _int_to_enum(value, cls_name):
    """The member of this number, or the number if there is none."""
    if not isinstance(value, int):
        return value
    if cls_name not in globals():
        _make_enums()
    try:
        return globals()[cls_name](value)
    except ValueError:
        return value


def _enum_to_int(value):
    """The number of a member; what is no number (a function) stays as it is."""
    try:
        return int(value)
    except (ValueError, TypeError):
        return value


def signal(signalnum, handler):
    """Set what happens at the signal: SIG_DFL, SIG_IGN or handler(signalnum, frame). Returns what was set
    before.
    """
    return _int_to_enum(_signal.signal(_enum_to_int(signalnum), _enum_to_int(handler)), "Handlers")


def getsignal(signalnum):
    """What happens at the signal."""
    return _int_to_enum(_signal.getsignal(signalnum), "Handlers")


if "pthread_sigmask" in globals():
    def pthread_sigmask(how, mask):
        """Change which signals this thread holds back; returns those that it held back before."""
        return {_int_to_enum(x, "Signals") for x in _signal.pthread_sigmask(how, mask)}


if "sigpending" in globals():
    def sigpending():
        """The signals that have come and are held back."""
        return {_int_to_enum(x, "Signals") for x in _signal.sigpending()}


if "sigwait" in globals():
    def sigwait(sigset):
        """Sleep until one of these signals comes; returns it."""
        return _int_to_enum(_signal.sigwait(sigset), "Signals")


if "valid_signals" in globals():
    def valid_signals():
        """All signals that there are."""
        return {_int_to_enum(x, "Signals") for x in _signal.valid_signals()}

