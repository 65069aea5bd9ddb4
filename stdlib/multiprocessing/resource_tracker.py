"""The resource tracker: a process of its own that knows which named semaphores and pieces of shared memory a program and
its children have made, and removes those that are left when all of them have ended, however they ended.

It reads lines, REGISTER:name:type or UNREGISTER:name:type, from a pipe whose writing end they all have. The end of the
file is the end of the program.
"""

import os
import signal
import sys
import threading
import warnings

import _multiprocessing
import _posixshmem

from . import spawn, util

__all__ = ["ensure_running", "register", "unregister"]

_IGNORED_SIGNALS = (signal.SIGINT, signal.SIGTERM)

_CLEANUP_FUNCS = {
    "noop": lambda name: None,
    "semaphore": _multiprocessing.sem_unlink,
    "shared_memory": _posixshmem.shm_unlink,
}


class ResourceTracker:
    """The end of the pipe that we write to."""

    def __init__(self):
        self._lock = threading.RLock()
        self._fd = None
        self._pid = None

    def _stop(self):
        with self._lock:
            if self._fd is None:
                return
            os.close(self._fd)  # it ends when it reads the end of the file
            self._fd = None
            os.waitpid(self._pid, 0)
            self._pid = None

    def getfd(self):
        self.ensure_running()
        return self._fd

    def ensure_running(self):
        """Make sure that resource tracker process is running; children use the one of their parent."""
        with self._lock:
            if self._fd is not None:
                if self._check_alive():
                    return
                os.close(self._fd)
                self._fd = None
                if self._pid is not None:
                    try:
                        os.waitpid(self._pid, 0)
                    except ChildProcessError:
                        pass
                    self._pid = None
                warnings.warn("resource_tracker: process died unexpectedly, relaunching.  Some resources might leak.")
            self._launch()

    def _launch(self):
        inherited = []
        try:
            inherited.append(sys.stderr.fileno())
        except Exception:
            pass
        read, write = os.pipe()
        inherited.append(read)
        try:
            executable = spawn.get_executable()
            command = [executable, *util._interpreter_flags(), "-c",
                       f"from multiprocessing.resource_tracker import main;main({read})"]
            # A Ctrl-C that comes before the tracker ignores it would end it.
            try:
                signal.pthread_sigmask(signal.SIG_BLOCK, _IGNORED_SIGNALS)
                pid = util.spawnv_passfds(executable, command, inherited)
            finally:
                signal.pthread_sigmask(signal.SIG_UNBLOCK, _IGNORED_SIGNALS)
        except BaseException:
            os.close(write)
            raise
        else:
            self._fd = write
            self._pid = pid
        finally:
            os.close(read)

    def _check_alive(self):
        """Check that the pipe has not been closed by sending a probe."""
        try:
            os.write(self._fd, b"PROBE:0:noop\n")
        except OSError:
            return False
        return True

    def register(self, name, rtype):
        """Register name of resource with resource tracker."""
        self._send("REGISTER", name, rtype)

    def unregister(self, name, rtype):
        """Unregister name of resource with resource tracker."""
        self._send("UNREGISTER", name, rtype)

    def _send(self, cmd, name, rtype):
        self.ensure_running()
        message = f"{cmd}:{name}:{rtype}\n".encode("ascii")
        if len(message) > 512:  # only what is that short is surely written in one piece
            raise ValueError("name too long")
        written = os.write(self._fd, message)
        assert written == len(message), f"nbytes {written} but len(msg) {len(message)}"


_resource_tracker = ResourceTracker()
ensure_running = _resource_tracker.ensure_running
register = _resource_tracker.register
unregister = _resource_tracker.unregister
getfd = _resource_tracker.getfd


def main(fd):
    """Run resource tracker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _IGNORED_SIGNALS)
    for stream in (sys.stdin, sys.stdout):
        try:
            stream.close()
        except Exception:
            pass
    known = {rtype: set() for rtype in _CLEANUP_FUNCS}
    try:
        with open(fd, "rb") as lines:
            for line in lines:
                try:
                    _obey(line, known)
                except Exception:
                    try:
                        sys.excepthook(*sys.exc_info())
                    except Exception:
                        pass
    finally:
        for rtype, names in known.items():
            _clean_up(rtype, names)


def _obey(line, known):
    cmd, name, rtype = line.strip().decode("ascii").split(":")
    if rtype not in _CLEANUP_FUNCS:
        raise ValueError(f"Cannot register {name} for automatic cleanup: unknown resource type {rtype}")
    if cmd == "REGISTER":
        known[rtype].add(name)
    elif cmd == "UNREGISTER":
        known[rtype].remove(name)
    elif cmd != "PROBE":
        raise RuntimeError("unrecognized command %r" % cmd)


def _clean_up(rtype, names):
    if names:
        try:
            warnings.warn(f"resource_tracker: There appear to be {len(names)} leaked {rtype} objects to clean up at "
                          "shutdown")
        except Exception:
            pass
    for name in names:
        try:
            _CLEANUP_FUNCS[rtype](name)
        except Exception as e:
            warnings.warn("resource_tracker: %r: %s" % (name, e))
