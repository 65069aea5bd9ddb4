"""Copies of objects: shallow (the parts are shared) and deep (the parts are copied too).

A deep copy keeps a memo {id: copy} through the whole structure, so that what is shared stays shared and a
cycle ends. An object says itself how it is copied by __copy__ and __deepcopy__; otherwise it is taken apart
as for pickle.
"""
from copyreg import dispatch_table

__all__ = ["Error", "copy", "deepcopy"]


class Error(Exception):
    pass


error = Error  # its name of old


def _same(x):
    return x


def _same_deep(x, memo):
    return x



# Immutable, or copied by nobody: the object itself serves as the copy.
_ATOMIC = (type(None), int, float, bool, complex, str, tuple, bytes, frozenset, type, range, slice, property,
           type(len), type(Ellipsis), type(NotImplemented), type(_same),
           type(_same.__code__))

_copy_dispatch = {cls: _same for cls in _ATOMIC}
_copy_dispatch.update({list: list.copy, dict: dict.copy, set: set.copy, bytearray: bytearray.copy})


def _is_class(cls):
    return issubclass(cls, type)


def copy(x):
    """A shallow copy of x."""
    cls = type(x)
    copier = _copy_dispatch.get(cls)
    if copier:
        return copier(x)
    if _is_class(cls) or _is_weakref(cls):
        return x
    copier = getattr(cls, "__copy__", None)
    if copier is not None:
        return copier(x)
    rv = _reduced(x, cls)
    if isinstance(rv, str):
        return x
    return _reconstruct(x, None, *rv)


def _is_weakref(cls):
    return cls.__module__ == "weakref" and cls.__name__ == "ReferenceType"


def _reduced(x, cls):
    """The object taken apart: (callable, arguments[, state, list items, dict items]), or a str for "is a
    global".
    """
    reductor = dispatch_table.get(cls)
    if reductor is not None:
        return reductor(x)
    reductor = getattr(x, "__reduce_ex__", None)
    if reductor is not None:
        return reductor(4)
    reductor = getattr(x, "__reduce__", None)
    if reductor:
        return reductor()
    raise Error("un(deep)copyable object of type %s" % cls)


_absent = []


def deepcopy(x, memo=None, _nil=_absent):
    """A copy of x and of everything in it."""
    if memo is None:
        memo = {}
    key = id(x)
    y = memo.get(key, _nil)
    if y is not _nil:
        return y
    cls = type(x)
    copier = _deepcopy_dispatch.get(cls)
    if copier is not None:
        y = copier(x, memo)
    elif _is_class(cls) or _is_weakref(cls):
        y = x
    else:
        copier = getattr(x, "__deepcopy__", None)
        if copier is not None:
            y = copier(memo)
        else:
            rv = _reduced(x, cls)
            y = x if isinstance(rv, str) else _reconstruct(x, memo, *rv)
    if y is not x:
        memo[key] = y
        _keep_alive(x, memo)
    return y


def _keep_alive(x, memo):
    """The memo goes by id: what was copied must not die (and its id be given away) before the copying is
    done.
    """
    try:
        memo[id(memo)].append(x)
    except KeyError:
        memo[id(memo)] = [x]


def _deepcopy_list(x, memo, deepcopy=deepcopy):
    y = []
    memo[id(x)] = y  # before its items: one of them may be x
    append = y.append
    for item in x:
        append(deepcopy(item, memo))
    return y


def _deepcopy_tuple(x, memo, deepcopy=deepcopy):
    items = [deepcopy(item, memo) for item in x]
    try:
        return memo[id(x)]  # x was among its own descendants and so is copied already
    except KeyError:
        pass
    if all(a is b for a, b in zip(x, items)):
        return x
    return tuple(items)


def _deepcopy_dict(x, memo, deepcopy=deepcopy):
    y = {}
    memo[id(x)] = y
    for key, value in x.items():
        y[deepcopy(key, memo)] = deepcopy(value, memo)
    return y


def _deepcopy_method(x, memo):
    return type(x)(x.__func__, deepcopy(x.__self__, memo))


class _Bound:
    def method(self):
        pass


_deepcopy_dispatch = {cls: _same_deep for cls in _ATOMIC if cls not in (tuple, frozenset, slice)}
_deepcopy_dispatch.update({list: _deepcopy_list, tuple: _deepcopy_tuple, dict: _deepcopy_dict,
                           type(_Bound().method): _deepcopy_method})
del _Bound


def _reconstruct(x, memo, func, args, state=None, listiter=None, dictiter=None, *, deepcopy=deepcopy):
    """Build the copy of x from its parts; `memo` is None for a shallow copy."""
    deep = memo is not None
    if deep and args:
        args = (deepcopy(arg, memo) for arg in args)
    y = func(*args)
    if deep:
        memo[id(x)] = y
    if state is not None:
        if deep:
            state = deepcopy(state, memo)
        if hasattr(y, "__setstate__"):
            y.__setstate__(state)
        else:
            slots = None
            if isinstance(state, tuple) and len(state) == 2:
                state, slots = state
            if state is not None:
                y.__dict__.update(state)
            if slots is not None:
                for key, value in slots.items():
                    setattr(y, key, value)
    if listiter is not None:
        for item in listiter:
            y.append(deepcopy(item, memo) if deep else item)
    if dictiter is not None:
        for key, value in dictiter:
            if deep:
                key, value = deepcopy(key, memo), deepcopy(value, memo)
            y[key] = value
    return y
