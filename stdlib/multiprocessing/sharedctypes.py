"""Numbers in memory that processes share."""

import struct

from . import context, heap

__all__ = ["RawValue", "RawArray", "Value", "Array", "copy", "synchronized"]

# The names that ctypes gives to the type codes; a type of ctypes itself says its code.
_CODES = "cbBhHiIlLqQfd?u"


def _code_of(typecode_or_type):
    code = typecode_or_type if isinstance(typecode_or_type, str) else getattr(typecode_or_type, "_type_", None)
    if not isinstance(code, str) or len(code) != 1 or code not in _CODES:
        raise TypeError("this type has no storage size" if not isinstance(typecode_or_type, str)
                        else f"bad typecode {typecode_or_type!r}")
    return code


class RawArray_:
    """A row of numbers of one type."""

    __slots__ = ("_code", "_length", "_wrapper", "_view", "__weakref__")

    def __init__(self, code, length, wrapper=None):
        self._code = code
        self._length = length
        self._wrapper = wrapper
        if wrapper is None:
            size = struct.calcsize(code) * length
            self._wrapper = heap.BufferWrapper(size)
            self._view = self._wrapper.create_memoryview()
            self._view[:] = bytes(size)
        self._view = self._wrapper.create_memoryview().cast("B").cast(code)

    def __reduce__(self):
        context.assert_spawning(self)
        return RawArray_, (self._code, self._length, self._wrapper)

    def __len__(self):
        return self._length

    def __getitem__(self, index):
        if not isinstance(index, slice):
            return self._view[index]
        items = self._view[index].tolist()
        return b"".join(items) if self._code == "c" else items

    def __setitem__(self, index, value):
        if not isinstance(index, slice):
            self._view[index] = _fit(self._code, value)
            return
        places = range(*index.indices(self._length))
        values = [bytes([byte]) for byte in value] if self._code == "c" else list(value)
        if len(places) != len(values):
            raise ValueError("Can only assign sequence of same size")
        for place, item in zip(places, values):
            self._view[place] = _fit(self._code, item)

    def __iter__(self):
        return (self._view[index] for index in range(self._length))

    @property
    def raw(self):
        return self._view.tobytes()

    @raw.setter
    def raw(self, data):
        self._view.cast("B")[:len(data)] = data

    @property
    def value(self):
        """Of characters: those before the first zero."""
        if self._code != "c":
            raise AttributeError(f"{type(self).__name__!r} object has no attribute 'value'")
        return self.raw.partition(b"\0")[0]

    @value.setter
    def value(self, data):
        if len(data) > self._length:
            raise ValueError("byte string too long")
        self.raw = data + b"\0" * (len(data) < self._length)

    def __repr__(self):
        return f"<{self._code!r} array of {self._length} at {id(self):#x}>"


class RawValue_:
    """One number."""

    __slots__ = ("_array",)

    def __init__(self, code, array=None):
        self._array = array or RawArray_(code, 1)

    def __reduce__(self):
        context.assert_spawning(self)
        return RawValue_, (self._array._code, self._array)

    @property
    def value(self):
        return self._array._view[0]

    @value.setter
    def value(self, value):
        self._array[0] = value

    def __repr__(self):
        return f"<{self._array._code!r} value {self.value!r}>"


def _fit(code, value):
    """As C converts: integers keep their low bits."""
    if code in "fd":
        return float(value)
    if code in "c?u":
        return value
    value = value.__index__()
    bits = 8 * struct.calcsize(code)
    value &= (1 << bits) - 1
    return value - (1 << bits) if code.islower() and value >> (bits - 1) else value


def RawValue(typecode_or_type, *args):
    """Returns a number in shared memory, without a lock"""
    value = RawValue_(_code_of(typecode_or_type))
    if args:
        value.value, = args
    return value


def RawArray(typecode_or_type, size_or_initializer):
    """Returns an array in shared memory, without a lock"""
    code = _code_of(typecode_or_type)
    if isinstance(size_or_initializer, int):
        return RawArray_(code, size_or_initializer)
    array = RawArray_(code, len(size_or_initializer))
    array[:] = size_or_initializer
    return array


def Value(typecode_or_type, *args, lock=True, ctx=None):
    """Return a synchronization wrapper for a Value"""
    return _with_lock(RawValue(typecode_or_type, *args), lock, ctx)


def Array(typecode_or_type, size_or_initializer, *, lock=True, ctx=None):
    """Return a synchronization wrapper for a RawArray"""
    return _with_lock(RawArray(typecode_or_type, size_or_initializer), lock, ctx)


def _with_lock(obj, lock, ctx):
    if lock is False:
        return obj
    if lock in (True, None):
        return synchronized(obj, ctx=ctx)
    if not hasattr(lock, "acquire"):
        raise AttributeError("%r has no method 'acquire'" % lock)
    return synchronized(obj, lock, ctx)


def copy(obj):
    """Another one of the same kind and value."""
    if isinstance(obj, RawValue_):
        return RawValue(obj._array._code, obj.value)
    made = RawArray_(obj._code, obj._length)
    made._view.cast("B")[:] = obj._view.cast("B")
    return made


def synchronized(obj, lock=None, ctx=None):
    """obj, each access to which takes a lock."""
    assert not isinstance(obj, SynchronizedBase), "object already synchronized"
    if isinstance(obj, RawValue_):
        return Synchronized(obj, lock, ctx)
    return (SynchronizedString if obj._code == "c" else SynchronizedArray)(obj, lock, ctx)


class SynchronizedBase:

    def __init__(self, obj, lock=None, ctx=None):
        self._obj = obj
        if lock is None:
            if ctx is None:
                from .context import _default_context as ctx
            lock = ctx.get_context().RLock()
        self._lock = lock
        self.acquire = lock.acquire
        self.release = lock.release

    def __reduce__(self):
        context.assert_spawning(self)
        return synchronized, (self._obj, self._lock)

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, *args):
        return self._lock.__exit__(*args)

    def get_obj(self):
        return self._obj

    def get_lock(self):
        return self._lock

    def __repr__(self):
        return "<%s wrapper for %s>" % (type(self).__name__, self._obj)


class Synchronized(SynchronizedBase):

    @property
    def value(self):
        with self._lock:
            return self._obj.value

    @value.setter
    def value(self, value):
        with self._lock:
            self._obj.value = value


class SynchronizedArray(SynchronizedBase):

    def __len__(self):
        return len(self._obj)

    def __getitem__(self, index):
        with self._lock:
            return self._obj[index]

    def __setitem__(self, index, value):
        with self._lock:
            self._obj[index] = value


class SynchronizedString(SynchronizedArray):

    @property
    def value(self):
        with self._lock:
            return self._obj.value

    @value.setter
    def value(self, value):
        with self._lock:
            self._obj.value = value

    @property
    def raw(self):
        with self._lock:
            return self._obj.raw

    @raw.setter
    def raw(self, value):
        with self._lock:
            self._obj.raw = value
