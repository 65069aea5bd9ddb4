"""The import statement, in Python: from a name to a module.

    import a.b      _gcd_import("a.b") -> _find_and_load -> for each finder of sys.meta_path: find_spec
                                                         -> module_from_spec -> loader.exec_module(module)

A *finder* turns a name into a *spec* (what to load and how), a *loader* turns the spec into a module. A
module is in sys.modules before its code runs, so that a circular import finds it, half done.

The interpreter imports natively as long as nothing but the built-in finders is asked for. This module is the
rest: what programs see of the machinery (specs, loaders, finders), and the way through finders of their own.
`_install` puts its finders where the native placeholders stand in sys.meta_path.
"""
import _imp
import _thread
import _warnings
import sys
from _weakref import ref as _ref

_ERR_MSG_PREFIX = "No module named "


def _verbose_message(message, *args, verbosity=1):
    """Tell stderr what is going on, under -v."""
    if sys.flags.verbose >= verbosity:
        if not message.startswith(("#", "import ")):
            message = "# " + message
        print(message.format(*args), file=sys.stderr)


def _call_with_frames_removed(f, *args, **kwds):
    """The call under which user code runs: tracebacks are cut from the import statement to here."""
    return f(*args, **kwds)


# ---- locks: one for each module that is being imported --------------------

_module_locks = {}  # name -> weak reference to its lock
_blocking_on = {}  # thread -> the lock that it waits for


class _DeadlockError(RuntimeError):
    pass


class _ModuleLock:
    """A reentrant lock that refuses to wait for itself in a circle.

    Two threads that import modules which import each other would wait for ever: the second to find that out
    goes on with the half-initialised module instead.
    """

    def __init__(self, name):
        self.lock = _thread.RLock()
        self.wakeup = _thread.allocate_lock()
        self.name = name
        self.owner = None
        self.count = 0
        self.waiters = 0

    def has_deadlock(self):
        """Whether the owner, through those that it waits for, waits for the caller."""
        me = _thread.get_ident()
        tid = self.owner
        seen = set()
        while True:
            lock = _blocking_on.get(tid)
            if lock is None or tid in seen:
                return False
            seen.add(tid)
            tid = lock.owner
            if tid == me:
                return True

    def acquire(self):
        tid = _thread.get_ident()
        _blocking_on[tid] = self
        try:
            while True:
                with self.lock:
                    if self.count == 0 or self.owner == tid:
                        self.owner = tid
                        self.count += 1
                        return True
                    if self.has_deadlock():
                        raise _DeadlockError("deadlock detected by %r" % self)
                    if self.wakeup.acquire(False):
                        self.waiters += 1
                self.wakeup.acquire()
                self.wakeup.release()
        finally:
            del _blocking_on[tid]

    def release(self):
        tid = _thread.get_ident()
        with self.lock:
            if self.owner != tid:
                raise RuntimeError("cannot release un-acquired lock")
            assert self.count > 0
            self.count -= 1
            if self.count == 0:
                self.owner = None
                if self.waiters:
                    self.waiters -= 1
                    self.wakeup.release()

    def __repr__(self):
        return "_ModuleLock({!r}) at {}".format(self.name, id(self))


class _ModuleLockManager:
    """Holds the module's lock for a block."""

    def __init__(self, name):
        self._name = name
        self._lock = None

    def __enter__(self):
        self._lock = _get_module_lock(self._name)
        self._lock.acquire()

    def __exit__(self, *args, **kwargs):
        self._lock.release()


def _get_module_lock(name):
    """The lock of the module of this name; it lives while somebody holds it."""
    _imp.acquire_lock()
    try:
        reference = _module_locks.get(name)
        lock = reference() if reference is not None else None
        if lock is None:
            lock = _ModuleLock(name)

            def forget(reference, name=name):
                _imp.acquire_lock()
                try:
                    if _module_locks.get(name) is reference:
                        del _module_locks[name]
                finally:
                    _imp.release_lock()

            _module_locks[name] = _ref(lock, forget)
    finally:
        _imp.release_lock()
    return lock


def _lock_unlock_module(name):
    """Wait until nobody imports this module any more."""
    lock = _get_module_lock(name)
    try:
        lock.acquire()
    except _DeadlockError:
        pass  # a circle: take it half done
    else:
        lock.release()


class _ImportLockContext:
    """Holds the interpreter's import lock for a block."""

    def __enter__(self):
        _imp.acquire_lock()

    def __exit__(self, exc_type, exc_value, exc_traceback):
        _imp.release_lock()


