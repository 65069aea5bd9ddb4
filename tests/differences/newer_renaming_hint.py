"""A file that stands in a library module's place is named as the reason, as from 3.13 on. 3.11: without "(consider renaming ...)"."""
import os
import sys
import tempfile

with tempfile.TemporaryDirectory() as folder:
    for name in ('random', 'queue'):
        with open(os.path.join(folder, name + '.py'), 'w') as file:
            file.write('import random\nrandom.randint(1, 2)\n' if name == 'random' else 'size = 1\n')
    sys.path.insert(0, folder)
    for name in ('random', 'queue'):
        sys.modules.pop(name, None)
    for statement in ('import random', 'import queue; queue.Queue()', 'from queue import Queue'):
        try:
            exec(statement)
        except (AttributeError, ImportError) as error:
            print(type(error).__name__, str(error).replace(folder, '...'))
