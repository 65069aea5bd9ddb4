"""Importing from the file system: the finder that walks along sys.path, and the loaders of what it finds.

PathFinder asks, for each entry of the path, that entry's own finder; those are made by the hooks of
sys.path_hooks and kept in sys.path_importer_cache. For a directory it is a FileFinder, which keeps the list
of names in it until it changes.
"""
import _imp
import _io
import _warnings
import posix as _os
import sys
from importlib import _bootstrap
from importlib._bootstrap import _call_with_frames_removed, _verbose_message

path_sep = "/"
path_separators = "/"
SOURCE_SUFFIXES = [".py"]
BYTECODE_SUFFIXES = DEBUG_BYTECODE_SUFFIXES = OPTIMIZED_BYTECODE_SUFFIXES = [".pyc"]
EXTENSION_SUFFIXES = _imp.extension_suffixes()
_PYCACHE = "__pycache__"
_OPT = "opt-"
_RAW_MAGIC_NUMBER = 3495 | ord("\r") << 16 | ord("\n") << 24
MAGIC_NUMBER = _RAW_MAGIC_NUMBER.to_bytes(4, "little")


def _path_join(*parts):
    root = "/" if parts and parts[0] == "/" else ""
    return root + "/".join([part.rstrip("/") for part in parts[len(root):] if part])


def _path_split(path):
    """(directory, file name), the directory without its slash."""
    head, _, tail = path.rpartition("/")
    return head, tail


def _path_stat(path):
    return _os.stat(path)


def _path_is_mode_type(path, mode):
    try:
        stat_result = _path_stat(path)
    except (OSError, ValueError):
        return False
    return stat_result.st_mode & 0o170000 == mode


def _path_isfile(path):
    return _path_is_mode_type(path, 0o100000)


def _path_isdir(path):
    return _path_is_mode_type(path or _os.getcwd(), 0o040000)


def _path_isabs(path):
    return path.startswith("/")


# ---- names of bytecode files ----------------------------------------------

def cache_from_source(path, debug_override=None, *, optimization=None):
    """The name of the file in __pycache__ that belongs to a source file."""
    if debug_override is not None:
        _warnings.warn("the debug_override parameter is deprecated; use 'optimization' instead", DeprecationWarning)
        if optimization is not None:
            raise TypeError("debug_override or optimization must be set to None")
        optimization = "" if debug_override else 1
    path = _os.fspath(path)
    head, tail = _path_split(path)
    base, sep, rest = tail.rpartition(".")
    tag = sys.implementation.cache_tag
    if tag is None:
        raise NotImplementedError("sys.implementation.cache_tag is None")
    almost_filename = "".join([base if base else rest, sep, tag])
    if optimization is None:
        optimization = "" if sys.flags.optimize == 0 else sys.flags.optimize
    optimization = str(optimization)
    if optimization != "":
        if not optimization.isalnum():
            raise ValueError(f"{optimization!r} is not alphanumeric")
        almost_filename = f"{almost_filename}.{_OPT}{optimization}"
    filename = almost_filename + BYTECODE_SUFFIXES[0]
    if sys.pycache_prefix is not None:
        if not _path_isabs(head):
            head = _path_join(_os.getcwd(), head)
        return _path_join(sys.pycache_prefix, head.lstrip("/"), filename)
    if head:
        return _path_join(head, _PYCACHE, filename)
    return "/" * path.startswith("/") + _path_join(_PYCACHE, filename)


