"""The finders and loaders of the import system."""
from importlib._bootstrap import BuiltinImporter, FrozenImporter, ModuleSpec
from importlib._bootstrap_external import (BYTECODE_SUFFIXES, DEBUG_BYTECODE_SUFFIXES, EXTENSION_SUFFIXES,
                                           OPTIMIZED_BYTECODE_SUFFIXES, SOURCE_SUFFIXES, ExtensionFileLoader,
                                           FileFinder, NamespaceLoader, PathFinder, SourceFileLoader,
                                           SourcelessFileLoader, WindowsRegistryFinder)


def all_suffixes():
    """The endings of all files that can be imported."""
    return SOURCE_SUFFIXES + BYTECODE_SUFFIXES + EXTENSION_SUFFIXES
