"""The abstract classes of finders and loaders."""
import abc
import warnings
from importlib import _bootstrap, _bootstrap_external, machinery
from importlib._abc import Loader

__all__ = ["Loader", "Finder", "MetaPathFinder", "PathEntryFinder", "ResourceLoader", "InspectLoader",
           "ExecutionLoader", "FileLoader", "SourceLoader", "ResourceReader", "Traversable",
           "TraversableResources"]

_IN_RESOURCES = ("ResourceReader", "Traversable", "TraversableResources")


def __getattr__(name):
    if name in _IN_RESOURCES:
        from importlib.resources import abc as resources_abc
        value = globals()[name] = getattr(resources_abc, name)
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _register(abstract_cls, *classes):
    for cls in classes:
        abstract_cls.register(cls)


class Finder(metaclass=abc.ABCMeta):
    """What finders were before 3.3."""

    def __init__(self):
        warnings.warn("the Finder ABC is deprecated and slated for removal in Python 3.12; use MetaPathFinder or "
                      "PathEntryFinder instead", DeprecationWarning)

    @abc.abstractmethod
    def find_module(self, fullname, path=None):
        """The loader of the module, or None."""
        warnings.warn("importlib.abc.Finder along with its find_module() method are deprecated and slated for "
                      "removal in Python 3.12; use MetaPathFinder.find_spec() or PathEntryFinder.find_spec() "
                      "instead", DeprecationWarning)


class MetaPathFinder(metaclass=abc.ABCMeta):
    """A finder for sys.meta_path: has find_spec(fullname, path, target)."""

    def find_module(self, fullname, path):
        """The old interface."""
        warnings.warn("MetaPathFinder.find_module() is deprecated since Python 3.4 in favor of "
                      "MetaPathFinder.find_spec() and is slated for removal in Python 3.12", DeprecationWarning,
                      stacklevel=2)
        if not hasattr(self, "find_spec"):
            return None
        found = self.find_spec(fullname, path)
        return found.loader if found is not None else None

    def invalidate_caches(self):
        """Called by importlib.invalidate_caches()."""


_register(MetaPathFinder, machinery.BuiltinImporter, machinery.FrozenImporter, machinery.PathFinder,
          machinery.WindowsRegistryFinder)


class PathEntryFinder(metaclass=abc.ABCMeta):
    """A finder for one entry of a path: has find_spec(fullname, target)."""

    def find_loader(self, fullname):
        """The old interface: (loader, directories of a namespace package)."""
        warnings.warn("PathEntryFinder.find_loader() is deprecated since Python 3.4 in favor of "
                      "PathEntryFinder.find_spec() (available since 3.4)", DeprecationWarning, stacklevel=2)
        if not hasattr(self, "find_spec"):
            return None, []
        found = self.find_spec(fullname)
        if found is None:
            return None, []
        return found.loader, found.submodule_search_locations or []

    def find_module(self, fullname):
        """The oldest interface."""
        loader, portions = self.find_loader(fullname)
        return loader

    def invalidate_caches(self):
        """Called by PathFinder.invalidate_caches()."""


_register(PathEntryFinder, machinery.FileFinder)


class ResourceLoader(Loader):
    """A loader that can read files of its package."""

    @abc.abstractmethod
    def get_data(self, path):
        """The bytes of the file."""
        raise OSError


class InspectLoader(Loader):
    """A loader that can tell about a module without loading it."""

    def is_package(self, fullname):
        raise ImportError

    def get_code(self, fullname):
        """The code object; None if there is none."""
        source = self.get_source(fullname)
        return None if source is None else self.source_to_code(source)

    @abc.abstractmethod
    def get_source(self, fullname):
        """The text; None if there is none."""
        raise ImportError

    @staticmethod
    def source_to_code(data, path="<string>"):
        """The code object of source text or bytes."""
        return compile(data, path, "exec", dont_inherit=True)

    exec_module = _bootstrap_external._LoaderBasics.exec_module
    load_module = _bootstrap_external._LoaderBasics.load_module


_register(InspectLoader, machinery.BuiltinImporter, machinery.FrozenImporter, machinery.NamespaceLoader)


class ExecutionLoader(InspectLoader):
    """A loader of modules that can be run as scripts: they have a file name."""

    @abc.abstractmethod
    def get_filename(self, fullname):
        raise ImportError

    def get_code(self, fullname):
        source = self.get_source(fullname)
        if source is None:
            return None
        try:
            path = self.get_filename(fullname)
        except ImportError:
            return self.source_to_code(source)
        return self.source_to_code(source, path)


_register(ExecutionLoader, machinery.ExtensionFileLoader)


class FileLoader(_bootstrap_external.FileLoader, ResourceLoader, ExecutionLoader):
    """A loader of one module from one file."""


_register(FileLoader, machinery.SourceFileLoader, machinery.SourcelessFileLoader)


class SourceLoader(_bootstrap_external.SourceLoader, ResourceLoader, ExecutionLoader):
    """A loader of source: needs get_data() and get_filename()."""

    def path_mtime(self, path):
        """When the file was last changed."""
        if self.path_stats.__func__ is SourceLoader.path_stats:
            raise OSError
        return int(self.path_stats(path)["mtime"])

    def path_stats(self, path):
        """A dict with `mtime`, and perhaps `size`."""
        if self.path_mtime.__func__ is SourceLoader.path_mtime:
            raise OSError
        return {"mtime": self.path_mtime(path)}

    def set_data(self, path, data):
        """Write a file; may do nothing."""


_register(SourceLoader, machinery.SourceFileLoader)
