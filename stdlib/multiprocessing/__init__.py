"""Processes with the interface of threads. Each has its own interpreter and its own memory: no lock is shared, no
variable either; what must pass from one to the other goes through a pipe, a queue or shared memory.

Everything here is a method of the default context; see `context`.
"""

import sys

from . import context

_default = context._default_context
__all__ = [name for name in dir(_default) if not name.startswith("_")]
globals().update((name, getattr(_default, name)) for name in __all__)

SUBDEBUG = 5
SUBWARNING = 25

if "__main__" in sys.modules:
    sys.modules["__mp_main__"] = sys.modules["__main__"]
