# clock: real
# timeout: 120
# Ctrl-C at any moment of programs that wait or compute, their whole process group at once: they end by it, and nobody is left.
import os
import random
import signal
import subprocess
import sys
import time

PROGRAMS = {
    "computing": "while True: sum(range(100))",
    "sleeping": "time.sleep(60)",
    "two threads": "import threading\nfor _ in range(2): threading.Thread(target=lambda: [None for _ in iter(int, 1)], daemon=True).start()\n"
                   "while True: pass",
    "a lock": "import threading; l = threading.Lock(); l.acquire(); l.acquire()",
    "queue": "import queue; queue.Queue().get()",
    "handing over": "import queue, threading\na, b = queue.Queue(), queue.Queue()\n"
                    "def answer():\n    while True: b.put(a.get())\n"
                    "threading.Thread(target=answer, daemon=True).start()\nwhile True: a.put(1); b.get()",
    "join": "import threading; t = threading.Thread(target=time.sleep, args=(60,), daemon=True); t.start(); t.join()",
    "starting threads": "import threading\nwhile True:\n    t = threading.Thread(target=int); t.start(); t.join()",
    "asyncio waiting": "import asyncio; asyncio.run(asyncio.sleep(60))",
    "asyncio busy": "import asyncio\nasync def f():\n    while True: await asyncio.sleep(0)\nasyncio.run(f())",
    "a pool": "import multiprocessing\nwith multiprocessing.Pool(2) as p:\n    while True: p.map(abs, range(50))",
    "forking": "import multiprocessing\nwhile True:\n    p = multiprocessing.Process(target=int); p.start(); p.join()",
    "a child": "import subprocess; subprocess.run(['sleep', '60'])",
    "accept": "import socket; s = socket.create_server(('127.0.0.1', 0)); s.accept()",
    "pipe": "import multiprocessing; a, b = multiprocessing.Pipe(); b.recv()",
    "regular expression": "import re; re.match('(a*)*(a*)*(a*)*b', 'a' * 5000)",
}
ENDS = {-signal.SIGINT, 1, 0}  # 1: an exception that came of it, in a child's place


def group_is_gone(group):
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.01)
    os.killpg(group, signal.SIGKILL)
    return False


generator = random.Random(2026)
for name, text in PROGRAMS.items():
    wrong = []
    for _ in range(4):
        child = subprocess.Popen([sys.executable, "-c", "import time\nprint('ready', flush=True)\n" + text], stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, text=True, start_new_session=True)
        child.stdout.readline()
        time.sleep(generator.random() / 50)
        tries = 0
        while child.poll() is None and tries < 50:  # as somebody would who sees it go on
            try:
                os.killpg(child.pid, signal.SIGINT)
            except ProcessLookupError:
                break
            tries += 1
            try:
                child.wait(timeout=2)
            except subprocess.TimeoutExpired:
                pass
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
        errors = child.communicate()[1]
        if child.returncode not in ENDS or "KeyboardInterrupt" not in errors or not group_is_gone(child.pid):
            wrong.append((child.returncode, errors[-300:]))
    print(name, wrong or "ends")
