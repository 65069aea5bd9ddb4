"""What a loop does besides its tasks' steps, for the recording: its turns, and the callbacks that are no task's step.

The loop itself knows nothing of this; its two methods are wrapped when a loop first runs while events are recorded.
"""

import _gil
from asyncio import base_events, events, tasks

from . import _log

_done = []


def watch_loops():
    if _done:
        return
    _done.append(True)
    _wrap_turn(base_events.BaseEventLoop)
    _wrap_run(events.Handle)


def _wrap_turn(loop_type):
    turn = loop_type._run_once

    def recorded_turn(self):
        _gil.note(_log.LOOP_TURN, 0, len(self._ready), None)
        turn(self)

    loop_type._run_once = recorded_turn


def _wrap_run(handle_type):
    run = handle_type._run

    def recorded_run(self):
        callback = self._callback
        if isinstance(getattr(callback, "__self__", None), tasks.Task) or not _gil.is_recording():
            return run(self)
        _gil.note(_log.CALLBACK_BEGIN, 0, 0, getattr(callback, "__qualname__", None) or type(callback).__name__)
        try:
            return run(self)
        finally:
            _gil.note(_log.CALLBACK_END, 0, 0, None)

    handle_type._run = recorded_run
