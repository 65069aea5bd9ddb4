"""Gives descriptors to processes that were promised them: each promise has a key, and a thread of this process answers
who comes with one."""

import os
import signal
import sys
import threading

from . import process, util
from .context import reduction

__all__ = ["stop", "DupFd"]


class DupFd:
    """Wrapper for fd which can be used at any time."""

    def __init__(self, fd):
        own = os.dup(fd)

        def send(conn, pid):
            reduction.send_handle(conn, own, pid)

        def close():
            os.close(own)

        self._id = _resource_sharer.register(send, close)

    def detach(self):
        """Get the fd.  This should only be called once."""
        with _resource_sharer.get_connection(self._id) as conn:
            return reduction.recv_handle(conn)


class _ResourceSharer:
    """Promises by key, and the thread that keeps them."""

    def __init__(self):
        self._key = 0
        self._cache = {}
        self._lock = threading.Lock()
        self._listener = self._address = self._thread = None
        util.register_after_fork(self, _ResourceSharer._afterfork)

    def register(self, send, close):
        """Register resource, returning an identifier."""
        with self._lock:
            if self._address is None:
                self._start()
            self._key += 1
            self._cache[self._key] = send, close
            return self._address, self._key

    @staticmethod
    def get_connection(ident):
        """Return connection from which to receive identified resource."""
        from .connection import Client
        address, key = ident
        conn = Client(address, authkey=process.current_process().authkey)
        conn.send((key, os.getpid()))
        return conn

    def stop(self, timeout=None):
        """Stop the background thread and clear registered resources."""
        from .connection import Client
        with self._lock:
            if self._address is not None:
                with Client(self._address, authkey=process.current_process().authkey) as conn:
                    conn.send(None)
                self._thread.join(timeout=timeout)
                if self._thread.is_alive():
                    util.sub_warning("_ResourceSharer thread did not stop when asked")
                self._listener.close()
                self._forget()

    def _forget(self):
        for _, close in self._cache.values():
            close()
        self._cache.clear()
        self._listener = self._address = self._thread = None

    def _afterfork(self):
        self._lock._at_fork_reinit()
        if self._listener is not None:
            self._listener.close()
        self._forget()

    def _start(self):
        from .connection import Listener
        assert self._listener is None, "Already have Listener"
        util.debug("starting listener and thread for sending handles")
        self._listener = Listener(authkey=process.current_process().authkey, backlog=128)
        self._address = self._listener.address
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        while True:
            try:
                with self._listener.accept() as conn:
                    message = conn.recv()
                    if message is None:
                        return
                    key, destination_pid = message
                    send, close = self._cache.pop(key)
                    try:
                        send(conn, destination_pid)
                    finally:
                        close()
            except Exception:
                if not util.is_exiting():
                    sys.excepthook(*sys.exc_info())


_resource_sharer = _ResourceSharer()
stop = _resource_sharer.stop
