"""The picture as an SVG: for slides, documents, a README. Light or dark as the reader's system is.

A span that is wide enough is a rectangle with a <title> (browsers show it when one points there). Spans that are narrower
than a pixel are put together: a column whose colours have the heights of their shares.
"""

from xml.sax.saxutils import escape

from . import _timeline as tl
from ._terminal import cells, time_text, ticks

_LEFT, _RIGHT, _LANE, _TASK, _CPU = 150, 16, 22, 16, 18
_NARROW = 0.8  # pixels
_MOST_LANES = 200

_STYLE = """
.b{fill:#fff}.t{fill:#24292f;font:12px system-ui,sans-serif}.s{fill:#57606a;font:11px system-ui,sans-serif}
.l{fill:#24292f;font:10px system-ui,sans-serif;pointer-events:none}.g{stroke:#d0d7de;stroke-width:1}.h{fill:#f6f8fa}
.run{fill:#2da44e}.wait{fill:#f0776c}.out{fill:#dde2e8}.lock{fill:#b392f0}.step{fill:#3b82d6}.ready{fill:#f2c14e}
.suspended{fill:#e3e9f2}.cpu{fill:#6e8fb8}.forced{stroke:#82071e;stroke-width:1.2}.request{fill:#82071e}
.fork{stroke:#0a3069;stroke-width:1;stroke-dasharray:3 2;fill:none}.mark{fill:#0a3069}
@media(prefers-color-scheme:dark){.b{fill:#0d1117}.t{fill:#e6edf3}.s{fill:#8d96a0}.l{fill:#e6edf3}.g{stroke:#30363d}
.h{fill:#161b22}.run{fill:#2ea043}.wait{fill:#c0504a}.out{fill:#30363d}.lock{fill:#8256d0}.step{fill:#316dca}
.ready{fill:#bb8009}.suspended{fill:#21303f}.cpu{fill:#4a6d99}.forced{stroke:#ffb3ae}.request{fill:#ffb3ae}
.fork{stroke:#79c0ff}.mark{fill:#79c0ff}}
""".strip()


def _text(x, y, text, css="t", more=""):
    clean = "".join(c if c.isprintable() else "·" for c in text)
    return f'<text x="{x:.5g}" y="{y:.5g}" class="{css}"{more}>{escape(clean)}</text>'


def _title(text):
    clean = "".join(c if c.isprintable() or c == "\n" else "·" for c in text)
    return f"<title>{escape(clean)}</title>"


def describe(process, span):
    """What a span is, in words, with the place in the source."""
    start, end, state, label, stack, other = span
    text = tl.LEGEND[state][0]
    if label:
        text += f": {label}"
    text += f"\n{time_text(start)} to {time_text(end)}, {time_text(end - start)}"
    frame = tl.own_frame(process.stack(stack))
    if frame:
        text += f"\n{tl.place(frame)} in {frame[1]}"
    return text


class _Lane:
    """One lane's rectangles."""

    def __init__(self, lane, top, height, scale, left):
        self.lane, self.top, self.height, self.scale, self.left = lane, top, height, scale, left
        self.out = []
        self.column, self.shares = -1, {}

    def draw(self):
        for span in self.lane.spans:
            x, end = span[0] * self.scale, span[1] * self.scale
            if end - x >= _NARROW:
                self.wide(span, x, end)
            else:
                self.narrow(span, x, end)
        self.flush()
        return self.out

    def wide(self, span, x, end):
        self.flush()
        width = end - x
        rectangle = f'<rect x="{self.left + x:.2f}" y="{self.top}" width="{width:.2f}" height="{self.height}" class="{span[2]}"'
        if width < 2:
            self.out.append(rectangle + "/>")
            return
        self.out.append(f"{rectangle}>{_title(describe(self.lane.process, span))}</rect>")
        for label in (span[3], tl.without_owner(span[3])):
            if label and width > 6 * cells(label) + 6:
                middle = self.left + x + width / 2
                self.out.append(_text(round(middle, 1), self.top + self.height / 2 + 3.5, label, "l", ' text-anchor="middle"'))
                break

    def narrow(self, span, x, end):
        column = int(x)
        if column != self.column:
            self.flush()
            self.column = column
        self.shares[span[2]] = self.shares.get(span[2], 0) + end - x

    def flush(self):
        total = sum(self.shares.values())
        if total:
            y = self.top + self.height
            for state in (tl.RUN, tl.STEP, tl.LOCK, tl.OUT, tl.SUSPENDED, tl.WAIT, tl.READY):
                if state in self.shares:
                    height = self.shares[state] / total * self.height
                    y -= height
                    self.out.append(f'<rect x="{self.left + self.column}" y="{y:.1f}" width="1" height="{height:.1f}" '
                                    f'class="{state}"/>')
        self.column, self.shares = -1, {}


