# What everybody does: SIGUSR1 under -X inspect prints threads with their GIL state and tasks as trees of awaits.
$PYTHON -X inspect -X clock=virtual data/inspect_me.py 2>&1 | grep -v "^  File" | sed 's/(0x[0-9a-f]*)/(0x)/'
$PYTHON -X inspect -c 'import faulthandler, sys; faulthandler.dump_traceback(sys.stdout)' | sed 's/0x[0-9a-f]*/0x/'
$PYTHON -c '
import gil
print(gil.policy, gil.holder())
gil.policy = "fair"
with gil.schedule(5): print(gil.policy)
print(gil.policy, sorted(gil.stats()["threads"][0]))
try: gil.policy = "unfair"
except ValueError as e: print(e)'
