"""Runs CPython's tests of the library over our Python half (see under_cpython.py) and says what is new.

    python3.11 -I -S tests/conformance/library.py [TEST ...]

Needs Debian's libpython3.11-testsuite. Prints a line per test module; status 1 if a test fails that is not listed below.
"""
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))

# test module -> our modules in it
TESTS = {
    "test_abc": "abc", "test_bisect": "bisect", "test_code_module": "code,codeop", "test_codecs": "codecs",
    "test_codeop": "codeop", "test_collections": "collections,_collections_abc,abc", "test_context": "contextvars",
    "test_concurrent_futures": "concurrent,threading,queue", "test_contextlib": "contextlib",
    "test_contextlib_async": "contextlib", "test_copy": "copy,copyreg", "test_copyreg": "copyreg",
    "test_datetime": "datetime", "test_dynamicclassattribute": "types", "test_enum": "enum,signal",
    "test_fileio": "io", "test_functools": "functools,weakref,_weakdicts,_weakrefset",
    "test_genericpath": "genericpath,posixpath,os,_environ", "test_heapq": "heapq", "test_importlib.test_api": "importlib",
    "test_importlib.test_locks": "importlib", "test_importlib.test_spec": "importlib",
    "test_importlib.import_.test_path": "importlib", "test_importlib.import_.test_relative_imports": "importlib",
    "test_keyword": "keyword", "test_linecache": "linecache", "test_operator": "operator",
    "test_os": "os,_environ,posixpath,genericpath,stat", "test_posixpath": "posixpath,genericpath,os,_environ",
    "test_queue": "queue,threading", "test_random": "random", "test_reprlib": "reprlib", "test_runpy": "runpy",
    "test_sched": "sched", "test_selectors": "selectors", "test_signal": "signal,enum", "test_stat": "stat",
    "test_string": "string", "test_strptime": "_strptime,datetime", "test_threading": "threading,_weakrefset", "test_traceback":
    "traceback,_traceback_anchors,linecache", "test_types": "types", "test_userdict": "collections,_collections_abc",
    "test_userlist": "collections,_collections_abc", "test_userstring": "collections,_collections_abc",
    "test_warnings": "warnings,linecache", "test_weakref": "weakref,_weakdicts,_weakrefset",
    "test_weakset": "_weakrefset",
}

# What fails for a reason of CPython's own making: it looks at a C API, or for a second, pure Python half.
KNOWN = {"test_datetime": ("CapiTest", "test_name_cleanup", "test_divide_and_round", "test_zones"),
         "test_enum": ("test_pydoc", "test_test_simple_enum"), "test_heapq": ("test_py_functions",),
         "test_queue": ("PySimpleQueue",), "test_signal": ("test_enums",),
         "test_strptime": ("CacheTests", "LocaleTime", "TimeRE", "getlang", "StrptimeTests.test_timezone"),
         "test_warnings": ("test_pure_python",)}


def run(test):
    """(tests run, names of those that failed unexpectedly)."""
    command = [sys.executable, "-I", "-S", os.path.join(HERE, "under_cpython.py"), TESTS[test], test]
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=600)
    output = result.stdout.decode("utf-8", "replace")
    count = re.search(r"^Ran (\d+) tests?", output, re.M)
    if count is None:
        return 0, ["did not run: " + output.strip().rpartition("\n")[2]]
    failed = re.findall(r"^(?:ERROR|FAIL): (.*)", output, re.M)
    return int(count[1]), [f for f in failed if not any(known in f for known in KNOWN.get(test, ()))]


def main(tests):
    status = 0
    for test in tests or TESTS:
        count, failed = run(test)
        print(f"{test}: {count} tests, {len(failed) or 'no'} new failure{'s' * (len(failed) != 1)}", flush=True)
        for name in failed:
            print("   ", name)
            status = 1
    return status


sys.exit(main(sys.argv[1:]))
