"""Tools for those who import, or write finders and loaders."""
import _imp
import sys
import types
from importlib._bootstrap import (_find_spec, _load_unlocked, _resolve_name, module_from_spec,
                                  spec_from_loader)
from importlib._bootstrap_external import (MAGIC_NUMBER, _RAW_MAGIC_NUMBER, cache_from_source, decode_source,
                                           source_from_cache, spec_from_file_location)

from importlib._abc import Loader


def source_hash(source_bytes):
    """The hash by which bytecode files can refer to their source."""
    return _imp.source_hash(_RAW_MAGIC_NUMBER, source_bytes)


def resolve_name(name, package):
    """The absolute name of a possibly relative one."""
    if not name.startswith("."):
        return name
    if not package:
        raise ImportError(f"no package specified for {repr(name)} (required for relative module names)")
    level = len(name) - len(name.lstrip("."))
    return _resolve_name(name[level:], package, level)


def _spec_of_loaded(name):
    module = sys.modules[name]
    if module is None:
        return None
    try:
        spec = module.__spec__
    except AttributeError:
        raise ValueError(f"{name}.__spec__ is not set") from None
    if spec is None:
        raise ValueError(f"{name}.__spec__ is None")
    return spec


def _find_spec_from_path(name, path=None):
    """find_spec() that imports no parent; the path to search is given."""
    return _spec_of_loaded(name) if name in sys.modules else _find_spec(name, path)


def find_spec(name, package=None):
    """The spec of a module, None if it cannot be found; its parent packages are imported."""
    fullname = resolve_name(name, package) if name.startswith(".") else name
    if fullname in sys.modules:
        return _spec_of_loaded(fullname)
    parent_name = fullname.rpartition(".")[0]
    parent_path = None
    if parent_name:
        parent = __import__(parent_name, fromlist=["__path__"])
        try:
            parent_path = parent.__path__
        except AttributeError as e:
            raise ModuleNotFoundError(f"__path__ attribute not found on {parent_name!r} "
                                      f"while trying to find {fullname!r}", name=fullname) from e
    return _find_spec(fullname, parent_path)


# ---- decorators for load_module(), of the old days ------------------------

def _old(name):
    import warnings
    warnings.warn(f"{name}() is deprecated and slated for removal in Python 3.12", DeprecationWarning, stacklevel=3)


def set_package(fxn):
    """Decorator for load_module(): sets __package__."""
    import functools

    @functools.wraps(fxn)
    def set_package_wrapper(*args, **kwargs):
        _old("The import system now takes care of this automatically; this decorator")
        module = fxn(*args, **kwargs)
        if getattr(module, "__package__", None) is None:
            module.__package__ = module.__name__
            if not hasattr(module, "__path__"):
                module.__package__ = module.__package__.rpartition(".")[0]
        return module
    return set_package_wrapper


def set_loader(fxn):
    """Decorator for load_module(): sets __loader__."""
    import functools

    @functools.wraps(fxn)
    def set_loader_wrapper(self, *args, **kwargs):
        _old("The import system now takes care of this automatically; this decorator")
        module = fxn(self, *args, **kwargs)
        if getattr(module, "__loader__", None) is None:
            module.__loader__ = self
        return module
    return set_loader_wrapper


def module_for_loader(fxn):
    """Decorator for load_module(): gives it the module, new or to be reloaded, in place of the name."""
    import functools

    _old("importlib.util.module_for_loader")

    @functools.wraps(fxn)
    def module_for_loader_wrapper(self, fullname, *args, **kwargs):
        module = sys.modules.get(fullname)
        is_reload = module is not None
        if not is_reload:
            module = sys.modules[fullname] = types.ModuleType(fullname)
            module.__initializing__ = True
        module.__loader__ = self
        try:
            is_package = self.is_package(fullname)
        except (ImportError, AttributeError):
            pass
        else:
            module.__package__ = fullname if is_package else fullname.rpartition(".")[0]
        try:
            return fxn(self, module, *args, **kwargs)
        except:
            if not is_reload:
                sys.modules.pop(fullname, None)
            raise
        finally:
            if not is_reload:
                module.__initializing__ = False
    return module_for_loader_wrapper


# ---- lazy loading ---------------------------------------------------------

class _LazyModule(types.ModuleType):
    """A module whose code runs when one of its attributes is first used."""

    def __getattribute__(self, attr):
        # From now on an ordinary module, also in the eyes of the code that runs.
        self.__class__ = types.ModuleType
        original_name = self.__spec__.name
        before = self.__spec__.loader_state["__dict__"]
        original_type = self.__spec__.loader_state["__class__"]
        # What was set on the module in the meantime must survive the running of its code.
        now = self.__dict__
        updated = {key: value for key, value in now.items() if key not in before or now[key] is not before[key]}
        self.__spec__.loader.exec_module(self)
        if original_name in sys.modules and sys.modules[original_name] is not self:
            raise ValueError(f"module object for {original_name!r} substituted in sys.modules during a lazy load")
        self.__dict__.update(updated)
        self.__class__ = original_type
        return getattr(self, attr)

    def __delattr__(self, attr):
        self.__getattribute__(attr)  # load it first
        delattr(self, attr)


class LazyLoader(Loader):
    """Wraps a loader so that the module's code runs when it is first used."""

    @staticmethod
    def __check_eager_loader(loader):
        if not hasattr(loader, "exec_module"):
            raise TypeError("loader must define exec_module()")

    @classmethod
    def factory(cls, loader):
        """A callable that makes lazy loaders of this class of loaders."""
        cls.__check_eager_loader(loader)
        return lambda *args, **kwargs: cls(loader(*args, **kwargs))

    def __init__(self, loader):
        self.__check_eager_loader(loader)
        self.loader = loader

    def create_module(self, spec):
        return self.loader.create_module(spec)

    def exec_module(self, module):
        module.__spec__.loader = self.loader
        module.__loader__ = self.loader
        module.__spec__.loader_state = {"__dict__": module.__dict__.copy(), "__class__": module.__class__}
        module.__class__ = _LazyModule
