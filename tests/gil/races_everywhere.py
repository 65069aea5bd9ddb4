"""`--races` over every sample and golden with threads: python3.11 tests/gil/races_everywhere.py MINIPY [FILE...]

No report may be false. Programs that really race are named in TRUE with what races; each must be reported, and nothing else in
it. Each program runs with the lock as it is, and under two seeds.
"""

import concurrent.futures
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
FOLDERS = ("samples", "tests/golden", "tests/lifetime", "tests/asyncio", "tests/fork")
THREADS = re.compile(r"threading|_thread|concurrent\.futures|ThreadPool|to_thread|run_in_executor|multiprocessing\.dummy")
TRUE = {
    "tests/golden/concurrency/lost_updates.py": {"the global c"},
    # A flag and a number that one thread writes and another reads without waiting for it: no update is lost, but no order either.
    "samples/documents/000_one_thread_at_a_time.py": {"the global stop"},
    "samples/documents/003_blocked_and_waiting.py": {"the item ['waiting'] of a dict"},
}
# Lessons that show races: what they lose is what races.
TRUE_FOLDERS = ("samples/gil/",)
NOT_THESE = {"tests/golden/modules/signal_native.py", "tests/golden/modules/signal_module.py"}  # wait for processor time


def settings(path):
    """The lines by which tests/run_goldens.cpp configures the run."""
    text = ""
    if os.path.exists(path[:-3] + ".run"):
        with open(path[:-3] + ".run", encoding="utf-8") as file:
            text = file.read()
    with open(path, encoding="utf-8", errors="replace") as file:
        for line in file:
            if not line.startswith("#"):
                break
            text += line.lstrip("# ")
    found = dict(re.findall(r"^#? ?(args|options|env|clock|stdin):[ \t]*(.*)$", text, re.M))
    return found


def programs():
    for folder in FOLDERS:
        for where, folders, files in os.walk(os.path.join(ROOT, folder)):
            folders[:] = sorted(name for name in folders if name not in ("data", "__pycache__"))
            for name in sorted(files):
                path = os.path.join(where, name)
                if name.endswith(".py") and os.path.relpath(path, ROOT) not in NOT_THESE:
                    with open(path, encoding="utf-8", errors="replace") as file:
                        if THREADS.search(file.read()):
                            yield path


def run(minipy, path, schedule):
    """The set of what was reported as racing; None when the program did not end, or did not come to its end."""
    found = settings(path)
    real = found.get("clock", "").startswith("real")
    if real and schedule:
        return set()
    words = [minipy, *([] if real else ["-X", "gil-virtual"]), *schedule, "-X", "gil-races", *found.get("options", "").split(),
             os.path.basename(path), *found.get("args", "").split()]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    environment |= {"TZ": "UTC", "LC_ALL": "C.UTF-8"} | dict(pair.split("=", 1) for pair in found.get("env", "").split() if "=" in pair)
    try:
        done = subprocess.run(words, cwd=os.path.dirname(path), env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=60, start_new_session=True)
    except subprocess.TimeoutExpired:
        return None
    text = done.stderr.decode("utf-8", "replace")
    return set(re.findall(r"^Race: (.*)$", text, re.M))


def main():
    minipy, chosen = os.path.abspath(sys.argv[1]), [os.path.abspath(name) for name in sys.argv[2:]] or list(programs())
    schedules = ([], ["-X", "gil-seed=1000003"], ["-X", "gil-seed=5"])
    bad = late = 0
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        jobs = [(path, schedule, pool.submit(run, minipy, path, schedule)) for path in chosen for schedule in schedules]
        for path, schedule, job in jobs:
            name, found = os.path.relpath(path, ROOT), job.result()
            if found is None:
                late += 1
                print("too slow to tell:", name, *schedule)
            elif found != TRUE.get(name, set()) and not name.startswith(TRUE_FOLDERS) and not (schedule and name in TRUE):
                bad += 1
                print("FAIL", name, *schedule, found or "no race was reported")
    print(f"{len(jobs) - bad} runs without a false report, {bad} failed, {late} too slow to tell")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
