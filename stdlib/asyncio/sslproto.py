"""TLS over any transport.

    application  <->  app transport  <->  SSLProtocol  <->  transport (a socket)
      protocol          (in the clear)     |        |          (encrypted)
                                           `sslobj <-> two memory buffers, incoming and outgoing

To the socket's transport an SSLProtocol is the protocol; to the application its other half, the app transport, is the
transport. What arrives is put into `incoming`, and `sslobj` is asked for what it makes of it; what sslobj wants to say it
puts into `outgoing`, and `_send_outgoing` hands that to the socket's transport.

    UNWRAPPED --connection_made--> DO_HANDSHAKE --> WRAPPED --close--> FLUSHING --> SHUTDOWN --> UNWRAPPED
"""

import collections
import enum
import warnings

try:
    import ssl
except ImportError:
    ssl = None

from . import constants, exceptions, protocols, transports
from .log import logger

if ssl is not None:
    SSLAgainErrors = (ssl.SSLWantReadError, ssl.SSLSyscallError)


class SSLProtocolState(enum.Enum):
    UNWRAPPED = "UNWRAPPED"
    DO_HANDSHAKE = "DO_HANDSHAKE"
    WRAPPED = "WRAPPED"
    FLUSHING = "FLUSHING"
    SHUTDOWN = "SHUTDOWN"


class AppProtocolState(enum.Enum):
    """What the application's protocol has been told so far."""
    STATE_INIT = "STATE_INIT"
    STATE_CON_MADE = "STATE_CON_MADE"
    STATE_EOF = "STATE_EOF"
    STATE_CON_LOST = "STATE_CON_LOST"


UNWRAPPED, DO_HANDSHAKE, WRAPPED, FLUSHING, SHUTDOWN = SSLProtocolState
_CLOSING = (FLUSHING, SHUTDOWN, UNWRAPPED)


def _default_context(server_side, server_hostname):
    if server_side:
        raise ValueError("Server side SSL needs a valid SSLContext")
    context = ssl.create_default_context()
    if not server_hostname:
        context.check_hostname = False
    return context


def _positive(name, seconds, default):
    if seconds is None:
        return default
    if seconds <= 0:
        raise ValueError(f"{name} should be a positive number, got {seconds}")
    return seconds


def _water_marks(high, low, kilobytes):
    if high is None:
        high = kilobytes * 1024 if low is None else 4 * low
    if low is None:
        low = high // 4
    if not high >= low >= 0:
        raise ValueError(f"high ({high!r}) must be >= low ({low!r}) must be >= 0")
    return high, low


