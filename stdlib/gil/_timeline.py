"""The model of a recording: what every form of the picture is drawn from.

A recording has processes, a process has lanes: one for each thread, and under a thread one for each task of the loop that it
ran. A lane is a row of spans, each a tuple (start, end, state, label, stack, other), in nanoseconds since the recording
began, one after the other; and marks, tuples (when, kind, text, stack), which are moments. `stack` is a number for
`Process.stack`, of the place where the span ended, or where it waits.

    MainThread  |run...|out: Thread.join..................|run|
    Thread-1      |wait|run.....|wait|run......|out: time.sleep
"""

import bisect

from . import _log

# States of a thread.
RUN, WAIT, OUT, LOCK = "run", "wait", "out", "lock"
# States of a task.
STEP, READY, SUSPENDED = "step", "ready", "suspended"

# Each state in one sentence: the legend of every picture.
LEGEND = {
    RUN: ("has the GIL", "This thread holds the lock and runs Python; no other thread of its process can at this moment."),
    WAIT: ("waits for the GIL", "It could go on, but another thread of its process holds the lock."),
    OUT: ("outside, in a blocking call", "It has given the lock up and waits for something else: a sleep, a file, a socket."),
    LOCK: ("waits for a lock", "It has given the GIL up and waits until another thread releases a lock of the program."),
    STEP: ("a task's step", "The loop runs this task, from one await to the next; no other task of the loop can run."),
    READY: ("ready, not yet run", "What it awaited is there, but the loop is still busy with something else."),
    SUSPENDED: ("suspended in await", "It waits, and costs nothing: the loop runs others meanwhile."),
}
MARKS = {
    "forced": "The thread had to give the lock up: another one had asked for it.",
    "request": "A waiting thread's patience (the switch interval) is over: it asks the holder for the lock.",
    "fork": "A child process begins here, as a copy of this one.",
    "mark": "The program's own mark (gil.mark).",
    "done": "The task is done.",
}

_MOMENT = 1000  # ns: shorter waits are not drawn


class Lane:
    def __init__(self, process, kind, number, name):
        self.process, self.kind, self.number, self.name = process, kind, number, name
        self.spans, self.marks = [], []
        self.samples = []  # (when, stack), of a thread
        self.turns = []  # (when, ready), of a thread that ran a loop
        self.callbacks = []  # (start, end, name, stack), of such a thread: what was no task's step
        self.start = self.end = 0
        self.native = 0
        self.thread = self  # of a task: the lane of its loop's thread
        self.tasks = []  # of a thread
        self.detail = ""  # of a task: its coroutine
        self.counts = {"acquire": 0, "forced": 0, "voluntary": 0, "request": 0}

    def total(self, *states):
        return sum(span[1] - span[0] for span in self.spans if span[2] in states)

    def longest(self, *states):
        """The longest span of these states, or None."""
        return max((span for span in self.spans if span[2] in states), key=lambda span: span[1] - span[0], default=None)

    def sample_in(self, start, end):
        """The stack seen last before `end`, but not before `start`."""
        at = bisect.bisect_right(self.samples, end, key=lambda sample: sample[0]) - 1
        return self.samples[at][1] if at >= 0 and self.samples[at][0] >= start else 0


class Lock:
    """One lock of the program, and who waited for it."""

    def __init__(self, number):
        self.number = number
        self.made = 0  # the stack
        self.taken = 0
        self.waits = []  # (start, end, lane, owner's lane or None, stack, got it)