# ---- specs ----------------------------------------------------------------

class ModuleSpec:
    """How a module was found and is to be loaded.

    `origin` is where from (a file name, "built-in", "frozen"); `submodule_search_locations`, for a package,
    where its submodules are; `loader_state` is the loader's own business. `cached` is the name of the file
    for its bytecode.
    """

    def __init__(self, name, loader, *, origin=None, loader_state=None, is_package=None):
        self.name = name
        self.loader = loader
        self.origin = origin
        self.loader_state = loader_state
        self.submodule_search_locations = [] if is_package else None
        self._uninitialized_submodules = []
        self._set_fileattr = False  # whether origin is a location, and so __file__
        self._cached = None

    def __repr__(self):
        args = [f"name={self.name!r}", f"loader={self.loader!r}"]
        if self.origin is not None:
            args.append(f"origin={self.origin!r}")
        if self.submodule_search_locations is not None:
            args.append(f"submodule_search_locations={self.submodule_search_locations}")
        return f"{self.__class__.__name__}({', '.join(args)})"

    def __eq__(self, other):
        try:
            return (self.name == other.name and self.loader == other.loader and self.origin == other.origin and
                    self.submodule_search_locations == other.submodule_search_locations and
                    self.cached == other.cached and self.has_location == other.has_location)
        except AttributeError:
            return NotImplemented

    @property
    def cached(self):
        if self._cached is None and self.origin is not None and self._set_fileattr:
            from importlib import _bootstrap_external
            self._cached = _bootstrap_external._get_cached(self.origin)
        return self._cached

    @cached.setter
    def cached(self, cached):
        self._cached = cached

    @property
    def parent(self):
        """The name of the package that the module is in; of a package, its own."""
        if self.submodule_search_locations is None:
            return self.name.rpartition(".")[0]
        return self.name

    @property
    def has_location(self):
        return self._set_fileattr

    @has_location.setter
    def has_location(self, value):
        self._set_fileattr = bool(value)


def spec_from_loader(name, loader, *, origin=None, is_package=None):
    """A spec made by asking the loader."""
    if origin is None:
        origin = getattr(loader, "_ORIGIN", None)
    if not origin and hasattr(loader, "get_filename"):
        from importlib._bootstrap_external import spec_from_file_location
        if is_package is None:
            return spec_from_file_location(name, loader=loader)
        return spec_from_file_location(name, loader=loader, submodule_search_locations=[] if is_package else None)
    if is_package is None:
        try:
            is_package = loader.is_package(name) if hasattr(loader, "is_package") else False
        except ImportError:
            is_package = None
    return ModuleSpec(name, loader, origin=origin, is_package=is_package)


def _spec_from_module(module, loader=None, origin=None):
    """The spec of a module that was made without one."""
    spec = getattr(module, "__spec__", None)
    if spec is not None:
        return spec
    if loader is None:
        loader = getattr(module, "__loader__", None)
    location = getattr(module, "__file__", None)
    if origin is None:
        origin = location if location is not None else getattr(loader, "_ORIGIN", None)
    spec = ModuleSpec(module.__name__, loader, origin=origin)
    spec._set_fileattr = location is not None and origin == location
    spec.cached = getattr(module, "__cached__", None)
    path = getattr(module, "__path__", None)
    spec.submodule_search_locations = None if path is None else list(path)
    return spec


def _init_module_attrs(spec, module, *, override=False):
    """Set __name__, __loader__, __package__, __spec__, __path__, __file__ and __cached__, those that are
    missing.
    """
    def put(name, value):
        if override or getattr(module, name, None) is None:
            try:
                setattr(module, name, value)
            except AttributeError:
                pass

    put("__name__", spec.name)
    loader = spec.loader
    if loader is None and spec.submodule_search_locations is not None:  # a namespace package
        from importlib._bootstrap_external import NamespaceLoader
        loader = NamespaceLoader.__new__(NamespaceLoader)
        loader._path = spec.submodule_search_locations
        spec.loader = loader
        # Anything but a path entry: such a module has no file.
        module.__file__ = None
    put("__loader__", loader)
    put("__package__", spec.parent)
    try:
        module.__spec__ = spec
    except AttributeError:
        pass
    if spec.submodule_search_locations is not None:
        put("__path__", spec.submodule_search_locations)
    if spec.has_location:
        put("__file__", spec.origin)
        if spec.cached is not None:
            put("__cached__", spec.cached)
    return module


