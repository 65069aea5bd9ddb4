"""Running modules found by name (`-m`), and scripts, directories and archives found by path."""
import sys
import importlib.machinery
import importlib.util
import io

__all__ = ["run_module", "run_path"]


class _TempModule:
    """Puts a fresh module under a name in sys.modules for the length of a block."""

    def __init__(self, mod_name):
        self.mod_name = mod_name
        self.module = type(sys)(mod_name)
        self._saved_module = []

    def __enter__(self):
        try:
            self._saved_module.append(sys.modules[self.mod_name])
        except KeyError:
            pass
        sys.modules[self.mod_name] = self.module
        return self

    def __exit__(self, *args):
        if self._saved_module:
            sys.modules[self.mod_name] = self._saved_module[0]
        else:
            del sys.modules[self.mod_name]
        self._saved_module = []


class _ModifiedArgv0:
    """Sets sys.argv[0] for the length of a block."""

    def __init__(self, value):
        self.value = value
        self._saved_value = self._sentinel = object()

    def __enter__(self):
        if self._saved_value is not self._sentinel:
            raise RuntimeError("Already preserving saved value")
        self._saved_value = sys.argv[0]
        sys.argv[0] = self.value

    def __exit__(self, *args):
        self.value = self._sentinel
        sys.argv[0] = self._saved_value


def _run_code(code, run_globals, init_globals=None, mod_name=None, mod_spec=None, pkg_name=None,
              script_name=None):
    """Run the code in these globals, which are given a module's attributes first."""
    if init_globals is not None:
        run_globals.update(init_globals)
    if mod_spec is None:
        loader, fname, cached = None, script_name, None
    else:
        loader, fname, cached = mod_spec.loader, mod_spec.origin, mod_spec.cached
        if pkg_name is None:
            pkg_name = mod_spec.parent
    run_globals.update(__name__=mod_name, __file__=fname, __cached__=cached, __doc__=None, __loader__=loader,
                       __package__=pkg_name, __spec__=mod_spec)
    exec(code, run_globals)
    return run_globals


def _run_module_code(code, init_globals=None, mod_name=None, mod_spec=None, pkg_name=None, script_name=None):
    """_run_code() in a temporary module; gives a copy of its globals."""
    fname = script_name if mod_spec is None else mod_spec.origin
    with _TempModule(mod_name) as temp_module, _ModifiedArgv0(fname):
        mod_globals = temp_module.module.__dict__
        _run_code(code, mod_globals, init_globals, mod_name, mod_spec, pkg_name, script_name)
        return mod_globals.copy()  # the module's own dies with it


def _get_module_details(mod_name, error=ImportError):
    """(name, spec, code) of the module to run; for a package that is its __main__."""
    if mod_name.startswith("."):
        raise error("Relative module names not supported")
    pkg_name = mod_name.rpartition(".")[0]
    if pkg_name:
        try:  # import the parent; an error of its own must not look like "not found"
            __import__(pkg_name)
        except ImportError as e:
            if e.name is None or e.name != pkg_name and not pkg_name.startswith(e.name + "."):
                raise
        existing = sys.modules.get(mod_name)
        if existing is not None and not hasattr(existing, "__path__"):
            from warnings import warn
            warn(RuntimeWarning(f"{mod_name!r} found in sys.modules after import of package {pkg_name!r}, but prior "
                                f"to execution of {mod_name!r}; this may result in unpredictable behaviour"))
    try:
        spec = importlib.util.find_spec(mod_name)
    except (ImportError, AttributeError, TypeError, ValueError) as ex:
        msg = "Error while finding module specification for {!r} ({}: {})"
        if mod_name.endswith(".py"):
            msg += f". Try using '{mod_name[:-3]}' instead of '{mod_name}' as the module name."
        raise error(msg.format(mod_name, type(ex).__name__, ex)) from ex
    if spec is None:
        raise error("No module named %s" % mod_name)
    if spec.submodule_search_locations is not None:
        if mod_name == "__main__" or mod_name.endswith(".__main__"):
            raise error("Cannot use package as __main__ module")
        try:
            return _get_module_details(mod_name + ".__main__", error)
        except error as e:
            if mod_name not in sys.modules:
                raise
            raise error(("%s; %r is a package and cannot be directly executed") % (e, mod_name))
    loader = spec.loader
    if loader is None:
        raise error("%r is a namespace package and cannot be executed" % mod_name)
    try:
        code = loader.get_code(mod_name)
    except ImportError as e:
        raise error(format(e)) from e
    if code is None:
        raise error("No code object available for %s" % mod_name)
    return mod_name, spec, code


