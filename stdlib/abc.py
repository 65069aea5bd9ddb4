"""Abstract base classes: classes that others can be subclasses of without inheriting from them.

The work (who is registered, what was asked before) is done by `_abc`; ABCMeta only leads there.
"""
from _abc import (get_cache_token, _abc_init, _abc_instancecheck, _abc_register, _abc_subclasscheck,
                  _get_dump, _reset_caches, _reset_registry)


def abstractmethod(funcobj):
    """Decorator: a class with this method left as it is cannot be instantiated, if its metaclass is ABCMeta.
    """
    funcobj.__isabstractmethod__ = True
    return funcobj


class abstractclassmethod(classmethod):
    """The old form of @classmethod on top of @abstractmethod."""

    __isabstractmethod__ = True

    def __init__(self, callable):
        callable.__isabstractmethod__ = True
        super().__init__(callable)


class abstractstaticmethod(staticmethod):
    """The old form of @staticmethod on top of @abstractmethod."""

    __isabstractmethod__ = True

    def __init__(self, callable):
        callable.__isabstractmethod__ = True
        super().__init__(callable)


class abstractproperty(property):
    """The old form of @property on top of @abstractmethod."""

    __isabstractmethod__ = True


class ABCMeta(type):
    """The metaclass of abstract base classes: register() adds a virtual subclass."""

    def __new__(mcls, name, bases, namespace, /, **kwargs):
        cls = super().__new__(mcls, name, bases, namespace, **kwargs)
        _abc_init(cls)
        return cls

    def register(cls, subclass):
        """Make `subclass` a virtual subclass of this one; returns it, so that this can be a decorator."""
        return _abc_register(cls, subclass)

    def __instancecheck__(cls, instance):
        """isinstance(instance, cls)."""
        return _abc_instancecheck(cls, instance)

    def __subclasscheck__(cls, subclass):
        """issubclass(subclass, cls)."""
        return _abc_subclasscheck(cls, subclass)

    def _dump_registry(cls, file=None):
        print(f"Class: {cls.__module__}.{cls.__qualname__}", file=file)
        print(f"Inv. counter: {get_cache_token()}", file=file)
        registry, cache, negative_cache, negative_version = _get_dump(cls)
        print(f"_abc_registry: {registry!r}", file=file)
        print(f"_abc_cache: {cache!r}", file=file)
        print(f"_abc_negative_cache: {negative_cache!r}", file=file)
        print(f"_abc_negative_cache_version: {negative_version!r}", file=file)

    def _abc_registry_clear(cls):
        _reset_registry(cls)

    def _abc_caches_clear(cls):
        _reset_caches(cls)


def update_abstractmethods(cls):
    """Work out anew which methods of `cls` are abstract, after some were added to the class from outside."""
    if not hasattr(cls, "__abstractmethods__"):
        return cls
    candidates = {name for base in cls.__bases__ for name in getattr(base, "__abstractmethods__", ())}
    candidates.update(cls.__dict__)
    cls.__abstractmethods__ = frozenset(
        name for name in candidates if getattr(getattr(cls, name, None), "__isabstractmethod__", False))
    return cls


class ABC(metaclass=ABCMeta):
    """A base for those who prefer inheriting to naming a metaclass."""

    __slots__ = ()
