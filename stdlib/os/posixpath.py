"""Paths as POSIX writes them; this module is os.path. Every function takes str, bytes or something with
__fspath__.
"""
__all__ = ["normcase", "isabs", "join", "splitdrive", "split", "splitext", "basename", "dirname",
           "commonprefix", "getsize", "getmtime", "getatime", "getctime", "islink", "exists", "lexists",
           "isdir", "isfile", "ismount", "expanduser", "expandvars", "normpath", "abspath", "samefile",
           "sameopenfile", "samestat", "curdir", "pardir", "sep", "pathsep", "defpath", "altsep", "extsep",
           "devnull", "realpath", "supports_unicode_filenames", "relpath", "commonpath"]

curdir = "."
pardir = ".."
extsep = "."
sep = "/"
pathsep = ":"
defpath = "/bin:/usr/bin"
altsep = None
devnull = "/dev/null"
supports_unicode_filenames = False

# Only now: `os` wants the names above from this module.
import os
import posix
import stat
import genericpath
from genericpath import *

_fspath = posix.fspath


def _get_sep(path):
    return b"/" if isinstance(path, bytes) else "/"


def _getcwd(path):
    return os.getcwdb() if isinstance(path, bytes) else os.getcwd()


def normcase(s):
    """Case counts here: the path as it is."""
    return _fspath(s)


def isabs(s):
    """Whether the path begins at the root."""
    s = _fspath(s)
    return s.startswith(_get_sep(s))


def join(a, *p):
    """The parts joined by slashes; an absolute part throws away what is before it."""
    a = _fspath(a)
    sep = _get_sep(a)
    path = a
    try:
        if not p:
            path[:0] + sep  # checks the types
        for b in map(_fspath, p):
            if b.startswith(sep):
                path = b
            elif not path or path.endswith(sep):
                path += b
            else:
                path += sep + b
    except (TypeError, AttributeError, BytesWarning):
        genericpath._check_arg_types("join", a, *p)
        raise
    return path


def split(p):
    """(all up to the last slash, what comes after it)."""
    p = _fspath(p)
    sep = _get_sep(p)
    i = p.rfind(sep) + 1
    head, tail = p[:i], p[i:]
    if head and head != sep * len(head):  # a root keeps its slashes
        head = head.rstrip(sep)
    return head, tail


def splitext(p):
    """(root, extension); the extension is empty or begins with a dot."""
    p = _fspath(p)
    if isinstance(p, bytes):
        return genericpath._splitext(p, b"/", None, b".")
    return genericpath._splitext(p, "/", None, ".")


def splitdrive(p):
    """("", path): there are no drives here."""
    p = _fspath(p)
    return p[:0], p


def basename(p):
    """What comes after the last slash."""
    p = _fspath(p)
    return p[p.rfind(_get_sep(p)) + 1:]


def dirname(p):
    """What comes before the last slash."""
    return split(p)[0]


def islink(path):
    """Whether it is a symbolic link."""
    try:
        st = os.lstat(path)
    except (OSError, ValueError, AttributeError):
        return False
    return stat.S_ISLNK(st.st_mode)


def lexists(path):
    """Whether there is something at the path, be it a broken link."""
    try:
        os.lstat(path)
    except (OSError, ValueError):
        return False
    return True


def ismount(path):
    """Whether another file system begins here."""
    try:
        s1 = os.lstat(path)
    except (OSError, ValueError):
        return False
    if stat.S_ISLNK(s1.st_mode):
        return False
    path = _fspath(path)
    parent = realpath(join(path, b".." if isinstance(path, bytes) else ".."))
    try:
        s2 = os.lstat(parent)
    except (OSError, ValueError):
        return False
    return s1.st_dev != s2.st_dev or s1.st_ino == s2.st_ino


def expanduser(path):
    """`~` and `~user` at the beginning replaced by the home directory; as it is if that is not known."""
    path = _fspath(path)
    is_bytes = isinstance(path, bytes)
    tilde = b"~" if is_bytes else "~"
    if not path.startswith(tilde):
        return path
    sep = _get_sep(path)
    i = path.find(sep, 1)
    if i < 0:
        i = len(path)
    home = _home_directory(path[1:i] if not is_bytes else os.fsdecode(path[1:i]))
    if home is None:
        return path
    if is_bytes:
        home = os.fsencode(home)
    return (home.rstrip(sep) + path[i:]) or sep


def _home_directory(user):
    if not user and "HOME" in os.environ:
        return os.environ["HOME"]
    try:
        import pwd
        return (pwd.getpwnam(user) if user else pwd.getpwuid(os.getuid())).pw_dir
    except (ImportError, KeyError):
        return None


