"""Checks a file against the trace event format, as strictly as Perfetto reads it; prints what there is, or what is wrong."""
import collections
import json
import sys

COLORS = {"thread_state_uninterruptible", "thread_state_iowait", "thread_state_running", "thread_state_runnable",
          "thread_state_sleeping", "thread_state_unknown", "generic_work", "good", "bad", "terrible", "black", "grey", "white",
          "yellow", "olive", "startup", "heap_dump_stack_frame"}
METADATA = {"process_name": ("name", str), "process_labels": ("labels", str), "process_sort_index": ("sort_index", int),
            "thread_name": ("name", str), "thread_sort_index": ("sort_index", int)}
KNOWN = {"ph", "pid", "tid", "ts", "dur", "name", "cat", "cname", "args", "s", "id", "bp"}
problems = []


def wrong(event, what):
    problems.append(f"{what}: {json.dumps(event)[:200]}")


def only_json(pairs):
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        problems.append(f"a key twice: {names}")
    return dict(pairs)


def no_constant(text):
    problems.append(f"not JSON: {text}")


with open(sys.argv[1], encoding="utf-8") as file:
    trace = json.load(file, object_pairs_hook=only_json, parse_constant=no_constant)
assert trace["displayTimeUnit"] in ("ms", "ns")
rows, counts, starts, ends, named = collections.defaultdict(list), collections.Counter(), {}, {}, set()
for event in trace["traceEvents"]:
    phase = event.get("ph")
    counts[phase] += 1
    if set(event) - KNOWN:
        wrong(event, "an unknown key")
    if not isinstance(event.get("name"), str) or type(event.get("pid")) is not int:
        wrong(event, "no name or no pid")
    if phase in "Xisf" and type(event.get("tid")) is not int:
        wrong(event, "no tid")
    if phase != "M" and (type(event.get("ts")) not in (int, float) or event["ts"] < 0):
        wrong(event, "no time")
    if "args" in event and not isinstance(event["args"], dict):
        wrong(event, "args is no object")
    row = event["pid"], event.get("tid")
    if phase == "X":
        if type(event.get("dur")) not in (int, float) or event["dur"] < 0:
            wrong(event, "no duration")
        if event.get("cname", "good") not in COLORS:
            wrong(event, "an unknown colour")
        begin = round(event["ts"] * 1000)
        rows[row].append((begin, begin + round(event["dur"] * 1000), event))
    elif phase == "i":
        if event.get("s") not in ("g", "p", "t"):
            wrong(event, "an instant without a scope")
    elif phase in "sf":
        if phase == "f" and event.get("bp") != "e":
            wrong(event, "the end of an arrow binds to nothing")
        if (starts if phase == "s" else ends).setdefault(event["id"], event) is not event:
            wrong(event, "an arrow twice")
    elif phase == "C":
        if not event.get("args") or any(type(value) not in (int, float) for value in event["args"].values()):
            wrong(event, "a counter without numbers")
    elif phase == "M":
        key, kind = METADATA.get(event["name"], (None, None))
        if key is None or list(event.get("args", ())) != [key] or type(event["args"][key]) is not kind:
            wrong(event, "a wrong name of something")
        if event["name"] == "thread_name":
            if row in named:
                wrong(event, "a row has two names")
            named.add(row)
    else:
        wrong(event, "an unknown phase")
for row, spans in rows.items():
    if row not in named:
        problems.append(f"row {row} has no name")
    end = 0
    for begin, until, event in sorted(spans, key=lambda span: span[:2]):
        if begin < end:
            wrong(event, "it begins before the one before it has ended")
        end = until
if starts.keys() != ends.keys():
    problems.append("arrows with one end")
for event in [*starts.values(), *ends.values()]:
    at = round(event["ts"] * 1000)
    if not any(begin <= at <= until for begin, until, _ in rows[event["pid"], event["tid"]]):
        wrong(event, "an arrow that begins or ends at nothing")
    if event["ph"] == "f" and event["ts"] < starts[event["id"]]["ts"]:
        wrong(event, "an arrow back in time")
print(len(rows), "rows,", ", ".join(f"{number} {phase}" for phase, number in sorted(counts.items())))
print("\n".join(problems) if problems else "a right trace")
