"""A future's states, and its repr."""

import reprlib

from . import format_helpers

_PENDING = "PENDING"
_CANCELLED = "CANCELLED"
_FINISHED = "FINISHED"


def isfuture(obj):
    """Is obj a Future, of any library? Whatever has `_asyncio_future_blocking` is (duck typing, but not mocks)."""
    return hasattr(obj.__class__, "_asyncio_future_blocking") and obj._asyncio_future_blocking is not None


def _format_callbacks(callbacks):
    """At most two callbacks in full: `cb=[f(), <3 more>, g()]`."""
    def show(entry):
        return format_helpers._format_callback_source(entry[0], ())

    count = len(callbacks)
    if count <= 2:
        text = ", ".join(show(entry) for entry in callbacks)
    else:
        text = f"{show(callbacks[0])}, <{count - 2} more>, {show(callbacks[-1])}"
    return f"cb=[{text}]"


def _future_repr_info(future):
    """The parts of a future's repr, as a list."""
    info = [future._state.lower()]
    if future._state == _FINISHED:
        if future._exception is not None:
            info.append(f"exception={future._exception!r}")
        else:
            info.append(f"result={reprlib.repr(future._result)}")
    if future._callbacks:
        info.append(_format_callbacks(future._callbacks))
    if future._source_traceback:
        frame = future._source_traceback[-1]
        info.append(f"created at {frame[0]}:{frame[1]}")
    return info


@reprlib.recursive_repr()
def _future_repr(future):
    return f"<{type(future).__name__} {' '.join(_future_repr_info(future))}>"
