"""Memory that any process can reach by a name, and a list that lies in it.

A segment is there until somebody unlinks it; should nobody do so, the resource tracker does when the program ends.
"""

import mmap
import os
import struct
import types
from functools import partial

import _posixshmem

from . import resource_tracker

__all__ = ["SharedMemory", "ShareableList"]

_USE_POSIX = True
_SHM_SAFE_NAME_LENGTH = 14  # what every system takes
_SHM_NAME_PREFIX = "/psm_"


def _make_filename():
    """Create a random filename for the shared memory object."""
    digits = (_SHM_SAFE_NAME_LENGTH - len(_SHM_NAME_PREFIX)) // 2
    assert digits >= 2, "_SHM_NAME_PREFIX too long"
    return _SHM_NAME_PREFIX + os.urandom(digits).hex()


class SharedMemory:
    """A piece of memory with a name: made (create=True) with a size, or found by its name.

    Each process that has it should close() it, and one of them unlink() it.
    """

    _name = None
    _fd = -1
    _mmap = None
    _buf = None
    _flags = os.O_RDWR
    _mode = 0o600
    _prepend_leading_slash = True

    def __init__(self, name=None, create=False, size=0):
        if not size >= 0:
            raise ValueError("'size' must be a positive integer")
        if create:
            self._flags = os.O_CREAT | os.O_EXCL | os.O_RDWR
            if size == 0:
                raise ValueError("'size' must be a positive number different from zero")
        if name is None and not self._flags & os.O_EXCL:
            raise ValueError("'name' can only be None if create=True")
        self._open(name)
        try:
            if create and size:
                os.ftruncate(self._fd, size)
            self._size = os.fstat(self._fd).st_size
            self._mmap = mmap.mmap(self._fd, self._size)
        except OSError:
            self.unlink()
            raise
        resource_tracker.register(self._name, "shared_memory")
        self._buf = memoryview(self._mmap)

    def _open(self, name):
        if name is not None:
            self._name = "/" + name if self._prepend_leading_slash else name
            self._fd = _posixshmem.shm_open(self._name, self._flags, mode=self._mode)
            return
        while True:
            name = _make_filename()
            try:
                self._fd = _posixshmem.shm_open(name, self._flags, mode=self._mode)
            except FileExistsError:
                continue
            self._name = name
            return

    def __del__(self):
        try:
            self.close()
        except OSError:
            pass

    def __reduce__(self):
        return type(self), (self.name, False, self.size)

    def __repr__(self):
        return f"{type(self).__name__}({self.name!r}, size={self.size})"

    @property
    def buf(self):
        "A memoryview of contents of the shared memory block."
        return self._buf

    @property
    def name(self):
        "Unique name that identifies the shared memory block."
        name = self._name
        return name[1:] if self._prepend_leading_slash and name.startswith("/") else name

    @property
    def size(self):
        "Size in bytes."
        return self._size

    def close(self):
        """Closes access to the shared memory from this instance but does not destroy it."""
        if self._buf is not None:
            self._buf.release()
            self._buf = None
        if self._mmap is not None:
            self._mmap.close()
            self._mmap = None
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def unlink(self):
        """Requests that the underlying shared memory block be destroyed: once, by one of those that use it."""
        if self._name:
            _posixshmem.shm_unlink(self._name)
            resource_tracker.unregister(self._name, "shared_memory")


_encoding = "utf8"


