"""Whether a program's schedules come out the same in one process as in one for each."""
import os
import subprocess
import sys

from gil import _batch, _explore, _program

program = _program.Program(sys.argv[1:2])
program.preload()
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
number = int(sys.argv[2])
runs = list(_batch.run_many(program, range(number), _explore.seed_of, 10, 1 << 20))
alone = [(attempt, *_explore.run_once(program, _explore.seed_of(attempt))) for attempt in range(number)]
outcomes = {(status, output) for _, status, output in alone}
print(os.path.basename(sys.argv[1]), "may run again" if _batch.may_run_again(program.tree) else "may not run again",
      "the same" if runs == alone else [(one, other) for one, other in zip(runs, alone) if one != other][:2],
      "several outcomes" if len(outcomes) > 1 else "one outcome")

plain = [(attempt, done.returncode, done.stdout + done.stderr) for attempt in range(0, number, 5) for done in
         [subprocess.run([sys.executable, "-X", f"gil-seed={_explore.seed_of(attempt)}", *program.words], capture_output=True)]]
if all(b"Deadlock" not in output for _, _, output in alone):
    print("and with -X gil-seed:", "the same" if plain == alone[::5] else [(one, other) for one, other in zip(plain, alone[::5])
                                                                             if one != other][:2])
