"""Connections: pipes and sockets that carry whole messages, and objects (pickled) as messages.

A message on the wire is its length (4 bytes, big-endian; -1 and 8 bytes from 2 GiB on), then its bytes.
"""

import io
import os
import select
import struct
import time

from .context import BufferTooShort

__all__ = ["Pipe", "wait"]


def _dumps(obj):
    from .reduction import ForkingPickler
    return ForkingPickler.dumps(obj)


def _loads(data):
    import pickle
    return pickle.loads(data)


class _ConnectionBase:
    """One end of a connection. It closes its descriptor when it is forgotten."""

    _handle = None

    def __init__(self, handle, readable=True, writable=True):
        handle = handle.__index__()
        if handle < 0:
            raise ValueError("invalid handle")
        if not readable and not writable:
            raise ValueError("at least one of `readable` and `writable` must be True")
        self._handle = handle
        self._readable = readable
        self._writable = writable

    def __del__(self):
        if self._handle is not None:
            self._close()

    def _check_closed(self):
        if self._handle is None:
            raise OSError("handle is closed")

    def _check_readable(self):
        self._check_closed()
        if not self._readable:
            raise OSError("connection is write-only")

    def _check_writable(self):
        self._check_closed()
        if not self._writable:
            raise OSError("connection is read-only")

    def _bad_message_length(self):
        if self._writable:
            self._readable = False
        else:
            self.close()
        raise OSError("bad message length")

    @property
    def closed(self):
        """True if the connection is closed"""
        return self._handle is None

    @property
    def readable(self):
        """True if the connection is readable"""
        return self._readable

    @property
    def writable(self):
        """True if the connection is writable"""
        return self._writable

    def fileno(self):
        """File descriptor or handle of the connection"""
        self._check_closed()
        return self._handle

    def close(self):
        """Close the connection"""
        if self._handle is not None:
            try:
                self._close()
            finally:
                self._handle = None

    def send_bytes(self, buf, offset=0, size=None):
        """Send the bytes data from a bytes-like object"""
        self._check_writable()
        view = memoryview(buf)
        if view.itemsize > 1:
            view = view.cast("B")
        count = view.nbytes
        if offset < 0:
            raise ValueError("offset is negative")
        if count < offset:
            raise ValueError("buffer length < offset")
        if size is None:
            size = count - offset
        elif size < 0:
            raise ValueError("size is negative")
        elif offset + size > count:
            raise ValueError("buffer length < offset + size")
        self._send_bytes(view[offset:offset + size])

    def send(self, obj):
        """Send a (picklable) object"""
        self._check_writable()
        self._send_bytes(_dumps(obj))

    def recv_bytes(self, maxlength=None):
        """Receive bytes data as a bytes object."""
        self._check_readable()
        if maxlength is not None and maxlength < 0:
            raise ValueError("negative maxlength")
        buf = self._recv_bytes(maxlength)
        if buf is None:
            self._bad_message_length()
        return buf.getvalue()

    def recv_bytes_into(self, buf, offset=0):
        """Receive bytes data into a writeable bytes-like object; return the number of bytes read."""
        self._check_readable()
        with memoryview(buf) as view:
            itemsize = view.itemsize
            bytesize = itemsize * len(view)
            if offset < 0:
                raise ValueError("negative offset")
            if offset > bytesize:
                raise ValueError("offset too large")
            message = self._recv_bytes().getvalue()
            if bytesize < offset + len(message):
                raise BufferTooShort(message)
            view.cast("B")[offset:offset + len(message)] = message
            return len(message)

    def recv(self):
        """Receive a (picklable) object"""
        self._check_readable()
        return _loads(self._recv_bytes().getbuffer())

    def poll(self, timeout=0.0):
        """Whether there is any input available to be read"""
        self._check_readable()
        return bool(wait([self], timeout))

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, exc_tb):
        self.close()


class Connection(_ConnectionBase):
    """Connection over a descriptor: a pipe's or a socket's."""

    def _close(self, _close=os.close):
        _close(self._handle)

    def _write_all(self, data, write=os.write):
        while data:
            data = data[write(self._handle, data):]

    def _read_exactly(self, size, read=os.read):
        buf = io.BytesIO()
        remaining = size
        while remaining > 0:
            chunk = read(self._handle, remaining)
            if not chunk:
                if remaining == size:
                    raise EOFError
                raise OSError("got end of file during message")
            buf.write(chunk)
            remaining -= len(chunk)
        return buf

    def _send_bytes(self, data):
        count = len(data)
        if count > 0x7fffffff:
            self._write_all(struct.pack("!iQ", -1, count))
            self._write_all(data)
        elif count > 16384:
            self._write_all(struct.pack("!i", count))
            self._write_all(data)
        else:
            self._write_all(struct.pack("!i", count) + bytes(data))  # one write: it is atomic up to a page

    def _recv_bytes(self, maxsize=None):
        size, = struct.unpack("!i", self._read_exactly(4).getvalue())
        if size == -1:
            size, = struct.unpack("!Q", self._read_exactly(8).getvalue())
        if maxsize is not None and size > maxsize:
            return None
        return self._read_exactly(size)


def Pipe(duplex=True):
    """Returns pair of connection objects at either end of a pipe"""
    if duplex:
        import socket
        a, b = socket.socketpair()
        return Connection(a.detach()), Connection(b.detach())
    read, write = os.pipe()
    return Connection(read, writable=False), Connection(write, readable=False)


def wait(object_list, timeout=None):
    """Wait till an object in object_list is ready/readable.

    Returns list of those objects in object_list which are ready/readable.
    """
    poll = select.poll()
    by_fd = {}
    for obj in object_list:
        fd = obj if isinstance(obj, int) else obj.fileno()
        by_fd.setdefault(fd, []).append(obj)
        poll.register(fd, select.POLLIN)
    deadline = None if timeout is None else time.monotonic() + timeout
    while True:
        left = None if deadline is None else max(0, deadline - time.monotonic())
        ready = poll.poll(None if left is None else left * 1000)
        if ready or (deadline is not None and time.monotonic() >= deadline):
            return [obj for fd, _ in ready for obj in by_fd[fd]]
