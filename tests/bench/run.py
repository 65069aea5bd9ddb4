"""dev bench: minipy against Debian's python3.11.

Every row is a program of programs/ with a main() that takes some tens of milliseconds. For each row the two
interpreters are started in turns, several rounds, and the shortest time of each counts. A ratio is
time(python3.11) / time(minipy): above 1, minipy is faster. Ratios of one run can be compared, times cannot.

Rows of asyncio have a column more where Debian's python3-uvloop is installed: time(python3.11 with uvloop) / time(minipy).

usage: run.py [--rounds N] [--cpu] [NAME...]
    --cpu   compare the time that processors spent, for machines that do much else meanwhile
"""
import math
import os
import pathlib
import subprocess
import sys
import time

here = pathlib.Path(__file__).resolve().parent
PYTHON = '/usr/bin/python3.11'
MINIPY = os.environ.get('MINIPY', str(here.parents[1] / 'build/release/minipy'))
ENV = {key: value for key, value in os.environ.items() if not key.startswith('PYTHON')}

WAITING_TASKS = '''
import asyncio
async def main():
    event = asyncio.Event()
    tasks = [asyncio.create_task(event.wait()) for _ in range(100_000)]
    await asyncio.sleep(0)
    with open('/proc/self/status') as file:
        print([line.split()[1] for line in file if line.startswith('VmRSS')][0])
    event.set()
    await asyncio.gather(*tasks)
asyncio.run(main())
'''
PASS_MEMORY = '''
with open('/proc/self/status') as file:
    print([line.split()[1] for line in file if line.startswith('VmRSS')][0])
'''


def run(interpreter, *args):
    """The standard output of one run, None when it failed."""
    done = subprocess.run([interpreter, *args], env=ENV, cwd=here, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=120)
    if done.returncode:
        print(f'{interpreter} {" ".join(args)[:60]}: status {done.returncode}: {done.stderr[-300:]}', file=sys.stderr)
        return None
    return done.stdout


def timed_start(interpreter, *args):
    """Seconds from fork to exit of `interpreter args`, the shortest of ten."""
    best = math.inf
    for _ in range(10):
        start = time.perf_counter()
        if run(interpreter, *args) is None:
            return None
        best = min(best, time.perf_counter() - start)
    return best


def shortest(interpreters, rounds, measure):
    """Measures both interpreters in turns; the smallest figure of each, None for one that failed."""
    best = dict.fromkeys(interpreters, math.inf)
    for _ in range(rounds):
        for interpreter in interpreters:
            if best[interpreter] is not None:
                value = measure(interpreter)
                best[interpreter] = None if value is None else min(best[interpreter], float(value))
    return [best[interpreter] for interpreter in interpreters]


def settings(path):
    """What the comment lines at the head of a program say."""
    lines = (line[2:].strip().partition(': ') for line in path.read_text().splitlines() if line.startswith('# '))
    return {key: value for key, _, value in lines}


def has_uvloop():
    return subprocess.run([PYTHON, '-c', 'import uvloop'], env=ENV, capture_output=True).returncode == 0


def row(name, target, figures, unit):
    """Prints one row; returns its ratio. A third figure is uvloop's."""
    theirs, ours, *uvloop = figures
    if theirs is None or ours is None:
        print(f'{name:24} {"failed":>44}')
        return None
    ratio = theirs / ours
    note = '' if ratio >= target else '  below the target'
    if uvloop and uvloop[0]:
        note = f'  uvloop {uvloop[0] / ours:.2f}{note}'
    print(f'{name:24} {theirs:9.1f} {unit} {ours:9.1f} {unit} {ratio:8.2f} {target:8.2f}{note}', flush=True)
    return ratio


def in_ms(figures):
    return [figure and figure * 1000 for figure in figures]


def in_mb(figures):
    return [figure and figure / 1024 for figure in figures]


def bench_programs(names, rounds, both, extra):
    ratios = []
    uvloop = has_uvloop()
    for path in sorted((here / 'programs').glob('*.py')):
        if names and path.stem not in names:
            continue
        options = settings(path)
        repeat = options.get('repeat', '5')
        # The third of the interpreters is a python3.11 that is told to use uvloop.
        three = (*both, 'uvloop') if uvloop and path.stem.startswith('asyncio_') else both

        def measure(which):
            options = [*extra, which] if which == 'uvloop' else extra
            return run(PYTHON if which == 'uvloop' else which, str(here / 'measure.py'), str(path), repeat, *options)
        figures = shortest(three, rounds, measure)
        ratios.append(row(path.stem, float(options['target']), in_ms(figures), 'ms'))
    return [ratio for ratio in ratios if ratio]


def bench_process(rounds, both):
    for name, code in ('start: pass', 'pass'), ('start: asyncio, threading', 'import asyncio, threading'):
        figures = shortest(both, rounds, lambda interpreter: timed_start(interpreter, '-c', code))
        row(name, 3, in_ms(figures), 'ms')
    for name, code in ('memory: pass', PASS_MEMORY), ('memory: 100,000 tasks', WAITING_TASKS):
        figures = shortest(both, 1, lambda interpreter: run(interpreter, '-c', code))
        row(name, 2, in_mb(figures), 'MB')


def main(args):
    rounds = 3
    if args[:1] == ['--rounds']:
        rounds = int(args[1])
        args = args[2:]
    extra = []
    if args[:1] == ['--cpu']:
        extra = ['cpu']
        args = args[1:]
    both = (PYTHON, MINIPY)
    print(f'{"":24} {"python3.11":>12} {"minipy":>12} {"ratio":>8} {"target":>8}')
    ratios = bench_programs(args, rounds, both, extra)
    if ratios:
        mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
        print(f'{"geometric mean":24} {mean:34.2f}')
        print(f'{"lowest":24} {min(ratios):34.2f}')
    if not args:
        bench_process(rounds, both)


main(sys.argv[1:])
