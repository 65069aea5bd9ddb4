"""Which loop a lock or a queue belongs to: the one that first has to wait at it."""

import threading

from _asyncio import _get_running_loop

_lock = threading.Lock()


class _LoopBoundMixin:
    _loop = None

    def _get_loop(self):
        loop = _get_running_loop()
        if loop is not self._loop:
            self._bind_to(loop)
        return loop

    def _bind_to(self, loop):
        with _lock:
            if self._loop is None:
                self._loop = loop
        if loop is not self._loop:
            raise RuntimeError(f"{self!r} is bound to a different event loop")
