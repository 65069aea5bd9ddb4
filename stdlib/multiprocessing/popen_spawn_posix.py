"""spawn: this program is started anew, and told through a pipe what to do."""

import io
import os

from . import popen_fork, reduction, resource_tracker, spawn, util
from .context import set_spawning_popen

__all__ = ["Popen"]


class _DupFd:
    """A descriptor that the child inherits, under the same number."""

    def __init__(self, fd):
        self.fd = fd

    def detach(self):
        return self.fd


class Popen(popen_fork.Popen):
    method = "spawn"
    DupFd = _DupFd

    def __init__(self, process_obj):
        self._fds = []
        super().__init__(process_obj)

    def duplicate_for_child(self, fd):
        self._fds.append(fd)
        return fd

    def _launch(self, process_obj):
        tracker_fd = resource_tracker.getfd()
        self._fds.append(tracker_fd)
        message = io.BytesIO()
        set_spawning_popen(self)
        try:
            reduction.dump(spawn.get_preparation_data(process_obj._name), message)
            reduction.dump(process_obj, message)
        finally:
            set_spawning_popen(None)

        # Two pipes: each process sees the end of the other one; the message goes through the second.
        opened = []
        try:
            parent_read, child_write = os.pipe()
            opened += parent_read, child_write
            child_read, parent_write = os.pipe()
            opened += child_read, parent_write
            self._fds += child_read, child_write
            command = spawn.get_command_line(tracker_fd=tracker_fd, pipe_handle=child_read)
            self.pid = util.spawnv_passfds(spawn.get_executable(), command, self._fds)
            self.sentinel = parent_read
            opened = [child_read, child_write]
            self.finalizer = util.Finalize(self, util.close_fds, (parent_read, parent_write))
            with open(parent_write, "wb", closefd=False) as pipe:
                pipe.write(message.getbuffer())
        finally:
            util.close_fds(*opened)
