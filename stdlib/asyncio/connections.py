"""How a loop makes connections and servers: names to addresses, sockets, then a transport for each socket."""

import itertools

from . import events, exceptions, tasks

__all__ = ("Server",)


class Server(events.AbstractServer):
    """Listening sockets, and the number of connections that they brought."""

    def __init__(self, loop, sockets, protocol_factory, ssl_context, backlog, ssl_handshake_timeout,
                 ssl_shutdown_timeout=None):
        self._loop = loop
        self._sockets = sockets
        self._active_count = 0
        self._waiters = []
        self._protocol_factory = protocol_factory
        self._backlog = backlog
        self._ssl_context = ssl_context
        self._ssl_handshake_timeout = ssl_handshake_timeout
        self._ssl_shutdown_timeout = ssl_shutdown_timeout
        self._serving = False
        self._serving_forever_fut = None

    def __repr__(self):
        return f"<{type(self).__name__} sockets={self.sockets!r}>"

    def _attach(self):
        assert self._sockets is not None
        self._active_count += 1

    def _detach(self):
        assert self._active_count > 0
        self._active_count -= 1
        if self._active_count == 0 and self._sockets is None:
            self._wakeup()

    def _wakeup(self):
        waiters, self._waiters = self._waiters, None
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(waiter)

    def _start_serving(self):
        if self._serving:
            return
        self._serving = True
        for sock in self._sockets:
            sock.listen(self._backlog)
            self._loop._start_serving(self._protocol_factory, sock, self._ssl_context, self, self._backlog,
                                      self._ssl_handshake_timeout, self._ssl_shutdown_timeout)

    def get_loop(self):
        return self._loop

    def is_serving(self):
        return self._serving

    @property
    def sockets(self):
        if self._sockets is None:
            return ()
        from .trsock import TransportSocket
        return tuple(TransportSocket(sock) for sock in self._sockets)

    def close(self):
        sockets, self._sockets = self._sockets, None
        if sockets is None:
            return
        for sock in sockets:
            self._loop._stop_serving(sock)
        self._serving = False
        if self._serving_forever_fut is not None and not self._serving_forever_fut.done():
            self._serving_forever_fut.cancel()
            self._serving_forever_fut = None
        if self._active_count == 0:
            self._wakeup()

    async def start_serving(self):
        self._start_serving()
        await tasks.sleep(0)  # so that the listening sockets are in the selector

    async def serve_forever(self):
        if self._serving_forever_fut is not None:
            raise RuntimeError(f"server {self!r} is already being awaited on serve_forever()")
        if self._sockets is None:
            raise RuntimeError(f"server {self!r} is closed")
        self._start_serving()
        self._serving_forever_fut = self._loop.create_future()
        try:
            await self._serving_forever_fut
        except exceptions.CancelledError:
            try:
                self.close()
                await self.wait_closed()
            finally:
                raise
        finally:
            self._serving_forever_fut = None

    async def wait_closed(self):
        if self._sockets is None or self._waiters is None:
            return
        waiter = self._loop.create_future()
        self._waiters.append(waiter)
        await waiter


def _numeric_address(host, port, family, type, proto, flowinfo=0, scopeid=0):
    """What getaddrinfo would say, where the host is a number already; else None: then a thread must ask."""
    import socket
    if proto not in {0, socket.IPPROTO_TCP, socket.IPPROTO_UDP} or host is None:
        return None
    if type == socket.SOCK_STREAM:
        proto = socket.IPPROTO_TCP
    elif type == socket.SOCK_DGRAM:
        proto = socket.IPPROTO_UDP
    else:
        return None
    if port in (None, b"", ""):
        port = 0
    else:
        try:
            port = int(port)
        except (TypeError, ValueError):
            return None
    if isinstance(host, bytes):
        host = host.decode("idna")
    if "%" in host:
        return None
    families = [socket.AF_INET, socket.AF_INET6] if family == socket.AF_UNSPEC else [family]
    for family in families:
        try:
            socket.inet_pton(family, host)
        except OSError:
            continue
        if family == socket.AF_INET6:
            return family, type, proto, "", (host, port, flowinfo, scopeid)
        return family, type, proto, "", (host, port)
    return None


def _interleave(infos, first_count=1):
    """Addresses of the families in turn, beginning with first_count of the first."""
    families = {}
    for info in infos:
        families.setdefault(info[0], []).append(info)
    lists = list(families.values())
    head = []
    if first_count > 1:
        head, lists[0][:first_count - 1] = lists[0][:first_count - 1], []
    return head + [info for row in itertools.zip_longest(*lists) for info in row if info is not None]


