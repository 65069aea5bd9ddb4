"""The log in the trace event format, which ui.perfetto.dev and chrome://tracing open.

    {"traceEvents": [{"ph": "X", "pid": 1, "tid": 2, "ts": 12.5, "dur": 3.1, "name": "has the GIL", ...}, ...]}

Times are microseconds. A task is a row of its own: its number after those of the threads.
"""

import json

from . import _timeline as tl

_TASKS = 1_000_000  # task numbers begin here
_COLORS = {tl.RUN: "good", tl.WAIT: "terrible", tl.OUT: "grey", tl.LOCK: "bad", tl.STEP: "thread_state_running",
           tl.READY: "yellow", tl.SUSPENDED: "generic_work"}


def row(lane):
    return lane.number if lane.kind == "thread" else _TASKS + lane.number


def number(process, model):
    return process.pid


def _frames(process, stack, cache):
    if stack not in cache:
        cache[stack] = [f"{file}:{line} {name}" for file, name, line in process.stack(stack)]
    return cache[stack]


def _name(span):
    return f"{tl.LEGEND[span[2]][0]}: {span[3]}" if span[3] else tl.LEGEND[span[2]][0]


def events(model):
    """One dict after the other."""
    flow = 0
    by_pid = {process.pid: process for process in model.processes}
    for process in model.processes:
        pid, stacks = number(process, model), {}
        yield {"ph": "M", "pid": pid, "name": "process_name", "args": {"name": process.name}}
        yield {"ph": "M", "pid": pid, "name": "process_sort_index", "args": {"sort_index": process.number}}
        for order, lane in enumerate(process.lanes()):
            tid = row(lane)
            name = lane.name if lane.kind == "thread" else f"  {lane.name} ({lane.detail})" if lane.detail else lane.name
            yield {"ph": "M", "pid": pid, "tid": tid, "name": "thread_name", "args": {"name": name}}
            yield {"ph": "M", "pid": pid, "tid": tid, "name": "thread_sort_index", "args": {"sort_index": order}}
            for span in lane.spans:
                event = {"ph": "X", "pid": pid, "tid": tid, "ts": span[0] / 1000, "dur": (span[1] - span[0]) / 1000,
                         "name": _name(span), "cat": span[2], "cname": _COLORS[span[2]]}
                if span[4]:
                    event["args"] = {"stack": _frames(process, span[4], stacks)}
                yield event
            for when, kind, text, stack in lane.marks:
                event = {"ph": "i", "s": "t", "pid": pid, "tid": tid, "ts": when / 1000, "cat": "mark",
                         "name": f"{kind} {text}".strip()}
                if stack:
                    event["args"] = {"stack": _frames(process, stack, stacks)}
                yield event
                child = by_pid.get(int(text)) if kind == "fork" and text.isdigit() else None
                if child and child.threads:
                    flow += 1
                    yield {"ph": "s", "pid": pid, "tid": tid, "ts": when / 1000, "id": flow, "name": "fork", "cat": "fork"}
                    yield {"ph": "f", "bp": "e", "pid": number(child, model), "tid": row(child.threads[0]),
                           "ts": max(child.threads[0].start, when) / 1000, "id": flow, "name": "fork", "cat": "fork"}
        for (start, before), (end, after) in zip(process.cpu, process.cpu[1:]):
            if end > start:
                yield {"ph": "C", "pid": pid, "ts": start / 1000, "name": "CPU %",
                       "args": {"CPU %": round((after - before) * 100_000 / (end - start), 1)}}


def text(model):
    lines = ",\n".join(json.dumps(event, separators=(",", ":")) for event in events(model))
    return f'{{"displayTimeUnit":"ms","otherData":{{"made by":"minipy -m gil"}},"traceEvents":[\n{lines}\n]}}\n'