class _SSLProtocolTransport(transports._FlowControlMixin, transports.Transport):
    """The side of an SSLProtocol that the application sees."""

    _start_tls_compatible = True
    _sendfile_compatible = constants._SendfileMode.FALLBACK

    def __init__(self, loop, ssl_protocol):
        self._loop = loop
        self._ssl_protocol = ssl_protocol
        self._closed = False

    def get_extra_info(self, name, default=None):
        """Get optional transport information."""
        return self._ssl_protocol._get_extra_info(name, default)

    def set_protocol(self, protocol):
        self._ssl_protocol._set_app_protocol(protocol)

    def get_protocol(self):
        return self._ssl_protocol._app_protocol

    def is_closing(self):
        return self._closed

    def close(self):
        """Send what is buffered and say farewell; the protocol's connection_lost(None) follows."""
        if not self._closed:
            self._closed = True
            self._ssl_protocol._start_shutdown()

    def __del__(self, _warn=warnings.warn):
        if not self._closed:
            self._closed = True
            _warn("unclosed transport <asyncio._SSLProtocolTransport object>", ResourceWarning)

    def is_reading(self):
        return not self._ssl_protocol._app_reading_paused

    def pause_reading(self):
        """Give the protocol no data until resume_reading()."""
        self._ssl_protocol._pause_reading()

    def resume_reading(self):
        """Resume the receiving end."""
        self._ssl_protocol._resume_reading()

    def set_write_buffer_limits(self, high=None, low=None):
        """Set when the protocol's pause_writing() and resume_writing() are called."""
        self._ssl_protocol._set_write_buffer_limits(high, low)
        self._ssl_protocol._control_app_writing()

    def get_write_buffer_limits(self):
        return self._ssl_protocol._outgoing_low_water, self._ssl_protocol._outgoing_high_water

    def get_write_buffer_size(self):
        """Return the current size of the write buffers."""
        return self._ssl_protocol._get_write_buffer_size()

    def set_read_buffer_limits(self, high=None, low=None):
        """Set when the transport below is told to pause and to resume reading."""
        self._ssl_protocol._set_read_buffer_limits(high, low)
        self._ssl_protocol._control_ssl_reading()

    def get_read_buffer_limits(self):
        return self._ssl_protocol._incoming_low_water, self._ssl_protocol._incoming_high_water

    def get_read_buffer_size(self):
        """Return the current size of the read buffer."""
        return self._ssl_protocol._get_read_buffer_size()

    @property
    def _protocol_paused(self):
        return self._ssl_protocol._app_writing_paused

    def write(self, data):
        """Write some data bytes to the transport: they are buffered and sent when that is possible."""
        if not isinstance(data, (bytes, bytearray, memoryview)):
            raise TypeError(f"data: expecting a bytes-like instance, got {type(data).__name__}")
        if data:
            self._ssl_protocol._write_appdata((data,))

    def writelines(self, list_of_data):
        """Write a list (or any iterable) of data bytes to the transport."""
        self._ssl_protocol._write_appdata(list_of_data)

    def write_eof(self):
        """TLS has no half-closed connections."""
        raise NotImplementedError

    def can_write_eof(self):
        """Return True if this transport supports write_eof(), False if not."""
        return False

    def abort(self):
        """Close at once; what is buffered is lost."""
        self._force_close(None)

    def _force_close(self, exc):
        self._closed = True
        self._ssl_protocol._abort(exc)

    def _test__append_write_backlog(self, data):
        self._ssl_protocol._write_backlog.append(data)
        self._ssl_protocol._write_buffer_size += len(data)


