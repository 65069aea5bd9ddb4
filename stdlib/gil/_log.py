"""The recording as Python objects: what `_gil.take()` gives, read.

Bytes of one process are sections, each a letter, a count and rows: P the process, S texts, F frames, K stacks, E the events
of one thread, N the time when they were told. Numbers of texts, frames and stacks count from 1 in the order of telling.
"""

import struct

# The kinds of events, in the order of GilEventKind (interp/gil/event_log.h).
KINDS = ("wait", "request", "acquire", "release", "yield", "sample", "thread_new", "thread_name", "thread_end",
         "lock_new", "lock_taken", "lock_wait", "lock_gave_up", "lock_free", "task_new", "task_name", "task_ready",
         "task_step", "task_suspend", "task_done", "callback_begin", "callback_end", "loop_turn", "fork", "process_cpu",
         "mark")
(WAIT, REQUEST, ACQUIRE, RELEASE, YIELD, SAMPLE, THREAD_NEW, THREAD_NAME, THREAD_END, LOCK_NEW, LOCK_TAKEN, LOCK_WAIT,
 LOCK_GAVE_UP, LOCK_FREE, TASK_NEW, TASK_NAME, TASK_READY, TASK_STEP, TASK_SUSPEND, TASK_DONE, CALLBACK_BEGIN,
 CALLBACK_END, LOOP_TURN, FORK, PROCESS_CPU, MARK) = range(len(KINDS))

_EVENT = struct.Struct("<qIIIII")  # ns, subject, stack, other, text, kind


class Process:
    """One process's part of a recording."""

    def __init__(self):
        self.pid = self.parent = 0
        self.start = self.end = 0  # ns
        self.virtual = False
        self.texts = [""]
        self.frames = [None]  # (file, function, line)
        self.nodes = [(0, 0)]  # (parent, frame)
        self.threads = {}  # number -> [event ...]; 0: the sampler's
        self.lost = {}

    def stack(self, number):
        """[(file, function, line) ...], the outermost first."""
        result = []
        while number:
            number, frame = self.nodes[number]
            result.append(self.frames[frame])
        result.reverse()
        return result


def read(data):
    process, at = Process(), 0
    texts, frames, nodes = process.texts, process.frames, process.nodes
    unpack_two, unpack_three = struct.Struct("<II").unpack_from, struct.Struct("<III").unpack_from
    while at + 5 <= len(data):
        kind, count = data[at:at + 1], int.from_bytes(data[at + 1:at + 5], "little")
        at += 5
        if kind == b"S":
            for _ in range(count):
                end = at + 4 + int.from_bytes(data[at:at + 4], "little")
                texts.append(data[at + 4:end].decode("utf-8", "replace"))
                at = end
        elif kind == b"F":
            for _ in range(count):
                file, name, line = unpack_three(data, at)
                frames.append((texts[file], texts[name], line))
                at += 12
        elif kind == b"K":
            for _ in range(count):
                nodes.append(unpack_two(data, at))
                at += 8
        elif kind == b"E":
            thread, lost = struct.unpack_from("<IQ", data, at)
            at += 12
            end = at + count * _EVENT.size
            process.threads.setdefault(thread, []).extend(_EVENT.iter_unpack(data[at:end]))
            process.lost[thread] = process.lost.get(thread, 0) + lost
            at = end
        elif kind == b"P":
            process.pid, process.parent, process.start, virtual = struct.unpack_from("<IIqI", data, at)
            process.virtual = bool(virtual)
            at += 20
        elif kind == b"N":
            process.end, = struct.unpack_from("<q", data, at)
            at += 8
        else:
            break  # a child that was killed while it wrote
    return process


def read_all(parts):
    """The processes of a recording, the one that began it first, the others in the order of their beginning."""
    processes = [read(part) for part in parts]
    return processes[:1] + sorted(processes[1:], key=lambda process: (process.start, process.pid))
