"""The operating system: files, directories, processes, environment.

The system calls are native, in `posix`; os.path is `posixpath`. Here is what is made of them: walks through
directories, programs started by name, the environment as a mapping (in `_environ`, which comes when it is
asked for).
"""
import abc
import stat as st
import sys

import posix
import posixpath as path
from posix import *
from posix import _exit
from posixpath import altsep, curdir, defpath, devnull, extsep, pardir, pathsep, sep

__all__ = ["altsep", "curdir", "pardir", "sep", "pathsep", "linesep", "defpath", "name", "path", "devnull",
           "SEEK_SET", "SEEK_CUR", "SEEK_END", "fsencode", "fsdecode", "get_exec_path", "fdopen", "extsep",
           "_exit"]
__all__ += [_name for _name in dir(posix) if not _name.startswith("_")]
__all__ += ["makedirs", "removedirs", "renames", "walk", "fwalk", "execl", "execle", "execlp", "execlpe",
            "execvp", "execvpe", "environ", "environb", "getenv", "getenvb", "supports_bytes_environ",
            "P_WAIT", "P_NOWAIT", "P_NOWAITO", "spawnv", "spawnve", "spawnvp", "spawnvpe", "spawnl",
            "spawnle", "spawnlp", "spawnlpe", "popen"]



def _get_exports_list(module):
    """The public names of a native module, for another one's __all__."""
    try:
        return list(module.__all__)
    except AttributeError:
        return [n for n in dir(module) if not n.startswith("_")]


name = "posix"
linesep = "\n"
del environ  # the native dict of bytes; __getattr__ gives the mapping of str
sys.modules["os.path"] = path
error = OSError
GenericAlias = type(list[int])

SEEK_SET = 0
SEEK_CUR = 1
SEEK_END = 2
supports_bytes_environ = True
_IN_ENVIRON = ("environ", "environb", "_Environ")


def __getattr__(name):
    if name in _IN_ENVIRON:
        import _environ
        for each in _IN_ENVIRON:
            globals().setdefault(each, getattr(_environ, each))
        return globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return sorted({*globals(), *_IN_ENVIRON})


# ---- what the system's functions accept -----------------------------------

def _supporting(*pairs):
    """The functions whose C function is there."""
    available = posix._have_functions
    return {getattr(posix, name) for needed, name in pairs
            if (needed is None or needed in available) and hasattr(posix, name)}


supports_dir_fd = _supporting(
    ("HAVE_FACCESSAT", "access"), ("HAVE_FCHMODAT", "chmod"), ("HAVE_FCHOWNAT", "chown"), ("HAVE_FSTATAT", "stat"),
    ("HAVE_FUTIMESAT", "utime"), ("HAVE_LINKAT", "link"), ("HAVE_MKDIRAT", "mkdir"), ("HAVE_MKFIFOAT", "mkfifo"),
    ("HAVE_MKNODAT", "mknod"), ("HAVE_OPENAT", "open"), ("HAVE_READLINKAT", "readlink"), ("HAVE_RENAMEAT", "rename"),
    ("HAVE_SYMLINKAT", "symlink"), ("HAVE_UNLINKAT", "unlink"), ("HAVE_UNLINKAT", "rmdir"),
    ("HAVE_UTIMENSAT", "utime"))
supports_effective_ids = _supporting(("HAVE_FACCESSAT", "access"))
supports_fd = _supporting(
    ("HAVE_FCHDIR", "chdir"), ("HAVE_FCHMOD", "chmod"), ("HAVE_FCHOWN", "chown"), ("HAVE_FDOPENDIR", "listdir"),
    ("HAVE_FDOPENDIR", "scandir"), ("HAVE_FEXECVE", "execve"), (None, "stat"), ("HAVE_FTRUNCATE", "truncate"),
    ("HAVE_FUTIMENS", "utime"), ("HAVE_FUTIMES", "utime"), ("HAVE_FPATHCONF", "pathconf"),
    ("HAVE_FSTATVFS", "statvfs"))
