"""forkserver: a server, itself spawned once, forks the child; it tells us over a pipe how the child ended."""

import io
import os

from . import forkserver, popen_fork, reduction, spawn, util
from .context import set_spawning_popen

__all__ = ["Popen"]


class _DupFd:
    """A descriptor that the server hands to the child: the child knows it by its place in the list."""

    def __init__(self, index):
        self.index = index

    def detach(self):
        return forkserver.get_inherited_fds()[self.index]


class Popen(popen_fork.Popen):
    method = "forkserver"
    DupFd = _DupFd

    def __init__(self, process_obj):
        self._fds = []
        super().__init__(process_obj)

    def duplicate_for_child(self, fd):
        self._fds.append(fd)
        return len(self._fds) - 1

    def _launch(self, process_obj):
        message = io.BytesIO()
        set_spawning_popen(self)
        try:
            reduction.dump(spawn.get_preparation_data(process_obj._name), message)
            reduction.dump(process_obj, message)
        finally:
            set_spawning_popen(None)
        self.sentinel, parent_write = forkserver.connect_to_new_process(self._fds)
        # A copy that dies with us: the child waits for its end to know of ours.
        sentinel_of_child = os.dup(parent_write)
        self.finalizer = util.Finalize(self, util.close_fds, (sentinel_of_child, self.sentinel))
        with open(parent_write, "wb") as pipe:
            pipe.write(message.getbuffer())
        self.pid = forkserver.read_signed(self.sentinel)

    def poll(self, flag=os.WNOHANG):
        if self.returncode is None:
            from .connection import wait
            if not wait([self.sentinel], 0 if flag == os.WNOHANG else None):
                return None
            try:
                self.returncode = forkserver.read_signed(self.sentinel)
            except (OSError, EOFError):
                self.returncode = 255  # the server is gone, and what it knew
        return self.returncode