class SSLProtocol(protocols.BufferedProtocol):
    max_size = 256 * 1024  # what is asked of sslobj at a time

    _handshake_start_time = None
    _handshake_timeout_handle = None
    _shutdown_timeout_handle = None

    def __init__(self, loop, app_protocol, sslcontext, waiter, server_side=False, server_hostname=None,
                 call_connection_made=True, ssl_handshake_timeout=None, ssl_shutdown_timeout=None):
        if ssl is None:
            raise RuntimeError("stdlib ssl module not available")
        self._ssl_handshake_timeout = _positive("ssl_handshake_timeout", ssl_handshake_timeout,
                                                constants.SSL_HANDSHAKE_TIMEOUT)
        self._ssl_shutdown_timeout = _positive("ssl_shutdown_timeout", ssl_shutdown_timeout,
                                               constants.SSL_SHUTDOWN_TIMEOUT)
        self._loop = loop
        self._waiter = waiter
        self._server_side = server_side
        self._server_hostname = server_hostname if server_hostname and not server_side else None
        self._sslcontext = sslcontext or _default_context(server_side, server_hostname)
        self._extra = {"sslcontext": self._sslcontext}  # more of it after the handshake

        self._ssl_buffer = bytearray(self.max_size)
        self._ssl_buffer_view = memoryview(self._ssl_buffer)
        self._write_backlog = collections.deque()  # of the application's data, not yet taken by sslobj
        self._write_buffer_size = 0
        self._set_app_protocol(app_protocol)
        self._app_transport = _SSLProtocolTransport(loop, self)
        self._transport = None

        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._state = UNWRAPPED
        self._app_state = (AppProtocolState.STATE_INIT if call_connection_made else AppProtocolState.STATE_CON_MADE)
        self._conn_lost = 0  # writes in vain, among others
        self._eof_received = False
        try:
            self._sslobj = self._sslcontext.wrap_bio(self._incoming, self._outgoing, server_side=server_side,
                                                     server_hostname=self._server_hostname)
        except BaseException:
            self._app_transport._closed = True  # it was never open
            raise

        self._ssl_writing_paused = False  # the transport below takes no more
        self._ssl_reading_paused = False  # and we took no more from it
        self._app_reading_paused = False
        self._app_writing_paused = False
        self._set_write_buffer_limits()
        self._set_read_buffer_limits()

    def _set_app_protocol(self, app_protocol):
        self._app_protocol = app_protocol
        self._app_protocol_is_buffer = (hasattr(app_protocol, "get_buffer")
                                        and isinstance(app_protocol, protocols.BufferedProtocol))

    def _wakeup_waiter(self, exc=None):
        waiter, self._waiter = self._waiter, None
        if waiter is None or waiter.cancelled():
            return
        if exc is None:
            waiter.set_result(None)
        else:
            waiter.set_exception(exc)

    def _get_app_transport(self):
        return self._app_transport

    def _get_extra_info(self, name, default=None):
        if name in self._extra:
            return self._extra[name]
        if self._transport is not None:
            return self._transport.get_extra_info(name, default)
        return default

    # ---- what the transport below calls

    def connection_made(self, transport):
        """The transport below is connected: begin the handshake."""
        self._transport = transport
        self._start_handshake()

    def connection_lost(self, exc):
        """The transport below has ended."""
        self._write_backlog.clear()
        self._write_buffer_size = 0
        self._outgoing.read()
        self._conn_lost += 1
        if self._app_transport is not None:
            self._app_transport._closed = True
        told = self._app_state in (AppProtocolState.STATE_CON_MADE, AppProtocolState.STATE_EOF)
        if told and self._state is not DO_HANDSHAKE:
            self._app_state = AppProtocolState.STATE_CON_LOST
            self._loop.call_soon(self._app_protocol.connection_lost, exc)
        self._state = UNWRAPPED
        self._transport = None
        self._app_transport = None
        self._app_protocol = None
        self._wakeup_waiter(exc)
        self._cancel_timer("_shutdown_timeout_handle")
        self._cancel_timer("_handshake_timeout_handle")

    def get_buffer(self, n):
        if n <= 0 or n > self.max_size:
            n = self.max_size
        if len(self._ssl_buffer) < n:
            self._ssl_buffer = bytearray(n)
            self._ssl_buffer_view = memoryview(self._ssl_buffer)
        return self._ssl_buffer_view

    def buffer_updated(self, nbytes):
        self._incoming.write(self._ssl_buffer_view[:nbytes])
        self._go_on()

    def eof_received(self):
        """The other side has ended without a farewell."""
        self._eof_received = True
        try:
            if self._loop.get_debug():
                logger.debug("%r received EOF", self)
            if self._state is DO_HANDSHAKE:
                self._on_handshake_complete(ConnectionResetError)
            elif self._state is WRAPPED:
                self._state = FLUSHING
                if self._app_reading_paused:
                    return True  # what it has not read yet is still here
                self._do_flush()
            elif self._state is FLUSHING:
                self._do_write()
                self._state = SHUTDOWN
                self._do_shutdown()
            elif self._state is SHUTDOWN:
                self._do_shutdown()
        except Exception:
            self._transport.close()
            raise

    def pause_writing(self):
        """The transport below takes no more."""
        assert not self._ssl_writing_paused
        self._ssl_writing_paused = True

    def resume_writing(self):
        """The transport below takes data again."""
        assert self._ssl_writing_paused
        self._ssl_writing_paused = False
        self._send_outgoing()

    def _go_on(self):
        """Something arrived, or the application takes data again."""
        if self._state is DO_HANDSHAKE:
            self._do_handshake()
        elif self._state is WRAPPED:
            self._do_read()
        elif self._state is FLUSHING:
            self._do_flush()
        elif self._state is SHUTDOWN:
            self._do_shutdown()

    def _cancel_timer(self, name):
        handle = getattr(self, name)
        if handle is not None:
            handle.cancel()
            setattr(self, name, None)

    # ---- handshake

    def _start_handshake(self):
        if self._loop.get_debug():
            logger.debug("%r starts SSL handshake", self)
            self._handshake_start_time = self._loop.time()
        self._state = DO_HANDSHAKE
        self._handshake_timeout_handle = self._loop.call_later(self._ssl_handshake_timeout,
                                                               self._check_handshake_timeout)
        self._do_handshake()

    def _check_handshake_timeout(self):
        if self._state is DO_HANDSHAKE:
            self._fatal_error(ConnectionAbortedError(
                f"SSL handshake is taking longer than {self._ssl_handshake_timeout} seconds: "
                f"aborting the connection"))

    def _do_handshake(self):
        try:
            self._sslobj.do_handshake()
        except SSLAgainErrors:
            self._send_outgoing()
        except ssl.SSLError as exc:
            self._on_handshake_complete(exc)
        else:
            self._on_handshake_complete(None)

    def _on_handshake_complete(self, handshake_exc):
        self._cancel_timer("_handshake_timeout_handle")
        sslobj = self._sslobj
        try:
            if handshake_exc is not None:
                raise handshake_exc
            self._state = WRAPPED
            peercert = sslobj.getpeercert()
        except Exception as exc:
            self._state = UNWRAPPED
            failed_check = isinstance(exc, ssl.CertificateError)
            self._fatal_error(exc, "SSL handshake failed on verifying the certificate" if failed_check
                              else "SSL handshake failed")
            self._wakeup_waiter(exc)
            return
        if self._handshake_start_time is not None:
            took = self._loop.time() - self._handshake_start_time
            logger.debug("%r: SSL handshake took %.1f ms", self, took * 1e3)
        self._extra.update(peercert=peercert, cipher=sslobj.cipher(), compression=sslobj.compression(),
                           ssl_object=sslobj)
        if self._app_state is AppProtocolState.STATE_INIT:
            self._app_state = AppProtocolState.STATE_CON_MADE
            self._app_protocol.connection_made(self._app_transport)
        self._wakeup_waiter()
        self._do_read()

    # ---- the end

    def _start_shutdown(self):
        if self._state in _CLOSING:
            return
        if self._app_transport is not None:
            self._app_transport._closed = True
        if self._state is DO_HANDSHAKE:
            self._abort(None)
            return
        self._state = FLUSHING
        self._shutdown_timeout_handle = self._loop.call_later(self._ssl_shutdown_timeout, self._check_shutdown_timeout)
        self._do_flush()

    def _check_shutdown_timeout(self):
        if self._state in (FLUSHING, SHUTDOWN):
            self._transport._force_close(exceptions.TimeoutError("SSL shutdown timed out"))

    def _do_flush(self):
        self._do_read()
        # Reading may have ended it all.
        if self._state is FLUSHING:
            self._state = SHUTDOWN
            self._do_shutdown()

    def _do_shutdown(self):
        try:
            if not self._eof_received:
                self._sslobj.unwrap()
        except SSLAgainErrors:
            self._send_outgoing()
        except ssl.SSLError as exc:
            self._on_shutdown_complete(exc)
        else:
            self._send_outgoing()
            self._call_eof_received()
            self._on_shutdown_complete(None)

    def _on_shutdown_complete(self, shutdown_exc):
        self._cancel_timer("_shutdown_timeout_handle")
        if shutdown_exc:
            self._fatal_error(shutdown_exc)
        else:
            self._loop.call_soon(self._transport.close)

    def _abort(self, exc):
        self._state = UNWRAPPED
        if self._transport is None:
            return
        if exc is None:
            self._transport.abort()
        else:
            self._transport._force_close(exc)

    # ---- writing

    def _write_appdata(self, list_of_data):
        if self._state in _CLOSING:
            if self._conn_lost >= constants.LOG_THRESHOLD_FOR_CONNLOST_WRITES:
                logger.warning("SSL connection is closed")
            self._conn_lost += 1
            return
        for data in list_of_data:
            self._write_backlog.append(data)
            self._write_buffer_size += len(data)
        try:
            if self._state is WRAPPED:
                self._do_write()
        except Exception as exc:
            self._fatal_error(exc, "Fatal error on SSL protocol")

    def _do_write(self):
        try:
            while self._write_backlog:
                data = self._write_backlog[0]
                count = self._sslobj.write(data)
                self._write_buffer_size -= count
                if count < len(data):
                    self._write_backlog[0] = memoryview(data)[count:]
                else:
                    self._write_backlog.popleft()
        except SSLAgainErrors:
            pass
        self._send_outgoing()

    def _send_outgoing(self):
        """The only place that hands data to the transport below."""
        if not self._ssl_writing_paused:
            data = self._outgoing.read()
            if data:
                self._transport.write(data)
        self._control_app_writing()

    # ---- reading

    def _do_read(self):
        if self._state not in (WRAPPED, FLUSHING):
            return
        try:
            if not self._app_reading_paused:
                if self._app_protocol_is_buffer:
                    self._read_into_buffer()
                else:
                    self._read_chunks()
                if self._write_backlog:
                    self._do_write()
                else:
                    self._send_outgoing()
            self._control_ssl_reading()
        except Exception as exc:
            self._fatal_error(exc, "Fatal error on SSL protocol")

    def _read_into_buffer(self):
        filled, count = 0, 1
        buffer = self._app_protocol.get_buffer(self._get_read_buffer_size())
        room = len(buffer)
        try:
            count = self._sslobj.read(room, buffer)
            if count > 0:
                filled = count
                while filled < room:
                    count = self._sslobj.read(room - filled, buffer[filled:])
                    if count <= 0:
                        break
                    filled += count
                else:
                    self._loop.call_soon(self._do_read)  # there may be more
        except SSLAgainErrors:
            pass
        if filled > 0:
            self._app_protocol.buffer_updated(filled)
        if not count:
            self._call_eof_received()
            self._start_shutdown()

    def _read_chunks(self):
        chunks, chunk = [], None
        try:
            while True:
                chunk = self._sslobj.read(self.max_size)
                if not chunk:
                    break
                chunks.append(chunk)
        except SSLAgainErrors:
            pass
        if chunks:
            self._app_protocol.data_received(chunks[0] if len(chunks) == 1 else b"".join(chunks))
        if chunk is not None and not chunk:
            self._call_eof_received()
            self._start_shutdown()

    def _call_eof_received(self):
        if self._app_state is not AppProtocolState.STATE_CON_MADE:
            return
        self._app_state = AppProtocolState.STATE_EOF
        try:
            keep_open = self._app_protocol.eof_received()
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as exc:
            self._fatal_error(exc, "Error calling eof_received()")
        else:
            if keep_open:
                logger.warning("returning true from eof_received() has no effect when using ssl")

    # ---- flow control: of the application's writing

    def _control_app_writing(self):
        size = self._get_write_buffer_size()
        if size >= self._outgoing_high_water and not self._app_writing_paused:
            self._app_writing_paused = True
            self._tell_app("pause_writing")
        elif size <= self._outgoing_low_water and self._app_writing_paused:
            self._app_writing_paused = False
            self._tell_app("resume_writing")

    def _tell_app(self, method):
        try:
            getattr(self._app_protocol, method)()
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as exc:
            self._loop.call_exception_handler({"message": f"protocol.{method}() failed", "exception": exc,
                                               "transport": self._app_transport, "protocol": self})

    def _get_write_buffer_size(self):
        return self._outgoing.pending + self._write_buffer_size

    def _set_write_buffer_limits(self, high=None, low=None):
        self._outgoing_high_water, self._outgoing_low_water = _water_marks(
            high, low, constants.FLOW_CONTROL_HIGH_WATER_SSL_WRITE)

    # ---- and of the reading

    def _pause_reading(self):
        self._app_reading_paused = True

    def _resume_reading(self):
        if self._app_reading_paused:
            self._app_reading_paused = False
            if self._state is not DO_HANDSHAKE:
                self._loop.call_soon(self._go_on)

    def _control_ssl_reading(self):
        size = self._get_read_buffer_size()
        if size >= self._incoming_high_water and not self._ssl_reading_paused:
            self._ssl_reading_paused = True
            self._transport.pause_reading()
        elif size <= self._incoming_low_water and self._ssl_reading_paused:
            self._ssl_reading_paused = False
            self._transport.resume_reading()

    def _get_read_buffer_size(self):
        return self._incoming.pending

    def _set_read_buffer_limits(self, high=None, low=None):
        self._incoming_high_water, self._incoming_low_water = _water_marks(
            high, low, constants.FLOW_CONTROL_HIGH_WATER_SSL_READ)

    def _fatal_error(self, exc, message="Fatal error on transport"):
        transport = self._transport
        if transport is not None:
            transport._force_close(exc)
        if isinstance(exc, OSError):
            if self._loop.get_debug():
                logger.debug("%r: %s", self, message, exc_info=True)
        elif not isinstance(exc, exceptions.CancelledError):
            self._loop.call_exception_handler({"message": message, "exception": exc, "transport": transport,
                                               "protocol": self})