def module_from_spec(spec):
    """A new module, ready to have its code run in it."""
    module = None
    if hasattr(spec.loader, "create_module"):
        module = spec.loader.create_module(spec)
    elif hasattr(spec.loader, "exec_module"):
        raise ImportError("loaders that define exec_module() must also define create_module()")
    if module is None:
        module = type(sys)(spec.name)
    _init_module_attrs(spec, module)
    return module


def _module_repr(m):
    """What repr(module) gives."""
    loader = getattr(m, "__loader__", None)
    spec = getattr(m, "__spec__", None)
    if spec:
        return _module_repr_from_spec(spec)
    if hasattr(loader, "module_repr"):
        try:
            return loader.module_repr(m)
        except Exception:
            pass
    name = getattr(m, "__name__", "?")
    filename = getattr(m, "__file__", None)
    if filename is not None:
        return f"<module {name!r} from {filename!r}>"
    return f"<module {name!r}>" if loader is None else f"<module {name!r} ({loader!r})>"


def _module_repr_from_spec(spec):
    name = "?" if spec.name is None else spec.name
    if spec.origin is None:
        loader = spec.loader
        if loader is None:
            return f"<module {name!r}>"
        if hasattr(loader, "_path") and type(loader).__name__ == "NamespaceLoader":
            return f"<module {name!r} (namespace) from {list(loader._path)}>"
        return f"<module {name!r} ({loader!r})>"
    if spec.has_location:
        return f"<module {name!r} from {spec.origin!r}>"
    return f"<module {spec.name!r} ({spec.origin})>"


# ---- loading --------------------------------------------------------------

def _exec(spec, module):
    """Run the spec's code in a module that exists already: a reload."""
    name = spec.name
    with _ModuleLockManager(name):
        if sys.modules.get(name) is not module:
            raise ImportError(f"module {name!r} not in sys.modules", name=name)
        try:
            if spec.loader is None:
                if spec.submodule_search_locations is None:
                    raise ImportError("missing loader", name=spec.name)
                _init_module_attrs(spec, module, override=True)
            else:
                _init_module_attrs(spec, module, override=True)
                if hasattr(spec.loader, "exec_module"):
                    spec.loader.exec_module(module)
                else:
                    _warn_load_module(spec.loader)
                    spec.loader.load_module(name)
        finally:
            # The code may have put something else there.
            module = sys.modules.pop(spec.name)
            sys.modules[spec.name] = module
    return module


def _warn_load_module(loader):
    cls = type(loader)
    _warnings.warn(f"{cls.__module__}.{cls.__qualname__}.exec_module() not found; falling back to load_module()",
                   ImportWarning, stacklevel=2)


def _load_backward_compatible(spec):
    """With a loader that only has load_module(), which does all by itself."""
    try:
        spec.loader.load_module(spec.name)
    except:
        if spec.name in sys.modules:
            sys.modules[spec.name] = sys.modules.pop(spec.name)
        raise
    module = sys.modules.pop(spec.name)
    sys.modules[spec.name] = module
    if getattr(module, "__loader__", None) is None:
        try:
            module.__loader__ = spec.loader
        except AttributeError:
            pass
    if getattr(module, "__package__", None) is None:
        try:
            module.__package__ = module.__name__
            if not hasattr(module, "__path__"):
                module.__package__ = spec.name.rpartition(".")[0]
        except AttributeError:
            pass
    if getattr(module, "__spec__", None) is None:
        try:
            module.__spec__ = spec
        except AttributeError:
            pass
    return module


def _load_unlocked(spec):
    """Make the module and run its code; it leaves sys.modules again if that fails."""
    if spec.loader is not None and not hasattr(spec.loader, "exec_module"):
        _warn_load_module(spec.loader)
        return _load_backward_compatible(spec)
    module = module_from_spec(spec)
    spec._initializing = True  # other threads wait for it, and errors can tell of a circular import
    try:
        sys.modules[spec.name] = module
        try:
            if spec.loader is None:
                if spec.submodule_search_locations is None:
                    raise ImportError("missing loader", name=spec.name)
            else:
                spec.loader.exec_module(module)
        except:
            try:
                del sys.modules[spec.name]
            except KeyError:
                pass
            raise
        # The code may have put something else there.
        module = sys.modules.pop(spec.name)
        sys.modules[spec.name] = module
        _verbose_message("import {!r} # {!r}", spec.name, spec.loader)
    finally:
        spec._initializing = False
    return module


