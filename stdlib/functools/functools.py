"""Functions that take or give functions.

What is called often (partial, lru_cache, reduce, cmp_to_key) is native, in `_functools`; here is the policy:
how a wrapper is made to look like what it wraps, and how single dispatch chooses an implementation by the
class of an argument.
"""
from _functools import _lru_cache_wrapper, cmp_to_key, partial, reduce
from _thread import RLock

GenericAlias = type(list[int])

__all__ = ["update_wrapper", "wraps", "WRAPPER_ASSIGNMENTS", "WRAPPER_UPDATES", "total_ordering", "cache",
           "cmp_to_key", "lru_cache", "reduce", "partial", "partialmethod", "singledispatch",
           "singledispatchmethod", "cached_property"]

_absent = object()

# ---- wrappers -------------------------------------------------------------

WRAPPER_ASSIGNMENTS = ("__module__", "__name__", "__qualname__", "__doc__", "__annotations__")
WRAPPER_UPDATES = ("__dict__",)


def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    """Make `wrapper` look like `wrapped`; returns wrapper, with the original in its __wrapped__."""
    for name in assigned:
        value = getattr(wrapped, name, _absent)
        if value is not _absent:
            setattr(wrapper, name, value)
    for name in updated:
        getattr(wrapper, name).update(getattr(wrapped, name, {}))
    wrapper.__wrapped__ = wrapped  # after the update, which may have brought another one's
    return wrapper


def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    """Decorator for a wrapper function: update_wrapper with the wrapped function already given."""
    return partial(update_wrapper, wrapped=wrapped, assigned=assigned, updated=updated)


# ---- total_ordering -------------------------------------------------------

def _derived(name, root, combine):
    """The comparison `name`, computed by `combine(self, other, result of root)`.

    Each is made once and kept as a global of this module, where pickle finds it.
    """
    qualname = f"_{name.strip('_')}_from_{root.strip('_')}"
    if qualname in globals():
        return globals()[qualname]

    def method(self, other):
        result = getattr(type(self), root)(self, other)
        if result is NotImplemented:
            return result
        return combine(self, other, result)

    method.__name__ = name
    method.__qualname__ = qualname
    method.__doc__ = f"{name} made by @total_ordering from {root}"
    return globals().setdefault(qualname, method)


def _strictly(self, other, result):
    return not result and self != other


def _or_equal(self, other, result):
    return result or self == other


def _and_different(self, other, result):
    return result and self != other


def _opposite(self, other, result):
    return not result


def _opposite_or_equal(self, other, result):
    return not result or self == other


# For each comparison that a class may have, how the three others follow from it.
_CONVERSIONS = {
    "__lt__": {"__gt__": _strictly, "__le__": _or_equal, "__ge__": _opposite},
    "__le__": {"__ge__": _opposite_or_equal, "__lt__": _and_different, "__gt__": _opposite},
    "__gt__": {"__lt__": _strictly, "__ge__": _or_equal, "__le__": _opposite},
    "__ge__": {"__le__": _opposite_or_equal, "__gt__": _and_different, "__lt__": _opposite},
}


def total_ordering(cls):
    """Class decorator: fills in the order comparisons that are missing, from the one that is there."""
    roots = {name for name in _CONVERSIONS if getattr(cls, name, None) is not getattr(object, name, None)}
    if not roots:
        raise ValueError("must define at least one ordering operation: < > <= >=")
    root = next(name for name in ("__lt__", "__le__", "__gt__", "__ge__") if name in roots)
    for name, combine in _CONVERSIONS[root].items():
        if name not in roots:
            setattr(cls, name, _derived(name, root, combine))
    return cls


# ---- caches ---------------------------------------------------------------

def _make_cache_info():
    from collections import namedtuple
    info = namedtuple("CacheInfo", ["hits", "misses", "maxsize", "currsize"])
    info.__module__ = "functools"
    return info