def source_from_cache(path):
    """The name of the source file that a file in __pycache__ belongs to."""
    if sys.implementation.cache_tag is None:
        raise NotImplementedError("sys.implementation.cache_tag is None")
    path = _os.fspath(path)
    head, pycache_filename = _path_split(path)
    found_in_pycache_prefix = False
    if sys.pycache_prefix is not None:
        stripped_path = sys.pycache_prefix.rstrip(path_separators)
        if head.startswith(stripped_path + path_sep):
            head = head[len(stripped_path):]
            found_in_pycache_prefix = True
    if not found_in_pycache_prefix:
        head, pycache = _path_split(head)
        if pycache != _PYCACHE:
            raise ValueError(f"{_PYCACHE} not bottom-level directory in {path!r}")
    dot_count = pycache_filename.count(".")
    if dot_count not in {2, 3}:
        raise ValueError(f"expected only 2 or 3 dots in {pycache_filename!r}")
    if dot_count == 3:
        optimization = pycache_filename.rsplit(".", 2)[-2]
        if not optimization.startswith(_OPT):
            raise ValueError(f"optimization portion of filename does not start with {_OPT!r}")
        if not optimization[len(_OPT):].isalnum():
            raise ValueError(f"optimization level {optimization!r} is not an alphanumeric value")
    return _path_join(head, pycache_filename.partition(".")[0] + SOURCE_SUFFIXES[0])


def _get_cached(filename):
    if filename.endswith(tuple(SOURCE_SUFFIXES)):
        try:
            return cache_from_source(filename)
        except NotImplementedError:
            return None
    return filename if filename.endswith(tuple(BYTECODE_SUFFIXES)) else None


def _pack_uint32(x):
    return (int(x) & 0xFFFFFFFF).to_bytes(4, "little")


def _unpack_uint32(data):
    assert len(data) == 4
    return int.from_bytes(data, "little")


def _unpack_uint16(data):
    assert len(data) == 2
    return int.from_bytes(data, "little")


def _code_to_timestamp_pyc(code, mtime=0, source_size=0):
    """The contents of a bytecode file that is good for a source of this time and size."""
    import marshal
    header = MAGIC_NUMBER + bytes(4) + _pack_uint32(mtime) + _pack_uint32(source_size)
    return bytearray(header + marshal.dumps(code))


def _code_to_hash_pyc(code, source_hash, checked=True):
    """The contents of a bytecode file that is good for the source with this hash."""
    import marshal
    assert len(source_hash) == 8
    return bytearray(MAGIC_NUMBER + _pack_uint32(0b1 | checked << 1) + source_hash + marshal.dumps(code))


def _classify_pyc(data, name, exc_details):
    """The flags in the header of a bytecode file, which is checked: 1 for a hash of the source, 2 if that is to be compared."""
    if data[:4] != MAGIC_NUMBER:
        raise ImportError(f"bad magic number in {name!r}: {data[:4]!r}", **exc_details)
    if len(data) < 16:
        raise EOFError(f"reached EOF while reading pyc header of {name!r}")
    flags = _unpack_uint32(data[4:8])
    if flags & ~0b11:
        raise ImportError(f"invalid flags {flags!r} in {name!r}", **exc_details)
    return flags


def _validate_timestamp_pyc(data, source_mtime, source_size, name, exc_details):
    """ImportError unless the header speaks of a source of this time and size."""
    stale = _unpack_uint32(data[8:12]) != source_mtime & 0xFFFFFFFF
    if stale or source_size is not None and _unpack_uint32(data[12:16]) != source_size & 0xFFFFFFFF:
        raise ImportError(f"bytecode is stale for {name!r}", **exc_details)


def _validate_hash_pyc(data, source_hash, name, exc_details):
    """ImportError unless the header has this hash of the source."""
    if data[8:16] != source_hash:
        raise ImportError(f"hash in bytecode doesn't match hash of source {name!r}", **exc_details)


def _calc_mode(path):
    """The permissions of a bytecode file: its source's, and that we may write it anew."""
    try:
        return (_path_stat(path).st_mode | 0o200) & 0o666
    except OSError:
        return 0o666


