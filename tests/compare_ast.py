"""Compares minipy's trees with CPython's over many files, positions included.

    /usr/bin/python3.11 tests/compare_ast.py build/debug/ast_dump [PATH...]    (default: /usr/lib/python3.11)

A file that CPython cannot compile is skipped. Prints the first difference of each file that differs.
"""

import ast
import os
import subprocess
import sys
import warnings


def files(paths):
    for path in paths:
        if os.path.isfile(path):
            yield path
        for folder, _, names in os.walk(path):
            yield from (os.path.join(folder, name) for name in sorted(names) if name.endswith(".py"))


def main():
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(10000)
    tool, *paths = sys.argv[1:]
    process = subprocess.Popen([tool, "-b"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    equal = different = skipped = 0
    for path in files(paths or ["/usr/lib/python3.11"]):
        with open(path, "rb") as file:
            data = file.read()
        try:
            text = data.decode()
            expected = ast.dump(ast.parse(text), indent=1, include_attributes=True)
        except (SyntaxError, UnicodeDecodeError, ValueError):
            skipped += 1
            continue
        process.stdin.write(b"f %d\n" % len(data) + data)
        process.stdin.flush()
        size = int(process.stdout.readline())
        got = process.stdout.read(size).decode("utf-8", "surrogatepass")
        if got == expected:
            equal += 1
            continue
        if "unknown Unicode character name" in got[:200]:
            skipped += 1  # the tool has no table of names
            continue
        different += 1
        print("DIFFERS", path)
        ours, theirs = got.split("\n"), expected.split("\n")
        for i, (a, b) in enumerate(zip(ours, theirs)):
            if a != b:
                print("  minipy:", a[:150], "\n  python:", b[:150], "\n  after: ", ours[i - 1][:150])
                break
        if different > 20:
            break
    print(f"{equal} equal, {different} different, {skipped} skipped")
    return different > 0


sys.exit(main())