supports_follow_symlinks = _supporting(
    ("HAVE_FACCESSAT", "access"), ("HAVE_FCHOWNAT", "chown"), ("HAVE_FSTATAT", "stat"), ("HAVE_LCHFLAGS", "chflags"),
    ("HAVE_LCHMOD", "chmod"), ("HAVE_LCHOWN", "chown"), ("HAVE_LINKAT", "link"), ("HAVE_LUTIMES", "utime"),
    ("HAVE_LSTAT", "stat"), ("HAVE_FSTATAT", "stat"), ("HAVE_UTIMENSAT", "utime"))


# ---- directories ----------------------------------------------------------

def makedirs(name, mode=0o777, exist_ok=False):
    """Make a directory and those above it that are missing."""
    head, tail = path.split(name)
    if not tail:
        head, tail = path.split(head)
    if head and tail and not path.exists(head):
        try:
            makedirs(head, exist_ok=exist_ok)
        except FileExistsError:
            pass  # somebody else was quicker
        if tail == (curdir if isinstance(tail, str) else b"."):
            return
    try:
        mkdir(name, mode)
    except OSError:
        if not exist_ok or not path.isdir(name):
            raise


def removedirs(name):
    """Remove a directory, then those above it as long as they are empty."""
    rmdir(name)
    head, tail = path.split(name)
    if not tail:
        head, tail = path.split(head)
    while head and tail:
        try:
            rmdir(head)
        except OSError:
            break
        head, tail = path.split(head)


def renames(old, new):
    """Rename; makes the directories that `new` needs, removes those that `old` leaves empty."""
    head, tail = path.split(new)
    if head and tail and not path.exists(head):
        makedirs(head)
    rename(old, new)
    head, tail = path.split(old)
    if head and tail:
        try:
            removedirs(head)
        except OSError:
            pass


def walk(top, topdown=True, onerror=None, followlinks=False):
    """For each directory from `top` down: (path, names of directories in it, names of other files).

    Top down, the caller may change the list of directories to say where to go on.
    """
    sys.audit("os.walk", top, topdown, onerror, followlinks)
    return _walk(fspath(top), topdown, onerror, followlinks)


def _walk(top, topdown, onerror, followlinks):
    # Depth first with a stack of its own, not Python's: directories may be nested as deep as they like.
    stack = [top]
    while stack:
        top = stack.pop()
        if isinstance(top, tuple):  # bottom up: all below it has been given
            yield top
            continue
        dirs, nondirs, walk_dirs = [], [], []
        try:
            with scandir(top) as entries:
                for entry in entries:
                    try:
                        is_dir = entry.is_dir()
                    except OSError:
                        is_dir = False
                    (dirs if is_dir else nondirs).append(entry.name)
                    if not topdown and is_dir and (followlinks or not _is_symlink(entry)):
                        walk_dirs.append(entry.path)
        except OSError as error:
            if onerror is not None:
                onerror(error)
            continue
        if topdown:
            yield top, dirs, nondirs
            for dirname in reversed(dirs):
                new_path = path.join(top, dirname)
                # The list may have changed, so the entries are of no use here.
                if followlinks or not path.islink(new_path):
                    stack.append(new_path)
        else:
            stack.append((top, dirs, nondirs))
            stack.extend(reversed(walk_dirs))


def _is_symlink(entry):
    try:
        return entry.is_symlink()
    except OSError:
        return False


def fwalk(top=".", topdown=True, onerror=None, *, follow_symlinks=False, dir_fd=None):
    """walk() that also gives a file descriptor of each directory, and does not follow links that change under
    it.
    """
    sys.audit("os.fwalk", top, topdown, onerror, follow_symlinks, dir_fd)
    top = fspath(top)
    orig_st = None if follow_symlinks else stat(top, follow_symlinks=False, dir_fd=dir_fd)
    topfd = open(top, O_RDONLY | O_NONBLOCK, dir_fd=dir_fd)
    try:
        if follow_symlinks or (st.S_ISDIR(orig_st.st_mode) and path.samestat(orig_st, stat(topfd))):
            yield from _fwalk(topfd, top, isinstance(top, bytes), topdown, onerror, follow_symlinks)
    finally:
        close(topfd)


