"""Future (its body is in C++: `_asyncio`), and the bridge to the futures of other threads."""

import sys

from _asyncio import Future

from . import events, exceptions
from .base_futures import _CANCELLED, _FINISHED, _PENDING, isfuture

__all__ = ("Future", "wrap_future", "isfuture")

_PyFuture = _CFuture = Future


def __getattr__(name):
    if name in ("DEBUG", "STACK_DEBUG"):
        return {"DEBUG": 10, "STACK_DEBUG": 9}[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _get_loop(future):
    return future.get_loop() if hasattr(future, "get_loop") else future._loop


def _set_result_unless_cancelled(future, result):
    if not future.cancelled():
        future.set_result(result)


def _is_concurrent(future):
    theirs = sys.modules.get("concurrent.futures._base")  # not loaded: nobody can have made one
    return theirs is not None and isinstance(future, theirs.Future)


def _own_exception(exc):
    """An exception of concurrent.futures, as the asyncio class of the same meaning."""
    concurrent = sys.modules.get("concurrent.futures._base")
    if concurrent is None:
        return exc
    for theirs, ours in ((concurrent.CancelledError, exceptions.CancelledError),
                         (concurrent.TimeoutError, exceptions.TimeoutError),
                         (concurrent.InvalidStateError, exceptions.InvalidStateError)):
        if type(exc) is theirs:
            return ours(*exc.args)
    return exc


def _copy_future_state(source, target):
    """The outcome of a finished future, of either kind, into an asyncio future."""
    if target.cancelled():
        return
    if source.cancelled():
        target.cancel()
    elif (exc := source.exception()) is not None:
        target.set_exception(_own_exception(exc))
    else:
        target.set_result(source.result())


def _copy_to_concurrent(source, target):
    """The outcome of a finished asyncio future into a concurrent.futures.Future."""
    if source.cancelled():
        target.cancel()
    if not target.set_running_or_notify_cancel():
        return
    if (exc := source.exception()) is not None:
        target.set_exception(_own_exception(exc))
    else:
        target.set_result(source.result())


def _chain_future(source, destination):
    """When source is done, so is destination, in its own thread; cancelling destination cancels source."""
    for role, future in (("source", source), ("destination", destination)):
        if not isfuture(future) and not _is_concurrent(future):
            raise TypeError(f"A future is required for {role} argument")
    source_loop = _get_loop(source) if isfuture(source) else None
    target_loop = _get_loop(destination) if isfuture(destination) else None
    copy = _copy_future_state if target_loop is not None else _copy_to_concurrent

    def cancel_source(target):
        if target.cancelled():
            if source_loop is None or source_loop is target_loop:
                source.cancel()
            else:
                source_loop.call_soon_threadsafe(source.cancel)

    def source_done(done):
        if destination.cancelled() and target_loop is not None and target_loop.is_closed():
            return
        if target_loop is None or target_loop is source_loop:
            copy(done, destination)
        elif not target_loop.is_closed():
            target_loop.call_soon_threadsafe(copy, done, destination)

    destination.add_done_callback(cancel_source)
    source.add_done_callback(source_done)


def wrap_future(future, *, loop=None):
    """Wrap concurrent.futures.Future object."""
    if isfuture(future):
        return future
    assert _is_concurrent(future), f"concurrent.futures.Future is expected, got {future!r}"
    wrapped = (loop or events._get_event_loop()).create_future()
    _chain_future(future, wrapped)
    return wrapped