def _CacheInfo(hits, misses, maxsize, currsize):
    """Makes the named tuple of cache_info(); its class is made when the first one is asked for."""
    global _CacheInfo
    _CacheInfo = _make_cache_info()
    return _CacheInfo(hits, misses, maxsize, currsize)


def _cache_info(*counts):
    return _CacheInfo(*counts)


def lru_cache(maxsize=128, typed=False):
    """Decorator: remembers the results of the `maxsize` most recently used calls (all calls if None).

    If `typed`, arguments that are equal but of different types (3 and 3.0) are cached apart. The arguments
    must be hashable. The function gets cache_info(), cache_clear() and cache_parameters().
    """
    if isinstance(maxsize, int):
        maxsize = max(maxsize, 0)
    elif callable(maxsize) and isinstance(typed, bool):  # used as @lru_cache without parentheses
        user_function, maxsize = maxsize, 128
        return _cached(user_function, maxsize, typed)
    elif maxsize is not None:
        raise TypeError("Expected first argument to be an integer, a callable, or None")
    return lambda user_function: _cached(user_function, maxsize, typed)


def _cached(user_function, maxsize, typed):
    wrapper = _lru_cache_wrapper(user_function, maxsize, typed, _cache_info)
    wrapper.cache_parameters = lambda: {"maxsize": maxsize, "typed": typed}
    return update_wrapper(wrapper, user_function)


def cache(user_function, /):
    """Decorator: remembers every result; lru_cache(maxsize=None)."""
    return lru_cache(maxsize=None)(user_function)


class cached_property:
    """A property that is computed once per instance, then is an ordinary attribute of it."""

    def __init__(self, func):
        self.func = func
        self.attrname = None
        self.__doc__ = func.__doc__
        self.lock = RLock()

    def __set_name__(self, owner, name):
        if self.attrname is None:
            self.attrname = name
        elif name != self.attrname:
            raise TypeError("Cannot assign the same cached_property to two different names "
                            f"({self.attrname!r} and {name!r}).")

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        if self.attrname is None:
            raise TypeError("Cannot use cached_property instance without calling __set_name__ on it.")
        try:
            attributes = instance.__dict__
        except AttributeError:
            raise TypeError(f"No '__dict__' attribute on {type(instance).__name__!r} "
                            f"instance to cache {self.attrname!r} property.") from None
        value = attributes.get(self.attrname, _absent)
        if value is _absent:
            with self.lock:
                # Another thread may have been quicker.
                value = attributes.get(self.attrname, _absent)
                if value is _absent:
                    value = self.func(instance)
                    try:
                        attributes[self.attrname] = value
                    except TypeError:
                        raise TypeError(
                            f"The '__dict__' attribute on {type(instance).__name__!r} instance does not support "
                            f"item assignment for caching {self.attrname!r} property.") from None
        return value

    __class_getitem__ = classmethod(GenericAlias)


# ---- partialmethod --------------------------------------------------------

class partialmethod:
    """Like partial, but to be put in a class body: binds the instance first, then the given arguments."""

    def __init__(self, func, /, *args, **keywords):
        if not callable(func) and not hasattr(func, "__get__"):
            raise TypeError(f"{func!r} is not callable or a descriptor")
        if isinstance(func, partialmethod):  # flatten: one call instead of two
            args = func.args + args
            keywords = {**func.keywords, **keywords}
            func = func.func
        self.func = func
        self.args = args
        self.keywords = keywords

    def __repr__(self):
        cls = type(self)
        args = ", ".join(map(repr, self.args))
        keywords = ", ".join(f"{k}={v!r}" for k, v in self.keywords.items())
        return f"{cls.__module__}.{cls.__qualname__}({self.func}, {args}, {keywords})"

    def _make_unbound_method(self):
        def _method(cls_or_self, /, *args, **keywords):
            return self.func(cls_or_self, *self.args, *args, **{**self.keywords, **keywords})

        _method.__isabstractmethod__ = self.__isabstractmethod__
        _method._partialmethod = self
        return _method

    def __get__(self, obj, cls=None):
        get = getattr(self.func, "__get__", None)
        if get is not None:
            bound = get(obj, cls)
            if bound is not self.func:  # a descriptor that does something: a function, a classmethod
                result = partial(bound, *self.args, **self.keywords)
                try:
                    result.__self__ = bound.__self__
                except AttributeError:
                    pass
                return result
        return self._make_unbound_method().__get__(obj, cls)

    @property
    def __isabstractmethod__(self):
        return getattr(self.func, "__isabstractmethod__", False)

    __class_getitem__ = classmethod(GenericAlias)


