"""What can be said of a recording: numbers for each thread, lock, loop and process, and what they mean.

Everything here works on the model of _timeline; _summary puts it into words and the HTML page into tables.
"""

import os
from typing import NamedTuple

from . import _timeline as tl


class ThreadRow(NamedTuple):
    name: str
    process: object
    run: int
    wait: int
    out: int  # in blocking calls and waiting for locks
    acquired: int
    forced: int
    voluntary: int
    longest_wait: int


def threads(model):
    rows = []
    for process in model.processes:
        for lane in process.threads:
            longest = lane.longest(tl.WAIT)
            rows.append(ThreadRow(lane.name, process, lane.total(tl.RUN), lane.total(tl.WAIT), lane.total(tl.OUT, tl.LOCK),
                                  lane.counts["acquire"], lane.counts["forced"], lane.counts["voluntary"],
                                  longest[1] - longest[0] if longest else 0))
    return rows


class LockRow(NamedTuple):
    process: object
    place: str  # where it was made, or first waited for
    taken: int
    waits: int
    waited: int
    longest: int
    longest_of: str  # "Thread-1 (f) at race.py:12, held by Thread-2"


def locks(model):
    """The program's own locks that somebody had to wait for; not those inside of join() or a queue."""
    rows = []
    for process in model.processes:
        for lock in process.locks.values():
            waits = [wait for wait in lock.waits if wait[1] > wait[0]]
            if not waits:
                continue
            longest = max(waits, key=lambda wait: wait[1] - wait[0])
            frames = process.stack(longest[4])
            inside = bool(frames) and tl.is_library(frames[-1][0])
            made = process.stack(lock.made)
            if inside and not (made and not tl.is_library(made[-1][0])):
                continue
            who = f"{longest[2].name} at {tl.place(tl.own_frame(frames))}"
            if longest[3] is not None:
                who += f", held by {longest[3].name}"
            where = f"made at {tl.place(tl.own_frame(made))}" if made else f"of {tl.place(tl.own_frame(frames))}"
            rows.append(LockRow(process, where, lock.taken, len(waits), sum(wait[1] - wait[0] for wait in waits),
                                longest[1] - longest[0], who))
    return sorted(rows, key=lambda row: -row.waited)


class Step(NamedTuple):
    start: int
    end: int
    who: str
    call: str  # the blocking call that took most of it; "" when it computed
    frame: object  # (file, function, line) or None


class LoopRow(NamedTuple):
    process: object
    thread: object
    tasks: int
    steps: int
    turns: int
    longest: object  # Step or None
    most_ready: int
    longest_ready: int  # the longest that a ready task had to wait
    blocking: list  # steps of more than 50 ms, the longest first


_BLOCKING = 50_000_000


def loops(model):
    rows = []
    for process in model.processes:
        for thread in process.threads:
            if not thread.tasks:
                continue
            steps = [(span[0], span[1], task) for task in thread.tasks for span in task.spans if span[2] == tl.STEP]
            callbacks = [(start, end, name) for start, end, name, _ in thread.callbacks]
            everything = sorted(steps + callbacks, key=lambda step: step[0] - step[1])
            blocking = [_step(thread, step) for step in everything[:20] if step[1] - step[0] >= _BLOCKING]
            ready = [(span[0], 1) for task in thread.tasks for span in task.spans if span[2] == tl.READY]
            ready += [(span[1], -1) for task in thread.tasks for span in task.spans if span[2] == tl.READY]
            most = count = 0
            for _, change in sorted(ready):
                count += change
                most = max(most, count)
            longest_ready = max((span[1] - span[0] for task in thread.tasks for span in task.spans if span[2] == tl.READY),
                                default=0)
            rows.append(LoopRow(process, thread, len(thread.tasks), len(everything), len(thread.turns),
                                _step(thread, everything[0]) if everything else None, most, longest_ready, blocking))
    return rows


def _step(thread, step):
    start, end, who = step
    inside = [span for span in thread.spans if span[2] in (tl.OUT, tl.LOCK) and span[0] >= start and span[1] <= end]
    longest = max(inside, key=lambda span: span[1] - span[0], default=None)
    stack = thread.process.stack
    if longest and (longest[1] - longest[0]) * 2 >= end - start:
        call, frame = longest[3], tl.own_frame(stack(longest[4]))
    else:
        call, frame = "", tl.own_frame(stack(thread.sample_in(start, end)))
    name = who if isinstance(who, str) else who.name
    return Step(start, end, name, call, frame)


class ProcessRow(NamedTuple):
    process: object
    share: object  # of one core; None when not measured
    threads: int


def processes(model):
    return [ProcessRow(process, process.cpu_share(), len(process.threads)) for process in model.processes]


def cpu_of_all(model):
    """Processor time of all processes by the time of the run."""
    if model.virtual or not model.end:
        return None
    used = sum(process.cpu[-1][1] - process.cpu[0][1] for process in model.processes if len(process.cpu) > 1)
    return used * 1000 / model.end


# ---- what kind of program it was ---------------------------------------------------------------------------

class Kind(NamedTuple):
    name: str  # "CPU-bound", "I/O-bound", "mixed"
    words: str


def percent(share):
    return f"{share * 100:.0f} %"


def _union(spans):
    total, reached = 0, None
    for start, end in sorted(spans):
        if reached is None or start > reached:
            total += end - start
            reached = end
        elif end > reached:
            total += end - reached
            reached = end
    return total