class _Error(Exception):
    """What _run_module_as_main() reports in one line."""


def _run_module_as_main(mod_name, alter_argv=True):
    """What `-m` does: the module's code runs as __main__. With alter_argv, sys.argv[0] becomes its file."""
    try:
        if alter_argv or mod_name != "__main__":
            mod_name, mod_spec, code = _get_module_details(mod_name, _Error)
        else:
            mod_name, mod_spec, code = _get_main_module_details(_Error)
    except _Error as exc:
        sys.exit("%s: %s" % (sys.executable, exc))
    main_globals = sys.modules["__main__"].__dict__
    if alter_argv:
        sys.argv[0] = mod_spec.origin
    return _run_code(code, main_globals, None, "__main__", mod_spec)


def _run_bytecode_as_main(path):
    """A program that is a bytecode file."""
    from importlib._bootstrap_external import MAGIC_NUMBER, SourcelessFileLoader
    loader = SourcelessFileLoader("__main__", path)
    header = loader.get_data(path)[:16]
    if header[:4] != MAGIC_NUMBER:
        raise RuntimeError("Bad magic number in .pyc file")
    if len(header) < 16:
        raise EOFError("EOF read where not expected")
    main_globals = sys.modules["__main__"].__dict__
    main_globals["__loader__"] = loader
    exec(loader.get_code("__main__"), main_globals)


def run_module(mod_name, init_globals=None, run_name=None, alter_sys=False):
    """Run a module's code, without importing it, and give its globals.

    With alter_sys, sys.argv[0] and sys.modules[__name__] show the module while it runs.
    """
    mod_name, mod_spec, code = _get_module_details(mod_name)
    if run_name is None:
        run_name = mod_name
    if alter_sys:
        return _run_module_code(code, init_globals, run_name, mod_spec)
    return _run_code(code, {}, init_globals, run_name, mod_spec)


def _get_main_module_details(error=ImportError):
    """The __main__ of the directory or archive in front of sys.path, not the one that runs now."""
    saved_main = sys.modules.pop("__main__")
    try:
        return _get_module_details("__main__")
    except ImportError as exc:
        if "__main__" in str(exc):
            raise error("can't find '__main__' module in %r" % sys.path[0]) from exc
        raise
    finally:
        sys.modules["__main__"] = saved_main


def _get_code_from_file(run_name, fname):
    """The code of a script, or of a bytecode file."""
    import os
    from importlib._bootstrap_external import MAGIC_NUMBER
    decoded = os.path.abspath(os.fsdecode(fname))
    with io.open_code(decoded) as f:
        data = f.read()
    if data[:4] == MAGIC_NUMBER:
        import marshal
        return marshal.loads(data[16:]), fname
    return compile(data, fname, "exec"), fname


def _importer_of(path):
    """The finder for a directory or an archive, None for anything else."""
    from importlib._bootstrap_external import PathFinder
    return PathFinder._path_importer_cache(path)


def run_path(path_name, init_globals=None, run_name=None):
    """Run a script, or the __main__ of a directory or an archive, and give its globals."""
    if run_name is None:
        run_name = "<run_path>"
    pkg_name = run_name.rpartition(".")[0]
    import os
    script_name, path_name = path_name, os.fsdecode(path_name)
    if _importer_of(path_name) is None:
        code, fname = _get_code_from_file(run_name, script_name)
        return _run_module_code(code, init_globals, run_name, pkg_name=pkg_name, script_name=fname)
    sys.path.insert(0, path_name)
    try:
        mod_name, mod_spec, code = _get_main_module_details()
        with _TempModule(run_name) as temp_module, _ModifiedArgv0(path_name):
            mod_globals = temp_module.module.__dict__
            return _run_code(code, mod_globals, init_globals, run_name, mod_spec, pkg_name).copy()
    finally:
        try:
            sys.path.remove(path_name)
        except ValueError:
            pass


if __name__ == "__main__":
    if len(sys.argv) < 2:
        print("No module specified for execution", file=sys.stderr)
    else:
        del sys.argv[0]
        _run_module_as_main(sys.argv[0])