def _fwalk(topfd, toppath, isbytes, topdown, onerror, follow_symlinks):
    dirs, nondirs, entries = [], [], {}
    with scandir(topfd) as listing:
        for entry in listing:
            entry_name = fsencode(entry.name) if isbytes else entry.name
            try:
                if entry.is_dir():
                    dirs.append(entry_name)
                    entries[entry_name] = entry
                else:
                    nondirs.append(entry_name)
            except OSError:
                try:
                    if entry.is_symlink():  # a broken link
                        nondirs.append(entry_name)
                except OSError:
                    pass
    if topdown:
        yield toppath, dirs, nondirs, topfd
    for dirname in dirs:
        try:
            orig_st = None
            if not follow_symlinks:
                entry = None if topdown else entries[dirname]
                orig_st = (entry.stat(follow_symlinks=False) if entry is not None
                           else stat(dirname, dir_fd=topfd, follow_symlinks=False))
            dirfd = open(dirname, O_RDONLY | O_NONBLOCK, dir_fd=topfd)
        except OSError as err:
            if onerror is not None:
                onerror(err)
            continue
        try:
            if follow_symlinks or path.samestat(orig_st, stat(dirfd)):
                dirpath = path.join(toppath, dirname)
                yield from _fwalk(dirfd, dirpath, isbytes, topdown, onerror, follow_symlinks)
        finally:
            close(dirfd)
    if not topdown:
        yield toppath, dirs, nondirs, topfd


# ---- programs -------------------------------------------------------------

def execl(file, *args):
    """Become the program `file` with these arguments."""
    execv(file, args)


def execle(file, *args):
    """execl() with the environment as the last argument."""
    execve(file, args[:-1], args[-1])


def execlp(file, *args):
    """execl() with the program looked up in PATH."""
    execvp(file, args)


def execlpe(file, *args):
    """execlp() with the environment as the last argument."""
    execvpe(file, args[:-1], args[-1])


def execvp(file, args):
    """Become the program `file`, looked up in PATH, with a list of arguments."""
    _execvpe(file, args)


def execvpe(file, args, env):
    """execvp() with an environment."""
    _execvpe(file, args, env)


def _execvpe(file, args, env=None):
    if env is not None:
        run, rest = execve, (args, env)
    else:
        run, rest = execv, (args,)
        env = sys.modules["os"].environ
    if path.dirname(file):
        run(file, *rest)
        return
    # The error to report is the most telling: a file that was there but could not be run, if any.
    saved = last = None
    file = fsencode(file)
    for directory in map(fsencode, get_exec_path(env)):
        try:
            run(path.join(directory, file), *rest)
        except (FileNotFoundError, NotADirectoryError) as e:
            last = e
        except OSError as e:
            last = e
            if saved is None:
                saved = e
    if saved is not None:
        raise saved
    raise last


def get_exec_path(env=None):
    """The directories of PATH, in this or the present environment."""
    import warnings
    if env is None:
        env = sys.modules["os"].environ
    with warnings.catch_warnings():  # str and bytes keys are compared
        warnings.simplefilter("ignore", BytesWarning)
        path_list = _lookup(env, "PATH")
        path_listb = _lookup(env, b"PATH")
        if path_listb is not None:
            if path_list is not None:
                raise ValueError("env cannot contain 'PATH' and b'PATH' keys")
            path_list = path_listb
        if isinstance(path_list, bytes):
            path_list = fsdecode(path_list)
    return (defpath if path_list is None else path_list).split(pathsep)


def _lookup(env, key):
    try:
        return env.get(key)
    except TypeError:  # os.environ takes no bytes
        return None


P_WAIT = 0
P_NOWAIT = P_NOWAITO = 1


def _spawnvef(mode, file, args, env, func):
    """Run a program in a child; its process number, or for P_WAIT its exit status."""
    if not isinstance(args, (tuple, list)):
        raise TypeError("argv must be a tuple or a list")
    if not args or not args[0]:
        raise ValueError("argv first element cannot be empty")
    pid = fork()
    if not pid:
        try:
            if env is None:
                func(file, args)
            else:
                func(file, args, env)
        except:
            _exit(127)
    if mode == P_NOWAIT:
        return pid
    while True:
        wpid, sts = waitpid(pid, 0)
        if not WIFSTOPPED(sts):
            return waitstatus_to_exitcode(sts)


