"""What the start of a program adds to the bare interpreter: directories of installed packages, `exit` and its
kin.

Run unless -S is given; kept small, for every program pays for it.
"""
import builtins
import posix
import sys


def _is_directory(path):
    try:
        return posix.stat(path).st_mode & 0o170000 == 0o040000
    except OSError:
        return False


def add_packages():
    """Extend sys.path by the places where packages are installed: the virtual environment's, or the system's.
    """
    version = "python%d.%d" % sys.version_info[:2]
    places = []
    environment = posix.environ.get(b"VIRTUAL_ENV")
    if environment and not sys.flags.ignore_environment:
        places.append(environment.decode("utf-8", "surrogateescape") + f"/lib/{version}/site-packages")
    else:
        home = posix.environ.get(b"HOME")
        if home and not sys.flags.no_user_site:
            places.append(home.decode("utf-8", "surrogateescape") + f"/.local/lib/{version}/site-packages")
        places += [f"/usr/local/lib/{version}/dist-packages", "/usr/lib/python3/dist-packages"]
    sys.path.extend(place for place in places if place not in sys.path and _is_directory(place))


class Quitter:
    """exit and quit: to be called, or typed, at the prompt."""

    def __init__(self, name, eof):
        self.name = name
        self.eof = eof

    def __repr__(self):
        return "Use %s() or %s to exit" % (self.name, self.eof)

    def __call__(self, code=None):
        try:
            sys.stdin.close()  # whoever catches SystemExit shall read no more
        except Exception:
            pass
        raise SystemExit(code)


class Printer:
    """copyright, credits and license: text that shows itself at the prompt."""

    def __init__(self, name, text):
        self.name = name
        self.text = text

    def __repr__(self):
        return self.text

    def __call__(self):
        print(self.text)


class Helper:
    """help: a description of an object, by pydoc."""

    def __repr__(self):
        return "Type help() for interactive help, or help(object) for help about object."

    def __call__(self, *args, **kwds):
        import pydoc
        return pydoc.help(*args, **kwds)


for _class in (Quitter, Printer, Helper):
    _class.__module__ = "_sitebuiltins"


def add_builtins():
    eof = "Ctrl-D (i.e. EOF)"
    builtins.quit = Quitter("quit", eof)
    builtins.exit = Quitter("exit", eof)
    builtins.copyright = Printer("copyright", getattr(sys, "copyright", ""))
    builtins.credits = Printer("credits", "minipy is a Python 3.11 interpreter written from scratch; its behaviour "
                                          "follows CPython, whose library it uses.")
    builtins.license = Printer("license", "See the LICENSE file of minipy.")
    builtins.help = Helper()


def main():
    add_packages()
    add_builtins()
