"""`minipy -m gil --explore N FILE`: the program under N schedules; which outcomes there are, and the seed of each.

Each schedule has the virtual clock and a policy seeded:S, so that S replays it. Two workers, one for each core, run theirs
one after the other, each in a forked child, or many in one child where that makes no difference (_batch). Seeds are tried in
an order that finds bugs early: first no preemption at all, then one or two in the right place (most bugs need no more), then
wild ones.

    482 x  status 0, seed 1000000            18 x  status 0, seed 1000021
           10                                       7
"""

import ast
import os
import re
import select
import shlex
import signal
import sys
import time

import _gil
import _gil_tools

from . import _batch, _options, _program

BOUNDED = 1_000_000  # seeds from here on preempt at most as often as their last digit says (interp/gil/policy.h)
_BOUNDS = (1, 1, 2, 1, 2, 3, 1, 2, 1, 2, 4)
_PATIENCE = 10  # seconds of real time that a run may take
_MOST_OUTPUT = 1 << 20


def seed_of(attempt):
    """The seed that the attempt of this number tries."""
    if attempt == 0:
        return BOUNDED
    if attempt % 12 == 11:
        return attempt
    return BOUNDED + attempt * 10 + _BOUNDS[attempt % len(_BOUNDS)]


def preemptions(seed):
    return seed % 10 if seed >= BOUNDED else 100


def run_child(program, seed, out, lines=None):
    """In a forked child: runs the program under the seed, its output to the descriptor `out`. Does not return."""
    status = 70
    try:
        os.dup2(out, 1)
        os.dup2(out, 2)
        os.close(out)
        os.close(0)
        os.open(os.devnull, os.O_RDONLY)
        sys.stdout.reconfigure(line_buffering=False)
        _gil_tools.use_virtual_time()
        _gil_tools.watch_for_standstill()
        from . import _deadlock
        if lines is not None:
            _deadlock.at_end.append(lambda: _write_lines(lines))
            _gil_tools.lines_start(200_000)
        _gil.set_policy(f"seeded:{seed}")
        sys.modules["random"].seed()  # no longer by chance
        status = program.run()
        if lines is not None:
            _write_lines(lines)
    finally:
        os._exit(status)


def _write_lines(descriptor):
    data = repr(_gil_tools.lines_take()).encode()
    while data:
        data = data[os.write(descriptor, data):]