def spawnv(mode, file, args):
    """Run the program `file` in a child; P_WAIT gives its exit status, P_NOWAIT its process number."""
    return _spawnvef(mode, file, args, None, execv)


def spawnve(mode, file, args, env):
    """spawnv() with an environment."""
    return _spawnvef(mode, file, args, env, execve)


def spawnvp(mode, file, args):
    """spawnv() with the program looked up in PATH."""
    return _spawnvef(mode, file, args, None, execvp)


def spawnvpe(mode, file, args, env):
    """spawnvp() with an environment."""
    return _spawnvef(mode, file, args, env, execvpe)


def spawnl(mode, file, *args):
    """spawnv() with the arguments one by one."""
    return spawnv(mode, file, args)


def spawnle(mode, file, *args):
    """spawnl() with the environment as the last argument."""
    return spawnve(mode, file, args[:-1], args[-1])


def spawnlp(mode, file, *args):
    """spawnl() with the program looked up in PATH."""
    return spawnvp(mode, file, args)


def spawnlpe(mode, file, *args):
    """spawnlp() with the environment as the last argument."""
    return spawnvpe(mode, file, args[:-1], args[-1])


def popen(cmd, mode="r", buffering=-1):
    """Run a shell command and give its output, or take its input, as a text file."""
    if not isinstance(cmd, str):
        raise TypeError("invalid cmd type (%s, expected string)" % type(cmd))
    if mode not in ("r", "w"):
        raise ValueError("invalid mode %r" % mode)
    if buffering == 0 or buffering is None:
        raise ValueError("popen() does not support unbuffered streams")
    import subprocess
    if mode == "r":
        proc = subprocess.Popen(cmd, shell=True, text=True, stdout=subprocess.PIPE, bufsize=buffering)
        return _wrap_close(proc.stdout, proc)
    proc = subprocess.Popen(cmd, shell=True, text=True, stdin=subprocess.PIPE, bufsize=buffering)
    return _wrap_close(proc.stdin, proc)


class _wrap_close:
    """The file that popen() gives: its close() waits for the command and gives its status, None for 0."""

    def __init__(self, stream, proc):
        self._stream = stream
        self._proc = proc

    def close(self):
        self._stream.close()
        returncode = self._proc.wait()
        if returncode == 0:
            return None
        return returncode << 8

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def __iter__(self):
        return iter(self._stream)


def fdopen(fd, mode="r", buffering=-1, encoding=None, *args, **kwargs):
    """open() for a file descriptor."""
    if not isinstance(fd, int):
        raise TypeError("invalid fd type (%s, expected integer)" % type(fd))
    import io
    if "b" not in mode:
        encoding = io.text_encoding(encoding)
    return io.open(fd, mode, buffering, encoding, *args, **kwargs)


# ---- environment and names ------------------------------------------------

def getenv(key, default=None):
    """The environment variable, or `default`."""
    return sys.modules["os"].environ.get(key, default)


def getenvb(key, default=None):
    """The environment variable as bytes, or `default`."""
    return sys.modules["os"].environb.get(key, default)


def fsencode(filename):
    """A file's name as bytes, as the system sees it."""
    filename = fspath(filename)
    if isinstance(filename, str):
        return filename.encode(sys.getfilesystemencoding(), sys.getfilesystemencodeerrors())
    return filename


def fsdecode(filename):
    """A file's name as str; bytes that are no text become lone surrogates."""
    filename = fspath(filename)
    if isinstance(filename, bytes):
        return filename.decode(sys.getfilesystemencoding(), sys.getfilesystemencodeerrors())
    return filename


class PathLike(abc.ABC):
    """What has __fspath__, which gives a path as str or bytes."""

    @abc.abstractmethod
    def __fspath__(self):
        raise NotImplementedError

    @classmethod
    def __subclasshook__(cls, subclass):
        if cls is PathLike:
            for base in subclass.__mro__:
                if "__fspath__" in base.__dict__:
                    return True if base.__dict__["__fspath__"] is not None else NotImplemented
        return NotImplemented

    __class_getitem__ = classmethod(GenericAlias)
