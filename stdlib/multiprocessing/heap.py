"""Pieces of memory that processes share, cut from larger maps ("arenas").

    arena   |  used  |  free   | used |  free   |        a block is (arena, start, stop)

Free blocks are found by their length, the shortest that is long enough first, and by both of their ends, so that a block
that is freed grows together with free neighbours. An arena that is all free is given back, unless it is small.
"""

import bisect
import collections
import mmap
import os
import sys
import tempfile
import threading

from . import util
from .context import reduction

__all__ = ["BufferWrapper"]


class Arena:
    """A map of a file that has no name any more: whoever has its descriptor can map it too."""

    _dir_candidates = ["/dev/shm"]

    def __init__(self, size, fd=-1):
        self.size = size
        self.fd = fd
        if fd == -1:
            self.fd, name = tempfile.mkstemp(prefix="pym-%d-" % os.getpid(), dir=self._choose_dir(size))
            os.unlink(name)
            util.Finalize(self, os.close, (self.fd,))
            os.ftruncate(self.fd, size)
        self.buffer = mmap.mmap(self.fd, self.size)

    def _choose_dir(self, size):
        for folder in self._dir_candidates:
            try:
                status = os.statvfs(folder)
            except OSError:
                continue
            if status.f_bavail * status.f_frsize >= size:
                return folder
        return util.get_temp_dir()


def reduce_arena(arena):
    if arena.fd == -1:
        raise ValueError("Arena is unpicklable because forking was enabled when it was created")
    return rebuild_arena, (arena.size, reduction.DupFd(arena.fd))


def rebuild_arena(size, dupfd):
    return Arena(size, dupfd.detach())


reduction.register(Arena, reduce_arena)


class Heap:
    """What malloc is to a process, for memory that it shares."""

    _alignment = 8
    _DISCARD_FREE_SPACE_LARGER_THAN = 4 * 1024 ** 2
    _DOUBLE_ARENA_SIZE_UNTIL = 4 * 1024 ** 2

    def __init__(self, size=mmap.PAGESIZE):
        self._lastpid = os.getpid()
        self._lock = threading.Lock()
        self._size = size  # of the next arena
        self._lengths = []  # of free blocks, sorted
        self._len_to_seq = {}  # length -> the free blocks that have it
        self._start_to_block = {}  # (arena, start) -> free block
        self._stop_to_block = {}
        self._allocated_blocks = collections.defaultdict(set)  # arena -> {(start, stop)}
        self._arenas = []
        self._pending_free_blocks = []  # freed by the collector, while the lock was held
        self._n_mallocs = self._n_frees = 0

    @staticmethod
    def _roundup(n, alignment):
        return -(-n // alignment) * alignment

    def _new_arena(self, size):
        length = self._roundup(max(self._size, size), mmap.PAGESIZE)
        if self._size < self._DOUBLE_ARENA_SIZE_UNTIL:
            self._size *= 2
        util.info("allocating a new mmap of length %d", length)
        arena = Arena(length)
        self._arenas.append(arena)
        return arena, 0, length

    def _discard_arena(self, arena):
        if arena.size < self._DISCARD_FREE_SPACE_LARGER_THAN:
            return
        blocks = self._allocated_blocks.pop(arena)
        assert not blocks
        self._forget_free(self._start_to_block[arena, 0])
        self._arenas.remove(arena)

    def _malloc(self, size):
        """A block of at least that size."""
        at = bisect.bisect_left(self._lengths, size)
        if at == len(self._lengths):
            return self._new_arena(size)
        block = self._len_to_seq[self._lengths[at]][-1]
        self._forget_free(block)
        return block

    def _add_free_block(self, block):
        arena, start, stop = block
        before = self._stop_to_block.get((arena, start))
        if before is not None:
            start = before[1]
            self._forget_free(before)
        after = self._start_to_block.get((arena, stop))
        if after is not None:
            stop = after[2]
            self._forget_free(after)
        block = arena, start, stop
        length = stop - start
        if length not in self._len_to_seq:
            bisect.insort(self._lengths, length)
            self._len_to_seq[length] = []
        self._len_to_seq[length].append(block)
        self._start_to_block[arena, start] = self._stop_to_block[arena, stop] = block

    def _forget_free(self, block):
        arena, start, stop = block
        del self._start_to_block[arena, start], self._stop_to_block[arena, stop]
        length = stop - start
        same = self._len_to_seq[length]
        same.remove(block)
        if not same:
            del self._len_to_seq[length]
            self._lengths.remove(length)

    def _take_back(self, block):
        arena, start, stop = block
        self._n_frees += 1
        blocks = self._allocated_blocks[arena]
        blocks.remove((start, stop))
        self._add_free_block(block)
        if not blocks:
            self._discard_arena(arena)

    def _free_pending_blocks(self):
        while self._pending_free_blocks:
            self._take_back(self._pending_free_blocks.pop())

    def free(self, block):
        """May be called by the collector at any moment, even while this thread is in malloc(): never waits."""
        if os.getpid() != self._lastpid:
            raise ValueError("My pid ({0:n}) is not last pid {1:n}".format(os.getpid(), self._lastpid))
        if not self._lock.acquire(False):
            self._pending_free_blocks.append(block)
            return
        try:
            self._free_pending_blocks()
            self._take_back(block)
        finally:
            self._lock.release()

    def malloc(self, size):
        """Return a block of right size (possibly rounded up)"""
        if size < 0:
            raise ValueError("Size {0:n} out of range".format(size))
        if sys.maxsize <= size:
            raise OverflowError("Size {0:n} too large".format(size))
        if os.getpid() != self._lastpid:
            self.__init__()  # what the parent has shared is not ours to cut
        with self._lock:
            self._n_mallocs += 1
            self._free_pending_blocks()
            size = self._roundup(max(size, 1), self._alignment)
            arena, start, stop = self._malloc(size)
            if start + size < stop:
                self._add_free_block((arena, start + size, stop))
            self._allocated_blocks[arena].add((start, start + size))
            return arena, start, start + size


class BufferWrapper:
    """A piece of shared memory, which is freed with this object; other processes keep it for as long as they map it."""

    _heap = Heap()

    def __init__(self, size):
        if size < 0:
            raise ValueError("Size {0:n} out of range".format(size))
        if sys.maxsize <= size:
            raise OverflowError("Size {0:n} too large".format(size))
        block = BufferWrapper._heap.malloc(size)
        self._state = block, size
        util.Finalize(self, BufferWrapper._heap.free, args=(block,))

    def create_memoryview(self):
        (arena, start, _), size = self._state
        return memoryview(arena.buffer)[start:start + size]
