"""Writes interp/start_order.ld: the functions that a start and a small program need, side by side in the shipped program.

The system maps a program's file in windows of 64 KB; with its functions in the order of the sources a start touches nearly all of them.
First come the functions used after the start, then those that only the start uses. Names that are gone do no harm, new ones stand
where they would without this file: it is made anew when the start has changed much.

usage: start_order.py build/release/minipy > interp/start_order.ld       (needs valgrind)
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

PROGRAM = '''
import sys
class Point:
    def __init__(self, x, y=0):
        self.x, self.y = x, y
    def __repr__(self):
        return f'Point({self.x}, {self.y!r})'
def numbers(n):
    for i in range(n):
        yield i * 2
with open('/proc/self/status') as file:
    lines = [line.split() for line in file if line.startswith('Vm')]
counts = {}
for key, *rest in lines:
    counts[key.strip(':').lower()] = len(rest)
try:
    counts['none']
except KeyError as error:
    print('error', error, sep=': ')
text = ''
for i, c in enumerate(sorted(numbers(5), key=lambda n: -n)):
    text += str(c) + ','
print(Point(1.5, [1, 2]), text, '%d' % len(counts), (1, 2) < (1, 3), {1, 2} | {3}, [*'ab'][::-1], sys.argv[1:])
'''


def functions(minipy, *options):
    """The mangled names of what `minipy -c PROGRAM` executes, in the order of their first call, more or less."""
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / 'profile'
        command = ['valgrind', '--tool=callgrind', '--demangle=no', '--compress-strings=no', f'--callgrind-out-file={out}', *options]
        subprocess.run([*command, minipy, '-c', PROGRAM], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        found = {}
        for row in out.read_text().splitlines():
            if match := re.match(r"c?fn=([\w.]+)", row):
                found[match[1]] = True
        return list(found)


def main():
    minipy = os.path.abspath(sys.argv[1])
    late = functions(minipy, '--toggle-collect=*run_text*', '--toggle-collect=*finish_interpreter*')
    every = functions(minipy)
    rows = subprocess.run(['nm', minipy], capture_output=True, text=True, check=True).stdout.splitlines()
    known = {name for _, kind, name in (row.split() for row in rows if len(row.split()) == 3) if kind in 'tTwW'}
    order = [name for name in dict.fromkeys(late + every) if name in known]
    print('/* Made by tests/tools/start_order.py: for the linker, which puts these functions next to each other. */')
    print('SECTIONS {\n  .text.together : {')
    for name in order:
        print(f'    *(.text.{name})')
    print('  }\n}\nINSERT BEFORE .text;')


main()