def _write_atomic(path, data, mode=0o666):
    """Write a file by way of another one that is renamed, so that nobody sees half of it."""
    temporary = f"{path}.{id(path)}"
    fd = _os.open(temporary, _os.O_EXCL | _os.O_CREAT | _os.O_WRONLY, mode & 0o666)
    try:
        with _io.FileIO(fd, "wb") as file:
            file.write(data)
        _os.replace(temporary, path)
    except OSError:
        _os.unlink(temporary)
        raise


def decode_source(source_bytes):
    """The text of source bytes, by their own declaration of the encoding, with all line ends as newlines."""
    import linecache
    text = source_bytes.decode(linecache._source_encoding(source_bytes))
    return _io.IncrementalNewlineDecoder(None, True).decode(text)


# ---- specs of files -------------------------------------------------------

_POPULATE = object()


def spec_from_file_location(name, location=None, *, loader=None, submodule_search_locations=_POPULATE):
    """A spec for a file; the loader is chosen by the file's suffix if none is given."""
    if location is None:
        location = "<unknown>"
        if hasattr(loader, "get_filename"):
            try:
                location = loader.get_filename(name)
            except ImportError:
                pass
    else:
        location = _os.fspath(location)
        try:
            if not _path_isabs(location):
                location = _path_join(_os.getcwd(), location)
        except OSError:
            pass
    spec = _bootstrap.ModuleSpec(name, loader, origin=location)
    spec._set_fileattr = True
    if loader is None:
        for loader_class, suffixes in _get_supported_file_loaders():
            if location.endswith(tuple(suffixes)):
                spec.loader = loader = loader_class(name, location)
                break
        else:
            return None
    if submodule_search_locations is _POPULATE:
        if hasattr(loader, "is_package"):
            try:
                if loader.is_package(name):
                    spec.submodule_search_locations = []
            except ImportError:
                pass
    else:
        spec.submodule_search_locations = submodule_search_locations
    if spec.submodule_search_locations == [] and location:
        spec.submodule_search_locations.append(_path_split(location)[0])
    return spec


# ---- loaders --------------------------------------------------------------

def _check_name(method):
    """For a loader of one module: refuse other names."""
    def _check_name_wrapper(self, name=None, *args, **kwargs):
        if name is None:
            name = self.name
        elif self.name != name:
            raise ImportError("loader for %s cannot handle %s" % (self.name, name), name=name)
        return method(self, name, *args, **kwargs)

    for attribute in ("__module__", "__name__", "__qualname__", "__doc__"):
        setattr(_check_name_wrapper, attribute, getattr(method, attribute))
    return _check_name_wrapper


class _LoaderBasics:
    """What all loaders of files have in common."""

    def is_package(self, fullname):
        """Whether the file is called __init__."""
        filename = _path_split(self.get_filename(fullname))[1]
        return filename.rsplit(".", 1)[0] == "__init__" and fullname.rpartition(".")[2] != "__init__"

    def create_module(self, spec):
        """Nothing special: None lets the import system make the module."""

    def exec_module(self, module):
        code = self.get_code(module.__name__)
        if code is None:
            raise ImportError(f"cannot load module {module.__name__!r} when get_code() returns None")
        _call_with_frames_removed(exec, code, module.__dict__)

    def load_module(self, fullname):
        """The old interface."""
        return _bootstrap._load_module_shim(self, fullname)


class SourceLoader(_LoaderBasics):
    """Compiles what get_data() gives for the path that get_filename() gives."""

    def path_mtime(self, path):
        """When the file was last changed, for loaders that can tell."""
        raise OSError

    def path_stats(self, path):
        return {"mtime": self.path_mtime(path)}

    def _cache_bytecode(self, source_path, cache_path, data):
        return self.set_data(cache_path, data)

    def set_data(self, path, data):
        """Write a file, for loaders that can."""

    def get_source(self, fullname):
        path = self.get_filename(fullname)
        try:
            source_bytes = self.get_data(path)
        except OSError as exc:
            raise ImportError("source not available through get_data()", name=fullname) from exc
        return decode_source(source_bytes)

    def source_to_code(self, data, path, *, _optimize=-1):
        """The code object of source text or bytes."""
        return _call_with_frames_removed(compile, data, path, "exec", dont_inherit=True, optimize=_optimize)

    def get_code(self, fullname):
        # Compiling is quick; no bytecode is kept on disk.
        source_path = self.get_filename(fullname)
        code_object = self.source_to_code(self.get_data(source_path), source_path)
        _verbose_message("code object from {}", source_path)
        return code_object


