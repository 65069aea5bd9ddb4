"""The fork server: a process with one thread, spawned when it is first needed, that forks children for us.

We connect to its socket and send descriptors: the end of a pipe that the child reads its task from, the end of another
through which the server tells the child's pid and later how it ended, the server's alive pipe and the tracker's; then
those that the task itself speaks of.
"""

import errno
import os
import selectors
import signal
import socket
import struct
import sys
import threading

from . import process, resource_tracker, spawn, util
from .context import reduction

__all__ = ["ensure_running", "get_inherited_fds", "connect_to_new_process", "set_forkserver_preload"]

MAXFDS_TO_SEND = 256
_SIGNED = struct.Struct("q")
_OWN_FDS = 4  # those that come before the task's


class ForkServer:
    """The server, as its clients see it."""

    def __init__(self):
        self._forkserver_address = None
        self._forkserver_alive_fd = None
        self._forkserver_pid = None
        self._inherited_fds = None
        self._lock = threading.Lock()
        self._preload_modules = ["__main__"]

    def _stop(self):
        with self._lock:
            self._stop_unlocked()

    def _stop_unlocked(self):
        if self._forkserver_pid is None:
            return
        os.close(self._forkserver_alive_fd)  # it ends when nobody holds that
        self._forkserver_alive_fd = None
        os.waitpid(self._forkserver_pid, 0)
        self._forkserver_pid = None
        if not util.is_abstract_socket_namespace(self._forkserver_address):
            os.unlink(self._forkserver_address)
        self._forkserver_address = None

    def set_forkserver_preload(self, modules_names):
        """Set list of module names to try to load in forkserver process."""
        if not all(type(name) is str for name in modules_names):
            raise TypeError("module_names must be a list of strings")
        self._preload_modules = modules_names

    def get_inherited_fds(self):
        """Return list of fds inherited from parent process, or None if this was not started by a fork server."""
        return self._inherited_fds

    def connect_to_new_process(self, fds):
        """Request forkserver to create a child process.

        Returns a pair of fds (status_r, data_w): the pid and the returncode are read from status_r, and the
        preparation data and the process object go to data_w.
        """
        self.ensure_running()
        if len(fds) + _OWN_FDS >= MAXFDS_TO_SEND:
            raise ValueError("too many fds")
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(self._forkserver_address)
            parent_read, child_write = os.pipe()
            child_read, parent_write = os.pipe()
            try:
                reduction.sendfds(client, [child_read, child_write, self._forkserver_alive_fd,
                                           resource_tracker.getfd(), *fds])
                return parent_read, parent_write
            except BaseException:
                os.close(parent_read)
                os.close(parent_write)
                raise
            finally:
                os.close(child_read)
                os.close(child_write)

    def ensure_running(self):
        """Make sure that a fork server is running; it ends when all that know it have ended."""
        with self._lock:
            resource_tracker.ensure_running()
            if self._forkserver_pid is not None:
                pid, _ = os.waitpid(self._forkserver_pid, os.WNOHANG)
                if not pid:
                    return
                os.close(self._forkserver_alive_fd)
                self._forkserver_address = self._forkserver_alive_fd = self._forkserver_pid = None
            self._launch()

    def _launch(self):
        from . import connection
        data = {}
        if self._preload_modules:
            wanted = {"main_path", "sys_path"}
            data = spawn.get_preparation_data("ignore")
            data = {"main_path" if name == "init_main_from_path" else name: value for name, value in data.items()}
            data = {name: value for name, value in data.items() if name in wanted}
        with socket.socket(socket.AF_UNIX) as listener:
            address = connection.arbitrary_address("AF_UNIX")
            listener.bind(address)
            if not util.is_abstract_socket_namespace(address):
                os.chmod(address, 0o600)
            listener.listen()
            alive_read, alive_write = os.pipe()
            try:
                program = (f"from multiprocessing.forkserver import main; "
                           f"main({listener.fileno()}, {alive_read}, {self._preload_modules!r}, **{data!r})")
                executable = spawn.get_executable()
                command = [executable, *util._interpreter_flags(), "-c", program]
                pid = util.spawnv_passfds(executable, command, [listener.fileno(), alive_read])
            except BaseException:
                os.close(alive_write)
                raise
            finally:
                os.close(alive_read)
            self._forkserver_address = address
            self._forkserver_alive_fd = alive_write
            self._forkserver_pid = pid


