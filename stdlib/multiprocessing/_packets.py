"""What a pool and its workers send to each other, and where a worker notes what it is doing.

Any of them may be killed at any moment. So there is no lock that one could take along, and no message of which only a
half was written or read: each is one packet of a socket that keeps packets whole.
"""

import os
import socket

from . import context, heap, reduction

__all__ = []

_LARGEST = 1 << 16  # packets; what is larger travels as a file in memory, of which the packet carries the descriptor
_FD_SIZE = 4
_SLOT_SIZE = 16


class PacketQueue:
    """A queue that any number of processes may put into and get from."""

    def __init__(self):
        self._setup(*socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET))

    def _setup(self, reader, writer):
        reader.setblocking(True)
        writer.setblocking(True)
        self._reader, self._writer = reader, writer
        self._buffer = None

    def __getstate__(self):
        context.assert_spawning(self)
        return self._reader, self._writer

    def __setstate__(self, state):
        self._setup(*state)

    def put(self, obj):
        data = reduction.ForkingPickler.dumps(obj)
        if len(data) <= _LARGEST:
            self._writer.send(data)
            return
        fd = os.memfd_create("multiprocessing")
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(fd, view):]
            self._writer.sendmsg([b"."], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, fd.to_bytes(_FD_SIZE, "little"))])
        finally:
            os.close(fd)

    def get(self):
        if self._buffer is None:
            self._buffer = memoryview(bytearray(_LARGEST))
        size, ancillary, _, _ = self._reader.recvmsg_into([self._buffer], socket.CMSG_SPACE(_FD_SIZE))
        if not size:
            raise EOFError
        if not ancillary:
            return reduction.ForkingPickler.loads(self._buffer[:size])
        fd = int.from_bytes(ancillary[0][2][:_FD_SIZE], "little")
        os.lseek(fd, 0, os.SEEK_SET)
        with open(fd, "rb") as file:
            return reduction.ForkingPickler.loads(file.read())

    def has_input(self):
        from .connection import wait
        return bool(wait([self._reader], 0))

    def close(self):
        self._reader.close()
        self._writer.close()


class Slots:
    """For each worker, two numbers in memory that it shares with its pool: which task it has."""

    def __init__(self, count):
        self._count = count
        self._free = []

    def take(self):
        while True:
            try:
                return Slot(*self._free.pop())
            except IndexError:
                arena = heap.Arena(self._count * _SLOT_SIZE)
                self._free += [(arena, number) for number in range(self._count)]

    def give_back(self, slot):
        self._free.append((slot.arena, slot.number))


class Slot:

    def __init__(self, arena, number):
        self.__setstate__((arena, number))
        self.note(-1, -1)

    def __getstate__(self):
        context.assert_spawning(self)
        return self.arena, self.number

    def __setstate__(self, state):
        self.arena, self.number = state
        at = self.number * _SLOT_SIZE
        self._numbers = memoryview(self.arena.buffer)[at:at + _SLOT_SIZE].cast("q")

    def note(self, job, i):
        self._numbers[1] = i
        self._numbers[0] = job

    def task(self):
        return self._numbers[0], self._numbers[1]