class ProcessPart:
    def __init__(self, number, log, origin):
        self.number, self.log, self.pid, self.parent_pid = number, log, log.pid, log.parent
        self.name = ""
        self.start, self.end = log.start - origin, log.end - origin
        self.threads = []
        self.locks = {}
        self.cpu = []  # (when, microseconds of processor time so far)
        self.lost = sum(log.lost.values())
        self.parent = None

    def lanes(self):
        for thread in self.threads:
            yield thread
            yield from thread.tasks

    def cpu_share(self):
        """Processor time by time, 1.0 is one core; None when it was not measured."""
        if len(self.cpu) < 2 or self.cpu[-1][0] <= self.cpu[0][0]:
            return None
        return (self.cpu[-1][1] - self.cpu[0][1]) * 1000 / (self.cpu[-1][0] - self.cpu[0][0])

    def stack(self, number):
        return self.log.stack(number)


class Model:
    def __init__(self, logs):
        self.origin = min((log.start for log in logs), default=0)
        self.processes = [ProcessPart(number, log, self.origin) for number, log in enumerate(logs, 1)]
        self.virtual = any(log.virtual for log in logs)
        self.end = max((process.end for process in self.processes), default=0)

    def lanes(self):
        for process in self.processes:
            yield from process.lanes()


def build(logs):
    model = Model(logs)
    by_pid = {process.pid: process for process in model.processes}
    for process in model.processes:
        process.parent = by_pid.get(process.parent_pid) if process.number > 1 else None
        _read_process(process, model.origin)
    if model.virtual:
        _number_processes(model)
    for process in model.processes:
        process.name = f"process {process.pid}"
    return model


def _number_processes(model):
    """The system's numbers are others each time: here they count from 1."""
    numbers = {str(process.pid): str(process.number) for process in model.processes}
    for process in model.processes:
        process.pid = process.number
        for lane in process.threads:
            lane.marks = [(when, kind, numbers.get(text, "0") if kind == "fork" else text, stack)
                          for when, kind, text, stack in lane.marks]


def _read_process(process, origin):
    log = process.log
    lanes, task_events = {}, []
    for number in sorted(log.threads):
        if number:
            lanes[number] = Lane(process, "thread", number, "")
    for number, events in log.threads.items():
        if number:
            _read_thread(process, lanes, lanes[number], events, origin, task_events)
        else:
            process.cpu += [(event[0] - origin, event[1]) for event in events if event[5] == _log.PROCESS_CPU]
    process.threads = sorted((lane for lane in lanes.values() if lane.spans), key=lambda lane: (lane.start, lane.number))
    for index, lane in enumerate(process.threads):
        lane.name = lane.name or ("MainThread" if index == 0 else f"thread {lane.number}")
    _name_owners(process)
    if len({event[0] for event in task_events}) > 1:
        task_events.sort(key=lambda event: event[1])
    _read_tasks(process, task_events, origin)


