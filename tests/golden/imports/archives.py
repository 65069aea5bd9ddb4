# Modules from a zip archive, a folder inside one, compiled ones among them; programs that are archives, folders and bytecode files.
import os
import py_compile
import subprocess
import sys
import tempfile
import zipfile

SHOW = "import sys\nprint(__name__, __file__.rpartition('/')[2], __package__, type(__loader__).__name__, len(sys.path[0]) > 1)\n"


def run(*args):
    done = subprocess.run([sys.executable, *args], capture_output=True, text=True)
    print(done.returncode, done.stdout.strip(), done.stderr.strip().rpartition("\n")[2].replace(sys.executable, "python").replace(os.getcwd(), "."))


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    with zipfile.ZipFile("a.zip", "w") as archive:
        archive.writestr("__main__.py", SHOW + "import pkg.deep.mod, pkg.compiled, flat\n")
        archive.writestr("flat.py", SHOW)
        archive.writestr("pkg/__init__.py", SHOW)
        archive.writestr("pkg/deep/__init__.py", "")
        archive.writestr("pkg/deep/mod.py", SHOW)
        with open("compiled.py", "w") as file:
            file.write(SHOW)
        py_compile.compile("compiled.py", "compiled.pyc", doraise=True)
        archive.write("compiled.pyc", "pkg/compiled.pyc")
    os.mkdir("dir")
    with open("dir/__main__.py", "w") as file:
        file.write(SHOW)
    run("a.zip")
    run("dir")
    run("compiled.pyc")
    os.mkdir("empty")
    run("empty")
    with open("wrong.pyc", "wb") as file:
        file.write(b"not bytecode at all")
    run("wrong.pyc")
    with open("short.pyc", "wb") as file:
        file.write(open("compiled.pyc", "rb").read()[:8])
    run("short.pyc")
    sys.path.insert(0, "a.zip")
    import flat
    import pkg.deep.mod
    print(pkg.__path__, flat.__spec__.origin, pkg.compiled.__file__ if hasattr(pkg, "compiled") else None)
    try:
        import pkg.absent
    except ImportError as error:
        print(type(error).__name__, error)
    sys.path.insert(0, "nothing.zip/inside")
    sys.path.insert(0, "compiled.py")
    try:
        import absent
    except ImportError as error:
        print(type(error).__name__, error)