def run_once(program, seed, lines=None):
    """Runs it under the seed in a child; gives (status, output). A status below 0 is a signal; None: it did not end."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        run_child(program, seed, write, lines)
    os.close(write)
    output, ended = _read_all(read, pid)
    os.close(read)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status) if ended else None, output


def _read_all(descriptor, pid):
    chunks, size, deadline = [], 0, time.monotonic() + _PATIENCE
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    while True:
        if not poll.poll(max(0, deadline - time.monotonic()) * 1000):
            os.kill(pid, signal.SIGKILL)
            return b"".join(chunks), False
        chunk = os.read(descriptor, 1 << 16)
        if not chunk:
            return b"".join(chunks), True
        size += len(chunk)
        if size <= _MOST_OUTPUT:
            chunks.append(chunk)


_ADDRESS = re.compile(rb"0x[0-9a-f]{6,16}")
_MOST_SHOWN = 20  # outcomes
_SEEDS_KEPT = 4  # of each outcome, those with the fewest preemptions


def without_addresses(output):
    return _ADDRESS.sub(b"0x...", output) if b"0x" in output else output


class Outcome:
    """What the program did under some of the seeds."""

    def __init__(self, attempt):
        self.count, self.first, self.seeds = 0, attempt, []

    def add(self, count, first, seeds):
        self.count += count
        self.first = min(self.first, first)
        self.seeds = sorted({*self.seeds, *seeds}, key=lambda seed: (preemptions(seed), seed))[:_SEEDS_KEPT]


def explore(program, attempts, batch):
    """{(status, output): Outcome} of these attempts."""
    outcomes = {}
    if batch:
        runs = _batch.run_many(program, attempts, seed_of, _PATIENCE, _MOST_OUTPUT)
    else:
        runs = ((attempt, *run_once(program, seed_of(attempt))) for attempt in attempts)
    for attempt, status, output in runs:
        key = status, without_addresses(output)
        outcome = outcomes.get(key)
        if outcome is None:
            outcome = outcomes[key] = Outcome(attempt)
        seed = seed_of(attempt)
        if len(outcome.seeds) < _SEEDS_KEPT or preemptions(seed) < preemptions(outcome.seeds[-1]):
            outcome.add(1, attempt, [seed])
        else:
            outcome.count += 1
    return outcomes


def explore_on_all_cores(program, count, batch):
    """The same by as many workers as there are cores. A worker and its children stay on one core: threads of which only one
    may run gain nothing from another, and waking one there costs several times as much."""
    cores = sorted(os.sched_getaffinity(0))[:min(8, count)]
    pipes = []
    for worker, core in enumerate(cores):
        read, write = os.pipe()
        if os.fork() == 0:
            status = 1
            try:
                os.close(read)
                os.sched_setaffinity(0, {core})
                outcomes = explore(program, range(worker, count, len(cores)), batch)
                rows = [(key, outcome.count, outcome.first, outcome.seeds) for key, outcome in outcomes.items()]
                with open(write, "wb") as file:
                    file.write(repr(rows).encode())
                status = 0
            except BaseException:
                sys.excepthook(*sys.exc_info())
                sys.stderr.flush()
            finally:
                os._exit(status)
        os.close(write)
        pipes.append(read)
    total = {}
    for read in pipes:
        with open(read, "rb") as file:
            data = file.read()
        for key, number, first, seeds in ast.literal_eval(data.decode()) if data else ():
            total.setdefault(key, Outcome(first)).add(number, first, seeds)
    for _ in pipes:
        os.wait()
    return total


def confirm(program, outcomes):
    """Whether a seed of each outcome, run in a process of its own, gives it again; that seed becomes the first one."""
    often = sorted(outcomes.items(), key=lambda item: -item[1].count)
    for (status, output), outcome in often[:_MOST_SHOWN]:
        for seed in outcome.seeds:
            again, text = run_once(program, seed)
            if (again, without_addresses(text)) == (status, output):
                outcome.seeds.remove(seed)
                outcome.seeds.insert(0, seed)
                break
        else:
            return False
    return True


def title(status):
    if status is None:
        return f"did not end within {_PATIENCE} s"
    if status < 0:
        return f"killed by {signal.Signals(-status).name}"
    return f"status {status}"


def show_output(output, most=12):
    lines = output.decode("utf-8", "replace").expandtabs().splitlines() or ["(no output)"]
    if len(lines) > most:
        lines[most // 2:len(lines) - most // 2 + 1] = [f"... {len(lines) - most} more lines ..."]
    return lines


def main(value, settings, words):
    """The mode --explore."""
    count = _options.number({"explore": value}, "explore", 0)
    if count < 1:
        raise _options.Wrong("--explore wants the number of schedules")
    program = _program.Program(words)
    program.preload()
    sys.stdout.flush()
    start = time.monotonic()
    batch = _batch.may_run_again(program.tree)
    outcomes = explore_on_all_cores(program, count, batch)
    took = time.monotonic() - start
    if batch and not confirm(program, outcomes):
        start = time.monotonic()
        outcomes = explore_on_all_cores(program, count, batch=False)
        took = time.monotonic() - start
    show(program, outcomes, count, took)
    return 0 if len(outcomes) == 1 else 1


def show(program, outcomes, count, took):
    rows = sorted(outcomes.items(), key=lambda item: (-item[1].count, item[1].first))
    print(f"{count} schedules in {took:.2f} s ({count / took:,.0f} a second), "
          f"{len(rows)} outcome{'s' if len(rows) != 1 else ''}:")
    for (status, output), outcome in rows[:_MOST_SHOWN]:
        print(f"\n{outcome.count:>7} x  {title(status)}, seed {outcome.seeds[0]}, first seen at schedule {outcome.first + 1}")
        for line in show_output(output):
            print("          ", line)
    if len(rows) > _MOST_SHOWN:
        print(f"\n... and {len(rows) - _MOST_SHOWN} more outcomes")
    if len(rows) > 1:
        from . import _replay
        (status, output), outcome = min(rows[1:_MOST_SHOWN], key=lambda item: preemptions(item[1].seeds[0]))
        seed = outcome.seeds[0]
        print(f"\nOne schedule that ends otherwise ({title(status)}), seed {seed}:\n")
        print(_replay.text(program, seed))
        print(f"Again: minipy -m gil --seed {seed} {shlex.join(program.words)}")
