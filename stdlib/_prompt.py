"""The prompt's half in Python: its event loop, what the Tab key offers, signatures."""
import sys

# ---- the event loop -----------------------------------------------------------------------------------------
# There is one, made when it is first needed. It runs while a statement awaits and while the prompt waits for a key, so
# that tasks go on behind the prompt. While an ordinary statement runs it stands still, but counts as the running loop:
# asyncio.create_task() finds it, and asyncio.run() may make another one for a while.

_runner = None


def _loop():
    global _runner
    if _runner is None or _runner.get_loop().is_closed():
        import asyncio
        _runner = asyncio.Runner()
    loop = _runner.get_loop()
    loop._at_prompt = True
    return loop


def lend_loop(lend):
    """Before and after a statement that runs while the loop stands still."""
    from asyncio import events
    events._set_running_loop(_loop() if lend else None)


def run_awaiting(code, namespace):
    """Run a statement that awaits, Ctrl-C cancels it. Give what it raised, without the frames below it."""
    _loop()
    try:
        _runner.run(eval(code, namespace))
    except BaseException as exception:
        tb = exception.__traceback__
        while tb is not None and tb.tb_frame.f_code is not code:
            tb = tb.tb_next
        return exception.with_traceback(tb)


def close():
    """The end: cancel what still runs in the loop."""
    global _runner
    runner, _runner = _runner, None
    if runner is not None:
        runner.close()


def has_loop():
    return _runner is not None and _runner._loop is not None and not _runner._loop.is_closed()


def wait_in_loop(terminal, wake, timeout):
    """Run the loop until one of the descriptors can be read, or for so long."""
    loop = _runner._loop
    handle = loop.call_later(timeout, loop.stop) if timeout is not None else None
    loop.add_reader(terminal, loop.stop)
    loop.add_reader(wake, loop.stop)
    try:
        loop.run_forever()
    finally:
        loop.remove_reader(terminal)
        loop.remove_reader(wake)
        if handle is not None:
            handle.cancel()


# ---- source and tracebacks ----------------------------------------------------------------------------------

def remember_source(filename, text):
    """A block's lines for its tracebacks, and for inspect.getsource()."""
    import linecache
    linecache.cache[filename] = len(text), None, text.splitlines(True), filename


_prompt_colors = False


def use_colors(wanted):
    global _prompt_colors
    _prompt_colors = wanted


_RED, _BOLD_RED, _MAGENTA, _BOLD_MAGENTA, _PLAIN = "\33[31m", "\33[1;31m", "\33[35m", "\33[1;35m", "\33[0m"


def decorate(text, file):
    """A traceback in colours: places, the marked part of a line, the exception."""
    if not _prompt_colors or file is not sys.__stderr__ or not file.isatty():
        return text
    lines = text.split("\n")
    for i, line in enumerate(lines):
        bare = line.lstrip(" |+-")
        margin = line[:len(line) - len(bare)]
        if bare.startswith("File \"") and "\", line " in bare:
            lines[i] = margin + _colored_place(bare)
        elif bare and not bare.strip("~^ "):
            lines[i], lines[i - 1] = _colored_marks(line, lines[i - 1])
        elif bare and "    " not in margin and "  " != margin[-2:] and not bare.startswith(_HEADS):
            name, colon, message = bare.partition(": ")
            if name.replace(".", "").replace("_", "").isalnum():
                lines[i] = margin + _BOLD_MAGENTA + name + _PLAIN + colon + (_MAGENTA + message + _PLAIN if message else "")
    return "\n".join(lines)


_HEADS = ("Traceback (most recent call last)", "Exception Group Traceback (most recent call last)",
          "During handling of the above exception", "The above exception was the direct cause", "[Previous line repeated")


def _colored_place(line):
    file, _, rest = line[6:].partition("\", line ")
    number, comma, name = rest.partition(", in ")
    return (f'File {_MAGENTA}"{file}"{_PLAIN}, line {_MAGENTA}{number}{_PLAIN}' +
            (f", in {_MAGENTA}{name}{_PLAIN}" if comma else ""))


def _colored_marks(marks, source):
    """Runs of ~ in red, of ^ in bold red; the text above them, too, where both have one width."""
    plain = source.isascii()
    shown_marks, shown_source, at = "", "", 0
    while at < len(marks):
        end = at
        while end < len(marks) and marks[end] == marks[at]:
            end += 1
        color = {"~": _RED, "^": _BOLD_RED}.get(marks[at])
        part, above = marks[at:end], source[at:end]
        shown_marks += color + part + _PLAIN if color else part
        shown_source += color + above + _PLAIN if color and above and plain else above
        at = end
    return shown_marks, shown_source + source[at:]


# ---- what the Tab key offers --------------------------------------------------------------------------------

_NAME, _ATTRIBUTE, _MODULE, _IMPORTED_NAME, _FILE = 1, 2, 3, 4, 5


