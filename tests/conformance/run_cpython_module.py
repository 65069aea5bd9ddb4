"""Runs one test module of CPython under the interpreter that runs this file.

usage: run_cpython_module.py MODULE LOG

LOG gets a line for every event as it happens, so that what was done before a crash or a time limit is known:
`total N`, `start ID`, `pass ID`, `skip ID`, `fail ID REASON`, `end`. An ID is Class.method. Tests that left_out.txt names
are not run at all.
"""
import fnmatch
import importlib
import pathlib
import sys
import types
import unittest


def short_id(test):
    return '.'.join(test.id().split('.')[-2:]).replace(' ', '_')


class LoggedResult(unittest.TestResult):
    def __init__(self, log):
        super().__init__()
        self.log = log
        self.bad = set()

    def startTest(self, test):
        super().startTest(test)
        self.log('start', short_id(test))

    def stopTest(self, test):
        super().stopTest(test)

    def fails(self, test, error):
        lines = [line for line in str(error[1]).strip().splitlines() if line.strip()] or ['']
        self.bad.add(short_id(test))
        self.log('fail', short_id(test), f'{error[0].__name__}: {lines[0]}')

    def addError(self, test, error):
        self.fails(test, error)

    def addFailure(self, test, error):
        self.fails(test, error)

    def addSubTest(self, test, subtest, error):
        if error is not None:
            self.fails(test, error)

    def addUnexpectedSuccess(self, test):
        self.log('fail', short_id(test), 'unexpected success')

    def addExpectedFailure(self, test, error):
        self.log('pass', short_id(test))

    def addSkip(self, test, reason):
        self.log('skip', short_id(test))

    def addSuccess(self, test):
        if short_id(test) not in self.bad:
            self.log('pass', short_id(test))


def left_out(module):
    """The patterns of IDs that the rows `MODULE PATTERN - reason` name for this module."""
    rows = pathlib.Path(__file__).with_name('left_out.txt').read_text().splitlines()
    return [row.split()[1] for row in rows if row.split()[:1] == [module]]


def without(suite, patterns):
    kept = unittest.TestSuite()
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            kept.addTest(without(test, patterns))
        elif not any(fnmatch.fnmatch(short_id(test), pattern) for pattern in patterns):
            kept.addTest(test)
    return kept


def without_pure_halves():
    """Tests import a module twice, with its native half and without. Where this library has no second half in Python, both
    names stand for the one there is."""
    from test.support import import_helper
    original = import_helper.import_fresh_module

    def import_fresh_module(name, fresh=(), blocked=(), **more):
        try:
            module = original(name, fresh=fresh, blocked=blocked, **more)
        except ImportError:
            module = None
        return importlib.import_module(name) if module is None and blocked else module

    import_helper.import_fresh_module = import_fresh_module


def printing_by_hooks():
    """test_traceback reaches the printing of exceptions through CPython's C API; here it is what sys.excepthook does."""
    capi = types.ModuleType('_testcapi')
    capi.exception_print = lambda exc: sys.__excepthook__(type(exc), exc, exc.__traceback__)
    internal = types.ModuleType('_testinternalcapi')
    internal.get_config = lambda: {'code_debug_ranges': 1}
    sys.modules.update(_testcapi=capi, _testinternalcapi=internal)


def main(module, path):
    file = open(path, 'a', buffering=1)

    def log(*words):
        file.write(' '.join(words).encode('utf-8', 'backslashreplace').decode().replace('\n', ' ') + '\n')

    without_pure_halves()
    if module == 'test_traceback':
        printing_by_hooks()
    loader = unittest.TestLoader()
    suite = loader.loadTestsFromName('test.' + module)
    patterns = left_out(module)
    if patterns:
        suite = without(suite, patterns)
    log('total', str(suite.countTestCases()))
    result = LoggedResult(log)
    suite.run(result)
    log('end')
    file.close()


if __name__ == '__main__':
    main(*sys.argv[1:])
