"""Writes the page of a made-up recording with a million spans to the file that is named."""
import sys

from gil import _html, _log, _timeline as tl

log = _log.Process()
log.pid, log.end = 1, 1_000_000 * 20_000
log.texts += ["program.py", "work", "time.sleep"]
log.frames += [("program.py", "work", line) for line in range(1, 200)]
log.nodes += [(0, frame) for frame in range(1, 200)]
model = tl.Model([log])
process = model.processes[0]
process.name = "process 1"
for number in range(8):
    lane = tl.Lane(process, "thread", number + 1, f"Thread-{number}")
    now, step, states = number * 500, 20_000 * 8, (tl.RUN, tl.WAIT, tl.OUT)
    for k in range(125_000):
        length = step * (1 + (k * 2654435761 >> 8) % 7) // 4
        state = states[(k + number) % 3]
        lane.spans.append((now, now + length, state, "time.sleep" if state == tl.OUT else "", 1 + k % 199, 0))
        now += length
    lane.end = now
    model.end = max(model.end, now)
    process.threads.append(lane)
with open(sys.argv[1], "w", encoding="utf-8") as file:
    file.write(_html.text(model))
