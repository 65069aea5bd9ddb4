"""Times one program of programs/: measure.py FILE REPEAT [cpu] [uvloop]. Prints the shortest of REPEAT runs of its main(), in seconds.

cpu: the time that the processors spent on it and on the processes that it has waited for, instead of the time on the wall.
uvloop: asyncio's loops are uvloop's.
"""
import resource
import sys
import time
import types

module = sys.modules['bench'] = types.ModuleType('bench')   # processes look their functions up in it
with open(sys.argv[1]) as file:
    exec(compile(file.read(), sys.argv[1], 'exec'), module.__dict__)
main = module.main
options = sys.argv[3:]
if 'uvloop' in options:
    import uvloop
    uvloop.install()


def processor_time():
    usages = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


now = processor_time if 'cpu' in options else time.perf_counter
repeat = int(sys.argv[2])
if repeat > 1:
    main()      # warm-up
best = None
for _ in range(repeat):
    start = now()
    main()
    elapsed = now() - start
    best = elapsed if best is None or elapsed < best else best
print(best)
