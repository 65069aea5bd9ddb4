"""The page that _html fills with data: style, structure and script. It loads nothing and works from disk."""

PAGE = r"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Who ran when</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<style>
:root { color-scheme: light; --back:#fff; --text:#1f2328; --soft:#59636e; --line:#d1d9e0; --panel:#f6f8fa; --focus:#0969da;
 --run:#2da44e; --wait:#f0776c; --out:#d3dae2; --lock:#b392f0; --step:#5a9ae6; --ready:#f2c14e; --suspended:#d6e6fb;
 --cpu:#6e8fb8; --mark:#82071e; --found:#bf3989 }
:root.dark { color-scheme: dark; --back:#0d1117; --text:#e6edf3; --soft:#9198a1; --line:#3d444d; --panel:#151b23; --focus:#4493f8;
 --run:#2ea043; --wait:#c0504a; --out:#3a424c; --lock:#8256d0; --step:#316dca; --ready:#bb8009; --suspended:#1b3350;
 --cpu:#4a6d99; --mark:#ffb3ae; --found:#f778ba }
* { box-sizing: border-box } html, body { height: 100%; margin: 0 }
body { display: flex; flex-direction: column; font: 14px/1.45 system-ui, sans-serif; color: var(--text); background: var(--back) }
header { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: center; padding: 8px 12px; border-bottom: 1px solid var(--line) }
h1 { font-size: 15px; margin: 0 } header .room { flex: 1 }
button, input { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: 6px;
 padding: 3px 9px } button:hover { border-color: var(--soft) } :focus-visible { outline: 2px solid var(--focus); outline-offset: 1px }
#legend { display: flex; flex-wrap: wrap; gap: 2px 18px; padding: 6px 12px 8px; margin: 0; font-size: 12px; line-height: 1.5; color: var(--soft) }
#legend.long { display: grid; grid-template-columns: repeat(auto-fill, minmax(480px, 1fr)) } #legend dfn { font-style: normal; color: var(--text) }
#legend:not(.long) .sentence { display: none } #legend > div { display: flex; gap: 7px }
#legend .sign { flex: none; width: 12px; text-align: center; color: var(--mark) } #legend .sign.swatch { height: 12px; margin-top: 3px; border-radius: 2px }
#words { padding: 9px 12px 3px; max-width: 110ch; margin: 0 }
#lanes { flex: 1; min-height: 120px; overflow-y: auto; overflow-x: hidden; position: relative; border-top: 1px solid var(--line) }
#room { position: relative } canvas { position: sticky; top: 0; display: block; touch-action: pan-y; cursor: grab }
canvas.pulled { cursor: grabbing }
#tip { position: fixed; pointer-events: none; max-width: 560px; background: var(--panel); border: 1px solid var(--line);
 border-radius: 6px; padding: 6px 9px; font-size: 12px; box-shadow: 0 4px 14px #0004; z-index: 5; white-space: pre-wrap }
code, .stack { font: 12px/1.4 ui-monospace, monospace } .soft { color: var(--soft) }
#panel { border-top: 1px solid var(--line); background: var(--panel); padding: 8px 12px; max-height: 34vh; overflow: auto; flex: none }
#chosen { min-height: 3em }
#panel .stack { margin: 4px 0 0; white-space: pre-wrap } summary { cursor: pointer } table { border-collapse: collapse; font-size: 12px }
th, td { text-align: right; padding: 1px 10px 1px 0 } th:first-child, td:first-child { text-align: left } [hidden] { display: none }
kbd { font: 11px ui-monospace, monospace; border: 1px solid var(--line); border-radius: 4px; padding: 0 4px; background: var(--back) }
</style></head><body>
<header><h1>Who ran when</h1><span id="about" class="soft"></span><span class="room"></span>
<input id="search" type="search" placeholder="search: call, function, task  ( / )" aria-label="search" size="30">
<span id="found" class="soft" aria-live="polite"></span>
<button id="in" title="zoom in (+)" aria-label="zoom in">+</button><button id="out" title="zoom out (-)" aria-label="zoom out">&minus;</button>
<button id="fit" title="everything (0)">all</button><button id="explain" title="what the colours mean (l)" aria-expanded="true"
 aria-controls="legend">legend</button><button id="theme" title="light or dark" aria-label="light or dark">&#9680;</button></header>
<p id="words"></p><div id="legend" class="long"></div>
<div id="lanes"><div id="room"><canvas id="canvas" tabindex="0" role="img"
 aria-label="Timeline. Arrows move, plus and minus zoom, up and down choose a lane, comma and point the span before and after."></canvas>
</div></div>
<div id="panel"><div id="chosen" aria-live="polite"><span class="soft">Point at a bar, or click it.
<kbd>&larr;</kbd> <kbd>&rarr;</kbd> move, <kbd>+</kbd> <kbd>-</kbd> or Ctrl and the wheel zoom, drag moves, <kbd>0</kbd> shows all,
<kbd>&uarr;</kbd> <kbd>&darr;</kbd> choose a lane, <kbd>,</kbd> <kbd>.</kbd> the span before and after, <kbd>/</kbd> searches,
<kbd>n</kbd> <kbd>p</kbd> the next find and the one before, <kbd>l</kbd> folds the legend.</span></div>
<details id="numbers"><summary>The numbers</summary><table id="table"></table><div id="more"></div></details></div>
<div id="tip" hidden></div>
<script id="data" type="application/json">@DATA@</script>
<script>
"use strict";
const $ = id => document.getElementById(id);
const D = JSON.parse($("data").textContent);
const column = text => {
  const bytes = atob(text), result = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) result[i] = bytes.charCodeAt(i);
  return new Uint32Array(result.buffer);
};
const STATES = D.states.map(row => row[0]), ORDER = ["run", "step", "lock", "out", "suspended", "wait", "ready"];
const LANE = 24, TASK = 17, CPU = 22, GAP = 3, AXIS = 24, HEAD = 20;

// ---- the data: rows to draw, each with its place ----
const rows = [];
let spanCount = 0, height = AXIS;
for (const [p, process] of D.processes.entries()) {
  process.parents = column(process.nodeParent); process.frameOf = column(process.nodeFrame);
  if (D.processes.length > 1) { rows.push({ what: "process", process, y: height, h: HEAD }); height += HEAD + GAP; }
  process.y = height;
  for (const lane of process.lanes) {
    for (const name of ["start", "end", "what", "stack"]) lane[name] = column(lane[name]);
    if (lane.sampleTime) { lane.sampleTime = column(lane.sampleTime); lane.sampleStack = column(lane.sampleStack); }
    spanCount += lane.n;
    // sums[s][i]: how long the lane was in state s before span i. So the shares of any stretch are differences.
    lane.sums = []; lane.states = [];
    const used = new Set(); for (let i = 0; i < lane.n; i++) used.add(D.kinds[lane.what[i]][0]);
    for (const state of ORDER.map(name => STATES.indexOf(name)).filter(s => used.has(s))) {
      const sum = new Float64Array(lane.n + 1);
      for (let i = 0; i < lane.n; i++) sum[i + 1] = sum[i] + (D.kinds[lane.what[i]][0] === state ? lane.end[i] - lane.start[i] : 0);
      lane.states.push(state); lane.sums.push(sum);
    }
    const h = lane.kind === "thread" ? LANE : TASK;
    rows.push({ what: "lane", lane, process, y: height, h }); lane.row = rows[rows.length - 1]; height += h + GAP;
  }
  if (process.cpu.length > 1) { rows.push({ what: "cpu", process, y: height, h: CPU }); height += CPU + 2 * GAP; }
}
const laneRows = rows.filter(row => row.what === "lane");
const FULL = Math.max(D.duration, 1);
let from = 0, to = FULL, chosen = null, chosenLane = -1, hits = null, hitAt = -1, left = 150, width = 800, view = 400;

const before = (numbers, x, low = 0, high = numbers.length) => { // how many are < x
  while (low < high) { const middle = (low + high) >>> 1; if (numbers[middle] < x) low = middle + 1; else high = middle; }
  return low;
};
const time = units => {
  const ns = units * D.unit;
  for (const [unit, size] of [["s", 1e9], ["ms", 1e6], ["µs", 1e3]])
    if (ns >= size || unit === "µs") { const n = ns / size; return n.toFixed(n >= 100 ? 1 : n >= 10 ? 2 : 3) + " " + unit; }
};
const stackOf = (process, node) => {
  const result = [];
  for (; node; node = process.parents[node]) result.push(process.frames[process.frameOf[node]]);
  return result; // the innermost first
};
const isLibrary = file => /^(<stdlib>|<frozen|\/usr\/lib\/python3)/.test(file);
const ownFrame = stack => stack.find(frame => !isLibrary(frame[0])) || stack[0];
const short = file => file.slice(file.lastIndexOf("/") + 1);

// ---- drawing ----
const canvas = $("canvas"), pen = canvas.getContext("2d"), lanes = $("lanes");
let color = {}, ratio = 1, pending = false;
function readColors() {
  const style = getComputedStyle(document.documentElement);
  for (const name of ["back", "text", "soft", "line", "panel", "focus", "cpu", "mark", "found", ...STATES])
    color[name] = style.getPropertyValue("--" + name).trim();
}
function resize() {
  ratio = window.devicePixelRatio || 1; width = lanes.clientWidth; view = lanes.clientHeight;
  $("room").style.height = Math.max(height + 8, view) + "px";
  canvas.width = width * ratio; canvas.height = view * ratio;
  canvas.style.width = width + "px"; canvas.style.height = view + "px";
  pen.font = "12px system-ui, sans-serif";
  left = 90;
  for (const row of laneRows) left = Math.max(left, Math.min(pen.measureText(row.lane.name).width + 30, 220, width / 3));
  draw();
}
const draw = () => { if (!pending) { pending = true; requestAnimationFrame(paint); } };
const x_of = t => left + (t - from) / (to - from) * (width - left);
const t_of = x => from + (x - left) / (width - left) * (to - from);

function paint() {
  pending = false;
  const top = lanes.scrollTop, bottom = top + view;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.fillStyle = color.back; pen.fillRect(0, 0, width, view);
  drawGrid();
  for (const row of rows) {
    const y = row.y - top;
    if (y + row.h < AXIS || y > view) continue;
    if (row.what === "lane") drawLane(row.lane, y, row.h);
    else if (row.what === "cpu") drawCpu(row.process, y, row.h);
    else { pen.fillStyle = color.panel; pen.fillRect(0, y, width, row.h); say(row.process.name
      + (row.process.parent === null ? "" : ", forked by " + D.processes[row.process.parent].name), 8, y + 14, color.soft); }
  }
  drawForks(top);
  drawAxis();
  return bottom;
}
function say(text, x, y, style, font = "12px system-ui, sans-serif", room = Infinity) {
  pen.font = font; pen.fillStyle = style;
  if (pen.measureText(text).width > room) {
    while (text.length > 1 && pen.measureText(text + "…").width > room) text = text.slice(0, -1);
    text += "…";
  }
  pen.fillText(text, x, y);
}
function axisStep() {
  const wanted = (to - from) * D.unit / Math.max(2, (width - left) / 110);
  let step = Math.pow(10, Math.floor(Math.log10(Math.max(wanted, 1))));
  for (const factor of [1, 2, 5, 10]) if (step * factor >= wanted) { step *= factor; break; }
  return step / D.unit;
}
function eachTick(f) { const step = axisStep(); for (let t = Math.ceil(from / step) * step; t <= to; t += step) f(t); }
function drawGrid() { pen.fillStyle = color.line; eachTick(t => pen.fillRect(Math.round(x_of(t)), AXIS, 1, view)); }
function drawAxis() {
  pen.fillStyle = color.back; pen.fillRect(0, 0, width, AXIS);
  pen.fillStyle = color.line; pen.fillRect(0, AXIS - 1, width, 1);
  const step = axisStep() * D.unit, [unit, size] = [["s", 1e9], ["ms", 1e6], ["µs", 1e3], ["ns", 1]].find(u => step >= u[1] || u[1] === 1);
  const digits = Math.max(0, -Math.floor(Math.log10(step / size)));
  eachTick(t => say((t * D.unit / size).toFixed(digits) + " " + unit, x_of(t) + 3, 16, color.soft, "11px system-ui, sans-serif"));
}
function drawLane(lane, y, h) {
  const task = lane.kind === "task";
  if (laneRows[chosenLane] === lane.row) { pen.fillStyle = color.panel; pen.fillRect(0, y - 1, width, h + 2); }
  say(lane.name, task ? 20 : 8, y + h / 2 + 4, task ? color.soft : color.text, "12px system-ui, sans-serif", left - (task ? 26 : 14));
  let i = before(lane.end, from + 1e-9), last = before(lane.start, to, i), matched = hits && hits.get(lane);
  pen.save(); pen.beginPath(); pen.rect(left, y - 6, width - left, h + 12); pen.clip();
  if (last - i > 1.5 * (width - left)) drawShares(lane, i, last, y, h);
  else drawSpans(lane, i, last, y, h, matched);
  if (matched) {
    pen.fillStyle = color.found; let reached = -9;
    for (let k = before(matched, i); k < matched.length && matched[k] < last; k++) {
      const x = x_of(lane.start[matched[k]]), w = Math.max(2, x_of(lane.end[matched[k]]) - x);
      if (x + w > reached + 1) { pen.fillRect(x, y + h - 3, w, 3); reached = x + w; }
    }
  }
  drawMarks(lane, y, h);
  pen.restore();
}
function drawSpans(lane, i, last, y, h) {
  for (; i < last; i++) {
    const x = Math.max(x_of(lane.start[i]), left - 5), end = Math.min(x_of(lane.end[i]), width + 5), kind = D.kinds[lane.what[i]];
    const w = Math.max(end - x, 0.6);
    pen.fillStyle = color[STATES[kind[0]]]; pen.fillRect(x, y, w > 3 ? w - 0.5 : w, h);
    const label = kind[1] || (STATES[kind[0]] === "step" ? lane.detail : "");
    if (label && w > 40) {
      const x0 = Math.max(x, left), room = Math.min(end, width) - x0 - 8;
      if (room > 24) say(pen.measureText(label).width > room ? label.replace(/ \(.*/, "") : label, x0 + 4, y + h / 2 + 4, color.text, "11px system-ui, sans-serif", room);
    }
    if (chosen && chosen.lane === lane && chosen.i === i) { pen.strokeStyle = color.focus; pen.lineWidth = 2; pen.strokeRect(x, y, w, h); }
  }
}
// More spans than pixels: each pixel is a column, in which each state has the height of its share. Made as an image, because
// tens of thousands of rectangles for each frame would not be fluid.
const images = new Map();
const packed = css => { const n = parseInt(css.slice(1), 16); // #abc or #aabbcc, as a little-endian pixel
  const [red, green, blue] = css.length === 4 ? [(n >> 8) * 17, (n >> 4 & 15) * 17, (n & 15) * 17] : [n >> 16, n >> 8 & 255, n & 255];
  return (255 << 24 | blue << 16 | green << 8 | red) >>> 0; };
function drawShares(lane, first, last, y, h) {
  const w = Math.round((width - left) * ratio), rows = Math.round(h * ratio), perPixel = (to - from) / w, size = w + "x" + rows;
  if (!images.has(size)) { if (images.size > 8) images.clear(); images.set(size, pen.createImageData(w, rows)); }
  const image = images.get(size), pixels = new Uint32Array(image.data.buffer), colors = lane.states.map(s => packed(color[STATES[s]]));
  pixels.fill(packed(color.back));
  const n = lane.states.length, done = new Float64Array(n), reached = new Float64Array(n), end = Math.min(last + 1, lane.n);
  const stateOf = D.kinds.map(kind => lane.states.indexOf(kind[0]));
  const upTo = (t, low, result) => { // the sums at time t
    const i = before(lane.end, t, low, end);
    for (let s = 0; s < n; s++) result[s] = lane.sums[s][i];
    if (i < lane.n && lane.start[i] < t) result[stateOf[lane.what[i]]] += t - lane.start[i];
    return i;
  };
  let i = upTo(from, first, done);
  for (let x = 0; x < w; x++) {
    i = upTo(from + (x + 1) * perPixel, i, reached);
    let bottom = rows, exact = rows;
    for (let s = 0; s < n; s++) {
      exact -= (reached[s] - done[s]) / perPixel * rows; done[s] = reached[s];
      for (const top = Math.round(exact); bottom > top && bottom > 0; ) pixels[--bottom * w + x] = colors[s];
    }
  }
  pen.putImageData(image, Math.round(left * ratio), Math.round(y * ratio));
}
function drawMarks(lane, y, h) {
  const times = lane.markTimes || (lane.markTimes = Float64Array.from(lane.marks, mark => mark[0]));
  let reached = -9;
  for (let k = before(times, from); k < times.length && times[k] <= to; k++) {
    const x = x_of(times[k]), what = lane.marks[k][1];
    if (x < reached + 1.5) continue;
    reached = x; pen.fillStyle = color.mark;
    if (what === "forced") pen.fillRect(x - 0.5, y - 2, 1.2, h + 4);
    else if (what === "request") triangle(x, y - 1, -4);
    else if (what === "mark") triangle(x, y + h - 7, 8);
    else pen.fillRect(x - 1, y, 2, h);
  }
}
function triangle(x, y, size) {
  pen.beginPath(); pen.moveTo(x, y); pen.lineTo(x - Math.abs(size) / 1.5, y + size); pen.lineTo(x + Math.abs(size) / 1.5, y + size); pen.fill();
}
function drawForks(top) {
  pen.save(); pen.beginPath(); pen.rect(left, AXIS, width - left, view); pen.clip();
  pen.strokeStyle = color.focus; pen.setLineDash([4, 3]); pen.lineWidth = 1;
  for (const row of laneRows) for (const [t, what, text] of row.lane.marks) {
    const child = what === "fork" && D.processes.find(process => String(process.pid) === text);
    if (!child || t < from || t > to) continue;
    pen.beginPath(); pen.moveTo(x_of(t), row.y + row.h - top); pen.lineTo(x_of(t), child.y - top); pen.stroke();
  }
  pen.restore();
}
function drawCpu(process, y, h) {
  const share = process.cpuShare === null ? "" : " " + Math.round(process.cpuShare * 100) + " %";
  say("CPU" + share, 20, y + h / 2 + 4, color.soft);
  pen.fillStyle = color.cpu; pen.save(); pen.beginPath(); pen.rect(left, y, width - left, h); pen.clip();
  for (let i = 1; i < process.cpu.length; i++) {
    const [start, used] = process.cpu[i - 1], [end, now] = process.cpu[i];
    if (end < from || start > to || end <= start) continue;
    const part = Math.min(1, (now - used) * 1000 / ((end - start) * D.unit));
    pen.fillRect(x_of(start), y + h * (1 - part), Math.max(x_of(end) - x_of(start), 0.5), h * part);
  }
  pen.restore();
}

// ---- moving ----
function show(a, b) {
  const least = Math.min(FULL, Math.max(20 / D.unit, 2));
  let length = Math.min(Math.max(b - a, least), FULL);
  a = Math.min(Math.max(a + ((b - a) - length) / 2, 0), FULL - length);
  from = a; to = a + length; $("tip").hidden = true; draw();
}
const zoom = (factor, x) => {
  const middle = x === undefined ? (from + to) / 2 : t_of(Math.max(x, left));
  show(middle - (middle - from) * factor, middle + (to - middle) * factor);
};
const pan = part => show(from + (to - from) * part, to + (to - from) * part);
lanes.addEventListener("wheel", event => {
  const across = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey;
  const all_fit = height <= view;
  if (event.ctrlKey || event.metaKey || (all_fit && !across)) { event.preventDefault(); zoom(Math.exp(event.deltaY * 0.002), event.offsetX); }
  else if (across) { event.preventDefault(); pan((event.deltaX || event.deltaY) / (width - left)); }
}, { passive: false });
lanes.addEventListener("scroll", draw);
let pull = null;
canvas.addEventListener("pointerdown", event => {
  pull = { x: event.clientX, y: event.clientY, from, to, scroll: lanes.scrollTop, moved: false };
  canvas.setPointerCapture(event.pointerId);
});
canvas.addEventListener("pointermove", event => {
  if (!pull) return hover(event);
  const dx = event.clientX - pull.x;
  if (Math.abs(dx) + Math.abs(event.clientY - pull.y) > 4) { pull.moved = true; canvas.classList.add("pulled"); }
  if (!pull.moved) return;
  const shift = -dx / (width - left) * (pull.to - pull.from);
  show(pull.from + shift, pull.to + shift); lanes.scrollTop = pull.scroll - (event.clientY - pull.y);
});
canvas.addEventListener("pointerup", event => {
  if (pull && !pull.moved) { const hit = at(event.offsetX, event.offsetY); if (hit) choose(hit.lane, hit.i); }
  pull = null; canvas.classList.remove("pulled");
});
canvas.addEventListener("pointerleave", () => { $("tip").hidden = true; });
canvas.addEventListener("dblclick", event => zoom(0.4, event.offsetX));

// ---- pointing ----
function at(x, y) {
  if (x < left) return null;
  y += lanes.scrollTop;
  const row = laneRows.find(row => y >= row.y - 1 && y <= row.y + row.h + 1);
  if (!row) return null;
  const lane = row.lane, t = t_of(x), slack = (to - from) / (width - left) * 2;
  let i = before(lane.end, t);
  if (i < lane.n && lane.start[i] <= t) return { lane, i, t };
  if (i < lane.n && lane.start[i] - t < slack) return { lane, i, t };
  if (i > 0 && t - lane.end[i - 1] < slack) return { lane, i: i - 1, t };
  return null;
}
function details(lane, i, t) {
  const [state, label] = D.kinds[lane.what[i]], row = D.states[state], process = lane.row.process;
  let node = lane.stack[i];
  if ((row[0] === "run" || row[0] === "step") && lane.sampleTime && t !== undefined) { // where it was at that moment
    const k = before(lane.sampleTime, t);
    if (k < lane.sampleTime.length && lane.sampleTime[k] <= lane.end[i]) node = lane.sampleStack[k];
  }
  return { name: row[1] + (label ? ": " + label : ""), sentence: row[2], lane, stack: stackOf(process, node),
    times: time(lane.start[i]) + " to " + time(lane.end[i]) + ", " + time(lane.end[i] - lane.start[i]) };
}
function hover(event) {
  const hit = at(event.offsetX, event.offsetY), tip = $("tip");
  if (!hit) { tip.hidden = true; return; }
  const d = details(hit.lane, hit.i, hit.t), own = ownFrame(d.stack);
  let text = hit.lane.name + ": " + d.name + "\n" + d.times;
  if (own) text += "\n" + short(own[0]) + ":" + own[2] + " in " + own[1] + (own[3] ? "\n    " + own[3] : "");
  if (d.stack.length > 1) text += "\n" + d.stack.filter(f => f !== own).slice(0, 8)
    .map(f => "  " + short(f[0]) + ":" + f[2] + " in " + f[1]).join("\n");
  tip.textContent = text; tip.hidden = false;
  tip.style.left = Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8) + "px";
  tip.style.top = (event.clientY + 18 + tip.offsetHeight > innerHeight ? event.clientY - tip.offsetHeight - 12 : event.clientY + 18) + "px";
}
const element = (name, text, css) => { const e = document.createElement(name); e.textContent = text; if (css) e.className = css; return e; };
function choose(lane, i, move) {
  chosen = { lane, i }; chosenLane = laneRows.indexOf(lane.row);
  const d = details(lane, i), box = $("chosen");
  box.replaceChildren(element("b", lane.name + (lane.detail ? " (" + lane.detail + ")" : "") + ": " + d.name), element("span", "  " + d.times + "  ", "soft"),
    element("span", d.sentence, "soft"));
  const text = d.stack.map(f => short(f[0]) + ":" + f[2] + " in " + f[1] + (f[3] ? "\n        " + f[3] : "")).join("\n");
  if (text) box.append(element("pre", text, "stack"));
  if (move) {
    const length = lane.end[i] - lane.start[i];
    if (lane.end[i] < from || lane.start[i] > to || length > to - from || length < (to - from) / (width - left))
      show(lane.start[i] - Math.max(length * 4, 1), lane.end[i] + Math.max(length * 4, 1));
    see(lane.row);
  }
  draw();
}
function see(row) {
  if (row.y - AXIS < lanes.scrollTop) lanes.scrollTop = row.y - AXIS;
  else if (row.y + row.h > lanes.scrollTop + view) lanes.scrollTop = row.y + row.h - view + 6;
}

// ---- searching ----
function search() {
  const wanted = $("search").value.trim().toLowerCase();
  hits = null; hitAt = -1;
  if (!wanted) { $("found").textContent = ""; return draw(); }
  hits = new Map(); let count = 0;
  const kindHit = D.kinds.map(kind => kind[1].toLowerCase().includes(wanted) || D.states[kind[0]][1].toLowerCase().includes(wanted));
  for (const process of D.processes) {
    const frameHit = process.frames.map(f => f !== null && (f[1].toLowerCase().includes(wanted) || (short(f[0]) + ":" + f[2]).toLowerCase().includes(wanted)));
    const nodeHit = new Uint8Array(process.parents.length);
    for (let n = 1; n < nodeHit.length; n++) nodeHit[n] = frameHit[process.frameOf[n]] || nodeHit[process.parents[n]] ? 1 : 0;
    for (const lane of process.lanes) {
      const all = lane.name.toLowerCase().includes(wanted) || (lane.detail || "").toLowerCase().includes(wanted), found = [];
      for (let i = 0; i < lane.n; i++) if (all || kindHit[lane.what[i]] || nodeHit[lane.stack[i]]) found.push(i);
      if (found.length) { hits.set(lane, Uint32Array.from(found)); count += found.length; }
    }
  }
  hits.count = count;
  $("found").textContent = count ? count + " found" : "nothing found";
  draw();
}
function step(by) {
  if (!hits || !hits.count) return;
  hitAt = (hitAt + by + hits.count) % hits.count;
  let k = hitAt;
  for (const [lane, found] of hits) {
    if (k < found.length) { choose(lane, found[k], true); break; }
    k -= found.length;
  }
  $("found").textContent = (hitAt + 1) + " of " + hits.count;
}
$("search").addEventListener("input", search);
$("search").addEventListener("keydown", event => {
  if (event.key === "Enter") { step(event.shiftKey ? -1 : 1); event.preventDefault(); }
  if (event.key === "Escape") { $("search").value = ""; search(); canvas.focus(); }
});

// ---- keys ----
function neighbour(by) {
  if (chosenLane < 0) chosenLane = 0;
  const lane = laneRows[chosenLane].lane;
  let i = chosen && chosen.lane === lane ? chosen.i + by : before(lane.end, from + 1e-9);
  if (i >= 0 && i < lane.n) choose(lane, i, true);
}
const KEYS = {
  ArrowLeft: () => pan(-0.15), ArrowRight: () => pan(0.15), a: () => pan(-0.15), d: () => pan(0.15),
  "+": () => zoom(0.6), "=": () => zoom(0.6), w: () => zoom(0.6), "-": () => zoom(1 / 0.6), s: () => zoom(1 / 0.6),
  "0": () => show(0, FULL), Home: () => show(0, FULL), "/": () => $("search").focus(), n: () => step(1), p: () => step(-1),
  ".": () => neighbour(1), ",": () => neighbour(-1), Escape: () => { chosen = null; chosenLane = -1; draw(); },
  l: () => $("explain").click(), ArrowDown: () => lane_by(1), ArrowUp: () => lane_by(-1),
};
function lane_by(by) {
  chosenLane = Math.min(Math.max(chosenLane + by, 0), laneRows.length - 1);
  const lane = laneRows[chosenLane].lane;
  $("chosen").replaceChildren(element("b", lane.name + (lane.detail ? " (" + lane.detail + ")" : "")), element("span", "  " + (lane.about || ""), "soft"));
  chosen = null; see(lane.row); draw();
}
document.addEventListener("keydown", event => {
  if (event.target.tagName === "INPUT" || event.ctrlKey || event.metaKey || event.altKey) return;
  const action = KEYS[event.key];
  if (action) { action(); event.preventDefault(); }
});

// ---- the rest of the page ----
function theme(dark) { document.documentElement.classList.toggle("dark", dark); readColors(); draw(); }
const system = matchMedia("(prefers-color-scheme: dark)");
system.addEventListener("change", () => theme(system.matches));
$("theme").onclick = () => theme(!document.documentElement.classList.contains("dark"));
$("in").onclick = () => zoom(0.6); $("out").onclick = () => zoom(1 / 0.6); $("fit").onclick = () => show(0, FULL);
$("about").textContent = time(D.duration) + (D.virtual ? " on the virtual clock" : "") + ", " + spanCount.toLocaleString("en") + " spans";
$("words").textContent = D.words;
const usedStates = new Set(D.kinds.map(kind => kind[0]));
function explain(sign, color, name, sentence) {
  const item = element("div", ""), mark = element("span", sign, "sign" + (color ? " swatch" : "")), words = element("span", "");
  if (color) mark.style.background = color;
  words.append(element("dfn", name), element("span", ": " + sentence, "sentence")); item.title = sentence;
  item.append(mark, words); $("legend").append(item);
}
D.states.forEach(([key, name, sentence], s) => { if (usedStates.has(s)) explain("", "var(--" + key + ")", name, sentence); });
const used = new Set(); for (const row of laneRows) for (const mark of row.lane.marks) used.add(mark[1]);
for (const [what, sign, name] of [["forced", "|", "a forced switch"], ["request", "▾", "a request"], ["fork", "┆", "a fork"], ["mark", "▲", "a mark"]])
  if (used.has(what)) explain(sign, "", name, D.markWords[what]);
function fold(long) { $("legend").classList.toggle("long", long); $("explain").setAttribute("aria-expanded", String(long)); }
$("explain").onclick = () => fold(!$("legend").classList.contains("long"));
if (innerHeight < 640 || height > innerHeight * 0.6) fold(false);
const table = $("table"), head = ["thread", "process", "with the GIL", "waiting", "outside", "acquired", "forced", "voluntary", "longest wait"];
for (const [index, row] of [head, ...D.threads].entries()) {
  const line = document.createElement("tr"); for (const cell of row) line.append(element(index ? "td" : "th", String(cell))); table.append(line);
}
for (const line of D.lines) $("more").append(element("p", line));
theme(system.matches); new ResizeObserver(resize).observe(lanes); resize();
window.picture = { D, rows, laneRows, get view() { return [from, to]; }, get left() { return left; }, show, zoom, search, choose, paint, at,
  x_of, t_of, spanCount };
</script></body></html>
"""
