"""Pickling for other processes, and sending file descriptors to them.

A descriptor cannot be pickled as a number. To a child that is being started it is given along (by spawn's inheritance or
through the fork server's socket); to any other process the pickle carries a promise, a DupFd, that the resource sharer
of this process keeps when the other one comes to fetch it.
"""

import collections
import copyreg
import functools
import io
import os
import pickle
import socket
import sys
from _pickle import _dumps_by_table

__all__ = ["send_handle", "recv_handle", "ForkingPickler", "register", "dump", "DupFd", "sendfds", "recvfds"]

HAVE_SEND_HANDLE = True


class ForkingPickler(pickle.Pickler):
    """Pickler subclass used by multiprocessing: types may be registered for it alone."""

    _extra_reducers = {}
    _copyreg_dispatch_table = copyreg.dispatch_table
    dispatch_table = collections.ChainMap(_extra_reducers, copyreg.dispatch_table)

    @classmethod
    def register(cls, type, reduce):
        """Register a reduce function for a type."""
        cls._extra_reducers[type] = reduce

    @classmethod
    def dumps(cls, obj, protocol=None):
        if cls is ForkingPickler:
            return memoryview(_dumps_by_table(obj, protocol, cls.dispatch_table))
        buf = io.BytesIO()
        cls(buf, protocol).dump(obj)
        return buf.getbuffer()

    loads = pickle.loads


register = ForkingPickler.register


def dump(obj, file, protocol=None):
    """Replacement for pickle.dump() using ForkingPickler."""
    ForkingPickler(file, protocol).dump(obj)


# ---- descriptors ----------------------------------------------------------

ACKNOWLEDGE = sys.platform == "darwin"  # whose kernel may lose descriptors that nobody has received yet


def sendfds(sock, fds):
    """Send an array of fds over an AF_UNIX socket."""
    packed = b"".join(fd.to_bytes(4, sys.byteorder) for fd in fds)
    sock.sendmsg([bytes([len(fds) % 256])], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, packed)])
    if ACKNOWLEDGE and sock.recv(1) != b"A":
        raise RuntimeError("did not receive acknowledgement of fd")


def recvfds(sock, size):
    """Receive an array of fds over an AF_UNIX socket."""
    message, ancillary, flags, _ = sock.recvmsg(1, socket.CMSG_SPACE(4 * size))
    if not message and not ancillary:
        raise EOFError
    if len(ancillary) != 1:
        raise RuntimeError(f"received {len(ancillary)} items of ancdata")
    level, kind, packed = ancillary[0]
    if level != socket.SOL_SOCKET or kind != socket.SCM_RIGHTS or len(packed) % 4:
        raise RuntimeError("Invalid data received")
    if ACKNOWLEDGE:
        sock.send(b"A")
    fds = [int.from_bytes(packed[at:at + 4], sys.byteorder) for at in range(0, len(packed), 4)]
    if len(fds) % 256 != message[0]:
        raise AssertionError(f"Len is {len(fds)} but msg[0] is {message[0]!r}")
    return fds


def send_handle(conn, handle, destination_pid):
    """Send a handle over a local connection."""
    with socket.fromfd(conn.fileno(), socket.AF_UNIX, socket.SOCK_STREAM) as s:
        sendfds(s, [handle])


def recv_handle(conn):
    """Receive a handle over a local connection."""
    with socket.fromfd(conn.fileno(), socket.AF_UNIX, socket.SOCK_STREAM) as s:
        return recvfds(s, 1)[0]


def DupFd(fd):
    """Return a wrapper for an fd: pickled, it gives on the other side one whose detach() is a descriptor."""
    from . import context
    popen = context.get_spawning_popen()
    if popen is not None:
        return popen.DupFd(popen.duplicate_for_child(fd))
    from . import resource_sharer
    return resource_sharer.DupFd(fd)


# ---- what plain pickle does not take --------------------------------------

class _Sample:
    def method(self):
        pass


def _reduce_method(method):
    owner = type(method) if method.__self__ is None else method.__self__
    return getattr, (owner, method.__func__.__name__)


def _reduce_method_descriptor(descriptor):
    return getattr, (descriptor.__objclass__, descriptor.__name__)


def _rebuild_partial(func, args, keywords):
    return functools.partial(func, *args, **keywords)


def _reduce_partial(partial):
    return _rebuild_partial, (partial.func, partial.args, partial.keywords or {})


def _rebuild_socket(df, family, type, proto):
    return socket.socket(family, type, proto, fileno=df.detach())


def _reduce_socket(sock):
    return _rebuild_socket, (DupFd(sock.fileno()), sock.family, sock.type, sock.proto)


register(type(_Sample().method), _reduce_method)
register(type(list.append), _reduce_method_descriptor)
register(type(int.__add__), _reduce_method_descriptor)
register(functools.partial, _reduce_partial)
register(socket.socket, _reduce_socket)


class AbstractReducer:
    """Base class of replacements for this module: see BaseContext.reducer."""

    ForkingPickler = ForkingPickler
    register = register
    dump = dump
    send_handle = send_handle
    recv_handle = recv_handle
    sendfds = sendfds
    recvfds = recvfds
    DupFd = DupFd
    _reduce_method = _reduce_method
    _reduce_method_descriptor = _reduce_method_descriptor
    _rebuild_partial = _rebuild_partial
    _reduce_socket = _reduce_socket
    _rebuild_socket = _rebuild_socket

    def __init__(self, *args):
        for kind, reduce in ((type(_Sample().method), _reduce_method),
                             (type(list.append), _reduce_method_descriptor),
                             (type(int.__add__), _reduce_method_descriptor),
                             (functools.partial, _reduce_partial), (socket.socket, _reduce_socket)):
            register(kind, reduce)
