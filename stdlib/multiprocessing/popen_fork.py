"""The fork itself, and the wait for the child's end."""

import os
import signal

from . import util


class Popen:
    method = "fork"

    def __init__(self, process_obj):
        util._flush_std_streams()  # or both processes would write what is buffered
        self.returncode = None
        self._launch(process_obj)

    def _launch(self, process_obj):
        # Two pipes that carry nothing: a process's end is seen by the other as the end of file.
        parent_read, child_write = os.pipe()
        child_read, parent_write = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            code = 1
            try:
                os.close(parent_read)
                os.close(parent_write)
                code = process_obj._bootstrap(parent_sentinel=child_read)
            finally:
                os._exit(code)
        os.close(child_write)
        os.close(child_read)
        self.sentinel = parent_read
        self.finalizer = util.Finalize(self, util.close_fds, (parent_read, parent_write))

    def poll(self, flag=os.WNOHANG):
        if self.returncode is None:
            try:
                pid, status = os.waitpid(self.pid, flag)
            except OSError:
                return None  # another one has waited for it
            if pid == self.pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout=None):
        if self.returncode is None and timeout is not None:
            from .connection import wait
            if not wait([self.sentinel], timeout):
                return None
        return self.poll(os.WNOHANG if timeout == 0.0 else 0)

    def _send_signal(self, sig):
        if self.returncode is None:
            try:
                os.kill(self.pid, sig)
            except ProcessLookupError:
                pass
            except OSError:
                if self.wait(timeout=0.1) is None:
                    raise

    def terminate(self):
        self._send_signal(signal.SIGTERM)

    def kill(self):
        self._send_signal(signal.SIGKILL)

    def close(self):
        if self.finalizer is not None:
            self.finalizer()