def complete(kind, base, prefix, callee, used):
    """All words for the place, sorted."""
    if kind == _FILE:
        return _files(base, prefix)
    if kind == _NAME:
        words = _names(callee, prefix, used)
    elif kind == _ATTRIBUTE:
        words = _visible(dir(_value(base)), prefix)
    elif kind == _MODULE:
        words = _modules(base)
    else:
        words = _visible(_names_of_module(base), prefix)
    return sorted({word for word in words if isinstance(word, str) and word.startswith(prefix)})


def _visible(words, prefix):
    """Names with underscores only for who asks for them."""
    hidden = "_" if not prefix.startswith("_") else "__" if not prefix.startswith("__") else None
    return [word for word in words if hidden is None or not word.startswith(hidden)]


def _names(callee, prefix, used):
    import builtins
    import keyword
    words = keyword.kwlist + keyword.softkwlist + _visible([*vars(sys.modules["__main__"]), *vars(builtins), *used], prefix)
    if callee:
        try:
            parameters = _signature_of(_value(callee)).parameters.values()
            words += [p.name + "=" for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]
        except Exception:
            pass
    return words


def _value(expression):
    """What names joined by dots, or a constant, stand for, without running anything of the program's."""
    import ast
    import builtins

    def value_of(node):
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            names = vars(sys.modules["__main__"])
            return names[node.id] if node.id in names else getattr(builtins, node.id)
        if isinstance(node, ast.Attribute):
            return _attribute(value_of(node.value), node.attr)
        raise LookupError

    return value_of(ast.parse(expression, mode="eval").body)


def _attribute(owner, name):
    for cls in type(owner).__mro__:
        if isinstance(cls.__dict__.get(name), property):
            raise LookupError  # it would run
        if "__getattr__" in cls.__dict__ and cls is not object and not isinstance(owner, type(sys)):
            return vars(owner)[name]
    return getattr(owner, name)


def _files(folder, prefix):
    import os
    try:
        entries = sorted(os.listdir(os.path.expanduser(folder) or "."))
    except OSError:
        return []
    entries = [entry for entry in entries if entry.startswith(prefix) and (prefix or not entry.startswith("."))]
    where = os.path.expanduser(folder)
    return [entry + "/" if os.path.isdir(where + entry) else entry for entry in entries]


def _modules(package):
    import pkgutil
    if package:
        return [module.name for module in pkgutil.iter_modules(_package_path(package))]
    return [*sys.builtin_module_names, *sys.stdlib_module_names, *sys.modules,
            *(module.name for module in pkgutil.iter_modules())]


def _package_path(package):
    module = sys.modules.get(package)
    if module is not None:
        return getattr(module, "__path__", [])
    from importlib.machinery import PathFinder
    parent, _, _ = package.rpartition(".")
    spec = PathFinder.find_spec(package, _package_path(parent) if parent else None)
    return spec and spec.submodule_search_locations or []


def _names_of_module(name):
    import importlib
    module = sys.modules.get(name)
    if module is None and name.partition(".")[0] in sys.stdlib_module_names - {"this", "antigravity", "idlelib", "turtle"}:
        module = importlib.import_module(name)
    submodules = _modules(name)
    return [*submodules, *dir(module)] if module is not None else submodules


# ---- the signature under a call -----------------------------------------------------------------------------

def _signature_of(function):
    import inspect
    return inspect.signature(function)


def signature(callee, argument, keyword):
    """`name(a, b=1)`, underlined the parameter that is being typed."""
    try:
        parameters = list(_signature_of(_value(callee)).parameters.values())
    except Exception:
        return ""
    current = None
    for i, p in enumerate(parameters):
        takes = p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) and i == argument
        if (keyword and p.name == keyword) or (not keyword and (takes or p.kind == p.VAR_POSITIONAL and i <= argument)):
            current = i
            break
    shown, kinds = [], [p.kind for p in parameters]
    for i, p in enumerate(parameters):
        if p.kind == p.KEYWORD_ONLY and (i == 0 or kinds[i - 1] not in (p.KEYWORD_ONLY, p.VAR_POSITIONAL)):
            shown.append("*")
        text = str(p)
        shown.append(f"\33[4m{text}\33[24m" if i == current else text)
        if p.kind == p.POSITIONAL_ONLY and (i + 1 == len(parameters) or kinds[i + 1] != p.POSITIONAL_ONLY):
            shown.append("/")
    return callee.rpartition(".")[2] + "(" + ", ".join(shown) + ")"


# ---- the laboratory -----------------------------------------------------------------------------------------

def begin_recording(text):
    """Once `gil` is imported, each block that does not speak of it is recorded: gil.show() draws the last one."""
    gil = sys.modules.get("gil")
    if gil is None or "gil" in text or gil.stats()["recording"]:
        return None
    trace = gil.trace()
    trace.__enter__()
    return trace


def end_recording(trace):
    trace.__exit__(None, None, None)


# ---- aside --------------------------------------------------------------------------------------------------

def show_help():
    import pydoc
    pydoc.help()


def show_history(text):
    import pydoc
    pydoc.pager(text)
