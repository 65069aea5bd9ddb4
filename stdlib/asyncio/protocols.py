"""Protocols: what a transport calls. A program's class derives from one of these and fills in what it needs."""

__all__ = ("BaseProtocol", "Protocol", "DatagramProtocol", "SubprocessProtocol", "BufferedProtocol")


class BaseProtocol:
    """Common base class for protocol interfaces."""

    __slots__ = ()

    def connection_made(self, transport):
        """Called when a connection is made."""

    def connection_lost(self, exc):
        """Called when the connection is lost or closed; exc is None after a regular end."""

    def pause_writing(self):
        """Called when the transport's buffer goes over the high-water mark."""

    def resume_writing(self):
        """Called when the transport's buffer drains below the low-water mark."""


class Protocol(BaseProtocol):
    """Interface for stream protocol.

    connection_made, then data_received any number of times, eof_received at most once, connection_lost.
    """

    __slots__ = ()

    def data_received(self, data):
        """Called when some data is received."""

    def eof_received(self):
        """Called when the other end has written its last. A false value closes the transport."""


class BufferedProtocol(BaseProtocol):
    """Interface for stream protocol with manual buffer control: data is received into the protocol's own buffer."""

    __slots__ = ()

    def get_buffer(self, sizehint):
        """Called to allocate a new receive buffer."""

    def buffer_updated(self, nbytes):
        """Called when the buffer was updated with the received data."""

    def eof_received(self):
        """Called when the other end has written its last. A false value closes the transport."""


class DatagramProtocol(BaseProtocol):
    """Interface for datagram protocol."""

    __slots__ = ()

    def datagram_received(self, data, addr):
        """Called when some datagram is received."""

    def error_received(self, exc):
        """Called when a send or receive operation raises an OSError."""


class SubprocessProtocol(BaseProtocol):
    """Interface for protocol for subprocess calls."""

    __slots__ = ()

    def pipe_data_received(self, fd, data):
        """Called when the subprocess writes data into its pipe number fd."""

    def pipe_connection_lost(self, fd, exc):
        """Called when the pipe number fd is closed."""

    def process_exited(self):
        """Called when subprocess has exited."""


def _feed_data_to_buffered_proto(proto, data):
    """Give data to a BufferedProtocol, as often as its buffer needs."""
    remaining = len(data)
    while remaining:
        buffer = proto.get_buffer(remaining)
        room = len(buffer)
        if not room:
            raise RuntimeError("get_buffer() returned an empty buffer")
        size = min(room, remaining)
        buffer[:size] = data[:size]
        proto.buffer_updated(size)
        data = data[size:]
        remaining = len(data)
