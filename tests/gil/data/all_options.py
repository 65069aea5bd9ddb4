"""Each option of the table, given as `-m gil --NAME` and as `-X gil-NAME`: the program runs, and prints the same."""
import os
import subprocess
import sys
import tempfile

from gil import _options

VALUES = {"FILE": "picture", "COLUMNS": "80", "WHEN": "never", "EVENTS": "1000", "POLICY": "fair", "N": "3", "MS": "2"}
PROGRAM = "import time; time.sleep(0.001); print('ran')"
with tempfile.TemporaryDirectory() as folder:
    for option in _options.OPTIONS:
        if option.kind == "mode" or option.name == "step":
            continue
        value = VALUES[option.argument] if option.argument else ""
        with_m = [sys.executable, "-m", "gil", "--quiet", f"--{option.name}={value}" if value else f"--{option.name}", "-c", PROGRAM]
        with_x = [sys.executable, "-X", "gil-quiet", "-X", f"gil-{option.name}={value}" if value else f"gil-{option.name}", "-c", PROGRAM]
        results = []
        for words in (with_m, with_x):
            done = subprocess.run(words, cwd=folder, capture_output=True, text=True)
            size = os.path.getsize(os.path.join(folder, "picture")) > 100 if option.argument == "FILE" else None
            results.append((done.returncode, done.stdout, done.stderr, size))
        if results[0] != results[1] or results[0][:2] != (0, "ran\n") or results[0][3] is False:
            print(option.name, results)
print("all options")
