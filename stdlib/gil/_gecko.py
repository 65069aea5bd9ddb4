"""The log for profiler.firefox.com, in its processed format, with the marker names that CPython 3.15's profiler uses
("Has GIL", "Waiting for GIL", ...) and more where we know more.
"""

import json

from . import _timeline as tl

_CATEGORIES = [("Other", "grey"), ("Python", "yellow"), ("Native", "blue"), ("GC", "orange"), ("GIL", "green"), ("CPU", "purple"),
               ("Blocking call", "transparent"), ("Lock", "magenta"), ("asyncio", "lightblue")]
_OTHER, _PYTHON, _GIL, _CALL, _LOCK, _ASYNCIO = 0, 1, 4, 6, 7, 8
_MARKERS = {tl.RUN: ("Has GIL", _GIL), tl.WAIT: ("Waiting for GIL", _GIL), tl.OUT: ("No GIL", _CALL), tl.LOCK: ("Waiting for lock", _LOCK),
            tl.STEP: ("Task step", _ASYNCIO), tl.READY: ("Task ready", _ASYNCIO), tl.SUSPENDED: ("Task suspended", _ASYNCIO)}
_VERSION = 47  # of the processed format


class _Thread:
    """A lane's tables: each a list for each column."""

    def __init__(self, lane, model):
        self.lane, self.process = lane, lane.process
        self.strings, self.string_numbers = [], {}
        self.stacks, self.frames, self.functions = {}, {}, {}
        self.stack_rows, self.frame_rows, self.function_rows = [], [], []
        self.samples, self.markers = [], []

    def string(self, text):
        number = self.string_numbers.get(text)
        if number is None:
            number = self.string_numbers[text] = len(self.strings)
            self.strings.append(text)
        return number

    def stack(self, node):
        """The number of a stack, whose node in the log is `node`; None: no stack."""
        path = []
        while node and node not in self.stacks:
            path.append(node)
            node = self.process.log.nodes[node][0]
        at = self.stacks[node] if node else None
        for node in reversed(path):
            self.stack_rows.append((self.frame(self.process.log.nodes[node][1]), at))
            at = self.stacks[node] = len(self.stack_rows) - 1
        return at

    def frame(self, number):
        at = self.frames.get(number)
        if at is None:
            file, name, line = self.process.log.frames[number]
            function = self.functions.get((file, name))
            if function is None:
                function = self.functions[file, name] = len(self.function_rows)
                self.function_rows.append((self.string(name), self.string(file)))
            at = self.frames[number] = len(self.frame_rows)
            self.frame_rows.append((function, line))
        return at

    def fill(self):
        lane = self.lane
        known = [(when, stack) for when, stack in lane.samples]
        known += [(span[1], span[4]) for span in lane.spans if span[4]]
        for when, stack in sorted(known):
            self.samples.append((when / 1e6, self.stack(stack)))
        for start, end, state, label, stack, _ in lane.spans:
            name, category = _MARKERS[state]
            data = {"type": "gil", "name": label or lane.name}
            if stack:
                data["cause"] = {"time": start / 1e6, "stack": self.stack(stack)}
            self.markers.append((self.string(name), start / 1e6, end / 1e6, 1, category, data))
        for when, kind, text, stack in lane.marks:
            self.markers.append((self.string(kind), when / 1e6, None, 0, _GIL, {"type": "gil", "name": text or kind}))
        self.markers.sort(key=lambda marker: marker[1])

    def table(self, pid, tid):
        lane, process = self.lane, self.process
        main = lane is process.threads[0]
        functions, frames, stacks, markers = len(self.function_rows), len(self.frame_rows), len(self.stack_rows), len(self.markers)
        return {
            "name": lane.name, "isMainThread": main, "pid": pid, "tid": tid, "processType": "default",
            "processName": process.name, "processStartupTime": process.start / 1e6, "processShutdownTime": process.end / 1e6,
            "registerTime": lane.start / 1e6, "unregisterTime": lane.end / 1e6, "pausedRanges": [],
            "samples": {"stack": [row[1] for row in self.samples], "time": [row[0] for row in self.samples],
                        "weight": None, "weightType": "samples", "length": len(self.samples)},
            "markers": {"name": [row[0] for row in self.markers], "startTime": [row[1] for row in self.markers],
                        "endTime": [row[2] for row in self.markers], "phase": [row[3] for row in self.markers],
                        "category": [row[4] for row in self.markers], "data": [row[5] for row in self.markers],
                        "length": markers},
            "stackTable": {"frame": [row[0] for row in self.stack_rows], "prefix": [row[1] for row in self.stack_rows],
                           "category": [_PYTHON] * stacks, "subcategory": [0] * stacks, "length": stacks},
            "frameTable": {"address": [-1] * frames, "inlineDepth": [0] * frames, "category": [_PYTHON] * frames,
                           "subcategory": [0] * frames, "func": [row[0] for row in self.frame_rows],
                           "nativeSymbol": [None] * frames, "innerWindowID": [0] * frames, "implementation": [None] * frames,
                           "line": [row[1] for row in self.frame_rows], "column": [None] * frames, "length": frames},
            "funcTable": {"name": [row[0] for row in self.function_rows], "isJS": [False] * functions,
                          "relevantForJS": [False] * functions, "resource": [-1] * functions,
                          "fileName": [row[1] for row in self.function_rows], "lineNumber": [None] * functions,
                          "columnNumber": [None] * functions, "length": functions},
            "resourceTable": {"lib": [], "name": [], "host": [], "type": [], "length": 0},
            "nativeSymbols": {"libIndex": [], "address": [], "name": [], "functionSize": [], "length": 0},
            "stringArray": self.strings,
        }


def profile(model):
    threads, counters = [], []
    for process in model.processes:
        pid = str(process.pid)
        first = len(threads)
        for lane in process.lanes():
            thread = _Thread(lane, model)
            thread.fill()
            threads.append(thread.table(pid, f"{pid}.{len(threads)}"))
        if len(process.cpu) > 1:
            counters.append({
                "name": "processCPU", "category": "CPU", "description": "CPU use", "pid": pid, "mainThreadIndex": first,
                "samples": {"time": [when / 1e6 for when, _ in process.cpu], "length": len(process.cpu),
                            "count": [0] + [after[1] - before[1] for before, after in zip(process.cpu, process.cpu[1:])]}})
    return {
        "meta": {
            "interval": 5, "startTime": 0, "version": 27, "preprocessedProfileVersion": _VERSION, "processType": 0,
            "product": "minipy", "stackwalk": 0, "debug": False, "symbolicated": True, "importedFrom": "minipy -m gil",
            "categories": [{"name": name, "color": color, "subcategories": ["Other"]} for name, color in _CATEGORIES],
            "markerSchema": [{"name": "gil", "tooltipLabel": "{marker.name}: {marker.data.name}",
                              "tableLabel": "{marker.data.name}", "chartLabel": "{marker.name}: {marker.data.name}",
                              "display": ["marker-chart", "marker-table", "timeline-overview"],
                              "data": [{"key": "name", "label": "What", "format": "string", "searchable": True}]}],
        },
        "libs": [], "counters": counters, "threads": threads,
    }


def text(model):
    return json.dumps(profile(model), separators=(",", ":")) + "\n"
