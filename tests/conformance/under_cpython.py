"""Runs CPython's own tests of a module with minipy's Python half of that module in its place.

    python3.11 -I -S tests/conformance/under_cpython.py threading,queue test_threading [unittest arguments]
    python3.11 -I -S tests/conformance/under_cpython.py threading,queue --api       names and signatures that
    differ python3.11 -I -S tests/conformance/under_cpython.py threading,queue program.py  any program

The C halves (`_thread`, `_functools`, ...) are then CPython's, so that a failure is the Python half's own
fault.
"""
import sys
import importlib
import importlib.util
import inspect
import os.path
import types

sys.dont_write_bytecode = True

LIBRARY = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "stdlib"))


def locate(name):
    """The file of module `name` in stdlib/, and whether it is a package."""
    *parents, last = name.split(".")
    folder = os.path.join(LIBRARY, *parents)
    rooms = [] if parents else [r for r in os.listdir(LIBRARY)
                                if not os.path.exists(os.path.join(LIBRARY, r, "__init__.py"))]
    for package, path in ((False, last + ".py"), (True, last + "/__init__.py"),
                          *((False, f"{room}/{last}.py") for room in rooms)):
        path = os.path.join(folder, path)
        if os.path.exists(path):
            return path, package
    return None, False


class Swapped:
    """A meta path finder that gives minipy's file for the modules named, and nothing else."""

    def __init__(self, names):
        self.names = names

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in self.names:
            return None
        path, package = locate(name)
        if path is None:
            return None
        return importlib.util.spec_from_file_location(
            name, path, submodule_search_locations=[os.path.dirname(path)] if package else None)


def swap(names):
    originals = {}
    swap.kept = dict(sys.modules)  # a module that dies takes its globals along
    for name in names:
        try:
            originals[name] = importlib.import_module(name)
        except ImportError:
            pass
    sys.meta_path.insert(0, Swapped(set(names)))
    for name in names:
        for loaded in list(sys.modules):
            if loaded == name or loaded.startswith(name + "."):
                del sys.modules[loaded]
    for name in names:
        module = importlib.import_module(name)
        assert module.__file__.startswith(LIBRARY), (name, module.__file__)
        if name == "codecs":  # CPython's encodings ask whether a codec is of this module's class
            import encodings
            encodings.codecs = module
        if name == "posixpath":
            sys.modules["os.path"] = module
    # What was imported before the swap holds the originals: import it again when it is asked for.
    keep = {"sys", "builtins", "importlib", "zipimport", "__main__", "encodings", "site", "re", "enum", "codecs",
            "warnings", "types"}
    for loaded, module in list(sys.modules.items()):
        top = loaded.partition(".")[0]
        if top not in names and top not in keep and getattr(module, "__file__", None) and not top.startswith("_"):
            if loaded != "os.path":
                del sys.modules[loaded]
    return originals


def signature(value):
    try:
        return str(inspect.signature(value))
    except (ValueError, TypeError):
        return None


def compare(name, original, ours):
    public = getattr(original, "__all__", None) or [n for n in vars(original) if not n.startswith("_")]
    if set(getattr(original, "__all__", ())) != set(getattr(ours, "__all__", ())):
        print(name, "__all__ differs:",
              set(getattr(original, "__all__", ())) ^ set(getattr(ours, "__all__", ())))
    for attribute in public:
        theirs = getattr(original, attribute)
        if isinstance(theirs, types.ModuleType):
            continue
        if not hasattr(ours, attribute):
            print("%s.%s is missing (%s)" % (name, attribute, type(theirs).__name__))
            continue
        mine = getattr(ours, attribute)
        if signature(theirs) != signature(mine):
            print("%s.%s%s should be %s" % (name, attribute, signature(mine), signature(theirs)))
        if isinstance(theirs, type) and theirs is not mine:
            if getattr(mine, "__module__", None) != theirs.__module__:
                print("%s.%s.__module__ is %r, not %r" % (name, attribute, mine.__module__, theirs.__module__))
            if type(theirs).__name__ != type(mine).__name__:
                print("%s.%s is a %s" % (name, attribute, type(mine)))
            for member, value in inspect.getmembers(theirs):
                if member.startswith("_") and not member.endswith("__"):
                    continue
                if member in ("__dict__", "__weakref__", "__doc__", "__module__", "__annotations__", "__slots__",
                              "__static_attributes__", "__abstractmethods__"):
                    continue
                if not hasattr(mine, member):
                    print("%s.%s.%s is missing" % (name, attribute, member))
                elif callable(value) and signature(value) != signature(getattr(mine, member)):
                    print("%s.%s.%s%s should be %s" % (
                        name, attribute, member, signature(getattr(mine, member)), signature(value)))


def relax_helpers():
    """CPython tests a module with its C half taken away too; minipy's modules have no second half for that.
    """
    from test.support import import_helper
    import_fresh = import_helper.import_fresh_module

    def import_fresh_module(name, fresh=(), blocked=(), deprecated=False):
        if name.partition(".")[0] != "importlib":
            blocked = [b for b in blocked if not b.startswith("_")]
        return import_fresh(name, fresh, blocked, deprecated=deprecated)

    import_helper.import_fresh_module = import_fresh_module
    enum = importlib.import_module("enum")
    if not hasattr(enum, "_test_simple_enum"):  # a check of CPython's second way to make an enumeration
        enum._test_simple_enum = lambda checked_enum, simple_enum: None
    threading = importlib.import_module("threading")
    threading._PyRLock = threading._CRLock


def main(names, what, *arguments):
    names = names.split(",")
    originals = swap(names)
    if what == "--api":
        for name, original in originals.items():
            compare(name, original, importlib.import_module(name))
    elif what.endswith(".py"):
        sys.argv = [what, *arguments]
        exec(compile(open(what).read(), what, "exec"), {"__name__": "__main__", "__file__": what})
    else:
        import unittest
        relax_helpers()
        module = importlib.import_module("test." + what)
        unittest.main(module=module, argv=[what, *arguments])


if __name__ == "__main__":
    main(*sys.argv[1:])