class FileLoader:
    """A loader of one module from one file."""

    def __init__(self, fullname, path):
        self.name = fullname
        self.path = path

    def __eq__(self, other):
        return self.__class__ == other.__class__ and self.__dict__ == other.__dict__

    def __hash__(self):
        return hash(self.name) ^ hash(self.path)

    @_check_name
    def load_module(self, fullname):
        """The old interface."""
        return super().load_module(fullname)

    @_check_name
    def get_filename(self, fullname):
        return self.path

    def get_data(self, path):
        """The bytes of a file."""
        if isinstance(self, (SourceLoader, ExtensionFileLoader)):
            with _io.open_code(str(path)) as file:
                return file.read()
        with _io.FileIO(path, "r") as file:
            return file.read()

    @_check_name
    def get_resource_reader(self, module):
        from importlib.readers import FileReader
        return FileReader(self)


class SourceFileLoader(FileLoader, SourceLoader):
    """The loader of .py files."""

    def path_stats(self, path):
        st = _path_stat(path)
        return {"mtime": st.st_mtime, "size": st.st_size}

    def _cache_bytecode(self, source_path, bytecode_path, data):
        return self.set_data(bytecode_path, data, _mode=_calc_mode(source_path))

    def set_data(self, path, data, *, _mode=0o666):
        """Write a file by way of another one that is renamed, so that nobody sees half of it."""
        parent, filename = _path_split(path)
        missing = []
        while parent and not _path_isdir(parent):
            parent, part = _path_split(parent)
            missing.append(part)
        for part in reversed(missing):
            parent = _path_join(parent, part)
            try:
                _os.mkdir(parent)
            except FileExistsError:
                continue
            except OSError as exc:
                _verbose_message("could not create {!r}: {!r}", parent, exc)
                return
        try:
            _write_atomic(path, data, _mode)
        except OSError as exc:
            _verbose_message("could not create {!r}: {!r}", path, exc)


class SourcelessFileLoader(FileLoader, _LoaderBasics):
    """The loader of .pyc files whose source is not there."""

    def get_code(self, fullname):
        path = self.get_filename(fullname)
        data = self.get_data(path)
        _classify_pyc(data, fullname, {"name": fullname, "path": path})
        import marshal
        code = marshal.loads(memoryview(data)[16:])
        if not isinstance(code, type(_path_join.__code__)):
            raise ImportError(f"Non-code object in {path!r}", name=fullname, path=path)
        return code

    def get_source(self, fullname):
        return None


class ExtensionFileLoader(FileLoader, _LoaderBasics):
    """The loader of shared libraries."""

    def __init__(self, name, path):
        self.name = name
        self.path = path

    def create_module(self, spec):
        module = _call_with_frames_removed(_imp.create_dynamic, spec)
        _verbose_message("extension module {!r} loaded from {!r}", spec.name, self.path)
        return module

    def exec_module(self, module):
        _call_with_frames_removed(_imp.exec_dynamic, module)

    def is_package(self, fullname):
        file_name = _path_split(self.path)[1]
        return any(file_name == "__init__" + suffix for suffix in EXTENSION_SUFFIXES)

    def get_code(self, fullname):
        return None

    def get_source(self, fullname):
        return None

    @_check_name
    def get_filename(self, fullname):
        return self.path


# ---- namespace packages ---------------------------------------------------