def kind(model, time_text):
    """The paragraph. `time_text` turns nanoseconds into words."""
    duration = model.end
    if not duration:
        return Kind("instant", "It was over before the clock moved.")
    rows = threads(model)
    run = sum(row.run for row in rows)
    workers = [row for row in rows if row.run > duration / 50]
    calls = {}
    outside = []
    for lane in (lane for process in model.processes for lane in process.threads):
        for span in lane.spans:
            if span[2] == tl.OUT and not _waits_for_others(span[3]):
                calls[span[3]] = calls.get(span[3], 0) + span[1] - span[0]
                outside.append(span[:2])
    waiting_sum, waiting_time = sum(end - start for start, end in outside), _union(outside)
    suspended = [span[:2] for lane in model.lanes() if lane.kind == "task" for span in lane.spans if span[2] == tl.SUSPENDED]
    all_loops = loops(model)
    busy = run / duration
    longest_call = max(calls, key=calls.get, default="")
    several = len(model.processes) > 1
    words = []
    if busy >= 0.6:
        name = "CPU-bound"
        words.append(_cpu_words(model, rows, workers, busy, several, time_text))
    elif busy <= 0.3 and (waiting_time or suspended):
        name = "I/O-bound"
        words.append(_io_words(duration, busy, waiting_sum, waiting_time, suspended, all_loops, longest_call, calls, time_text))
    else:
        name = "mixed"
        words.append(f"A mixture: Python ran {percent(min(busy, 1))} of the time, and {percent(waiting_time / duration)} of it "
                     f"some thread was in a blocking call{f' (mostly {longest_call})' if longest_call else ''}.")
    words += [_blocked_words(loop, time_text) for loop in all_loops if loop.blocking]
    return Kind(name, " ".join(word for word in words if word))


# A thread that joins another, or a loop that waits for its next event, is not waiting for the world.
_OTHERS = ("Thread.join", "join", "Condition.", "Event.", "Queue.", "Semaphore.", "Barrier.", "lock", "_shutdown", "shutdown",
           "Executor.", "ThreadPoolExecutor.", "ProcessPoolExecutor.", "as_completed", "Future.", "result", "wait", "epoll",
           "select.epoll", "posix.waitpid", "waitpid", "Process.join", "BaseProcess.join", "Runner.", "run")


def _waits_for_others(call):
    return call.startswith(_OTHERS)


def _cpu_words(model, rows, workers, busy, several, time_text):
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if several and busy > 1.05:
        return (f"CPU-bound, in {len(model.processes)} processes: together they ran Python {percent(busy)} of the time. Each "
                f"process has a GIL of its own, so they can use as many cores as there are ({cores}).")
    waited = sum(row.wait for row in workers)
    lived = sum(row.run + row.wait + row.out for row in workers) or 1
    if len(workers) > 1:
        rest = max(row.run for row in workers) / sum(row.run for row in workers)
        estimate = model.end * max(rest, 1 / cores)
        return (f"CPU-bound: Python ran {percent(min(busy, 1))} of the time, and the {len(workers)} threads that computed spent "
                f"{percent(waited / lived)} of their time waiting for the GIL: one ran, the others stood in line. Threads cannot "
                f"make this faster; processes on {cores} cores would take about {time_text(estimate)} instead of "
                f"{time_text(model.end)}.")
    return (f"CPU-bound, in one thread: Python ran {percent(min(busy, 1))} of the time. More threads would not help, the GIL lets "
            f"one run; processes would, if the work can be divided ({cores} core{'s' if cores > 1 else ''} here).")


def _io_words(duration, busy, waiting_sum, waiting_time, suspended, all_loops, longest_call, calls, time_text):
    ran = f"Python ran only {percent(busy)} of the time" if busy >= 0.005 else "Python hardly ran at all"
    if all_loops and sum(end - start for start, end in suspended) > waiting_sum:
        total, time = sum(end - start for start, end in suspended), _union(suspended)
        tasks = sum(loop.tasks for loop in all_loops)
        if total > 1.3 * time:
            return (f"I/O-bound, with asyncio: {ran}; its {tasks} tasks were suspended for {time_text(total)} in all, which took "
                    f"{time_text(time)}, because they waited at the same time, in one thread.")
        return (f"I/O-bound, with asyncio, but one thing after the other: {ran}, and no two tasks waited at the same time. "
                f"asyncio.gather() or tasks would let the waiting overlap.")
    mostly = f", mostly in {longest_call}" if longest_call else ""
    if waiting_sum > 1.3 * waiting_time:
        return (f"I/O-bound, and its threads made the best of it: {ran}; they were in blocking calls for "
                f"{time_text(waiting_sum)} in all{mostly}, which took {time_text(waiting_time)}, because a thread that waits "
                f"gives the GIL up.")
    return (f"I/O-bound, one thing after the other: {ran}, and {percent(waiting_time / duration)} of it went by in blocking "
            f"calls{mostly}. Threads or asyncio would let these waits overlap; more processes or cores would add nothing.")


def _blocked_words(loop, time_text):
    step = loop.blocking[0]
    where = f" at {tl.place(step.frame)}" if step.frame else ""
    by = f"by {step.call}{where}, " if step.call else f"by computing{where}, "
    text = f"The event loop was blocked for {time_text(step.end - step.start)} {by}in {step.who}"
    if loop.longest_ready >= _BLOCKING:
        text += f"; a task that was ready had to wait {time_text(loop.longest_ready)}"
    if step.call == "time.sleep":
        return text + ". `await asyncio.sleep()` would have let the others run."
    return text + ". `await asyncio.to_thread()` (for waiting) or a process (for computing) would have let the others run."