def expandvars(path):
    """`$NAME` and `${NAME}` replaced from the environment; unknown ones stay."""
    path = _fspath(path)
    is_bytes = isinstance(path, bytes)
    environ = getattr(os, "environb", None) if is_bytes else os.environ
    dollar, opening, closing = (b"$", b"{", b"}") if is_bytes else ("$", "{", "}")
    if dollar not in path:
        return path
    result = path[:0]
    i = 0
    while True:
        j = path.find(dollar, i)
        if j < 0:
            return result + path[i:]
        result += path[i:j]
        if path[j + 1:j + 2] == opening:
            end = path.find(closing, j + 2)
            name, i = (None, j + 1) if end < 0 else (path[j + 2:end], end + 1)
        else:
            end = j + 1
            while end < len(path) and (path[end:end + 1].isalnum() and path[end:end + 1].isascii()
                                       or path[end:end + 1] in (b"_", "_")):
                end += 1
            name, i = path[j + 1:end] or None, end
        try:
            result += path[j:i] if name is None else environ[name]
        except KeyError:
            result += path[j:i]


def normpath(path):
    """The path without `.`, double slashes, and `..` after a name (which may change it, if that is a link).
    """
    path = _fspath(path)
    sep, dot, dotdot = (b"/", b".", b"..") if isinstance(path, bytes) else ("/", ".", "..")
    if not path:
        return dot
    # POSIX leaves open what exactly two slashes at the beginning mean, so they stay.
    slashes = len(path) - len(path.lstrip(sep))
    initial = sep * (2 if slashes == 2 else 1 if slashes else 0)
    parts = []
    for part in path.split(sep):
        if not part or part == dot:
            continue
        if part != dotdot or not initial and not parts or parts and parts[-1] == dotdot:
            parts.append(part)
        elif parts:
            parts.pop()
    return initial + sep.join(parts) or dot


def abspath(path):
    """The path from the root, normalised."""
    path = _fspath(path)
    if not isabs(path):
        path = join(_getcwd(path), path)
    return normpath(path)


def realpath(filename, *, strict=False):
    """The path with all symbolic links followed; `strict`: OSError if something is missing, or links go in
    circles.
    """
    filename = _fspath(filename)
    path, _ = _joinrealpath(filename[:0], filename, strict, {})
    return abspath(path)


def _joinrealpath(path, rest, strict, seen):
    """Walk along `rest` from the real path `path`; gives (path so far, whether no circle was met)."""
    sep, dot, dotdot = (b"/", b".", b"..") if isinstance(path, bytes) else ("/", ".", "..")
    if rest.startswith(sep):
        rest = rest[1:]
        path = sep
    while rest:
        name, _, rest = rest.partition(sep)
        if not name or name == dot:
            continue
        if name == dotdot:
            if not path:
                path = dotdot
            else:
                path, last = split(path)
                if last == dotdot:
                    path = join(path, dotdot, dotdot)
            continue
        newpath = join(path, name)
        try:
            is_link = stat.S_ISLNK(os.lstat(newpath).st_mode)
        except OSError:
            if strict:
                raise
            is_link = False
        if not is_link:
            path = newpath
            continue
        if newpath in seen:
            target = seen[newpath]
            if target is not None:
                path = target
                continue
            # It is being followed right now: a circle.
            if strict:
                os.stat(newpath)  # raises
            return join(newpath, rest), False
        seen[newpath] = None
        path, ok = _joinrealpath(path, os.readlink(newpath), strict, seen)
        if not ok:
            return join(path, rest), False
        seen[newpath] = path
    return path, True


def relpath(path, start=None):
    """The way from `start` (the current directory) to `path`."""
    if not path:
        raise ValueError("no path specified")
    path = _fspath(path)
    curdir, sep, pardir = (b".", b"/", b"..") if isinstance(path, bytes) else (".", "/", "..")
    start = curdir if start is None else _fspath(start)
    try:
        start_list = [x for x in abspath(start).split(sep) if x]
        path_list = [x for x in abspath(path).split(sep) if x]
        i = len(commonprefix([start_list, path_list]))
        rel_list = [pardir] * (len(start_list) - i) + path_list[i:]
        return join(*rel_list) if rel_list else curdir
    except (TypeError, AttributeError, BytesWarning, DeprecationWarning):
        genericpath._check_arg_types("relpath", path, start)
        raise


def commonpath(paths):
    """The longest path that all the paths begin with, part by part."""
    if not paths:
        raise ValueError("commonpath() arg is an empty sequence")
    paths = tuple(map(_fspath, paths))
    sep, curdir = (b"/", b".") if isinstance(paths[0], bytes) else ("/", ".")
    try:
        split_paths = [[part for part in path.split(sep) if part and part != curdir] for path in paths]
        absolute = {p.startswith(sep) for p in paths}
        if len(absolute) != 1:
            raise ValueError("Can't mix absolute and relative paths")
        s1, s2 = min(split_paths), max(split_paths)
        common = s1
        for i, part in enumerate(s1):
            if i >= len(s2) or part != s2[i]:
                common = s1[:i]
                break
        return (sep if absolute.pop() else sep[:0]) + sep.join(common)
    except (TypeError, AttributeError):
        genericpath._check_arg_types("commonpath", *paths)
        raise
