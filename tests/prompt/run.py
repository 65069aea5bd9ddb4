"""Run the prompt's tests: python3 tests/prompt/run.py MINIPY [NAME...]"""
import os
import shutil
import sys
import tempfile
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import cases
from terminal import Session


class Home:
    """A home folder of its own for each test, and what starts sessions there."""

    def __init__(self, program):
        self.program = program
        self.folder = tempfile.mkdtemp(prefix="minipy-prompt-")
        self.sessions = []

    def start(self, *options, columns=80, rows=24, banner=False, **environment):
        """A session, its first prompt awaited."""
        variables = {"HOME": self.folder, "PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        variables.update(environment)
        command = [self.program, *([] if banner else ["-q"]), *options]
        session = Session(command, {k: v for k, v in variables.items() if v is not None}, columns, rows, self.folder)
        self.sessions.append(session)
        if variables.get("TERM") != "dumb" and "PYTHON_BASIC_REPL" not in variables:
            session.until(lambda: session.grid.prompts, "the first prompt")
        return session

    def file(self, name, text=None):
        path = os.path.join(self.folder, name)
        if text is None:
            with open(path) as file:
                return file.read()
        with open(path, "w") as file:
            file.write(text)
        return path

    def close(self):
        for session in self.sessions:
            session.close()
        shutil.rmtree(self.folder)


def main():
    program = os.path.abspath(sys.argv[1])
    tests = {name[5:]: test for name, test in vars(cases).items() if name.startswith("test_")}
    wanted = sys.argv[2:] or list(tests)
    failed = []
    for name in wanted:
        home = Home(program)
        try:
            tests[name](home)
            print("ok", name, flush=True)
        except AssertionError:
            failed.append(name)
            print("FAIL", name, flush=True)
            traceback.print_exc(limit=-3)
        finally:
            home.close()
    print(f"{len(wanted) - len(failed)} of {len(wanted)} passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
