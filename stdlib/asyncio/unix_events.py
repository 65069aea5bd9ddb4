"""The loop on Unix: signals, Unix sockets, pipes, child processes."""

import os
import sys

from . import connections, events, selector_events

__all__ = ("SelectorEventLoop", "AbstractChildWatcher", "SafeChildWatcher", "FastChildWatcher",
           "PidfdChildWatcher", "MultiLoopChildWatcher", "ThreadedChildWatcher", "DefaultEventLoopPolicy", "EventLoop")

_WATCHERS = {"AbstractChildWatcher", "BaseChildWatcher", "SafeChildWatcher", "FastChildWatcher",
             "PidfdChildWatcher", "MultiLoopChildWatcher", "ThreadedChildWatcher"}


def __getattr__(name):
    if name in _WATCHERS:
        from . import child_watchers
        return getattr(child_watchers, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _ignore_signal(signum, frame):
    """Python's half of a signal handler. The loop's half is woken by the number that is written to its pipe."""


class _UnixSelectorEventLoop(selector_events.BaseSelectorEventLoop):
    """Unix event loop: what asyncio.run() uses."""

    def __init__(self, selector=None):
        super().__init__(selector)
        self._signal_handlers = {}
        self._unix_server_sockets = {}

    def close(self):
        super().close()
        if not sys.is_finalizing():
            for number in list(self._signal_handlers):
                self.remove_signal_handler(number)
        self._signal_handlers.clear()

    # Signals

    def _process_self_data(self, data):
        for number in data:
            if number:  # zero: only to wake up
                self._handle_signal(number)

    def add_signal_handler(self, sig, callback, *args):
        """Run callback(*args) in the loop when the process gets the signal."""
        import signal
        self._check_signal(sig)
        self._check_closed()
        self._check_callback(callback, "add_signal_handler")
        self._signals_wake_it = True
        try:
            signal.set_wakeup_fd(self._csock.fileno())  # raises outside the main thread
        except (ValueError, OSError) as exc:
            raise RuntimeError(str(exc))
        self._signal_handlers[sig] = events.Handle(callback, args, self, None)
        try:
            signal.signal(sig, _ignore_signal)
            signal.siginterrupt(sig, False)
        except OSError as exc:
            del self._signal_handlers[sig]
            if not self._signal_handlers:
                self._release_wakeup_fd()
            import errno
            if exc.errno == errno.EINVAL:
                raise RuntimeError(f"sig {sig} cannot be caught")
            raise

    def _release_wakeup_fd(self):
        import signal
        try:
            signal.set_wakeup_fd(-1)
        except (ValueError, OSError) as exc:
            from .log import logger
            logger.info("set_wakeup_fd(-1) failed: %s", exc)

    def _handle_signal(self, sig):
        handle = self._signal_handlers.get(sig)
        if handle is None:
            return
        if handle._cancelled:
            self.remove_signal_handler(sig)
        else:
            self._add_callback_signalsafe(handle)

    def remove_signal_handler(self, sig):
        """Remove a handler for a signal. True if there was one."""
        import signal
        self._check_signal(sig)
        if self._signal_handlers.pop(sig, None) is None:
            return False
        default = signal.default_int_handler if sig == signal.SIGINT else signal.SIG_DFL
        try:
            signal.signal(sig, default)
        except OSError as exc:
            import errno
            if exc.errno == errno.EINVAL:
                raise RuntimeError(f"sig {sig} cannot be caught")
            raise
        if not self._signal_handlers:
            self._release_wakeup_fd()
        return True

    def _check_signal(self, sig):
        import signal
        if not isinstance(sig, int):
            raise TypeError(f"sig must be an int, not {sig!r}")
        if sig not in signal.valid_signals():
            raise ValueError(f"invalid signal number {sig}")

    # Pipes and processes

    def _make_read_pipe_transport(self, pipe, protocol, waiter=None, extra=None):
        from .pipe_transports import ReadPipeTransport
        return ReadPipeTransport(self, pipe, protocol, waiter, extra)

    def _make_write_pipe_transport(self, pipe, protocol, waiter=None, extra=None):
        from .pipe_transports import WritePipeTransport
        return WritePipeTransport(self, pipe, protocol, waiter, extra)

    async def _make_subprocess_transport(self, protocol, args, shell, stdin, stdout, stderr, bufsize, extra=None,
                                         **kwargs):
        from .base_subprocess import UnixSubprocessTransport
        with events.get_child_watcher() as watcher:
            if not watcher.is_active():
                raise RuntimeError("asyncio.get_child_watcher() is not activated, subprocess support is not installed.")
            waiter = self.create_future()
            transport = UnixSubprocessTransport(self, protocol, args, shell, stdin, stdout, stderr, bufsize,
                                                waiter=waiter, extra=extra, **kwargs)
            watcher.add_child_handler(transport.get_pid(), self._child_watcher_callback, transport)
            try:
                await waiter
            except (SystemExit, KeyboardInterrupt):
                raise
            except BaseException:
                transport.close()
                await transport._wait()
                raise
        return transport

    def _child_watcher_callback(self, pid, returncode, transport):
        self.call_soon_threadsafe(transport._process_exited, returncode)

    # Unix sockets

    async def create_unix_connection(self, protocol_factory, path=None, *, ssl=None, sock=None, server_hostname=None,
                                     ssl_handshake_timeout=None, ssl_shutdown_timeout=None):
        import socket
        if ssl:
            if server_hostname is None:
                raise ValueError("you have to pass server_hostname when using ssl")
        else:
            for name, value in (("server_hostname", server_hostname), ("ssl_handshake_timeout", ssl_handshake_timeout),
                                ("ssl_shutdown_timeout", ssl_shutdown_timeout)):
                if value is not None:
                    raise ValueError(f"{name} is only meaningful with ssl")
        if path is not None:
            if sock is not None:
                raise ValueError("path and sock can not be specified at the same time")
            sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0)
            try:
                sock.setblocking(False)
                await self.sock_connect(sock, os.fspath(path))
            except:
                sock.close()
                raise
        else:
            self._check_unix_stream(sock, "no path and sock were specified")
        return await self._create_connection_transport(sock, protocol_factory, ssl, server_hostname,
                                                       ssl_handshake_timeout=ssl_handshake_timeout,
                                                       ssl_shutdown_timeout=ssl_shutdown_timeout)

    def _check_unix_stream(self, sock, message):
        import socket
        if sock is None:
            raise ValueError(message)
        if sock.family != socket.AF_UNIX or sock.type != socket.SOCK_STREAM:
            raise ValueError(f"A UNIX Domain Stream Socket was expected, got {sock!r}")

    async def create_unix_server(self, protocol_factory, path=None, *, sock=None, backlog=100, ssl=None,
                                 ssl_handshake_timeout=None, ssl_shutdown_timeout=None, start_serving=True):
        if isinstance(ssl, bool):
            raise TypeError("ssl argument must be an SSLContext or None")
        if ssl_handshake_timeout is not None and not ssl:
            raise ValueError("ssl_handshake_timeout is only meaningful with ssl")
        if ssl_shutdown_timeout is not None and not ssl:
            raise ValueError("ssl_shutdown_timeout is only meaningful with ssl")
        if path is not None:
            if sock is not None:
                raise ValueError("path and sock can not be specified at the same time")
            sock = self._listen_at(os.fspath(path))
        else:
            self._check_unix_stream(sock, "path was not specified, and no sock specified")
        sock.setblocking(False)
        server = connections.Server(self, [sock], protocol_factory, ssl, backlog, ssl_handshake_timeout,
                                    ssl_shutdown_timeout)
        if start_serving:
            await server.start_serving()
        return server

    def _listen_at(self, path):
        import errno
        import socket
        import stat
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            if path[0] not in (0, "\x00"):  # not an abstract name: what an earlier server left behind is in the way
                try:
                    if stat.S_ISSOCK(os.stat(path).st_mode):
                        os.remove(path)
                except FileNotFoundError:
                    pass
                except OSError as err:
                    from .log import logger
                    logger.error("Unable to check or remove stale UNIX socket %r: %r", path, err)
            sock.bind(path)
        except OSError as exc:
            sock.close()
            if exc.errno == errno.EADDRINUSE:
                raise OSError(errno.EADDRINUSE, f"Address {path!r} is already in use") from None
            raise
        except:
            sock.close()
            raise
        return sock


class _UnixDefaultEventLoopPolicy(events.BaseDefaultEventLoopPolicy):
    """UNIX event loop policy with a watcher for child processes."""

    _loop_factory = _UnixSelectorEventLoop

    def __init__(self):
        super().__init__()
        self._watcher = None

    def set_event_loop(self, loop):
        super().set_event_loop(loop)
        import threading
        if self._watcher is not None and threading.current_thread() is threading.main_thread():
            self._watcher.attach_loop(loop)

    def get_child_watcher(self):
        """Get the watcher for child processes; a ThreadedChildWatcher unless another was set."""
        if self._watcher is None:
            from . import child_watchers
            with events._lock:
                if self._watcher is None:
                    self._watcher = child_watchers.ThreadedChildWatcher()
        return self._watcher

    def set_child_watcher(self, watcher):
        """Set the watcher for child processes."""
        from . import child_watchers
        assert watcher is None or isinstance(watcher, child_watchers.AbstractChildWatcher)
        if self._watcher is not None:
            self._watcher.close()
        self._watcher = watcher


SelectorEventLoop = EventLoop = _UnixSelectorEventLoop
DefaultEventLoopPolicy = _UnixDefaultEventLoopPolicy
