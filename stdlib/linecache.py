"""The lines of source files, kept once read; tracebacks and warnings get theirs from here.

cache: file name -> (size, modification time, lines, full path), or, before the first use, (get_source,) for a
module whose loader can give its text.
"""

__all__ = ["getline", "clearcache", "checkcache", "lazycache"]

cache = {}


def clearcache():
    cache.clear()


def getline(filename, lineno, module_globals=None):
    """One line of the file with its line end; an empty string if there is no such line."""
    lines = getlines(filename, module_globals)
    return lines[lineno - 1] if 1 <= lineno <= len(lines) else ""


def getlines(filename, module_globals=None):
    """All lines of the file; an empty list if it cannot be read."""
    entry = cache.get(filename)
    if entry is not None and len(entry) != 1:
        return entry[2]
    try:
        return updatecache(filename, module_globals)
    except MemoryError:
        clearcache()
        return []


def checkcache(filename=None):
    """Forget what has changed on disk since it was read."""
    import os
    filenames = list(cache) if filename is None else [filename] if filename in cache else []
    for name in filenames:
        entry = cache[name]
        if len(entry) == 1:  # not read yet
            continue
        size, mtime, lines, fullname = entry
        if mtime is None:  # it came from a loader
            continue
        try:
            stat = os.stat(fullname)
        except OSError:
            cache.pop(name, None)
            continue
        if size != stat.st_size or mtime != stat.st_mtime:
            cache.pop(name, None)


def updatecache(filename, module_globals=None):
    """Read the file (or ask its module's loader) and remember its lines."""
    import os
    if len(cache.get(filename, ())) != 1:  # what lazycache() noted stays
        cache.pop(filename, None)
    if filename.startswith("<stdlib>/"):  # a module inside the interpreter
        import _imp
        text = _imp.get_frozen_file(filename)
        if text is None:
            return []
        cache[filename] = len(text), None, text.splitlines(True), filename
        return cache[filename][2]
    if not filename or filename.startswith("<") and filename.endswith(">"):
        return []
    fullname = filename
    try:
        stat = os.stat(fullname)
    except OSError:
        if lazycache(filename, module_globals):
            try:
                data = cache[filename][0]()
            except (ImportError, OSError):
                data = None
            else:
                if data is None:
                    return []
                cache[filename] = (len(data), None, [line + "\n" for line in data.splitlines()], fullname)
                return cache[filename][2]
        fullname = _on_path(filename)
        if fullname is None:
            return []
        stat = os.stat(fullname)
    except ValueError:  # a NUL in the name
        return []
    try:
        lines = _read_lines(fullname)
    except (OSError, UnicodeDecodeError, SyntaxError, LookupError):
        return []
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    cache[filename] = stat.st_size, stat.st_mtime, lines, fullname
    return lines


def _on_path(filename):
    """A relative name looked up in sys.path."""
    import os
    import sys
    if os.path.isabs(filename):
        return None
    for directory in sys.path:
        try:
            fullname = os.path.join(directory, filename)
        except (TypeError, AttributeError):  # something that is no string is in sys.path
            continue
        try:
            os.stat(fullname)
            return fullname
        except (OSError, ValueError):
            pass
    return None


def _read_lines(fullname):
    """The file's text by its own declaration of its encoding, in lines that end in a newline."""
    import io
    with open(fullname, "rb") as file:
        data = file.read()
    with io.TextIOWrapper(io.BytesIO(data), _source_encoding(data), line_buffering=True) as text:
        return text.readlines()


def _source_encoding(data):
    """The encoding that a program's text declares by a mark at its start or a comment in its first two lines.
    """
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    for line in data.split(b"\n", 2)[:2]:
        code, hash_sign, comment = line.partition(b"#")
        if code.strip(b" \t\f\r"):
            break  # a statement: a declaration may not come after it
        _, word, rest = comment.partition(b"coding")
        if hash_sign and word and rest[:1] in (b":", b"="):
            name = rest[1:].lstrip(b" \t")
            end = 0
            while end < len(name) and (name[end:end + 1].isalnum() or name[end] in b"-_."):
                end += 1
            if end:
                return name[:end].decode("ascii", "replace")
    return "utf-8"


def lazycache(filename, module_globals):
    """Note how to get the text of a module from its loader; returns whether there is a way."""
    if filename in cache:
        return len(cache[filename]) == 1
    if not filename or filename.startswith("<") and filename.endswith(">"):
        return False
    if module_globals and "__name__" in module_globals:
        spec = module_globals.get("__spec__")
        name = getattr(spec, "name", None) or module_globals["__name__"]
        loader = getattr(spec, "loader", None) or module_globals.get("__loader__")
        get_source = getattr(loader, "get_source", None)
        if name and get_source:
            def get_lines(name=name, *args, **kwargs):
                return get_source(name, *args, **kwargs)
            cache[filename] = (get_lines,)
            return True
    return False