def _load(spec):
    """The module of the spec, loaded under its lock."""
    with _ModuleLockManager(spec.name):
        return _load_unlocked(spec)


def _load_module_shim(self, fullname):
    """load_module() for a loader that has exec_module()."""
    _warnings.warn("the load_module() method is deprecated and slated for removal in Python 3.12; "
                   "use exec_module() instead", DeprecationWarning)
    spec = spec_from_loader(fullname, self)
    if fullname in sys.modules:
        module = sys.modules[fullname]
        _exec(spec, module)
        return sys.modules[fullname]
    return _load(spec)


# ---- modules inside the interpreter ---------------------------------------

def _deprecated_find_module(cls, fullname, path):
    _warnings.warn(f"{cls.__name__}.find_module() is deprecated and slated for removal in Python 3.12; "
                   "use find_spec() instead", DeprecationWarning)
    spec = cls.find_spec(fullname, path)
    return spec.loader if spec is not None else None


class BuiltinImporter:
    """Finder and loader of modules written in C++."""

    _ORIGIN = "built-in"

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        if path is None and _imp.is_builtin(fullname):
            return spec_from_loader(fullname, cls, origin=cls._ORIGIN)
        return None

    @classmethod
    def find_module(cls, fullname, path=None):
        return _deprecated_find_module(cls, fullname, path)

    @staticmethod
    def create_module(spec):
        if spec.name not in sys.builtin_module_names:
            raise ImportError(f"{spec.name!r} is not a built-in module", name=spec.name)
        return _call_with_frames_removed(_imp.create_builtin, spec)

    @staticmethod
    def exec_module(module):
        _call_with_frames_removed(_imp.exec_builtin, module)

    @classmethod
    def get_code(cls, fullname):
        cls._check(fullname)
        return None

    @classmethod
    def get_source(cls, fullname):
        cls._check(fullname)
        return None

    @classmethod
    def is_package(cls, fullname):
        cls._check(fullname)
        return False

    @classmethod
    def _check(cls, fullname):
        if fullname not in sys.builtin_module_names:
            raise ImportError(f"{fullname!r} is not a built-in module", name=fullname)

    @staticmethod
    def module_repr(m):
        """The old way of a loader to say what repr(module) is."""
        _warnings.warn("BuiltinImporter.module_repr() is deprecated and slated for removal in Python 3.12",
                       DeprecationWarning)
        return f"<module {m.__name__!r} ({BuiltinImporter._ORIGIN})>"

    load_module = classmethod(_load_module_shim)


class FrozenImporter:
    """Finder and loader of the modules in Python that the interpreter carries inside itself."""

    _ORIGIN = "frozen"

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        info = _call_with_frames_removed(_imp.find_frozen, fullname)
        if info is None:
            return None
        _, ispkg, origname = info
        spec = spec_from_loader(fullname, cls, origin=cls._ORIGIN, is_package=ispkg)
        spec.loader_state = type(sys.implementation)(filename=None, origname=origname)
        return spec

    @classmethod
    def find_module(cls, fullname, path=None):
        return _deprecated_find_module(cls, fullname, path)

    @staticmethod
    def create_module(spec):
        return None

    @staticmethod
    def exec_module(module):
        code = _call_with_frames_removed(_imp.get_frozen_object, module.__spec__.name)
        exec(code, module.__dict__)

    @classmethod
    def get_code(cls, fullname):
        cls._check(fullname)
        return _imp.get_frozen_object(fullname)

    @classmethod
    def get_source(cls, fullname):
        """The text of an embedded module, for tracebacks and curious readers."""
        cls._check(fullname)
        get = getattr(_imp, "get_frozen_source", None)
        return None if get is None else get(fullname)

    @classmethod
    def is_package(cls, fullname):
        cls._check(fullname)
        return _imp.is_frozen_package(fullname)

    @classmethod
    def _check(cls, fullname):
        if not _imp.is_frozen(fullname):
            raise ImportError(f"{fullname!r} is not a frozen module", name=fullname)

    @staticmethod
    def module_repr(m):
        """The old way of a loader to say what repr(module) is."""
        _warnings.warn("FrozenImporter.module_repr() is deprecated and slated for removal in Python 3.12",
                       DeprecationWarning)
        return f"<module {m.__name__!r} ({FrozenImporter._ORIGIN})>"

    load_module = classmethod(_load_module_shim)


