"""A loop over a selector: callbacks for file descriptors that are ready, and coroutines over bare sockets."""

import os
import selectors
import sys

from . import base_events, events, exceptions, futures

__all__ = ("BaseSelectorEventLoop",)


class _PipeEnd:
    """One end of the pipe that wakes a loop. (CPython has a pair of sockets here; what is done to them works on it.)"""

    def __init__(self, fd):
        self._fd = fd
        os.set_blocking(fd, False)

    def fileno(self):
        return self._fd

    def recv(self, size):
        return os.read(self._fd, size)

    def send(self, data):
        return os.write(self._fd, data)

    def close(self):
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


class BaseSelectorEventLoop(base_events.BaseEventLoop):

    def __init__(self, selector=None):
        super().__init__()
        self._selector = selectors.DefaultSelector() if selector is None else selector
        if "logging" in sys.modules:  # else nobody listens
            base_events._log("debug", "Using selector: %s", type(self._selector).__name__)
        self._transports = {}  # descriptor -> transport
        self._make_self_pipe()
        if type(self._selector) is getattr(selectors, "EpollSelector", None):
            self._watch(self._selector.fileno(), BaseSelectorEventLoop._process_events)

    # The pipe by which other threads and signals wake the loop from its select()

    def _make_self_pipe(self):
        self._ssock, self._csock = map(_PipeEnd, os.pipe())
        self._internal_fds += 1
        self._add_reader(self._ssock.fileno(), self._read_from_self)

    def _close_self_pipe(self):
        self._remove_reader(self._ssock.fileno())
        self._ssock.close()
        self._csock.close()
        self._ssock = self._csock = None
        self._internal_fds -= 1

    def _process_self_data(self, data):
        pass

    def _read_from_self(self):
        while True:
            try:
                data = self._ssock.recv(4096)
            except InterruptedError:
                continue
            except BlockingIOError:
                return
            if not data:
                return
            self._process_self_data(data)

    def _write_to_self(self):
        csock = self._csock
        if csock is None or not self._asleep:
            return  # before it sleeps, it sees what is in its queue
        try:
            csock.send(b"\0")
        except OSError:
            pass  # full: the loop will wake up anyway

    def close(self):
        if self.is_running():
            raise RuntimeError("Cannot close a running event loop")
        if self.is_closed():
            return
        self._close_self_pipe()
        super().close()
        if self._selector is not None:
            self._selector.close()
            self._selector = None

    # Readers and writers

    def _process_events(self, event_list):
        for key, mask in event_list:
            reader, writer = key.data
            for wanted, handle, remove in ((selectors.EVENT_READ, reader, self._remove_reader),
                                           (selectors.EVENT_WRITE, writer, self._remove_writer)):
                if mask & wanted and handle is not None:
                    if handle._cancelled:
                        remove(key.fileobj)
                    else:
                        self._add_callback(handle)

    def _set_handle(self, fd, event, handle):
        """Make handle the one for event (EVENT_READ or EVENT_WRITE) on fd; None removes. Gives the old one, or None."""
        place = 0 if event == selectors.EVENT_READ else 1
        key = self._selector.get_map().get(fd)
        if key is None:
            if handle is not None:
                data = (handle, None) if place == 0 else (None, handle)
                self._selector.register(fd, event, data)
            return None
        data = list(key.data)
        old, data[place] = data[place], handle
        mask = key.events | event if handle is not None else key.events & ~event
        if mask:
            self._selector.modify(fd, mask, tuple(data))
        else:
            self._selector.unregister(fd)
        if old is not None:
            old.cancel()
        return old

    def _add_reader(self, fd, callback, *args):
        self._check_closed()
        handle = events.Handle(callback, args, self, None)
        self._set_handle(fd, selectors.EVENT_READ, handle)
        return handle

    def _remove_reader(self, fd):
        return not self.is_closed() and self._set_handle(fd, selectors.EVENT_READ, None) is not None

    def _add_writer(self, fd, callback, *args):
        self._check_closed()
        handle = events.Handle(callback, args, self, None)
        self._set_handle(fd, selectors.EVENT_WRITE, handle)
        return handle

    def _remove_writer(self, fd):
        return not self.is_closed() and self._set_handle(fd, selectors.EVENT_WRITE, None) is not None

    def _ensure_fd_no_transport(self, fd):
        number = fd
        if not isinstance(number, int):
            try:
                number = int(number.fileno())
            except (AttributeError, TypeError, ValueError):
                raise ValueError(f"Invalid file object: {fd!r}") from None
        transport = self._transports.get(number)
        if transport is not None and not transport.is_closing():
            raise RuntimeError(f"File descriptor {fd!r} is used by transport {transport!r}")

    def add_reader(self, fd, callback, *args):
        """Call callback(*args) whenever fd can be read."""
        self._ensure_fd_no_transport(fd)
        self._add_reader(fd, callback, *args)

    def remove_reader(self, fd):
        """Remove a reader callback."""
        self._ensure_fd_no_transport(fd)
        return self._remove_reader(fd)

    def add_writer(self, fd, callback, *args):
        """Call callback(*args) whenever fd can be written."""
        self._ensure_fd_no_transport(fd)
        self._add_writer(fd, callback, *args)

    def remove_writer(self, fd):
        """Remove a writer callback."""
        self._ensure_fd_no_transport(fd)
        return self._remove_writer(fd)

    # Bare sockets. Each tries at once, and only when that would block waits for the descriptor.

    async def _when_ready(self, sock, event, operation, *args):
        """The result of operation(*args), tried until it does not say that it would block."""
        if self._debug and sock.gettimeout() != 0:
            raise ValueError("the socket must be non-blocking")
        try:
            return operation(*args)
        except (BlockingIOError, InterruptedError):
            pass
        fd = sock.fileno()
        self._ensure_fd_no_transport(fd)
        future = self.create_future()

        def try_again():
            if future.done():
                return
            try:
                result = operation(*args)
            except (BlockingIOError, InterruptedError):
                return
            except (SystemExit, KeyboardInterrupt):
                raise
            except BaseException as exc:
                future.set_exception(exc)
            else:
                future.set_result(result)

        handle = (self._add_reader if event == selectors.EVENT_READ else self._add_writer)(fd, try_again)
        try:
            return await future
        finally:
            if not handle._cancelled:
                (self._remove_reader if event == selectors.EVENT_READ else self._remove_writer)(fd)

    def _refuse_ssl(self, sock):
        if hasattr(sock, "_sslobj"):
            raise TypeError("Socket cannot be of type SSLSocket")

    async def sock_recv(self, sock, n):
        """Receive at most n bytes; b"" when the other end has closed."""
        self._refuse_ssl(sock)
        return await self._when_ready(sock, selectors.EVENT_READ, lambda: sock.recv(n))

    async def sock_recv_into(self, sock, buf):
        """Receive into buf; give the number of bytes."""
        self._refuse_ssl(sock)
        return await self._when_ready(sock, selectors.EVENT_READ, lambda: sock.recv_into(buf))

    async def sock_recvfrom(self, sock, bufsize):
        """Receive a datagram; give (data, address)."""
        self._refuse_ssl(sock)
        return await self._when_ready(sock, selectors.EVENT_READ, lambda: sock.recvfrom(bufsize))

    async def sock_recvfrom_into(self, sock, buf, nbytes=0):
        """Receive a datagram into buf; give (number of bytes, address)."""
        self._refuse_ssl(sock)
        return await self._when_ready(sock, selectors.EVENT_READ, lambda: sock.recvfrom_into(buf, nbytes or len(buf)))

    async def sock_sendall(self, sock, data):
        """Send all of data."""
        self._refuse_ssl(sock)
        view = memoryview(data).cast("B")
        sent = 0
        while sent < len(view):
            sent += await self._when_ready(sock, selectors.EVENT_WRITE, lambda: sock.send(view[sent:]))

    async def sock_sendto(self, sock, data, address):
        """Send a datagram; give the number of bytes."""
        self._refuse_ssl(sock)
        return await self._when_ready(sock, selectors.EVENT_WRITE, lambda: sock.sendto(data, address))

    async def sock_accept(self, sock):
        """Accept a connection; give (socket, address)."""
        self._refuse_ssl(sock)

        def accept():
            conn, address = sock.accept()
            conn.setblocking(False)
            return conn, address

        return await self._when_ready(sock, selectors.EVENT_READ, accept)

    async def sock_connect(self, sock, address):
        """Connect to a remote socket at address."""
        import socket
        self._refuse_ssl(sock)
        if self._debug and sock.gettimeout() != 0:
            raise ValueError("the socket must be non-blocking")
        if sock.family == socket.AF_INET or (hasattr(socket, "AF_INET6") and sock.family == socket.AF_INET6):
            resolved = await self._ensure_resolved(address, family=sock.family, type=sock.type, proto=sock.proto,
                                                   loop=self)
            address = resolved[0][4]
        try:
            sock.connect(address)
            return
        except (BlockingIOError, InterruptedError):
            pass
        fd = sock.fileno()
        self._ensure_fd_no_transport(fd)
        future = self.create_future()
        handle = self._add_writer(fd, futures._set_result_unless_cancelled, future, None)
        try:
            await future
        finally:
            if not handle._cancelled:
                self._remove_writer(fd)
        if err := sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            raise OSError(err, f"Connect call failed {address}")

    async def sock_sendfile(self, sock, file, offset=0, count=None, *, fallback=True):
        """Send a file by the system call sendfile where that works; give the number of bytes."""
        if self._debug and sock.gettimeout() != 0:
            raise ValueError("the socket must be non-blocking")
        import socket
        if "b" not in getattr(file, "mode", "b"):
            raise ValueError("file should be opened in binary mode")
        if sock.type != socket.SOCK_STREAM:
            raise ValueError("only SOCK_STREAM type sockets are supported")
        if count is not None:
            if not isinstance(count, int):
                raise TypeError("count must be a positive integer (got {!r})".format(count))
            if count <= 0:
                raise ValueError("count must be a positive integer (got {!r})".format(count))
        if not isinstance(offset, int):
            raise TypeError("offset must be a non-negative integer (got {!r})".format(offset))
        if offset < 0:
            raise ValueError("offset must be a non-negative integer (got {!r})".format(offset))
        try:
            return await self._sendfile_by_kernel(sock, file, offset, count)
        except exceptions.SendfileNotAvailableError:
            if not fallback:
                raise
        return await self._send_from_file(file, offset, count, lambda data: self.sock_sendall(sock, data))

    async def _sendfile_by_kernel(self, sock, file, offset, count):
        import io
        try:
            source = file.fileno()
            size = os.fstat(source).st_size
        except (AttributeError, io.UnsupportedOperation, OSError):
            raise exceptions.SendfileNotAvailableError("not a regular file") from None
        left = size - offset if count is None else min(count, size - offset)
        total = 0
        try:
            while left > 0:
                try:
                    sent = await self._when_ready(sock, selectors.EVENT_WRITE, os.sendfile, sock.fileno(), source,
                                                  offset, min(left, 1 << 30))
                except OSError as exc:
                    if total == 0 and not isinstance(exc, ConnectionError):
                        raise exceptions.SendfileNotAvailableError("os.sendfile call failed") from exc
                    raise
                if sent == 0:
                    break
                offset += sent
                total += sent
                left -= sent
            return total
        finally:
            if total > 0:
                os.lseek(source, offset, os.SEEK_SET)

    async def _send_from_file(self, file, offset, count, send):
        """Read in a thread, send here."""
        from .constants import SENDFILE_FALLBACK_READBUFFER_SIZE
        if hasattr(file, "seek"):
            file.seek(offset)
        total = 0
        try:
            while count is None or total < count:
                size = SENDFILE_FALLBACK_READBUFFER_SIZE
                data = await self.run_in_executor(None, file.read, size if count is None else min(size, count - total))
                if not data:
                    break
                await send(data)
                total += len(data)
            return total
        finally:
            if total > 0 and hasattr(file, "seek"):
                file.seek(offset + total)

    async def _sendfile_native(self, transp, file, offset, count):
        """loop.sendfile() on a socket's transport: after what it has buffered, without reading meanwhile."""
        fd = transp._sock_fd
        del self._transports[fd]  # for this time the socket is sock_sendfile()'s
        resume = transp.is_reading()
        transp.pause_reading()
        await transp._make_empty_waiter()
        try:
            return await self.sock_sendfile(transp._sock, file, offset, count, fallback=False)
        finally:
            transp._reset_empty_waiter()
            if resume:
                transp.resume_reading()
            self._transports[fd] = transp

    # Servers and transports

    def _start_serving(self, protocol_factory, sock, sslcontext=None, server=None, backlog=100,
                       ssl_handshake_timeout=None, ssl_shutdown_timeout=None):
        self._add_reader(sock.fileno(), self._accept_connections, protocol_factory, sock, sslcontext, server, backlog,
                         ssl_handshake_timeout, ssl_shutdown_timeout)

    def _stop_serving(self, sock):
        self._remove_reader(sock.fileno())
        sock.close()

    def _accept_connections(self, protocol_factory, sock, *options):
        import errno
        server, backlog = options[1], options[2]
        for _ in range(backlog):
            try:
                conn, address = sock.accept()
                conn.setblocking(False)
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as exc:
                if exc.errno not in (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM):
                    raise
                # No descriptors left: rest a while, some connection may end.
                from . import constants, trsock
                self.call_exception_handler({"message": "socket.accept() out of system resource", "exception": exc,
                                             "socket": trsock.TransportSocket(sock)})
                self._remove_reader(sock.fileno())
                self.call_later(constants.ACCEPT_RETRY_DELAY, self._start_serving, protocol_factory, sock, *options)
                return
            self.create_task(self._serve_connection(protocol_factory, conn, {"peername": address}, *options))

    async def _serve_connection(self, protocol_factory, conn, extra, sslcontext, server, backlog,
                                ssl_handshake_timeout, ssl_shutdown_timeout):
        protocol = transport = None
        try:
            protocol = protocol_factory()
            waiter = self.create_future()
            if sslcontext:
                transport = self._make_ssl_transport(conn, protocol, sslcontext, waiter=waiter, server_side=True,
                                                     extra=extra, server=server,
                                                     ssl_handshake_timeout=ssl_handshake_timeout,
                                                     ssl_shutdown_timeout=ssl_shutdown_timeout)
            else:
                transport = self._make_socket_transport(conn, protocol, waiter=waiter, extra=extra, server=server)
            try:
                await waiter
            except BaseException:
                transport.close()
                raise
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as exc:
            if self._debug:
                context = {"message": "Error on transport creation for incoming connection", "exception": exc}
                if protocol is not None:
                    context["protocol"] = protocol
                if transport is not None:
                    context["transport"] = transport
                self.call_exception_handler(context)

    def _make_ssl_transport(self, sock, protocol, sslcontext, waiter=None, *, server_side=False, server_hostname=None,
                            extra=None, server=None, ssl_handshake_timeout=None, ssl_shutdown_timeout=None):
        from . import sslproto  # few programs need it
        tls = sslproto.SSLProtocol(self, protocol, sslcontext, waiter, server_side, server_hostname,
                                   ssl_handshake_timeout=ssl_handshake_timeout,
                                   ssl_shutdown_timeout=ssl_shutdown_timeout)
        app_transport = tls._app_transport
        self._make_socket_transport(sock, tls, extra=extra, server=server)
        return app_transport

    def _make_socket_transport(self, sock, protocol, waiter=None, *, extra=None, server=None):
        from .socket_transports import SocketTransport
        self._ensure_fd_no_transport(sock)
        return SocketTransport(self, sock, protocol, waiter, extra, server)

    def _make_datagram_transport(self, sock, protocol, address=None, waiter=None, extra=None):
        from .socket_transports import DatagramTransport
        self._ensure_fd_no_transport(sock)
        return DatagramTransport(self, sock, protocol, address, waiter, extra)


def __getattr__(name):
    if name in ("_SelectorTransport", "_SelectorSocketTransport", "_SelectorDatagramTransport"):
        from . import socket_transports
        return {"_SelectorTransport": socket_transports.SelectorTransport,
                "_SelectorSocketTransport": socket_transports.SocketTransport,
                "_SelectorDatagramTransport": socket_transports.DatagramTransport}[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
