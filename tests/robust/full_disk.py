# clock: real
# No space left: written by every way there is, at once, at a flush, at the end.
import contextlib
import json
import logging
import os
import pickle
import shutil
import subprocess
import sys

sys.path.insert(0, "data")
from counts import Counts


def attempt(name, call):
    try:
        print(name, call())
    except OSError as error:
        print(name, type(error).__name__, error.errno, error.strerror)


def write_text(data, **options):
    with open("/dev/full", "w", **options) as file:
        file.write(data)


def write_lines():
    with open("/dev/full", "w", buffering=1) as file:
        print("one line", file=file)


def flush_twice():
    file = open("/dev/full", "wb")
    file.write(b"abc")
    for _ in range(2):
        with contextlib.suppress(OSError):
            file.flush()
    try:
        file.close()
    finally:
        print("closed:", file.closed)


def log():
    handler = logging.FileHandler("/dev/full")
    logger = logging.getLogger("full")
    logger.propagate = False
    logger.addHandler(handler)
    logging.raiseExceptions = False
    logger.warning("nobody will read this")
    logger.removeHandler(handler)
    handler.close()


with Counts():
    full = os.open("/dev/full", os.O_WRONLY)
    attempt("small", lambda: write_text("x"))
    attempt("large", lambda: write_text("x" * 1_000_000))
    attempt("lines", write_lines)
    attempt("raw", lambda: os.write(full, b"x"))
    os.close(full)
    attempt("flush", flush_twice)
    attempt("json", lambda: write_text(json.dumps(list(range(10_000)))))
    with contextlib.suppress(OSError), open("/dev/full", "wb") as file:
        pickle.dump([b"x" * 100_000], file)
        print("not reached")
    attempt("copy", lambda: shutil.copyfile(sys.executable, "/dev/full"))
    attempt("log", log)
    for program in ("print('x')", "import os; os.write(1, b'x')", "print('x' * 100_000)", "import sys; sys.stdout.write('x'); sys.exit(3)",
                    "print('x', flush=True)", "import atexit; atexit.register(print, 'late')",
                    "import threading; t = threading.Thread(target=print, args=('x' * 100_000,)); t.start(); t.join()"):
        done = subprocess.run([sys.executable, "-c", program], stdout=open("/dev/full", "w"), stderr=subprocess.PIPE, text=True)
        print(done.returncode, done.stderr.strip().rpartition("\n")[2])
