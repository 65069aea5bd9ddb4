"""What a lesson claims, counted: lesson_claims.py NAME FOLDER prints one line for each claim."""
import glob
import json
import os
import subprocess
import sys
import tempfile

claim, folder = sys.argv[1:]
program = glob.glob(os.path.join(folder, f'*_{claim}.py'))[0]


def events(*options):
    """The log of a run, as the Chrome form tells it."""
    with tempfile.NamedTemporaryFile(suffix='.json') as file:
        subprocess.run([sys.executable, '-m', 'gil', '--quiet', *options, '--json', file.name, program],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(file.name) as text:
            return json.load(text)['traceEvents']


def running(log):
    """(begin, end, process, thread) of each stretch with the lock."""
    return sorted((e['ts'], e['ts'] + e['dur'], e['pid'], e['tid']) for e in log
                  if e.get('ph') == 'X' and e['name'] == 'has the GIL')


def overlapping(stretches, apart):
    """Whether two stretches that `apart` tells from each other lie above one another, by more than rounding."""
    last = None
    for stretch in stretches:
        if last and apart(last) != apart(stretch) and stretch[0] < last[1] - 1:
            return True
        if last is None or stretch[1] > last[1]:
            last = stretch
    return False


def named(log, name):
    return sum(e['name'] == name for e in log)


if claim == 'one_holder':
    stretches = running(events())
    print('threads that ran:', len({s[3] for s in stretches}), 'two at a time:', overlapping(stretches, lambda s: s[3]))
elif claim == 'switch_interval':
    few, many = named(events('--interval', '60000'), 'forced'), named(events('--interval', '1'), 'forced')
    print('forced at a minute:', few, 'more at a millisecond:', many > few)
elif claim == 'cpu_bound':
    stretches = running(events())
    print('two at a time:', overlapping(stretches, lambda s: s[3]))
elif claim == 'processes':
    stretches = running(events())
    print('processes:', len({s[2] for s in stretches}))
elif claim == 'convoy':
    # A fight that nobody loses can be: the system may wake the loser late. So it is looked for a few times.
    for _ in range(40):
        done = subprocess.run([sys.executable, '-m', 'gil', '--compare', program], capture_output=True, text=True, check=True)
        rows = [line.split() for line in (done.stdout + done.stderr).splitlines()]
        vain = {row[0]: int(row[5]) for row in rows if row and row[0] in ('ticks', 'interval')}
        if vain['ticks'] > vain['interval']:
            break
    print('woken in vain, more under ticks than under interval:', vain['ticks'] > vain['interval'])