class _NamespacePath:
    """The __path__ of a namespace package: worked out anew when the parent's path has changed."""

    _epoch = 0  # raised by invalidate_caches()

    def __init__(self, name, path, path_finder):
        self._name = name
        self._path = path
        self._last_parent_path = tuple(self._get_parent_path())
        self._last_epoch = self._epoch
        self._path_finder = path_finder

    def _find_parent_path_names(self):
        parent, dot, _ = self._name.rpartition(".")
        return ("sys", "path") if dot == "" else (parent, "__path__")

    def _get_parent_path(self):
        module_name, attribute = self._find_parent_path_names()
        return getattr(sys.modules[module_name], attribute)

    def _recalculate(self):
        parent_path = tuple(self._get_parent_path())
        if parent_path != self._last_parent_path or self._epoch != self._last_epoch:
            spec = self._path_finder(self._name, parent_path)
            if spec is not None and spec.loader is None and spec.submodule_search_locations:
                self._path = spec.submodule_search_locations
            self._last_parent_path = parent_path
            self._last_epoch = self._epoch
        return self._path

    def __iter__(self):
        return iter(self._recalculate())

    def __getitem__(self, index):
        return self._recalculate()[index]

    def __setitem__(self, index, path):
        self._path[index] = path

    def __len__(self):
        return len(self._recalculate())

    def __repr__(self):
        return f"_NamespacePath({self._path!r})"

    def __contains__(self, item):
        return item in self._recalculate()

    def append(self, item):
        self._path.append(item)


class NamespaceLoader:
    """The loader of packages that are just directories of that name on the path."""

    def __init__(self, name, path, path_finder):
        self._path = _NamespacePath(name, path, path_finder)

    @staticmethod
    def module_repr(module):
        """The old way of a loader to say what repr(module) is."""
        _warnings.warn("NamespaceLoader.module_repr() is deprecated and slated for removal in Python 3.12",
                       DeprecationWarning)
        return f"<module {module.__name__!r} (namespace)>"

    def is_package(self, fullname):
        return True

    def get_source(self, fullname):
        return ""

    def get_code(self, fullname):
        return compile("", "<string>", "exec", dont_inherit=True)

    def create_module(self, spec):
        """Nothing special."""

    def exec_module(self, module):
        pass

    def load_module(self, fullname):
        """The old interface."""
        return _bootstrap._load_module_shim(self, fullname)

    def get_resource_reader(self, module):
        from importlib.readers import NamespaceReader
        return NamespaceReader(self._path)


_NamespaceLoader = NamespaceLoader


# ---- finders --------------------------------------------------------------

