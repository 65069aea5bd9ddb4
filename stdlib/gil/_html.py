"""The picture as one page: data in compact form, and the script of _page.py that draws it.

Spans are columns of numbers (start, end, kind, stack), each column 32-bit integers in base64, so that a million of them stay
small and are read at once. Whatever text comes from the program (names, source lines) is JSON without any < > &, and the
script only ever sets it as text.
"""

import base64
import json
from array import array

from . import _findings, _page
from . import _timeline as tl
from ._terminal import time_text

_MOST_MARKS = 100_000


def _column(numbers):
    return base64.b64encode(array("I", numbers).tobytes()).decode()


def script_json(value):
    """JSON that may stand inside of a <script> element."""
    text = json.dumps(value, separators=(",", ":"))
    for c in "<>&\u2028\u2029":
        text = text.replace(c, f"\\u{ord(c):04x}")
    return text


class _Page:
    def __init__(self, model):
        self.model = model
        self.unit = max(1, -(-model.end // 0xFFFFFFF0))  # nanoseconds: a time fits into 32 bits
        self.kinds, self.kind_numbers = [], {}
        self.states = list(tl.LEGEND)

    def kind(self, state, label):
        number = self.kind_numbers.get((state, label))
        if number is None:
            number = self.kind_numbers[state, label] = len(self.kinds)
            self.kinds.append([self.states.index(state), label])
        return number

    def lane(self, lane):
        unit, kind = self.unit, self.kind
        marks = [mark for mark in lane.marks if mark[1] != "done"][:_MOST_MARKS]
        result = {
            "name": lane.name, "kind": lane.kind, "n": len(lane.spans),
            "start": _column([span[0] // unit for span in lane.spans]),
            "end": _column([span[1] // unit for span in lane.spans]),
            "what": _column([kind(span[2], span[3]) for span in lane.spans]),
            "stack": _column([span[4] for span in lane.spans]),
            "marks": [[when // unit, what, text, stack] for when, what, text, stack in marks],
        }
        if lane.detail:
            result["detail"] = lane.detail
        if lane.samples:
            result["sampleTime"] = _column([when // unit for when, _ in lane.samples])
            result["sampleStack"] = _column([stack for _, stack in lane.samples])
        if lane.kind == "thread":
            result["about"] = (f"acquired the GIL {lane.counts['acquire']} times, gave it up {lane.counts['voluntary']} times by "
                               f"itself and {lane.counts['forced']} times because it had to")
        return result

    def process(self, process):
        log = process.log
        return {
            "name": process.name, "pid": process.pid, "parent": process.parent.number - 1 if process.parent else None,
            "lanes": [self.lane(lane) for lane in process.lanes()],
            "cpu": [[when // self.unit, used] for when, used in process.cpu],
            "cpuShare": process.cpu_share(),
            "nodeParent": _column([node[0] for node in log.nodes]),
            "nodeFrame": _column([node[1] for node in log.nodes]),
            "frames": self.frames(log),
        }

    def frames(self, log):
        """[[file, function, line, source line] ...]; number 0 is none."""
        import linecache
        return [None] + [[file, name, line, linecache.getline(file, line).strip()[:200]] for file, name, line in log.frames[1:]]

    def data(self):
        model = self.model
        processes = [self.process(process) for process in model.processes]
        rows = [[row.name, row.process.name, time_text(row.run), time_text(row.wait), time_text(row.out), row.acquired, row.forced,
                 row.voluntary, time_text(row.longest_wait)] for row in _findings.threads(model)]
        from . import _summary
        return {
            "duration": model.end // self.unit, "unit": self.unit, "virtual": model.virtual,
            "states": [[state, *tl.LEGEND[state]] for state in self.states], "markWords": tl.MARKS,
            "kinds": self.kinds, "processes": processes,
            "words": _findings.kind(model, time_text).words, "threads": rows[:1000], "lines": _summary.lines(model),
        }


def text(model):
    return _page.PAGE.replace("@DATA@", script_json(_Page(model).data()))