# ---- finding and importing ------------------------------------------------

def _resolve_name(name, package, level):
    """The absolute name of a relative one."""
    bits = package.rsplit(".", level - 1)
    if len(bits) < level:
        raise ImportError("attempted relative import beyond top-level package")
    base = bits[0]
    return f"{base}.{name}" if name else base


def _find_spec_legacy(finder, name, path):
    cls = type(finder)
    _warnings.warn(f"{cls.__module__}.{cls.__qualname__}.find_spec() not found; falling back to find_module()",
                   ImportWarning)
    loader = finder.find_module(name, path)
    return None if loader is None else spec_from_loader(name, loader)


def _find_spec(name, path, target=None):
    """Ask the finders of sys.meta_path, the first answer counts."""
    meta_path = sys.meta_path
    if meta_path is None:
        raise ImportError("sys.meta_path is None, Python is likely shutting down")
    if not meta_path:
        _warnings.warn("sys.meta_path is empty", ImportWarning)
    # The module may come to be while a finder is asked: then its own spec counts.
    is_reload = name in sys.modules
    for finder in meta_path:
        with _ImportLockContext():
            try:
                find_spec = finder.find_spec
            except AttributeError:
                spec = _find_spec_legacy(finder, name, path)
            else:
                spec = find_spec(name, path, target)
        if spec is None:
            continue
        if not is_reload and name in sys.modules:
            try:
                own = sys.modules[name].__spec__
            except AttributeError:
                return spec
            return spec if own is None else own
        return spec
    return None


def _sanity_check(name, package, level):
    if not isinstance(name, str):
        raise TypeError(f"module name must be str, not {type(name)}")
    if level < 0:
        raise ValueError("level must be >= 0")
    if level > 0:
        if not isinstance(package, str):
            raise TypeError("__package__ not set to a string")
        if not package:
            raise ImportError("attempted relative import with no known parent package")
    if not name and level == 0:
        raise ValueError("Empty module name")


def _find_and_load_unlocked(name, import_):
    path = None
    parent = name.rpartition(".")[0]
    parent_spec = None
    if parent:
        if parent not in sys.modules:
            _call_with_frames_removed(import_, parent)
        if name in sys.modules:  # the parent imported it itself
            return sys.modules[name]
        parent_module = sys.modules[parent]
        try:
            path = parent_module.__path__
        except AttributeError:
            raise ModuleNotFoundError(f"{_ERR_MSG_PREFIX}{name!r}; {parent!r} is not a package",
                                      name=name) from None
        parent_spec = parent_module.__spec__
        child = name.rpartition(".")[2]
    spec = _find_spec(name, path)
    if spec is None:
        raise ModuleNotFoundError(f"{_ERR_MSG_PREFIX}{name!r}", name=name)
    if parent_spec:
        parent_spec._uninitialized_submodules.append(child)
    try:
        module = _load_unlocked(spec)
    finally:
        if parent_spec:
            parent_spec._uninitialized_submodules.pop()
    if parent:
        try:
            setattr(sys.modules[parent], child, module)
        except AttributeError:
            _warnings.warn(f"Cannot set an attribute on {parent!r} for child module {child!r}", ImportWarning)
    return module


_NEEDS_LOADING = object()


def _find_and_load(name, import_=None):
    """The module of this absolute name, imported if it is not there."""
    module = sys.modules.get(name, _NEEDS_LOADING)
    if module is _NEEDS_LOADING or getattr(getattr(module, "__spec__", None), "_initializing", False):
        with _ModuleLockManager(name):
            module = sys.modules.get(name, _NEEDS_LOADING)
            if module is _NEEDS_LOADING:
                return _find_and_load_unlocked(name, import_ or _gcd_import)
        _lock_unlock_module(name)  # another thread may still be at it
    if module is None:
        raise ModuleNotFoundError(f"import of {name} halted; None in sys.modules", name=name)
    return module


def _gcd_import(name, package=None, level=0):
    """What import_module() and __import__() have in common: the module of the full name."""
    _sanity_check(name, package, level)
    if level > 0:
        name = _resolve_name(name, package, level)
    return _find_and_load(name, _gcd_import)


