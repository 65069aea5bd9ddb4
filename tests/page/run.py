"""The laboratory's page in a real browser: python3.11 tests/page/run.py MINIPY [--shots FOLDER] [TEST...]

Each test makes a page with `minipy -m gil --html`, opens it from the disk in a headless Chromium, and uses it as a person would:
keys, wheel, mouse. What is on the screen is looked at in screenshots: a span's pixels have its state's colour. Without a
browser it says so and ends with status 0.
"""

import os
import subprocess
import sys
import tempfile
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import cases
import chromium


class Workshop:
    """Makes pages and opens them."""

    def __init__(self, program, browser, shots):
        self.program, self.browser, self.shots = program, browser, shots
        here = os.path.dirname(os.path.abspath(__file__))
        self.data, self.programs = os.path.join(here, "data"), os.path.join(here, "..", "gil", "data")

    def run(self, *words, cwd=None):
        done = subprocess.run([self.program, *words], cwd=cwd or self.programs, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def page(self, program, *options, name="page.html", **how):
        """The page of a run of tests/gil/data/PROGRAM."""
        with tempfile.TemporaryDirectory(prefix="minipy-page-") as folder:
            file = os.path.join(folder, name)
            self.run("-m", "gil", "--quiet", *options, "--html", file, program)
            return self.open(file, **how)

    def open(self, file, **how):
        return Page(self.browser.open("file://" + file, **how), self.shots)


class Page:
    """A tab with a picture in it."""

    def __init__(self, tab, shots):
        self.tab, self.shots = tab, shots
        self.value, self.key, self.type, self.mouse = tab.value, tab.key, tab.type, tab.mouse

    def close(self):
        complaints = self.tab.complaints()
        self.tab.close()
        assert not complaints, complaints

    def screenshot(self, name):
        return self.tab.screenshot(os.path.join(self.shots, name + ".png") if self.shots else None)

    def view(self):
        return self.value("picture.view")

    def text(self, element):
        return self.value(f"document.getElementById({element!r}).innerText")

    def lanes(self):
        return self.value("picture.laneRows.map(row => row.lane.name)")

    def spans(self):
        """[lane's name, left, right, top, height, state's colour as (r, g, b)] of each span on the screen that is wide enough."""
        rows = self.value("""(() => {
            const box = document.getElementById("canvas").getBoundingClientRect(), result = [];
            const style = getComputedStyle(document.documentElement), top = document.getElementById("lanes").scrollTop;
            for (const row of picture.laneRows) {
              const y = box.top + row.y - top;
              if (y < box.top + 24 || y + row.h > box.bottom) continue;
              for (let i = 0; i < row.lane.n && result.length < 2000; i++) {
                const x0 = box.left + Math.max(picture.x_of(row.lane.start[i]), picture.left);
                const x1 = Math.min(box.left + picture.x_of(row.lane.end[i]), box.right);
                if (x1 - x0 < 4) continue;
                const state = picture.D.states[picture.D.kinds[row.lane.what[i]][0]][0];
                result.push([row.lane.name, x0, x1, y, row.h, style.getPropertyValue("--" + state).trim()]);
              }
            }
            return result;
        })()""")
        return [[*row[:5], bytes.fromhex(row[5][1:] if len(row[5]) == 7 else "".join(c * 2 for c in row[5][1:]))] for row in rows]

    def check_pixels(self, picture, least=1):
        """Every span that is wide enough has its colour; and there are as many as `least`."""
        spans = self.spans()
        assert len(spans) >= least, f"{len(spans)} spans are on the screen"
        for lane, left, right, top, height, color in spans:
            y = round(top + height - 4)  # below the label
            colors = picture.colors(round(left) + 1, round(right) - 1, y)
            assert colors.get(tuple(color), 0) * 2 > sum(colors.values()), \
                f"{lane}: not {tuple(color)} from {left:.0f} to {right:.0f} at {y}: {colors}"
        return spans


def main():
    words = sys.argv[1:]
    shots = None
    if "--shots" in words:
        at = words.index("--shots")
        shots = os.path.abspath(words[at + 1])
        os.makedirs(shots, exist_ok=True)
        del words[at:at + 2]
    program = os.path.abspath(words[0])
    tests = {name[5:]: test for name, test in vars(cases).items() if name.startswith("test_")}
    path = chromium.find()
    if path is None:
        print("skipped: no chromium here")
        return 0
    failed = 0
    with chromium.Browser(path) as browser:
        workshop = Workshop(program, browser, shots)
        for name in words[1:] or list(tests):
            try:
                said = tests[name](workshop)
                print("ok", name, said or "", flush=True)
            except (AssertionError, chromium.Failure, OSError):
                failed += 1
                print("FAIL", name, flush=True)
                traceback.print_exc(limit=-3, file=sys.stdout)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