def _unwrap_partial(func):
    while isinstance(func, partial):
        func = func.func
    return func


# ---- single dispatch ------------------------------------------------------

def _merge(sequences):
    """C3: one order that keeps the order of each sequence; a class comes when it is in no other's tail."""
    result = []
    sequences = [s for s in sequences if s]
    while sequences:
        for sequence in sequences:
            candidate = sequence[0]
            if not any(candidate in other[1:] for other in sequences):
                break
        else:
            raise RuntimeError("Inconsistent hierarchy")
        result.append(candidate)
        sequences = [rest for s in sequences if (rest := s[1:] if s[0] is candidate else s)]
    return result


def _c3_mro(cls, abcs=None):
    """The linearisation of `cls` with the abstract classes that it implements put in where they belong.

    An ABC stands right after the last base that already implements it: there cls itself comes to implement
    it.
    """
    for i, base in enumerate(reversed(cls.__bases__)):
        if hasattr(base, "__abstractmethods__"):
            boundary = len(cls.__bases__) - i  # explicit ABC bases stay before the implied ones
            break
    else:
        boundary = 0
    abcs = list(abcs) if abcs else []
    explicit = list(cls.__bases__[:boundary])
    implied = [base for base in abcs
               if issubclass(cls, base) and not any(issubclass(b, base) for b in cls.__bases__)]
    for base in implied:
        abcs.remove(base)
    others = list(cls.__bases__[boundary:])
    linearisations = [_c3_mro(base, abcs=abcs) for base in explicit + implied + others]
    return _merge([[cls], *linearisations, explicit, implied, others])


def _compose_mro(cls, types):
    """The linearisation of `cls` together with those of `types` that it is a virtual subclass of."""
    bases = set(cls.__mro__)

    def is_related(typ):
        return typ not in bases and hasattr(typ, "__mro__") and not isinstance(typ, GenericAlias) \
            and issubclass(cls, typ)

    types = [typ for typ in types if is_related(typ)]

    # A type that is in the linearisation of another one is found through it.
    types = [typ for typ in types if not any(typ is not other and typ in other.__mro__ for other in types)]
    chosen = set(types)
    order = []
    for typ in types:
        found = []
        for sub in typ.__subclasses__():
            if sub not in bases and issubclass(cls, sub):
                found.append([s for s in sub.__mro__ if s in chosen])
        if not found:
            order.append(typ)
            continue
        found.sort(key=len, reverse=True)  # the more related classes a subclass brings, the earlier it counts
        for sub in found:
            for subcls in sub:
                if subcls not in order:
                    order.append(subcls)
    return _c3_mro(cls, abcs=order)


def _find_impl(cls, registry):
    """The best implementation for `cls` in a registry {class: function}."""
    mro = _compose_mro(cls, registry.keys())
    match = None
    for candidate in mro:
        if match is not None:
            # Two ABCs that cls does not itself order: nobody could say which is meant.
            if (candidate in registry and candidate not in cls.__mro__ and match not in cls.__mro__
                    and not issubclass(match, candidate)):
                raise RuntimeError(f"Ambiguous dispatch: {match} or {candidate}")
            break
        if candidate in registry:
            match = candidate
    return registry.get(match)