# ---- the server -----------------------------------------------------------

def main(listener_fd, alive_r, preload, main_path=None, sys_path=None):
    """Run forkserver."""
    if preload:
        _preload(preload, main_path, sys_path)
    util._close_stdin()
    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_read, False)
    os.set_blocking(wake_write, False)

    # A child's end wakes us through the pipe; Ctrl-C is for the children, which have their old handlers.
    own_handlers = {signal.SIGCHLD: lambda *_: None, signal.SIGINT: signal.SIG_IGN}
    old_handlers = {number: signal.signal(number, handler) for number, handler in own_handlers.items()}
    signal.set_wakeup_fd(wake_write)

    clients = {}  # pid of a child -> the pipe on which its end is told
    with socket.socket(socket.AF_UNIX, fileno=listener_fd) as listener, selectors.DefaultSelector() as selector:
        _forkserver._forkserver_address = listener.getsockname()
        for source in (listener, alive_r, wake_read):
            selector.register(source, selectors.EVENT_READ)
        while True:
            try:
                ready = {key.fileobj for key, _ in selector.select()}
                if alive_r in ready:
                    assert os.read(alive_r, 1) == b"", "Not at EOF?"
                    raise SystemExit
                if wake_read in ready:
                    os.read(wake_read, 65536)
                    _report_ends(clients)
                if listener in ready:
                    with listener.accept()[0] as connection:
                        _fork_for(connection, listener, [alive_r, wake_write, wake_read], selector, clients,
                                  old_handlers)
            except OSError as e:
                if e.errno != errno.ECONNABORTED:
                    raise


def _preload(names, main_path, sys_path):
    if sys_path is not None:
        sys.path[:] = sys_path
    if "__main__" in names and main_path is not None:
        process.current_process()._inheriting = True
        try:
            spawn.import_main_path(main_path)
        finally:
            del process.current_process()._inheriting
    for name in names:
        try:
            __import__(name)
        except ImportError:
            pass
    util._flush_std_streams()


def _report_ends(clients):
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        child_write = clients.pop(pid, None)
        if child_write is None:
            import warnings
            warnings.warn("forkserver: waitpid returned unexpected pid %d" % pid)
            continue
        try:
            write_signed(child_write, os.waitstatus_to_exitcode(status))
        except BrokenPipeError:
            pass  # nobody wants to know
        os.close(child_write)


def _fork_for(connection, listener, own_fds, selector, clients, handlers):
    fds = reduction.recvfds(connection, MAXFDS_TO_SEND + 1)
    if len(fds) > MAXFDS_TO_SEND:
        raise RuntimeError("Too many ({0:n}) fds to send".format(len(fds)))
    child_read, child_write, *fds = fds
    connection.close()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            listener.close()
            selector.close()
            code = _serve_one(child_read, fds, [child_write, *own_fds, *clients.values()], handlers)
        except Exception:
            sys.excepthook(*sys.exc_info())
            sys.stderr.flush()
        finally:
            os._exit(code)
    try:
        write_signed(child_write, pid)
    except BrokenPipeError:
        pass
    clients[pid] = child_write
    os.close(child_read)
    for fd in fds:
        os.close(fd)


def _serve_one(child_r, fds, unused_fds, handlers):
    """In the child: forget what was the server's, and do as one that was spawned."""
    signal.set_wakeup_fd(-1)
    for number, handler in handlers.items():
        signal.signal(number, handler)
    for fd in unused_fds:
        os.close(fd)
    (_forkserver._forkserver_alive_fd, resource_tracker._resource_tracker._fd,
     *_forkserver._inherited_fds) = fds
    return spawn._main(child_r, os.dup(child_r))


def read_signed(fd):
    data = b""
    while len(data) < _SIGNED.size:
        piece = os.read(fd, _SIGNED.size - len(data))
        if not piece:
            raise EOFError("unexpected EOF")
        data += piece
    return _SIGNED.unpack(data)[0]


def write_signed(fd, n):
    message = _SIGNED.pack(n)
    while message:
        written = os.write(fd, message)
        if written == 0:
            raise RuntimeError("should not get here")
        message = message[written:]


_forkserver = ForkServer()
ensure_running = _forkserver.ensure_running
get_inherited_fds = _forkserver.get_inherited_fds
connect_to_new_process = _forkserver.connect_to_new_process
set_forkserver_preload = _forkserver.set_forkserver_preload