class PathFinder:
    """The finder for sys.path and the __path__ of packages."""

    @staticmethod
    def invalidate_caches():
        """Tell every finder that is kept; forget that some entries had none."""
        for name, finder in list(sys.path_importer_cache.items()):
            if finder is None or not _path_isabs(name):
                del sys.path_importer_cache[name]
            elif hasattr(finder, "invalidate_caches"):
                finder.invalidate_caches()
        _NamespacePath._epoch += 1

    @staticmethod
    def _path_hooks(path):
        """The finder that the first hook which accepts this entry makes."""
        if sys.path_hooks is not None and not sys.path_hooks:
            _warnings.warn("sys.path_hooks is empty", ImportWarning)
        for hook in sys.path_hooks:
            try:
                return hook(path)
            except ImportError:
                continue
        return None

    @classmethod
    def _path_importer_cache(cls, path):
        if path == "":
            try:
                path = _os.getcwd()
            except FileNotFoundError:  # the current directory was removed
                return None
        try:
            return sys.path_importer_cache[path]
        except KeyError:
            finder = sys.path_importer_cache[path] = cls._path_hooks(path)
            return finder

    @classmethod
    def _legacy_get_spec(cls, fullname, finder):
        kind = type(finder)
        name = f"{kind.__module__}.{kind.__qualname__}"
        if hasattr(finder, "find_loader"):
            _warnings.warn(f"{name}.find_spec() not found; falling back to find_loader()", ImportWarning)
            loader, portions = finder.find_loader(fullname)
        else:
            _warnings.warn(f"{name}.find_spec() not found; falling back to find_module()", ImportWarning)
            loader, portions = finder.find_module(fullname), []
        if loader is not None:
            return _bootstrap.spec_from_loader(fullname, loader)
        spec = _bootstrap.ModuleSpec(fullname, None)
        spec.submodule_search_locations = portions
        return spec

    @classmethod
    def _get_spec(cls, fullname, path, target=None):
        """The first spec with a loader; without one, a spec with all the directories of a namespace package.
        """
        namespace_path = []
        for entry in path:
            if not isinstance(entry, str):
                continue
            finder = cls._path_importer_cache(entry)
            if finder is None:
                continue
            if hasattr(finder, "find_spec"):
                spec = finder.find_spec(fullname, target)
            else:
                spec = cls._legacy_get_spec(fullname, finder)
            if spec is None:
                continue
            if spec.loader is not None:
                return spec
            portions = spec.submodule_search_locations
            if portions is None:
                raise ImportError("spec missing loader")
            namespace_path.extend(portions)
        spec = _bootstrap.ModuleSpec(fullname, None)
        spec.submodule_search_locations = namespace_path
        return spec

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        spec = cls._get_spec(fullname, sys.path if path is None else path, target)
        if spec.loader is not None:
            return spec
        if not spec.submodule_search_locations:
            return None
        spec.origin = None
        spec.submodule_search_locations = _NamespacePath(fullname, spec.submodule_search_locations, cls._get_spec)
        return spec

    @classmethod
    def find_module(cls, fullname, path=None):
        """The old interface."""
        return _bootstrap._deprecated_find_module(cls, fullname, path)

    @staticmethod
    def find_distributions(*args, **kwargs):
        """Installed packages, for importlib.metadata."""
        from importlib.metadata import MetadataPathFinder
        return MetadataPathFinder.find_distributions(*args, **kwargs)


class FileFinder:
    """The finder for one directory; `loader_details` are pairs (loader class, list of suffixes)."""

    def __init__(self, path, *loader_details):
        self._loaders = [(suffix, loader) for loader, suffixes in loader_details for suffix in suffixes]
        self.path = path or "."
        if not _path_isabs(self.path):
            self.path = _path_join(_os.getcwd(), self.path)
        self._path_mtime = -1
        self._path_cache = set()

    def invalidate_caches(self):
        """Look into the directory again at the next import."""
        self._path_mtime = -1

    def find_module(self, fullname):
        """The old interface."""
        _warnings.warn("FileFinder.find_module() is deprecated and slated for removal in Python 3.12; "
                       "use find_spec() instead", DeprecationWarning)
        return self._find_loader(fullname)[0]

    def find_loader(self, fullname):
        """The old interface: (loader, directories of a namespace package)."""
        _warnings.warn("FileFinder.find_loader() is deprecated and slated for removal in Python 3.12; "
                       "use find_spec() instead", DeprecationWarning)
        return self._find_loader(fullname)

    def _find_loader(self, fullname):
        spec = self.find_spec(fullname)
        if spec is None:
            return None, []
        return spec.loader, spec.submodule_search_locations or []

    def _get_spec(self, loader_class, fullname, path, smsl, target):
        return spec_from_file_location(fullname, path, loader=loader_class(fullname, path),
                                       submodule_search_locations=smsl)

    def find_spec(self, fullname, target=None):
        """A package of that name comes before a module; a mere directory may be part of a namespace package.
        """
        tail_module = fullname.rpartition(".")[2]
        try:
            mtime = _path_stat(self.path).st_mtime
        except OSError:
            mtime = -1
        if mtime != self._path_mtime:
            self._fill_cache()
            self._path_mtime = mtime
        is_namespace = False
        if tail_module in self._path_cache:
            base_path = _path_join(self.path, tail_module)
            for suffix, loader_class in self._loaders:
                full_path = _path_join(base_path, "__init__" + suffix)
                if _path_isfile(full_path):
                    return self._get_spec(loader_class, fullname, full_path, [base_path], target)
            is_namespace = _path_isdir(base_path)
        for suffix, loader_class in self._loaders:
            if tail_module + suffix in self._path_cache:
                try:
                    full_path = _path_join(self.path, tail_module + suffix)
                except ValueError:
                    return None
                _verbose_message("trying {}", full_path, verbosity=2)
                if _path_isfile(full_path):
                    return self._get_spec(loader_class, fullname, full_path, None, target)
        if is_namespace:
            _verbose_message("possible namespace for {}", base_path)
            spec = _bootstrap.ModuleSpec(fullname, None)
            spec.submodule_search_locations = [base_path]
            return spec
        return None

    def _fill_cache(self):
        try:
            contents = _os.listdir(self.path or _os.getcwd())
        except (FileNotFoundError, PermissionError, NotADirectoryError):
            contents = []
        self._path_cache = set(contents)

    @classmethod
    def path_hook(cls, *loader_details):
        """A function for sys.path_hooks that makes such finders."""
        def path_hook_for_FileFinder(path):
            """Path hook for importlib.machinery.FileFinder."""
            if not _path_isdir(path):
                raise ImportError("only directories are supported", path=path)
            return cls(path, *loader_details)
        return path_hook_for_FileFinder

    def __repr__(self):
        return f"FileFinder({self.path!r})"


