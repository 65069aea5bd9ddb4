"""Importing by name while the program runs, and the machinery behind the import statement."""
import sys
import _imp
from importlib import _bootstrap, _bootstrap_external
from importlib._bootstrap import __import__

__all__ = ["__import__", "import_module", "invalidate_caches", "reload"]

# The parts that are not carried inside the interpreter (metadata, resources) are CPython's own.
__path__ = list(__path__) + [entry + "/importlib" for entry in sys.path
                             if isinstance(entry, str) and entry.endswith("/python3.11")
                             and entry + "/importlib" not in __path__]

_bootstrap._install(sys, _imp)
sys.modules["_frozen_importlib"] = _bootstrap
sys.modules["_frozen_importlib_external"] = _bootstrap_external  # zipimport knows it by this name


def invalidate_caches():
    """Make the finders notice modules that were created while the program runs."""
    for finder in sys.meta_path:
        if hasattr(finder, "invalidate_caches"):
            finder.invalidate_caches()


def find_loader(name, path=None):
    """The old way to ask for a loader."""
    import warnings
    warnings.warn("Deprecated since Python 3.4 and slated for removal in Python 3.12; "
                  "use importlib.util.find_spec() instead", DeprecationWarning, stacklevel=2)
    try:
        loader = sys.modules[name].__loader__
        if loader is None:
            raise ValueError(f"{name}.__loader__ is None")
        return loader
    except KeyError:
        pass
    except AttributeError:
        raise ValueError(f"{name}.__loader__ is not set") from None
    spec = _bootstrap._find_spec(name, path)
    if spec is None:
        return None
    if spec.loader is None:
        if spec.submodule_search_locations is None:
            raise ImportError(f"spec for {name} missing loader", name=name)
        raise ImportError("namespace packages do not have loaders", name=name)
    return spec.loader


def import_module(name, package=None):
    """The module of this name; a name that begins with dots is relative to `package`."""
    level = len(name) - len(name.lstrip("."))
    if level and not package:
        raise TypeError(f"the 'package' argument is required to perform a relative import for {name!r}")
    return _bootstrap._gcd_import(name[level:], package, level)


_RELOADING = {}


def reload(module):
    """Run the module's code again, in the same module object."""
    try:
        name = module.__spec__.name
    except AttributeError:
        try:
            name = module.__name__
        except AttributeError:
            raise TypeError("reload() argument must be a module") from None
    if sys.modules.get(name) is not module:
        raise ImportError(f"module {name} not in sys.modules", name=name)
    if name in _RELOADING:  # it imports itself
        return _RELOADING[name]
    _RELOADING[name] = module
    try:
        parent_name = name.rpartition(".")[0]
        pkgpath = None
        if parent_name:
            try:
                pkgpath = sys.modules[parent_name].__path__
            except KeyError:
                raise ImportError(f"parent {parent_name!r} not in sys.modules", name=parent_name) from None
        spec = module.__spec__ = _bootstrap._find_spec(name, pkgpath, module)
        if spec is None:
            raise ModuleNotFoundError(f"spec not found for the module {name!r}", name=name)
        _bootstrap._exec(spec, module)
        return sys.modules[name]
    finally:
        del _RELOADING[name]
