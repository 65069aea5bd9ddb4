"""Connections: pipes and sockets that carry whole messages, and objects (pickled) as messages.

A message on the wire is its length (4 bytes, big-endian; -1 and 8 bytes from 2 GiB on), then its bytes.
"""

import _multiprocessing
import os
import select
import socket
import time

from . import util
from .context import AuthenticationError, BufferTooShort, reduction

__all__ = ["Client", "Listener", "Pipe", "wait"]

_ForkingPickler = reduction.ForkingPickler
_dumps = _ForkingPickler.dumps
_loads = _ForkingPickler.loads
_send_message, _receive_message = _multiprocessing._send_message, _multiprocessing._receive_message


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
        if offset == 0 and size is None:
            return self._send_bytes(buf)
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
        if self._handle is None or not self._writable:
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
        return buf

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
            message = self._recv_bytes()
            if bytesize < offset + len(message):
                raise BufferTooShort(message)
            view.cast("B")[offset:offset + len(message)] = message
            return len(message)

    def recv(self):
        """Receive a (picklable) object"""
        if self._handle is None or not self._readable:
            self._check_readable()
        return _loads(self._recv_bytes())

    def poll(self, timeout=0.0):
        """Whether there is any input available to be read"""
        self._check_readable()
        return self._poll(timeout)

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, exc_tb):
        self.close()


class Connection(_ConnectionBase):
    """Connection over a descriptor: a pipe's or a socket's."""

    def _close(self, _close=os.close):
        _close(self._handle)

    def _send_bytes(self, data):
        _send_message(self._handle, data)

    def _poll(self, timeout):
        return bool(wait([self], timeout))

    def _recv_bytes(self, maxsize=None):
        return _receive_message(self._handle, -1 if maxsize is None else maxsize)


def Pipe(duplex=True):
    """Returns pair of connection objects at either end of a pipe"""
    if duplex:
        a, b = socket.socketpair()
        a.setblocking(True)  # whatever the default timeout is
        b.setblocking(True)
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


# ---- addresses ------------------------------------------------------------
#
# ("host", port) is a TCP address, a str the name of a Unix socket (a file, or one in the abstract namespace).

default_family = "AF_INET"
families = ["AF_INET"]
if hasattr(socket, "AF_UNIX"):
    default_family = "AF_UNIX"
    families.append("AF_UNIX")


def arbitrary_address(family):
    """Return an arbitrary free address for the given family"""
    if family == "AF_INET":
        return "localhost", 0
    if family == "AF_UNIX":
        import tempfile
        return tempfile.mktemp(prefix="listener-", dir=util.get_temp_dir())
    if family == "AF_PIPE":
        raise ValueError("Family AF_PIPE is not recognized.")
    raise ValueError("unrecognized family")


def _validate_family(family):
    """Checks if the family is valid for the current environment."""
    if family == "AF_PIPE" or not hasattr(socket, family):
        raise ValueError("Family %s is not recognized." % family)


def address_type(address):
    """Return the types of the address: 'AF_INET' or 'AF_UNIX'"""
    if type(address) == tuple:
        return "AF_INET"
    if type(address) is str and address.startswith("\\\\"):
        return "AF_PIPE"
    if type(address) is str or util.is_abstract_socket_namespace(address):
        return "AF_UNIX"
    raise ValueError("address type of %r unrecognized" % address)


class Listener:
    """Returns a listener object: a bound socket which is listening for connections.

    With a key, who connects must prove to have it too, and is shown that we have it.
    """

    def __init__(self, address=None, family=None, backlog=1, authkey=None):
        family = family or (address and address_type(address)) or default_family
        address = address or arbitrary_address(family)
        _validate_family(family)
        if authkey is not None and not isinstance(authkey, bytes):
            raise TypeError("authkey should be a byte string")
        self._authkey = authkey
        self._listener = SocketListener(address, family, backlog)

    def accept(self):
        """Accept a connection on the bound socket: returns a `Connection` object."""
        if self._listener is None:
            raise OSError("listener is closed")
        connection = self._listener.accept()
        if self._authkey is not None:
            deliver_challenge(connection, self._authkey)
            answer_challenge(connection, self._authkey)
        return connection

    def close(self):
        """Close the bound socket."""
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.close()

    @property
    def address(self):
        return self._listener._address

    @property
    def last_accepted(self):
        return self._listener._last_accepted

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, exc_tb):
        self.close()


