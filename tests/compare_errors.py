"""Compares minipy's syntax errors with CPython's: type, message, line, columns.

    /usr/bin/python3.11 tests/compare_errors.py build/debug/ast_dump [-m COUNT SEED] [-v]
    /usr/bin/python3.11 tests/compare_errors.py --record

The snippets are those of tests/syntax_errors/snippets.txt, between lines of `----`. With -m, COUNT texts more are
made by deleting, doubling, swapping or inserting tokens in lines of the standard library. --record writes CPython's
answers to expected.txt beside the snippets, for the unit test.
"""

import ast
import io
import os
import random
import subprocess
import sys
import tokenize
import warnings

HERE = os.path.dirname(os.path.abspath(__file__))


def expected(text):
    try:
        ast.parse(text)
        return None
    except SyntaxError as error:
        return (type(error).__name__, error.msg, error.lineno, error.offset, error.end_lineno, error.end_offset,
                (error.text or "").rstrip("\n"))
    except (MemoryError, RecursionError, ValueError) as error:
        return (type(error).__name__,)


def snippets():
    with open(os.path.join(HERE, "syntax_errors", "snippets.txt"), encoding="utf-8", newline="\n") as file:
        return [text + "\n" if text else "\n" for text in file.read().split("\n----\n")]


JUNK = ["(", ")", "[", "]", "{", "}", ":", ",", "=", "==", ":=", ".", "*", "**", "if", "else", "for", "in", "not",
        "lambda", "yield", "await", "async", "x", "1", "'s'", "f'{x}'", "def", "class", "print", "+", "-", "@", ";",
        "import", "from", "as", "with", "None", "True", "...", "->", "+=", "try", "except", "return", "\n", "\n    "]


def mutants(count, seed):
    chance = random.Random(seed)
    sources = []
    root = "/usr/lib/python3.11/test"
    names = sorted(name for name in os.listdir(root) if name.endswith(".py"))
    for name in chance.sample(names, 40):
        with open(os.path.join(root, name), "rb") as file:
            try:
                text = file.read().decode()
                tree = ast.parse(text)
            except (SyntaxError, UnicodeDecodeError):
                continue
        lines = text.split("\n")
        for node in ast.walk(tree):
            if isinstance(node, ast.stmt) and node.end_lineno - node.lineno < 12 and node.col_offset % 4 == 0:
                first = lines[node.lineno - 1]
                if first[: node.col_offset].strip():
                    continue
                cut = [line[node.col_offset:] for line in lines[node.lineno - 1 : node.end_lineno]]
                sources.append("\n".join(cut) + "\n")
    while count > 0:
        source = chance.choice(sources)
        try:
            tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
        except (tokenize.TokenError, SyntaxError):
            continue
        lines = source.split("\n")
        where = [t for t in tokens if t.string.strip() and t.start[0] == t.end[0]]
        if not where:
            continue
        for _ in range(chance.choice([1, 1, 1, 2])):
            token = chance.choice(where)
            row, start, end = token.start[0] - 1, token.start[1], token.end[1]
            line = lines[row]
            what = chance.randrange(5)
            if what == 0:
                line = line[:start] + line[end:]
            elif what == 1:
                line = line[:start] + chance.choice(JUNK) + " " + line[start:]
            elif what == 2:
                line = line[:start] + chance.choice(JUNK) + line[end:]
            elif what == 3:
                line = line[:end] + " " + chance.choice(where).string + " " + line[end:]
            else:
                line = line[:start] + token.string + " " + token.string + line[end:]
            lines[row] = line
        count -= 1
        yield "\n".join(lines)


def main():
    warnings.simplefilter("ignore")
    tool, *options = sys.argv[1:]
    if tool == "--record":
        with open(os.path.join(HERE, "syntax_errors", "expected.txt"), "w", encoding="utf-8") as file:
            for text in snippets():
                kind, *rest = expected(text) or ("valid",)
                message, place = (rest[0], rest[1:5]) if rest else ("", [])
                print(kind, *place, message.replace("\n", "\\n"), sep="|", file=file)
        return 0
    texts = snippets()
    if "-m" in options:
        at = options.index("-m")
        texts = mutants(int(options[at + 1]), int(options[at + 2]))
    process = subprocess.Popen([tool, "-b"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    same = different = skipped = 0
    for text in texts:
        theirs = expected(text)
        if theirs is None and "-m" in options:
            skipped += 1
            continue
        data = text.encode()
        process.stdin.write(b"f %d\n" % len(data) + data)
        process.stdin.flush()
        header = process.stdout.readline()
        if not header:
            print("CRASH", repr(text))
            return 1
        answer = process.stdout.read(int(header)).decode("utf-8", "surrogatepass")
        ours = None
        if answer.startswith("("):
            ours = ast.literal_eval(answer)
            ours = ours[:6] + ((ours[6] or "").rstrip("\n"),)
            if ours[0] in ("MemoryError", "RecursionError"):
                ours = ours[:1]
        # For a token of several lines CPython's text is all of them; a file's line is shown in a traceback.
        if theirs and ours and len(theirs) == len(ours) == 7 and ("\n" in theirs[6] or "\\" in theirs[6]):
            theirs, ours = theirs[:6], ours[:6]
        if ours == theirs:
            same += 1
        else:
            different += 1
            if different <= 40 or "-v" in options:
                print(repr(text), "\n   minipy:", ours, "\n   python:", theirs)
    print(f"{same} same, {different} different, {skipped} valid")
    return different > 0


sys.exit(main())