def _read_thread(process, lanes, lane, events, origin, task_events):
    texts, spans, marks = process.log.texts, lane.spans, lane.marks
    state, since, label, stack, lock = "", 0, "", 0, 0
    callback = None
    waiting = {}  # lock -> (since, owner, stack)
    ended = False

    virtual = process.log.virtual  # there a moment may take no time

    def close(now, at):
        if state and (now > since or virtual and state == RUN) and (state != WAIT or now - since >= _MOMENT):
            spans.append((since, now, state, label, at, lock))
        elif state and spans and spans[-1][1] == since and now > since:
            last = spans[-1]
            spans[-1] = (last[0], now) + last[2:]

    lane.start = events[0][0] - origin if events else 0
    for event in events:
        kind, now = event[5], event[0] - origin
        if kind == _log.ACQUIRE:
            close(now, stack)
            state, since, label, stack, lock = RUN, now, "", 0, 0
            lane.counts["acquire"] += 1
        elif kind == _log.RELEASE:
            close(now, event[2])
            if ended:
                state = ""
                break
            label, stack, lock = texts[event[4]], event[2], event[1]
            owner = waiting[lock][1] if lock in waiting else 0
            state, since = (LOCK if owner else OUT), now
            label = _call_label(process, label, stack)
            lane.counts["voluntary"] += 1
            lock = lock if state == LOCK else 0
        elif kind == _log.WAIT:
            close(now, stack)
            state, since, label, lock = WAIT, now, "", 0
        elif kind == _log.YIELD:
            close(now, event[2])
            marks.append((now, "forced", "", event[2]))
            state, since, label, stack, lock = WAIT, now, "", event[2], 0
            lane.counts["forced"] += 1
        elif kind == _log.REQUEST:
            marks.append((now, "request", "", 0))
            lane.counts["request"] += 1
        elif kind == _log.SAMPLE:
            lane.samples.append((now, event[2]))
        elif _log.TASK_NEW <= kind <= _log.TASK_DONE:
            task_events.append((lane, now, event))
        elif kind == _log.CALLBACK_BEGIN:
            callback = (now, texts[event[4]])
        elif kind == _log.CALLBACK_END:
            if callback:
                lane.callbacks.append((callback[0], now, callback[1], lane.sample_in(callback[0], now)))
                callback = None
        elif kind == _log.LOOP_TURN:
            lane.turns.append((now, event[3]))
        elif kind == _log.THREAD_NEW:
            lane.native = event[3]
        elif kind == _log.THREAD_NAME:
            lanes.get(event[1], lane).name = texts[event[4]]  # its own, or what another says of it
        elif kind == _log.THREAD_END:
            ended = True
        elif kind == _log.LOCK_NEW:
            _lock(process, event[1]).made = event[2]
        elif kind == _log.LOCK_WAIT:
            waiting[event[1]] = (now, event[3], event[2])
        elif kind in (_log.LOCK_TAKEN, _log.LOCK_GAVE_UP):
            if kind == _log.LOCK_TAKEN:
                _lock(process, event[1]).taken += 1
            waited = waiting.pop(event[1], None)
            if waited:
                _lock(process, event[1]).waits.append(
                    (waited[0], now, lane, lanes.get(waited[1]), waited[2], kind == _log.LOCK_TAKEN))
        elif kind == _log.FORK:
            marks.append((now, "fork", str(event[3]), event[2]))
        elif kind == _log.MARK:
            marks.append((now, "mark", texts[event[4]], event[2]))
        elif kind == _log.PROCESS_CPU:
            process.cpu.append((now, event[1]))
    if state:
        close(process.end, stack)
        for number, (since, owner, at) in waiting.items():  # for ever
            _lock(process, number).waits.append((since, process.end, lane, lanes.get(owner), at, False))
    lane.end = spans[-1][1] if spans else lane.start


def _name_owners(process):
    """Who had the lock stands in the label: "lock (writer)", "Thread.join (reader)"."""
    owners = {(wait[2], number, wait[0]): wait[3] for number, lock in process.locks.items() for wait in lock.waits}
    for lane in process.threads:
        begun = {}  # lock -> when its wait began that is going on
        for key in sorted(key[1:] for key in owners if key[0] is lane):
            begun.setdefault(key[0], []).append(key[1])
        for at, span in enumerate(lane.spans):
            if span[2] != LOCK or span[5] not in begun or span[3] not in _OWNED:
                continue
            times = begun[span[5]]
            owner = owners[lane, span[5], times[max(0, bisect.bisect_right(times, span[0]) - 1)]]
            if owner is not None and owner is not lane:
                lane.spans[at] = span[:3] + (f"{span[3]} ({owner.name})",) + span[4:]


_OWNED = {"lock", "Thread.join", "join"}


def without_owner(label):
    """The label where there is less room."""
    short = label.partition(" (")[0]
    return short if short in _OWNED else label


def _lock(process, number):
    lock = process.locks.get(number)
    if lock is None:
        lock = process.locks[number] = Lock(number)
    return lock


# What asyncio.run does when the program's own coroutine is done: no task that anybody wrote.
LOOP_END = ("shutdown_asyncgens", "shutdown_default_executor")