def _marks(lane, top, height, scale, left, tops):
    out, last = [], {}
    for when, kind, text, _ in lane.marks:
        x = left + when * scale
        if kind == "done" or kind != "fork" and x - last.get(kind, -10) < 1:
            continue
        last[kind] = x
        title = _title(f"{kind} {text} at {time_text(when)}\n{tl.MARKS[kind]}")
        if kind == "forced":
            out.append(f'<path d="M{x:.2f} {top - 2}v{height + 4}" class="forced">{title}</path>')
        elif kind == "request":
            out.append(f'<path d="M{x:.2f} {top}l-2.5 -4h5z" class="request">{title}</path>')
        elif kind == "mark":
            out.append(f'<path d="M{x:.2f} {top + height - 6}l-4 8h8z" class="mark">{title}</path>')
        elif kind == "fork" and text.isdigit() and int(text) in tops:
            out.append(f'<path d="M{x:.2f} {top + height}V{tops[int(text)]}" class="fork">{title}</path>')
    return out


def _layout(model):
    """(rows, height, tops): rows are (what, y, height), tops where each process's first lane is."""
    rows, y, tops, lanes = [], 30, {}, 0
    for process in model.processes:
        if len(model.processes) > 1:
            rows.append(("process", process, y, 18))
            y += 18
        tops[process.pid] = y
        for lane in process.lanes():
            lanes += 1
            if lanes > _MOST_LANES:
                continue
            height = _LANE if lane.kind == "thread" else _TASK
            rows.append(("lane", lane, y, height))
            y += height + 4
        if len(process.cpu) > 2:
            rows.append(("cpu", process, y, _CPU))
            y += _CPU + 6
    if lanes > _MOST_LANES:
        rows.append(("more", lanes - _MOST_LANES, y, 16))
        y += 16
    return rows, y, tops


def _axis(model, scale, width, left, bottom):
    step, size, unit = ticks(max(model.end, 1), max(2, (width - left) // 90))
    out, when = [], 0
    while when <= model.end:
        x = left + when * scale
        out.append(f'<path d="M{x:.2f} 22V{bottom}" class="g"/>')
        if x < width - 40:
            out.append(_text(round(x + 2, 1), 16, f"{when / size:g} {unit}", "s"))
        when += step
    return out


def _cpu(process, y, scale, left):
    points = [f"M{left + process.cpu[0][0] * scale:.1f} {y + _CPU}"]
    for (start, before), (end, after) in zip(process.cpu, process.cpu[1:]):
        if end > start:
            share = min(1.0, (after - before) * 1000 / (end - start))
            points.append(f"L{left + start * scale:.1f} {y + _CPU * (1 - share):.1f}H{left + end * scale:.1f}")
    points.append(f"V{y + _CPU}Z")
    return f'<path d="{"".join(points)}" class="cpu">{_title(f"CPU use: {process.cpu_share() * 100:.0f} % of one core")}</path>'


def _legend(model, width, y):
    states = {span[2] for lane in model.lanes() for span in lane.spans}
    out, x = [], 10
    for state, (name, sentence) in tl.LEGEND.items():
        if state not in states:
            continue
        needs = 24 + 6.2 * len(name)
        if x + needs > width:
            x, y = 10, y + 20
        out.append(f'<g>{_title(sentence)}<rect x="{x:.5g}" y="{y}" width="12" height="12" rx="2" class="{state}"/>'
                   + _text(x + 17, y + 10, name, "s") + "</g>")
        x += needs + 8
    return out, y + 22


def text(model, width=960):
    duration = max(model.end, 1)
    names = [lane.name for lane in model.lanes()]
    left = min(260, max([_LEFT] + [24 + 7 * cells(name) for name in names]))
    scale = (width - left - _RIGHT) / duration
    rows, bottom, tops = _layout(model)
    body = []
    for what, thing, y, height in rows:
        if what == "process":
            title = thing.name + (f", forked by {thing.parent.name}" if thing.parent else "")
            body += [f'<rect x="0" y="{y}" width="{width}" height="{height - 3}" class="h"/>', _text(8, y + 11, title, "s")]
        elif what == "lane":
            inset = 8 if thing.kind == "thread" else 20
            name = thing.name if cells(thing.name) * 7 + inset < left else thing.name[:(left - inset) // 7 - 1] + "…"
            body.append(_text(inset, y + height / 2 + 4, name, "t" if thing.kind == "thread" else "s"))
            body += _Lane(thing, y, height, scale, left).draw()
            body += _marks(thing, y, height, scale, left, tops)
        elif what == "cpu":
            body += [_text(20, y + 13, f"CPU {thing.cpu_share() * 100:.0f} %", "s"), _cpu(thing, y, scale, left)]
        else:
            body.append(_text(8, y + 12, f"... and {thing} more lanes", "s"))
    legend, height = _legend(model, width, bottom + 8)
    head = (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
            f'role="img"><title>Who ran when</title><style>{_STYLE}</style>'
            f'<rect width="{width}" height="{height}" class="b"/>')
    return "\n".join([head] + _axis(model, scale, width, left, bottom) + body + legend + ["</svg>", ""])
