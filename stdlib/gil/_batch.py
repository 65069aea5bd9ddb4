"""Many schedules of a program in one child, one after the other: quicker than a fork for each.

What a program may leave behind is known only of a few modules of the library, and only when it does not write into them; so
this is for programs that import nothing else (`may_run_again`). The caller runs one seed of each outcome in a child of its
own, too, and does without this when they differ.

The child writes a record for each run, (attempt, seed, status, output); its output goes to a file in memory, from which the
parent takes it when the child ended in the middle of a run.
"""

import ast
import gc
import itertools
import os
import select
import signal
import sys
import time

import _gil
import _gil_tools
import _thread

# What these keep from one run to the next is nothing, or is made new by `_forget`.
_PLAIN = {"abc", "bisect", "collections", "contextlib", "copy", "dataclasses", "enum", "functools", "heapq", "itertools", "math",
          "operator", "queue", "random", "string", "threading", "time", "types", "typing", "__future__"}
_NOT_THESE = {"setattr", "delattr", "exec", "eval", "compile", "globals", "vars", "__import__", "breakpoint", "input", "settrace",
              "setprofile", "stack_size", "excepthook", "tzset", "finalize"}


def may_run_again(tree):
    """Whether the program, an ast.Module, leaves nothing behind that its next run could see."""
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            if not all(alias.name in _PLAIN for alias in node.names):
                return False
            imported |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            if node.level or node.module not in _PLAIN:
                return False
            if any(alias.name in _NOT_THESE or alias.name == "*" for alias in node.names):
                return False
            imported |= {alias.asname or alias.name for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Attribute, ast.Subscript)):
            if isinstance(node, ast.Attribute) and node.attr in _NOT_THESE:
                return False
            whose = node.value
            while isinstance(whose, (ast.Attribute, ast.Subscript)):
                whose = whose.value
            if isinstance(whose, ast.Name) and whose.id in imported:
                if not isinstance(node.ctx, ast.Load) or isinstance(node, ast.Attribute) and node.attr.startswith("_"):
                    return False
        elif isinstance(node, ast.Name) and (node.id in _NOT_THESE or node.id == "__builtins__"):
            return False
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == "__del__":
            return False
    return True


def _forget():
    """The library as it was before the first run."""
    threading = sys.modules["threading"]
    threading._counter = itertools.count(1).__next__
    sys.modules.pop("__mp_main__", None)


def _child(program, attempts, seed_of, memory, records):
    from . import _deadlock
    os.dup2(memory, 1)
    os.dup2(memory, 2)
    stdout = sys.stdout
    stdout.reconfigure(line_buffering=False)
    gc.freeze()
    known = {}
    for attempt in attempts:
        seed = seed_of(attempt)
        _gil_tools.use_virtual_time()
        _gil_tools.watch_for_standstill()
        _gil.set_policy(f"seeded:{seed}")
        sys.modules["random"].seed()
        status = program.run()
        _gil.set_policy("interval")
        size = os.lseek(1, 0, os.SEEK_CUR)
        output = os.pread(1, size, 0)
        os.ftruncate(1, 0)
        os.lseek(1, 0, os.SEEK_SET)
        outcome = status, output
        number = known.get(outcome)
        if number is None:
            number = known[outcome] = len(known)
            record = repr((attempt, number, status, output))
        else:
            record = repr((attempt, number))
        _write(records, record.encode() + b"\n")
        if _thread._count() or sys.stdout is not stdout or stdout.closed or len(known) > 5000:
            break  # the rest in another child
        _forget()


def _write(descriptor, data):
    while data:
        data = data[os.write(descriptor, data):]


def run_many(program, attempts, seed_of, patience, most_output):
    """Yields (attempt, status, output) for each attempt. A status below 0 is a signal; None: it did not end."""
    memory = os.memfd_create("output")
    at = 0
    while at < len(attempts):
        os.ftruncate(memory, 0)
        os.lseek(memory, 0, os.SEEK_SET)
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                os.close(read)
                _child(program, attempts[at:], seed_of, memory, write)
            finally:
                os._exit(0)
        os.close(write)
        known, before = {}, at
        for record in _records(read, pid, patience):
            if record is None:
                yield attempts[at], None, os.pread(memory, most_output, 0)
                at += 1
                break
            attempt, number, *outcome = ast.literal_eval(record.decode())
            if outcome:
                known[number] = outcome
            yield attempt, *known[number]
            at += 1
        os.close(read)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        size = os.fstat(memory).st_size
        if at < len(attempts) and (status or size or at == before):  # it ended in the middle
            yield attempts[at], status, os.pread(memory, min(size, most_output), 0)
            at += 1
    os.close(memory)


def _records(descriptor, pid, patience):
    """The lines that come; None when for too long none came and the child was ended."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    rest = b""
    while True:
        if not poll.poll(patience * 1000):
            os.kill(pid, signal.SIGKILL)
            yield None
            return
        chunk = os.read(descriptor, 1 << 16)
        if not chunk:
            return
        *lines, rest = (rest + chunk).split(b"\n")
        yield from lines