def _zip_hook(path):
    """Path hook for archives; CPython's zipimport comes only when there is one."""
    try:
        plain_file = _path_stat(path).st_mode & 0o170000 == 0o100000
    except NotADirectoryError:  # part of it is a file: it may be a folder in an archive
        plain_file = True
    except (OSError, ValueError):
        plain_file = False
    if not plain_file:
        raise ImportError("not a Zip file", path=path)
    sys.path_importer_cache[path] = None  # zipimport itself is not in it
    try:
        from zipimport import zipimporter
    finally:
        del sys.path_importer_cache[path]
    return zipimporter(path)


class WindowsRegistryFinder:
    """The finder for modules named in the registry of Windows: here there is none."""

    REGISTRY_KEY = "Software\\Python\\PythonCore\\{sys_version}\\Modules\\{fullname}"
    REGISTRY_KEY_DEBUG = "Software\\Python\\PythonCore\\{sys_version}\\Modules\\{fullname}\\Debug"
    DEBUG_BUILD = False

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        return None

    @classmethod
    def find_module(cls, fullname, path=None):
        """The old interface."""
        return _bootstrap._deprecated_find_module(cls, fullname, path)


def _get_supported_file_loaders():
    """(loader class, suffixes) in the order in which they are tried."""
    return [(ExtensionFileLoader, EXTENSION_SUFFIXES), (SourceFileLoader, SOURCE_SUFFIXES),
            (SourcelessFileLoader, BYTECODE_SUFFIXES)]


def _fix_up_module(ns, name, pathname, cpathname=None):
    """Give a namespace the attributes that a module from this file has."""
    loader = ns.get("__loader__")
    spec = ns.get("__spec__")
    if not loader:
        if spec:
            loader = spec.loader
        elif pathname == cpathname:
            loader = SourcelessFileLoader(name, pathname)
        else:
            loader = SourceFileLoader(name, pathname)
    if not spec:
        spec = spec_from_file_location(name, pathname, loader=loader)
        if cpathname:
            spec.cached = cpathname
    ns["__spec__"] = spec
    ns["__loader__"] = loader
    ns["__file__"] = pathname
    ns["__cached__"] = cpathname
