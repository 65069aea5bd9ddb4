"""`minipy -m gil --compare FILE`: the program under each policy, side by side: what the lock did, in counts.

Time depends on how many cores there are and who else wants them; counts do not lie. `failed`: asked for the lock and found it
held. `vain`: was woken for it, and found that the one who had just given it up had taken it again: Python 2's convoy.

    policy        seconds   switches    acquired     failed       vain   requests     forced
    interval         1.02         95         ...
"""

import ast
import os
import sys
import time

import _gil
import _gil_tools

from . import _program

POLICIES = ("interval", "ticks", "fair")
COLUMNS = ("acquired", "failed", "vain", "requests", "forced")


def totals():
    """Switches, and the counts of COLUMNS summed over all threads."""
    rows = _gil_tools.counts()
    return _gil.switches(), *(sum(row[at] for row in rows) for at in range(1, len(COLUMNS) + 1))


def run(program, policy):
    """(status, seconds, switches, counts) of a run in a forked child; its output goes where ours goes."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 70
        try:
            os.close(read)
            if policy != "interval":
                _gil.set_policy(policy)
            before, start = totals(), time.monotonic()
            status = program.run()
            took = time.monotonic() - start
            result = (took, *(now - then for now, then in zip(totals(), before)))
            os.write(write, repr(result).encode())
        finally:
            os._exit(status)
    os.close(write)
    with open(read, "rb") as file:
        data = file.read()
    _, status = os.waitpid(pid, 0)
    seconds, switches, *counts = ast.literal_eval(data.decode()) if data else [0] * (len(COLUMNS) + 2)
    return os.waitstatus_to_exitcode(status), seconds, switches, counts


def main(value, settings, words):
    """The mode --compare."""
    program = _program.Program(words)
    program.preload()
    rows = []
    for policy in POLICIES:
        sys.stdout.flush()
        rows.append((policy, *run(program, policy)))
    out = sys.stderr
    print(f"\n{'policy':<12} {'seconds':>8} {'switches':>9}", *(f"{name:>9}" for name in COLUMNS), file=out)
    for policy, status, seconds, switches, counts in rows:
        print(f"{policy:<12} {seconds:>8.2f} {switches:>9}", *(f"{n:>9}" for n in counts),
              "" if status == 0 else f"  status {status}", file=out)
    print("\nfailed: asked for the lock and found it held; vain: was woken for it and found it taken again.", file=out)
    return max(row[1] for row in rows)
