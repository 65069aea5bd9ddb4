"""The abstract class of loaders; by itself, since `util` needs it and the others only few do."""
import abc
from importlib import _bootstrap


class Loader(metaclass=abc.ABCMeta):
    """What turns a spec into a module."""

    def create_module(self, spec):
        """The module to use; None for an ordinary new one."""
        return None

    def load_module(self, fullname):
        """The old interface."""
        if not hasattr(self, "exec_module"):
            raise ImportError
        return _bootstrap._load_module_shim(self, fullname)

    def module_repr(self, module):
        """The old way to say what repr(module) is."""
        import warnings
        warnings.warn("importlib.abc.Loader.module_repr() is deprecated and slated for removal in Python 3.12",
                      DeprecationWarning)
        raise NotImplementedError