class ConnectionMethods:
    """The loop's methods that make connections, servers and pipes."""

    async def getaddrinfo(self, host, port, *, family=0, type=0, proto=0, flags=0):
        from .base_events import socket
        return await self.run_in_executor(None, socket.getaddrinfo, host, port, family, type, proto, flags)

    async def getnameinfo(self, sockaddr, flags=0):
        from .base_events import socket
        return await self.run_in_executor(None, socket.getnameinfo, sockaddr, flags)

    async def _ensure_resolved(self, address, *, family=0, type=1, proto=0, flags=0, loop=None):
        host, port = address[:2]
        info = _numeric_address(host, port, family, type, proto, *address[2:])
        if info is not None:
            return [info]
        return await (loop or self).getaddrinfo(host, port, family=family, type=type, proto=proto, flags=flags)

    async def _resolved(self, address, what="getaddrinfo()", **options):
        infos = await self._ensure_resolved(address, **options)
        if not infos:
            raise OSError(f"{what} returned empty list")
        return infos

    async def _connect_sock(self, failures, info, local_infos=None):
        """A socket connected to that address, or an OSError that is also in failures."""
        from .base_events import socket
        family, type_, proto, _, address = info
        errors = []
        failures.append(errors)
        sock = None
        try:
            sock = socket.socket(family=family, type=type_, proto=proto)
            sock.setblocking(False)
            if local_infos is not None:
                for local_family, _, _, _, local in local_infos:
                    if local_family != family:
                        continue
                    try:
                        sock.bind(local)
                        break
                    except OSError as exc:
                        text = f"error while attempting to bind on address {local!r}: {exc.strerror.lower()}"
                        errors.append(OSError(exc.errno, text))
                else:
                    raise errors.pop() if errors else OSError(f"no matching local address with {family=} found")
            await self.sock_connect(sock, address)
            return sock
        except OSError as exc:
            errors.append(exc)
            if sock is not None:
                sock.close()
            raise
        except:
            if sock is not None:
                sock.close()
            raise

    async def create_connection(self, protocol_factory, host=None, port=None, *, ssl=None, family=0, proto=0, flags=0,
                                sock=None, local_addr=None, server_hostname=None, ssl_handshake_timeout=None,
                                ssl_shutdown_timeout=None, happy_eyeballs_delay=None, interleave=None):
        """Connect to a TCP server; give (transport, protocol)."""
        from .base_events import socket
        if server_hostname is not None and not ssl:
            raise ValueError("server_hostname is only meaningful with ssl")
        if server_hostname is None and ssl:
            if not host:
                raise ValueError("You must set server_hostname when using ssl without a host")
            server_hostname = host
        if ssl_handshake_timeout is not None and not ssl:
            raise ValueError("ssl_handshake_timeout is only meaningful with ssl")
        if ssl_shutdown_timeout is not None and not ssl:
            raise ValueError("ssl_shutdown_timeout is only meaningful with ssl")
        if host is not None or port is not None:
            if sock is not None:
                raise ValueError("host/port and sock can not be specified at the same time")
            options = dict(family=family, type=socket.SOCK_STREAM, proto=proto, flags=flags)
            infos = await self._resolved((host, port), **options)
            local_infos = None if local_addr is None else await self._resolved(local_addr, **options)
            if interleave or (interleave is None and happy_eyeballs_delay is not None):
                infos = _interleave(infos, 1 if interleave is None else interleave)
            sock = await self._connect_first(infos, local_infos, happy_eyeballs_delay)
        else:
            if sock is None:
                raise ValueError("host and port was not specified and no sock specified")
            if sock.type != socket.SOCK_STREAM:
                raise ValueError(f"A Stream Socket was expected, got {sock!r}")
        transport, protocol = await self._create_connection_transport(
            sock, protocol_factory, ssl, server_hostname, ssl_handshake_timeout=ssl_handshake_timeout,
            ssl_shutdown_timeout=ssl_shutdown_timeout)
        return transport, protocol

    async def _connect_first(self, infos, local_infos, delay):
        """The first address that answers. With a delay (Happy Eyeballs, RFC 8305) the next one is tried beside it."""
        failures = []
        if delay is None:
            for info in infos:
                try:
                    return await self._connect_sock(failures, info, local_infos)
                except OSError:
                    continue
        else:
            attempts, waiting = iter(infos), set()
            more, winner = True, None
            try:
                while winner is None and (more or waiting):
                    info = next(attempts, None) if more else None
                    more = info is not None
                    if more:
                        waiting.add(self.create_task(self._connect_sock(failures, info, local_infos)))
                    if waiting:
                        done, waiting = await tasks.wait(waiting, timeout=delay if more else None,
                                                         return_when=tasks.FIRST_COMPLETED)
                        for task in done:
                            if task.exception() is None:
                                winner = task.result()
            finally:
                for task in waiting:
                    task.cancel()
            if winner is not None:
                return winner
        errors = [exc for group in failures for exc in group]
        if len(errors) == 1:
            raise errors[0]
        first = str(errors[0])
        if all(str(exc) == first for exc in errors):
            raise errors[0]
        raise OSError("Multiple exceptions: {}".format(", ".join(str(exc) for exc in errors)))

    async def _create_connection_transport(self, sock, protocol_factory, ssl, server_hostname, server_side=False,
                                           ssl_handshake_timeout=None, ssl_shutdown_timeout=None):
        sock.setblocking(False)
        protocol = protocol_factory()
        waiter = self.create_future()
        if ssl:
            transport = self._make_ssl_transport(sock, protocol, None if isinstance(ssl, bool) else ssl, waiter,
                                                 server_side=server_side, server_hostname=server_hostname,
                                                 ssl_handshake_timeout=ssl_handshake_timeout,
                                                 ssl_shutdown_timeout=ssl_shutdown_timeout)
        else:
            transport = self._make_socket_transport(sock, protocol, waiter)
        try:
            await waiter
        except:
            transport.close()
            raise
        return transport, protocol

    async def start_tls(self, transport, protocol, sslcontext, *, server_side=False, server_hostname=None,
                        ssl_handshake_timeout=None, ssl_shutdown_timeout=None):
        """Go on over TLS on a transport that was in the clear; give the transport to use from here on."""
        from . import sslproto
        if sslproto.ssl is None:
            raise RuntimeError("Python ssl module is not available")
        if not isinstance(sslcontext, sslproto.ssl.SSLContext):
            raise TypeError(f"sslcontext is expected to be an instance of ssl.SSLContext, got {sslcontext!r}")
        if not getattr(transport, "_start_tls_compatible", False):
            raise TypeError(f"transport {transport!r} is not supported by start_tls()")
        waiter = self.create_future()
        tls = sslproto.SSLProtocol(self, protocol, sslcontext, waiter, server_side, server_hostname,
                                   call_connection_made=False, ssl_handshake_timeout=ssl_handshake_timeout,
                                   ssl_shutdown_timeout=ssl_shutdown_timeout)
        # Nothing may arrive for the new protocol before it knows its transport.
        transport.pause_reading()
        transport.set_protocol(tls)
        calls = self.call_soon(tls.connection_made, transport), self.call_soon(transport.resume_reading)
        try:
            await waiter
        except BaseException:
            transport.close()
            for handle in calls:
                handle.cancel()
            raise
        return tls._app_transport

    async def connect_accepted_socket(self, protocol_factory, sock, *, ssl=None, ssl_handshake_timeout=None,
                                      ssl_shutdown_timeout=None):
        from .base_events import socket
        if sock.type != socket.SOCK_STREAM:
            raise ValueError(f"A Stream Socket was expected, got {sock!r}")
        if ssl_handshake_timeout is not None and not ssl:
            raise ValueError("ssl_handshake_timeout is only meaningful with ssl")
        if ssl_shutdown_timeout is not None and not ssl:
            raise ValueError("ssl_shutdown_timeout is only meaningful with ssl")
        return await self._create_connection_transport(sock, protocol_factory, ssl, "", server_side=True,
                                                       ssl_handshake_timeout=ssl_handshake_timeout,
                                                       ssl_shutdown_timeout=ssl_shutdown_timeout)

    async def create_server(self, protocol_factory, host=None, port=None, *, family=0, flags=1, sock=None,
                            backlog=100, ssl=None, reuse_address=None, reuse_port=None, ssl_handshake_timeout=None,
                            ssl_shutdown_timeout=None, start_serving=True):
        """Create a TCP server: one listening socket for each address of each host."""
        from .base_events import socket
        if isinstance(ssl, bool):
            raise TypeError("ssl argument must be an SSLContext or None")
        if ssl_handshake_timeout is not None and ssl is None:
            raise ValueError("ssl_handshake_timeout is only meaningful with ssl")
        if ssl_shutdown_timeout is not None and ssl is None:
            raise ValueError("ssl_shutdown_timeout is only meaningful with ssl")
        if host is not None or port is not None:
            if sock is not None:
                raise ValueError("host/port and sock can not be specified at the same time")
            sockets = await self._listening_sockets(host, port, family, flags, reuse_address in (None, True), reuse_port)
        else:
            if sock is None:
                raise ValueError("Neither host/port nor sock were specified")
            if sock.type != socket.SOCK_STREAM:
                raise ValueError(f"A Stream Socket was expected, got {sock!r}")
            sockets = [sock]
        for sock in sockets:
            sock.setblocking(False)
        server = Server(self, sockets, protocol_factory, ssl, backlog, ssl_handshake_timeout, ssl_shutdown_timeout)
        if start_serving:
            await server.start_serving()
        return server

    async def _listening_sockets(self, host, port, family, flags, reuse_address, reuse_port):
        from .base_events import socket
        if host == "":
            hosts = [None]
        elif host is None or isinstance(host, str):
            hosts = [host]
        else:
            hosts = list(host)
        found = await tasks.gather(*[self._resolved((name, port), f"getaddrinfo({name!r})", family=family,
                                                    type=socket.SOCK_STREAM, flags=flags) for name in hosts])
        sockets = []
        try:
            for family, type_, proto, _, address in set(itertools.chain.from_iterable(found)):
                try:
                    sock = socket.socket(family, type_, proto)
                except OSError:
                    continue  # this machine does not have that family
                sockets.append(sock)
                if reuse_address:
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, True)
                if reuse_port:
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
                if family == socket.AF_INET6:
                    sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, True)
                try:
                    sock.bind(address)
                except OSError as err:
                    raise OSError(err.errno, "error while attempting to bind on address %r: %s"
                                  % (address, err.strerror.lower())) from None
        except:
            for sock in sockets:
                sock.close()
            raise
        return sockets

    async def create_datagram_endpoint(self, protocol_factory, local_addr=None, remote_addr=None, *, family=0,
                                       proto=0, flags=0, reuse_port=None, allow_broadcast=None, sock=None):
        """Create datagram connection; give (transport, protocol)."""
        from .base_events import socket
        if sock is not None:
            if sock.type == socket.SOCK_STREAM:
                raise ValueError(f"A datagram socket was expected, got {sock!r}")
            options = dict(local_addr=local_addr, remote_addr=remote_addr, family=family, proto=proto, flags=flags,
                           reuse_port=reuse_port, allow_broadcast=allow_broadcast)
            given = ", ".join(f"{name}={value}" for name, value in options.items() if value)
            if given:
                raise ValueError(f"socket modifier keyword arguments can not be used when sock is specified. ({given})")
            remote = None
        else:
            pairs = await self._datagram_addresses(local_addr, remote_addr, family, proto, flags)
            sock, remote = await self._open_datagram(pairs, reuse_port, allow_broadcast)
        sock.setblocking(False)
        protocol = protocol_factory()
        waiter = self.create_future()
        transport = self._make_datagram_transport(sock, protocol, remote, waiter)
        try:
            await waiter
        except:
            transport.close()
            raise
        return transport, protocol

    async def _datagram_addresses(self, local_addr, remote_addr, family, proto, flags):
        """[(family, proto, local or None, remote or None)]"""
        from .base_events import socket
        if not local_addr and not remote_addr:
            if family == 0:
                raise ValueError("unexpected address family")
            return [(family, proto, None, None)]
        if family == socket.AF_UNIX:
            for address in (local_addr, remote_addr):
                if address is not None and not isinstance(address, str):
                    raise TypeError("string is expected")
            return [(family, proto, local_addr, remote_addr)]
        by_kind = {}
        for index, address in enumerate((local_addr, remote_addr)):
            if address is None:
                continue
            if not (isinstance(address, tuple) and len(address) == 2):
                raise TypeError("2-tuple is expected")
            for info in await self._resolved(address, family=family, type=socket.SOCK_DGRAM, proto=proto, flags=flags):
                by_kind.setdefault((info[0], info[2]), [None, None])[index] = info[4]
        pairs = [(*kind, *addresses) for kind, addresses in by_kind.items()
                 if (not local_addr or addresses[0] is not None) and (not remote_addr or addresses[1] is not None)]
        if not pairs:
            raise ValueError("can not get address information")
        return pairs

    async def _open_datagram(self, pairs, reuse_port, allow_broadcast):
        from .base_events import socket
        errors = []
        for family, proto, local, remote in pairs:
            sock = None
            try:
                sock = socket.socket(family=family, type=socket.SOCK_DGRAM, proto=proto)
                if reuse_port:
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
                if allow_broadcast:
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
                sock.setblocking(False)
                if local:
                    sock.bind(local)
                if remote and not allow_broadcast:
                    await self.sock_connect(sock, remote)
                return sock, remote
            except OSError as exc:
                if sock is not None:
                    sock.close()
                errors.append(exc)
            except:
                if sock is not None:
                    sock.close()
                raise
        raise errors[0]

    async def _connect_pipe(self, make_transport, protocol_factory, pipe):
        protocol = protocol_factory()
        waiter = self.create_future()
        transport = make_transport(pipe, protocol, waiter)
        try:
            await waiter
        except:
            transport.close()
            raise
        return transport, protocol

    async def connect_read_pipe(self, protocol_factory, pipe):
        return await self._connect_pipe(self._make_read_pipe_transport, protocol_factory, pipe)

    async def connect_write_pipe(self, protocol_factory, pipe):
        return await self._connect_pipe(self._make_write_pipe_transport, protocol_factory, pipe)

    def _check_process_text(self, options):
        for name, wrong, message in (("universal_newlines", True, "universal_newlines must be False"),
                                     ("text", True, "text must be False")):
            if options.pop(name, False) is wrong:
                raise ValueError(message)
        if options.pop("bufsize", 0) != 0:
            raise ValueError("bufsize must be 0")
        for name in ("encoding", "errors"):
            if options.pop(name, None) is not None:
                raise ValueError(f"{name} must be None")

    async def subprocess_shell(self, protocol_factory, cmd, *, stdin=-1, stdout=-1, stderr=-1, **kwargs):
        if not isinstance(cmd, (bytes, str)):
            raise ValueError("cmd must be a string")
        if not kwargs.pop("shell", True):
            raise ValueError("shell must be True")
        self._check_process_text(kwargs)
        protocol = protocol_factory()
        return await self._make_subprocess_transport(protocol, cmd, True, stdin, stdout, stderr, 0, **kwargs), protocol

    async def subprocess_exec(self, protocol_factory, program, *args, stdin=-1, stdout=-1, stderr=-1, **kwargs):
        if kwargs.pop("shell", False):
            raise ValueError("shell must be False")
        self._check_process_text(kwargs)
        protocol = protocol_factory()
        transport = await self._make_subprocess_transport(protocol, (program, *args), False, stdin, stdout, stderr, 0,
                                                          **kwargs)
        return transport, protocol

    async def sendfile(self, transport, file, offset=0, count=None, *, fallback=True):
        """Send a file to transport; give the number of bytes sent."""
        if transport.is_closing():
            raise RuntimeError("Transport is closing")
        from .constants import _SendfileMode
        mode = getattr(transport, "_sendfile_compatible", _SendfileMode.UNSUPPORTED)
        if mode is _SendfileMode.UNSUPPORTED:
            raise RuntimeError(f"sendfile is not supported for transport {transport!r}")
        if mode is _SendfileMode.TRY_NATIVE:
            try:
                return await self._sendfile_native(transport, file, offset, count)
            except exceptions.SendfileNotAvailableError:
                if not fallback:
                    raise
        if not fallback:
            raise RuntimeError(f"fallback is disabled and native sendfile is not supported for transport {transport!r}")
        return await self._sendfile_fallback(transport, file, offset, count)

    async def _sendfile_native(self, transp, file, offset, count):
        """By the system, for a loop that knows how."""
        raise exceptions.SendfileNotAvailableError("sendfile syscall is not supported")

    async def _sendfile_fallback(self, transp, file, offset, count):
        """Read in a thread, write to the transport as fast as it takes it."""
        from .constants import SENDFILE_FALLBACK_READBUFFER_SIZE
        from .transports import _SendingProtocol
        can_seek = hasattr(file, "seek")
        if can_seek:
            file.seek(offset)
        room = memoryview(bytearray(min(count or SENDFILE_FALLBACK_READBUFFER_SIZE, SENDFILE_FALLBACK_READBUFFER_SIZE)))
        total = 0
        protocol = _SendingProtocol(transp)
        try:
            while not count or total < count:
                size = min(count - total, len(room)) if count else len(room)
                read = await self.run_in_executor(None, file.readinto, room[:size])
                if not read:
                    break
                await protocol.drain()  # raises when the connection is lost
                transp.write(room[:read])
                total += read
            return total
        finally:
            if total > 0 and can_seek:
                file.seek(offset + total)
            await protocol.restore()
