"""Times one program of programs/: measure.py FILE REPEAT. Prints the shortest of REPEAT runs of its main(), in seconds."""
import sys
import time
import types

module = sys.modules['bench'] = types.ModuleType('bench')   # processes look their functions up in it
with open(sys.argv[1]) as file:
    exec(compile(file.read(), sys.argv[1], 'exec'), module.__dict__)
main = module.main
repeat = int(sys.argv[2])
if repeat > 1:
    main()      # warm-up
best = None
for _ in range(repeat):
    start = time.perf_counter()
    main()
    elapsed = time.perf_counter() - start
    best = elapsed if best is None or elapsed < best else best
print(best)