def _is_union(cls):
    from types import UnionType
    if isinstance(cls, UnionType):
        return True
    import sys
    typing = sys.modules.get("typing")  # a typing.Union can only come from there
    return typing is not None and typing.get_origin(cls) is typing.Union


def _is_class(cls):
    return isinstance(cls, type) and not isinstance(cls, GenericAlias)


def _is_dispatchable(cls):
    """Whether `cls` is a class, or a union of classes."""
    return _is_class(cls) or _is_union(cls) and all(_is_class(arg) for arg in cls.__args__)


def singledispatch(func):
    """Decorator: a function that chooses its implementation by the class of its first argument.

    Implementations are added by the function's register(); dispatch(cls) tells the one for a class.
    """
    import weakref

    registry = {}
    dispatch_cache = weakref.WeakKeyDictionary()
    cache_token = None

    def dispatch(cls):
        """The implementation that an argument of class `cls` gets."""
        nonlocal cache_token
        if cache_token is not None:
            from abc import get_cache_token
            current_token = get_cache_token()
            if cache_token != current_token:  # somebody registered with an ABC: what was found may be wrong now
                dispatch_cache.clear()
                cache_token = current_token
        try:
            return dispatch_cache[cls]
        except KeyError:
            impl = registry.get(cls) or _find_impl(cls, registry)
            dispatch_cache[cls] = impl
            return impl

    def register(cls, func=None):
        """register(cls, func), @register(cls), or @register on a function whose first argument is annotated.
        """
        nonlocal cache_token
        if _is_dispatchable(cls):
            if func is None:
                return lambda f: register(cls, f)
        else:
            if func is not None:
                raise TypeError(f"Invalid first argument to `register()`. {cls!r} is not a class or union type.")
            annotations = getattr(cls, "__annotations__", {})
            if not annotations:
                raise TypeError(f"Invalid first argument to `register()`: {cls!r}. "
                                "Use either `@register(some_class)` or plain `@register` on an annotated function.")
            func = cls
            from typing import get_type_hints
            argname, cls = next(iter(get_type_hints(func).items()))
            if not _is_dispatchable(cls):
                kind = "not all arguments are classes" if _is_union(cls) else "is not a class"
                raise TypeError(f"Invalid annotation for {argname!r}. {cls!r} {kind}.")
        if _is_union(cls):
            for arg in cls.__args__:
                registry[arg] = func
        else:
            registry[cls] = func
        if cache_token is None and hasattr(cls, "__abstractmethods__"):
            from abc import get_cache_token
            cache_token = get_cache_token()
        dispatch_cache.clear()
        return func

    def wrapper(*args, **kw):
        if not args:
            raise TypeError(f"{funcname} requires at least 1 positional argument")
        return dispatch(args[0].__class__)(*args, **kw)

    funcname = getattr(func, "__name__", "singledispatch function")
    registry[object] = func
    wrapper.register = register
    wrapper.dispatch = dispatch
    wrapper.registry = type(type.__dict__)(registry)  # a read-only view
    wrapper._clear_cache = dispatch_cache.clear
    update_wrapper(wrapper, func)
    return wrapper


class singledispatchmethod:
    """singledispatch for a method: chooses by the class of the argument after self (or cls)."""

    def __init__(self, func):
        if not callable(func) and not hasattr(func, "__get__"):
            raise TypeError(f"{func!r} is not callable or a descriptor")
        self.dispatcher = singledispatch(func)
        self.func = func

    def register(self, cls, method=None):
        return self.dispatcher.register(cls, func=method)

    def __get__(self, obj, cls=None):
        def _method(*args, **kwargs):
            method = self.dispatcher.dispatch(args[0].__class__)
            return method.__get__(obj, cls)(*args, **kwargs)

        _method.__isabstractmethod__ = self.__isabstractmethod__
        _method.register = self.register
        update_wrapper(_method, self.func)
        return _method

    @property
    def __isabstractmethod__(self):
        return getattr(self.func, "__isabstractmethod__", False)