def _handle_fromlist(module, fromlist, import_, *, recursive=False):
    """For `from package import names`: import those that are submodules."""
    for x in fromlist:
        if not isinstance(x, str):
            where = module.__name__ + ".__all__" if recursive else "``from list''"
            raise TypeError(f"Item in {where} must be str, not {type(x).__name__}")
        if x == "*":
            if not recursive and hasattr(module, "__all__"):
                _handle_fromlist(module, module.__all__, import_, recursive=True)
        elif not hasattr(module, x):
            from_name = f"{module.__name__}.{x}"
            try:
                _call_with_frames_removed(import_, from_name)
            except ModuleNotFoundError as exc:
                # There is no such submodule: the import statement will say so. But one that is there may miss
                # others.
                if exc.name == from_name and sys.modules.get(from_name, _NEEDS_LOADING) is not None:
                    continue
                raise
    return module


def _calc___package__(globals):
    """The package that relative names in a module with these globals refer to."""
    package = globals.get("__package__")
    spec = globals.get("__spec__")
    if package is not None:
        if spec is not None and package != spec.parent:
            _warnings.warn(f"__package__ != __spec__.parent ({package!r} != {spec.parent!r})", ImportWarning,
                           stacklevel=3)
        return package
    if spec is not None:
        return spec.parent
    _warnings.warn("can't resolve package from __spec__ or __package__, falling back on __name__ and __path__",
                   ImportWarning, stacklevel=3)
    package = globals["__name__"]
    return package if "__path__" in globals else package.rpartition(".")[0]


def __import__(name, globals=None, locals=None, fromlist=(), level=0):
    """What the import statement calls: `import a.b` gets a, `from a.b import c` gets a.b."""
    if level == 0:
        module = _gcd_import(name)
    else:
        module = _gcd_import(name, _calc___package__(globals if globals is not None else {}), level)
    if fromlist:
        return _handle_fromlist(module, fromlist, _gcd_import) if hasattr(module, "__path__") else module
    if level == 0:
        return _gcd_import(name.partition(".")[0])
    if not name:
        return module
    cut_off = len(name) - len(name.partition(".")[0])  # as much of a relative name as `import` does not bind
    return sys.modules[module.__name__[:len(module.__name__) - cut_off]]


def _spec_of_native(name, kind, origin, search):
    """The spec of a module that the interpreter imports without this machinery."""
    if kind == "builtin":
        loader = BuiltinImporter
    elif kind == "frozen":
        loader = FrozenImporter
    elif kind == "namespace":
        from importlib._bootstrap_external import NamespaceLoader
        loader = NamespaceLoader.__new__(NamespaceLoader)
        loader._path = search
    else:
        from importlib._bootstrap_external import SourceFileLoader
        loader = SourceFileLoader(name, origin)
    spec = ModuleSpec(name, loader, origin=origin, is_package=search is not None)
    if search is not None:
        spec.submodule_search_locations = search
    if kind == "source":
        spec.has_location = True
    elif kind == "frozen":
        spec.loader_state = type(sys.implementation)(filename=None, origname=name)
    return spec


def _replace_native_spec(module):
    """A spec made before this module was there becomes a real one."""
    old = module.__spec__
    spec = _spec_of_native(old.name, old._kind, old.origin, old.submodule_search_locations)
    spec._initializing = old._initializing
    module.__spec__ = spec
    module.__loader__ = spec.loader


def _setup(sys_module, _imp_module):
    """Give a spec and a loader to the modules that were there before this one."""
    for name, module in list(sys.modules.items()):
        if hasattr(getattr(module, "__spec__", None), "_kind"):
            _replace_native_spec(module)
        if isinstance(module, type(sys)) and getattr(module, "__spec__", None) is None:
            if name in sys.builtin_module_names:
                loader = BuiltinImporter
            elif _imp.is_frozen(name):
                loader = FrozenImporter
            else:
                continue
            _init_module_attrs(_spec_from_module(module, loader), module)


def _install(sys_module, _imp_module):
    """Take the places that the native import system keeps for these finders in sys.meta_path."""
    _setup(sys_module, _imp_module)
    from importlib._bootstrap_external import FileFinder, PathFinder, _get_supported_file_loaders, _zip_hook
    finders = {"builtin": BuiltinImporter, "frozen": FrozenImporter, "path": PathFinder}
    for index, entry in enumerate(sys.meta_path):
        kind = getattr(entry, "__minipy_finder__", None)
        if kind in finders:
            sys.meta_path[index] = finders[kind]
    if not sys.path_hooks:
        sys.path_hooks.append(_zip_hook)
        sys.path_hooks.append(FileFinder.path_hook(*_get_supported_file_loaders()))
