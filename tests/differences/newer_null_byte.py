"""A NUL in a program's file is a SyntaxError, as from 3.11.7 on. 3.11.2: the program ends there, without a word."""
import os
import subprocess
import sys
import tempfile

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, 'program.py')
    with open(path, 'w') as file:
        file.write('print(1)\n\0print(2)\n')
    done = subprocess.run([sys.executable, path], capture_output=True, text=True)
    print(done.returncode, repr(done.stdout), done.stderr.strip())