class ShareableList:
    """A list of a fixed length in shared memory: int, float, bool, str, bytes (each in a place of fixed size), None.

    What lies there, of n items:

        q                  n
        (n + 1) q          where each item begins, from the first item on; then where the last one ends
        items
        n * 8s             how each item is packed, for struct
        n * b              what is to be done with an item that was unpacked: 0 nothing, 1 str, 2 bytes, 3 None
    """

    _types_mapping = {int: "q", float: "d", bool: "xxxxxxx?", str: "%ds", bytes: "%ds", None.__class__: "xxxxxx?x"}
    _alignment = 8
    _back_transforms_mapping = {
        0: lambda value: value,
        1: lambda value: value.rstrip(b"\x00").decode(_encoding),
        2: lambda value: value.rstrip(b"\x00"),
        3: lambda _value: None,
    }

    @staticmethod
    def _extract_recreation_code(value):
        """Used in concert with _back_transforms_mapping to convert values into the appropriate Python objects."""
        if isinstance(value, str):
            return 1
        if isinstance(value, bytes):
            return 2
        return 3 if value is None else 0

    def __init__(self, sequence=None, *, name=None):
        if name is not None and sequence is None:
            self.shm = SharedMemory(name)
            self._find_items()
        else:
            self._make(list(sequence) if sequence is not None else (), name)

    def _make(self, items, name):
        formats = [self._format_of(item) for item in items]
        self._list_len = len(formats)
        self._allocated_offsets = [0]
        for packed in formats:
            step = self._alignment if packed[-1] != "s" else self._alignment * (int(packed[:-1]) // self._alignment)
            self._allocated_offsets.append(self._allocated_offsets[-1] + step)
        size = struct.calcsize("q" + self._format_size_metainfo + "".join(formats) + self._format_packing_metainfo +
                               self._format_back_transform_codes)
        self.shm = SharedMemory(name, create=True, size=size)
        memory = self.shm.buf
        struct.pack_into("q" + self._format_size_metainfo, memory, 0, self._list_len, *self._allocated_offsets)
        encoded = (item.encode(_encoding) if isinstance(item, str) else item for item in items)
        struct.pack_into("".join(formats), memory, self._offset_data_start, *encoded)
        struct.pack_into(self._format_packing_metainfo, memory, self._offset_packing_formats,
                         *(packed.encode(_encoding) for packed in formats))
        struct.pack_into(self._format_back_transform_codes, memory, self._offset_back_transform_codes,
                         *map(self._extract_recreation_code, items))

    def _format_of(self, item):
        packed = self._types_mapping[type(item)]
        if not isinstance(item, (str, bytes)):
            return packed
        # Room for one more than there are characters, and for all of their bytes.
        encoded = item.encode(_encoding) if isinstance(item, str) else item
        units = max(len(item) // self._alignment + 1, -(-len(encoded) // self._alignment))
        return packed % (self._alignment * units)

    def _find_items(self):
        self._list_len, = struct.unpack_from("q", self.shm.buf, 0)
        self._allocated_offsets = list(struct.unpack_from(self._format_size_metainfo, self.shm.buf, 8))

    def _place(self, position):
        position = position if position >= 0 else position + self._list_len
        if not 0 <= position < self._list_len:
            raise IndexError("Requested position out of range.")
        return position

    def _get_packing_format(self, position):
        "Gets the packing format for a single value stored in the list."
        position = self._place(position)
        packed, = struct.unpack_from("8s", self.shm.buf, self._offset_packing_formats + position * 8)
        return packed.rstrip(b"\x00").decode(_encoding)

    def _get_back_transform(self, position):
        "Gets the back transformation function for a single value."
        position = self._place(position)
        code, = struct.unpack_from("b", self.shm.buf, self._offset_back_transform_codes + position)
        return self._back_transforms_mapping[code]

    def _set_packing_format_and_transform(self, position, fmt_as_str, value):
        """Sets the packing format and back transformation code for a single value in the list."""
        position = self._place(position)
        struct.pack_into("8s", self.shm.buf, self._offset_packing_formats + position * 8,
                         fmt_as_str.encode(_encoding))
        struct.pack_into("b", self.shm.buf, self._offset_back_transform_codes + position,
                         self._extract_recreation_code(value))

    def __getitem__(self, position):
        position = position if position >= 0 else position + self._list_len
        try:
            offset = self._offset_data_start + self._allocated_offsets[position]
            value, = struct.unpack_from(self._get_packing_format(position), self.shm.buf, offset)
        except IndexError:
            raise IndexError("index out of range")
        return self._get_back_transform(position)(value)

    def __setitem__(self, position, value):
        position = position if position >= 0 else position + self._list_len
        try:
            offset = self._offset_data_start + self._allocated_offsets[position]
            current = self._get_packing_format(position)
        except IndexError:
            raise IndexError("assignment index out of range")
        if not isinstance(value, (str, bytes)):
            packed, encoded = self._types_mapping[type(value)], value
        else:
            room = self._allocated_offsets[position + 1] - self._allocated_offsets[position]
            encoded = value.encode(_encoding) if isinstance(value, str) else value
            if len(encoded) > room:
                raise ValueError("bytes/str item exceeds available storage")
            packed = current if current[-1] == "s" else self._types_mapping[str] % (room,)
        self._set_packing_format_and_transform(position, packed, value)
        struct.pack_into(packed, self.shm.buf, offset, encoded)

    def __reduce__(self):
        return partial(self.__class__, name=self.shm.name), ()

    def __len__(self):
        return struct.unpack_from("q", self.shm.buf, 0)[0]

    def __repr__(self):
        return f"{type(self).__name__}({list(self)}, name={self.shm.name!r})"

    @property
    def format(self):
        "The struct packing format used by all currently stored items."
        return "".join(map(self._get_packing_format, range(self._list_len)))

    @property
    def _format_size_metainfo(self):
        return "q" * (self._list_len + 1)

    @property
    def _format_packing_metainfo(self):
        return "8s" * self._list_len

    @property
    def _format_back_transform_codes(self):
        return "b" * self._list_len

    @property
    def _offset_data_start(self):
        return (self._list_len + 2) * 8  # behind the length and where the items begin and end

    @property
    def _offset_packing_formats(self):
        return self._offset_data_start + self._allocated_offsets[-1]

    @property
    def _offset_back_transform_codes(self):
        return self._offset_packing_formats + self._list_len * 8

    def count(self, value):
        "L.count(value) -> integer -- return number of occurrences of value."
        return sum(value == item for item in self)

    def index(self, value):
        """L.index(value) -> integer -- return first index of value.
        Raises ValueError if the value is not present."""
        for position, item in enumerate(self):
            if value == item:
                return position
        raise ValueError(f"{value!r} not in this container")

    __class_getitem__ = classmethod(types.GenericAlias)