def Client(address, family=None, authkey=None):
    """Returns a connection to the address of a `Listener`"""
    family = family or address_type(address)
    _validate_family(family)
    if authkey is not None and not isinstance(authkey, bytes):
        raise TypeError("authkey should be a byte string")
    connection = SocketClient(address)
    if authkey is not None:
        answer_challenge(connection, authkey)
        deliver_challenge(connection, authkey)
    return connection


class SocketListener:
    """Representation of a socket which is bound to an address and listening"""

    def __init__(self, address, family, backlog=1):
        self._socket = socket.socket(getattr(socket, family))
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._socket.setblocking(True)
            self._socket.bind(address)
            self._socket.listen(backlog)
            self._address = self._socket.getsockname()
        except OSError:
            self._socket.close()
            raise
        self._family = family
        self._last_accepted = None
        self._unlink = None
        if family == "AF_UNIX" and not util.is_abstract_socket_namespace(address):
            self._unlink = util.Finalize(self, os.unlink, args=(address,), exitpriority=0)

    def accept(self):
        accepted, self._last_accepted = self._socket.accept()
        accepted.setblocking(True)
        return Connection(accepted.detach())

    def close(self):
        try:
            self._socket.close()
        finally:
            unlink, self._unlink = self._unlink, None
            if unlink is not None:
                unlink()


def SocketClient(address):
    """Return a connection object connected to the socket given by `address`"""
    with socket.socket(getattr(socket, address_type(address))) as s:
        s.setblocking(True)
        s.connect(address)
        return Connection(s.detach())


# ---- authentication -------------------------------------------------------
#
# Each side in turn sends random bytes; the other one answers with their HMAC under the key, which never travels.

MESSAGE_LENGTH = 20
CHALLENGE = b"#CHALLENGE#"
WELCOME = b"#WELCOME#"
FAILURE = b"#FAILURE#"
_LONGEST = 256


def _check_key(authkey):
    if not isinstance(authkey, bytes):
        raise ValueError("Authkey must be bytes, not {0!s}".format(type(authkey)))


def _sign(authkey, message):
    import hmac
    return hmac.new(authkey, message, "md5").digest()


def deliver_challenge(connection, authkey):
    _check_key(authkey)
    message = os.urandom(MESSAGE_LENGTH)
    connection.send_bytes(CHALLENGE + message)
    if connection.recv_bytes(_LONGEST) != _sign(authkey, message):
        connection.send_bytes(FAILURE)
        raise AuthenticationError("digest received was wrong")
    connection.send_bytes(WELCOME)


def answer_challenge(connection, authkey):
    _check_key(authkey)
    message = connection.recv_bytes(_LONGEST)
    assert message.startswith(CHALLENGE), "message = %r" % message
    connection.send_bytes(_sign(authkey, message[len(CHALLENGE):]))
    if connection.recv_bytes(_LONGEST) != WELCOME:
        raise AuthenticationError("digest sent was rejected")


# ---- other encodings than pickle ------------------------------------------

class ConnectionWrapper:
    """A connection whose objects are encoded by `dumps` and `loads`."""

    def __init__(self, conn, dumps, loads):
        self._conn = conn
        self._dumps = dumps
        self._loads = loads
        for name in ("fileno", "close", "poll", "recv_bytes", "send_bytes"):
            setattr(self, name, getattr(conn, name))

    def send(self, obj):
        self._conn.send_bytes(self._dumps(obj))

    def recv(self):
        return self._loads(self._conn.recv_bytes())


def _xml_dumps(obj):
    import xmlrpc.client
    return xmlrpc.client.dumps((obj,), None, None, None, 1).encode("utf-8")


def _xml_loads(data):
    import xmlrpc.client
    (obj,), _ = xmlrpc.client.loads(data.decode("utf-8"))
    return obj


class XmlListener(Listener):

    def accept(self):
        return ConnectionWrapper(Listener.accept(self), _xml_dumps, _xml_loads)


def XmlClient(*args, **kwds):
    return ConnectionWrapper(Client(*args, **kwds), _xml_dumps, _xml_loads)


# ---- connections to other processes ---------------------------------------

def reduce_connection(conn):
    return rebuild_connection, (reduction.DupFd(conn.fileno()), conn.readable, conn.writable)


def rebuild_connection(df, readable, writable):
    return Connection(df.detach(), readable, writable)


reduction.register(Connection, reduce_connection)
