"""Measure the prompt: python3 tests/prompt/latency.py PROGRAM...

Start to prompt, key to screen in a short line and in a block of 200 lines, a statement's way from Enter to the next
prompt. Medians in milliseconds; programs take turns.
"""
import os
import statistics
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from terminal import Session


def measure(program):
    home = tempfile.mkdtemp(prefix="minipy-latency-")
    environment = {"HOME": home, "PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    result = {}
    begin = time.perf_counter()
    s = Session([program, "-q"], environment)
    s.until(lambda: s.grid.lines()[-1:] == [">>>"], "the prompt")
    result["start to prompt"] = [time.perf_counter() - begin]

    def key(text, condition):
        begin = time.perf_counter()
        s.type(text)
        s.until(condition, text)
        return time.perf_counter() - begin

    def typed(count, at):
        times = []
        for i in range(count):
            c = "abcdefghij"[i % 10]
            column = s.grid.column
            times.append(key(c, lambda: s.grid.column == column + 1))
        return times
    result["key to screen"] = typed(40, 0)
    s.type("\x15")
    times = []
    for i in range(20):
        before = s.output.count(">>> ")
        times.append(key("1\r", lambda: s.grid.lines()[-2:] == ["1", ">>>"] and s.output.count(">>> ") > before))
    result["statement to prompt"] = times
    if "minipy" in program:
        s.paste("def f():\n" + "    x = [1, 2, 'three']\n" * 198 + "    y = ")
        s.until(lambda: any("y =" in line for line in s.grid.lines()), "the block")
        result["key in 200 lines"] = typed(40, 0)
    s.close()
    return result


def main():
    all_times = {}
    for _ in range(5):
        for program in sys.argv[1:]:
            for name, times in measure(program).items():
                all_times.setdefault((name, program), []).extend(times)
    for (name, program), times in sorted(all_times.items()):
        print(f"{name:22} {statistics.median(times) * 1000:8.2f} ms   {program}")


if __name__ == "__main__":
    main()
