"""Running the program of the command line inside this process, as `minipy FILE` would: for the modes that run it many times."""

import builtins
import os
import sys
import types


class Program:
    """FILE | -m MODULE | -c TEXT, and its arguments."""

    def __init__(self, words):
        from . import _options
        if not words:
            raise _options.Wrong("no program is given")
        self.words = words
        self._module = None
        if words[0] in ("-c", "-m"):
            if len(words) < 2:
                raise _options.Wrong(f"{words[0]} wants an argument")
            self.argv = [words[0], *words[2:]]
            if words[0] == "-m":
                self._find_module(words[1])
            else:
                self._compile(words[1].encode(), "<string>", "")
        else:
            self.argv = list(words)
            try:
                with open(words[0], "rb") as file:
                    text = file.read()
            except OSError as error:
                raise _options.Wrong(f"can't open file {words[0]!r}: {error.strerror}") from None
            self._compile(text, os.path.abspath(words[0]), os.path.dirname(os.path.realpath(words[0])))

    def _find_module(self, name):
        import importlib.util

        from . import _options
        sys.path.insert(0, os.getcwd())
        spec = importlib.util.find_spec(name)
        if spec is None or not spec.origin:
            raise _options.Wrong(f"no module named {name!r}")
        with open(spec.origin, "rb") as file:
            self._compile(file.read(), spec.origin, os.getcwd())
        self.argv[0] = spec.origin

    def _compile(self, text, name, folder):
        self.file, self.folder = name, folder
        try:
            self.code = compile(text, name, "exec", dont_inherit=True)
        except SyntaxError:
            sys.excepthook(*sys.exc_info())
            sys.exit(1)
        self.text = text

    @property
    def tree(self):
        import ast
        return ast.parse(self.text)

    def preload(self):
        """Imports what the program imports from the library, so that each run finds it done."""
        import ast
        names = {"threading", "traceback", "linecache", "gil._deadlock", "random"}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module)
        for name in sorted(names):
            if name.partition(".")[0] in sys.stdlib_module_names or name.startswith("gil."):
                try:
                    __import__(name)
                except ImportError:
                    pass  # the program will hear of it

    def run(self):
        """Runs it to its end, threads and exit functions included; gives the exit status. Once in a process, but for _batch."""
        import atexit
        module = types.ModuleType("__main__")
        module.__builtins__ = builtins
        if self.folder or self.file != "<string>":
            module.__file__ = self.file
        sys.modules["__main__"] = module
        sys.argv = list(self.argv)
        sys.path[0] = self.folder
        status = 0
        try:
            exec(self.code, module.__dict__)
        except BaseException as error:
            status = _status_of(error)
        threading = sys.modules.get("threading")
        try:
            if threading:
                threading._shutdown()
            atexit._run_exitfuncs()
        except BaseException as error:
            status = status or _status_of(error)
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError, AttributeError):
                pass
        return status


def _status_of(error):
    """The exit status that an exception means; prints what the interpreter would."""
    if isinstance(error, SystemExit):
        if error.code is None:
            return 0
        if isinstance(error.code, int):
            return error.code & 0xFF
        print(error.code, file=sys.stderr)
        return 1
    traceback = error.__traceback__
    while traceback and "<stdlib>" in traceback.tb_frame.f_code.co_filename:
        traceback = traceback.tb_next  # begin where the program does
    try:
        sys.excepthook(type(error), error, traceback)
    except BaseException:
        pass
    return 1
