"""Which names of native modules the Python half of the library uses, and which of them this interpreter lacks.

    minipy tests/conformance/natives.py [-v]      lists what is missing; -v lists everything that is used
"""
import ast
import os
import sys

LIBRARY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "stdlib")
NATIVE = {"_abc", "_bisect", "_codecs", "_collections", "_contextvars", "_functools", "_heapq", "_imp", "_io",
          "_operator", "_queue", "_random", "_signal", "_stat", "_string", "_thread", "_warnings", "_weakref", "atexit",
          "gc", "itertools", "marshal", "math", "posix", "select", "sys", "time"}
SET_LATER = {"last_traceback", "last_type", "last_value", "ps1", "ps2", "setter"}  # no part of a fresh module


def python_files():
    for folder, _, names in os.walk(LIBRARY):
        for name in sorted(names):
            if name.endswith(".py"):
                yield os.path.join(folder, name)


def uses(path):
    """(module, name) for each name that the file takes out of a native module."""
    with open(path, encoding="utf-8") as file:
        tree = ast.parse(file.read())
    aliases = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            aliases.update((a.asname or a.name, a.name) for a in node.names if a.name in NATIVE)
        elif isinstance(node, ast.ImportFrom) and node.module in NATIVE:
            yield from ((node.module, a.name) for a in node.names if a.name != "*")
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in aliases:
            if isinstance(node.ctx, ast.Load) and node.attr not in SET_LATER:
                yield aliases[node.value.id], node.attr


def main():
    wanted = {}
    for path in python_files():
        for module, name in uses(path):
            wanted.setdefault(module, set()).add(name)
    for module in sorted(wanted):
        try:
            have = __import__(module)
        except ImportError as error:
            print(f"{module}: {error}")
            continue
        missing = sorted(name for name in wanted[module] if not hasattr(have, name))
        if "-v" in sys.argv:
            print(f"{module}:", " ".join(sorted(wanted[module])))
        if missing:
            print(f"{module} lacks:", " ".join(missing))


main()
