"""dev cpython-tests: the test modules of CPython 3.11 (Debian's libpython3.11-testsuite), run on minipy.

Every module runs in a process of its own, with a time limit, two at a time. A line per module tells how many of its test
methods passed (a skipped one counts as passed when python3.11 would skip it too: it is left out of both numbers), then
what failed and is not listed in known/NAME.txt; the last lines give the sums.

usage: cpython_tests.py [--interpreter PATH] [--timeout S] [--jobs N] [--known] [--record] [-v] [NAME...]
    NAME       test_queue, test_asyncio.test_tasks, or a group of groups.txt: subject, asyncio, language, quick
    --record   write known/NAME.txt anew from what fails, keeping the reasons that are there
    -v         print every failure, listed or not, with the last line of its traceback
"""
import argparse
import collections
import concurrent.futures
import os
import pathlib
import signal
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
KNOWN = here / 'known'
Module = collections.namedtuple('Module', 'name passed failed skipped problem failures')


def groups():
    result = {}
    for line in (here / 'groups.txt').read_text().splitlines():
        if line and not line.startswith('#'):
            name, _, modules = line.partition(':')
            result.setdefault(name, []).extend(modules.split())
    return result


def run(interpreter, name, seconds):
    """Runs one module; what it did before it ended is in the log that run_cpython_module.py writes, line by line."""
    with tempfile.TemporaryDirectory() as folder:
        log = pathlib.Path(folder, 'log')
        log.touch()
        work = pathlib.Path(folder, 'work')
        work.mkdir()
        env = {key: value for key, value in os.environ.items() if not key.startswith('PYTHON')}
        child = subprocess.Popen([interpreter, str(here / 'run_cpython_module.py'), name, str(log)], cwd=work, env=env,
                                 stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
        problem = ''
        try:
            _, errors = child.communicate(timeout=seconds)
            if child.returncode < 0:
                problem = f'killed by {signal.Signals(-child.returncode).name}'
            elif child.returncode:
                problem = 'status %d: %s' % (child.returncode, errors.decode(errors='replace').strip().splitlines()[-1:])
        except subprocess.TimeoutExpired:
            problem = f'no end after {seconds} s'
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        child.wait()
        return judge(name, log.read_text(errors='replace').splitlines(), problem)


def judge(name, log, problem):
    """Reads the log: `total N`, `start ID`, `pass ID`, `skip ID`, `fail ID reason`, `end`."""
    total, running, counts, failures = 0, '', collections.Counter(), {}
    for line in log:
        word, _, rest = line.partition(' ')
        if word == 'total':
            total = int(rest)
        elif word == 'start':
            running = rest
        elif word == 'fail':
            test, _, reason = rest.partition(' ')
            failures.setdefault(test, reason)
        else:
            counts[word] += 1
    if not problem and 'end' not in counts:
        problem = 'ended early'
    if problem and running:
        problem += f' in {running}'
        failures.setdefault(running, problem)
    skipped = counts['skip']
    passed = counts['pass']
    return Module(name, passed, max(total - skipped - passed, len(failures)), skipped, problem, failures)


def known_failures(name):
    """Test id -> reason, as listed."""
    path = KNOWN / f'{name}.txt'
    lines = path.read_text().splitlines() if path.exists() else []
    return dict((line.split(' ', 1) + [''])[:2] for line in lines if line and not line.startswith('#'))


def record(module):
    old = known_failures(module.name)
    path = KNOWN / f'{module.name}.txt'
    rows = [f'{test} {old.get(test) or reason}'.rstrip()[:138] for test, reason in sorted(module.failures.items())]
    if rows:
        KNOWN.mkdir(exist_ok=True)
        path.write_text('\n'.join(rows) + '\n')
    else:
        path.unlink(missing_ok=True)


def report(module, verbose):
    """Prints a module's line and its failures; returns the number of those that are not listed."""
    known = known_failures(module.name)
    new = [test for test in module.failures if test not in known]
    share = 100 * module.passed / ((module.passed + module.failed) or 1)
    note = f'  {module.problem}' if module.problem else ''
    print(f'{module.name:42} {module.passed:5} / {module.passed + module.failed:5} {share:6.1f} %{note}', flush=True)
    for test in (module.failures if verbose else new):
        print(f'    {test}: {module.failures[test][:160]}')
    return len(new)


def main():
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it, and its children would
    parser = argparse.ArgumentParser(usage=__doc__.split('usage: ')[1])
    parser.add_argument('--interpreter', default=str(here.parents[1] / 'build/release/minipy'))
    parser.add_argument('--timeout', type=float, default=120)
    parser.add_argument('--jobs', type=int, default=2)
    parser.add_argument('--record', action='store_true')
    parser.add_argument('-v', dest='verbose', action='store_true')
    parser.add_argument('names', nargs='*')
    options = parser.parse_args()
    named = groups()
    names = [module for name in options.names or ['subject', 'asyncio', 'language'] for module in named.get(name, [name])]
    passed = failed = unlisted = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for module in pool.map(lambda name: run(os.path.abspath(options.interpreter), name, options.timeout), names):
            unlisted += report(module, options.verbose)
            passed += module.passed
            failed += module.failed
            if options.record:
                record(module)
    print(f'test methods: {passed} of {passed + failed}, {100 * passed / ((passed + failed) or 1):.1f} %')
    print(f'{passed} passed, {unlisted} failed')
    return 1 if unlisted else 0


if __name__ == '__main__':
    sys.exit(main())