def _read_tasks(process, task_events, origin):
    texts, tasks, state, virtual = process.log.texts, {}, {}, process.log.virtual

    def turn_to(task, now, new_state, label="", stack=0, other=0):
        old = state.get(task.number)
        if old and (now > old[0] or virtual and old[1] == STEP):
            at = stack if old[1] == STEP else old[3]
            task.spans.append((old[0], now, old[1], old[2], at, old[4]))
        state[task.number] = (now, new_state, label, stack, other) if new_state else None

    for thread, now, (_, number, stack, other, text, kind) in task_events:
        task = tasks.get(number)
        if task is None:
            task = tasks[number] = Lane(process, "task", number, f"task {number}")
            task.start, task.thread = now, thread
            thread.tasks.append(task)
        if kind == _log.TASK_NEW:
            task.name, task.detail, task.made = texts[text], texts[other], stack
        elif kind == _log.TASK_NAME:
            task.name = texts[text]
        elif kind == _log.TASK_READY:
            if not state.get(number) or state[number][1] != READY:
                turn_to(task, now, READY, other=other)
        elif kind == _log.TASK_STEP:
            if thread is not task.thread and not task.spans:
                task.thread.tasks.remove(task)
                task.thread = thread
                thread.tasks.append(task)
            turn_to(task, now, STEP)
        elif kind == _log.TASK_SUSPEND:
            label = tasks[other].name if other in tasks else _await_label(process, stack, texts[text])
            woken = state.get(number)
            if woken and woken[1] == READY:  # its future was done at once
                continue
            turn_to(task, now, SUSPENDED, label, stack, other)
        elif kind == _log.TASK_DONE:
            turn_to(task, now, "")
            task.end = now
            task.marks.append((now, "done", ("", "with an exception", "cancelled")[other], 0))
    for task in tasks.values():
        if state.get(task.number):
            turn_to(task, process.end, "")
            task.end = process.end
    for thread in process.threads:
        thread.tasks = [task for task in thread.tasks if not task.detail.endswith(LOOP_END)]
        thread.tasks.sort(key=lambda task: (task.start, task.number))


# ---- names of what is waited for --------------------------------------------------------------------------

def is_library(file):
    return file.startswith(("<stdlib>/", "<frozen", "/usr/lib/python3"))


def _boundary(frames):
    """The index of the outermost library frame that the program's own code called; len(frames) when there is none."""
    at = len(frames)
    while at and is_library(frames[at - 1][0]):
        at -= 1
    return at if at else len(frames)


def own_frame(frames):
    """The innermost frame of the program's own code, or the innermost one."""
    for frame in reversed(frames):
        if not is_library(frame[0]):
            return frame
    return frames[-1] if frames else None


_PLAIN = {"lock.acquire", "_thread.lock.acquire", "_thread.RLock.acquire"}


def _call_label(process, call, stack):
    """ "Queue.get" for a lock inside of queue.py, "time.sleep" for itself."""
    cache = process.log.__dict__.setdefault("labels", {})
    label = cache.get((call, stack))
    if label is None:
        label = call
        if call in _PLAIN or not call:
            frames = process.stack(stack)
            at = _boundary(frames)
            label = frames[at][1].lstrip("_") if at < len(frames) else "lock" if call in _PLAIN else "a blocking call"
        cache[call, stack] = label
    return label


_FUTURES = {"_GatheringFuture": "gather"}  # what makes them is no coroutine, so no frame tells of it


def _await_label(process, stack, kind):
    cache = process.log.__dict__.setdefault("labels", {})
    label = cache.get((stack, kind))
    if label is None:
        frames = process.stack(stack)
        at = _boundary(frames)
        if frames and is_library(frames[0][0]):
            at = 0  # the task itself is the library's: asyncio.sleep(1) as a task
        label = cache[stack, kind] = frames[at][1] if at < len(frames) else _FUTURES.get(kind, "a future")
    return label


def place(frame):
    """ "prog.py:12" """
    return f"{frame[0].rpartition('/')[2]}:{frame[2]}" if frame else "?"
