"""What is tested of the page: each function test_NAME(workshop); what it returns is printed."""

import os
import tempfile


def test_everything_is_drawn(workshop):
    page = workshop.page("everything.py", "--virtual")
    lanes = page.lanes()
    for name in ("MainThread", "reader", "writer", "polite", "rude"):
        assert name in lanes, lanes
    page.check_pixels(page.screenshot("light"), least=15)
    page.tab.theme(dark=True)
    page.tab.frame()
    assert page.value("getComputedStyle(document.body).backgroundColor") == "rgb(13, 17, 23)"
    page.check_pixels(page.screenshot("dark"), least=15)
    words = page.text("legend")
    for sentence in page.value("picture.D.states.filter((row, s) => picture.D.kinds.some(kind => kind[0] === s)).map(row => row[2])"):
        assert sentence in words, sentence
    page.close()


def test_zoom(workshop):
    page = workshop.page("everything.py", "--virtual")
    whole = page.view()
    page.key("+")
    narrow = page.view()
    assert whole[0] < narrow[0] < narrow[1] < whole[1], narrow
    page.check_pixels(page.screenshot("zoomed"))
    page.key("-")
    page.key("-")
    assert page.view() == whole
    box = page.value("(() => { const b = document.getElementById('canvas').getBoundingClientRect(); return [b.left, b.top] })()")
    x = box[0] + 700
    under = page.value(f"picture.t_of({x - box[0]})")
    for _ in range(12):
        page.mouse("mouseWheel", x, box[1] + 40, deltaX=0, deltaY=-300, modifiers=2)
    near = page.view()
    assert near[1] - near[0] < (whole[1] - whole[0]) / 50, near
    assert near[0] <= under <= near[1], (under, near)
    page.key("0")
    assert page.view() == whole
    page.value("document.getElementById('in').click()")
    assert page.view() != whole
    page.key("0")
    page.close()


def test_pan(workshop):
    page = workshop.page("everything.py", "--virtual")
    for _ in range(4):
        page.key("+")
    before = page.view()
    page.key("ArrowRight")
    right = page.view()
    assert right[0] > before[0] and abs((right[1] - right[0]) - (before[1] - before[0])) < 2
    page.key("ArrowLeft")
    box = page.value("(() => { const b = document.getElementById('canvas').getBoundingClientRect(); return [b.left, b.top] })()")
    x, y = box[0] + 700, box[1] + 60
    page.mouse("mousePressed", x, y, button="left", buttons=1, clickCount=1)
    for step in range(1, 6):
        page.mouse("mouseMoved", x + 40 * step, y, button="left", buttons=1)
    page.mouse("mouseReleased", x + 200, y, button="left", clickCount=1)
    dragged = page.view()
    assert dragged[0] < before[0], (dragged, before)
    page.check_pixels(page.screenshot("panned"))
    page.close()


def test_hover_and_click(workshop):
    page = workshop.page("everything.py", "--virtual")
    lane, left, right, top, height, _ = next(span for span in page.spans() if span[0] == "reader" and span[2] - span[1] > 30)
    x, y = (left + right) / 2, top + height / 2
    page.mouse("mouseMoved", x, y)
    tip = page.text("tip")
    assert "reader" in tip and "everything.py:" in tip and "time.sleep(0.3)" in tip, tip
    page.screenshot("hover")
    page.mouse("mousePressed", x, y, button="left", buttons=1, clickCount=1)
    page.mouse("mouseReleased", x, y, button="left", clickCount=1)
    chosen = page.text("chosen")
    assert "reader" in chosen and "in read" in chosen and "time.sleep(0.3)" in chosen, chosen
    page.mouse("mouseMoved", 5, top + 5)
    assert page.value("document.getElementById('tip').hidden")
    page.close()


def test_search(workshop):
    page = workshop.page("everything.py", "--virtual")
    page.key("/")
    assert page.value("document.activeElement.id") == "search"
    page.type("rude")
    count = page.text("found")
    assert count.endswith(" found") and int(count.split()[0]) >= 2, count
    page.screenshot("search")
    page.key("Enter")
    assert page.text("found").startswith("1 of "), page.text("found")
    assert "rude" in page.text("chosen"), page.text("chosen")
    page.key("Enter")
    assert page.text("found").startswith("2 of ")
    page.key("Escape")
    assert page.text("found") == "" and page.value("document.activeElement.id") == "canvas"
    page.key("/")
    page.type("nothing is called so")
    assert page.text("found") == "nothing found"
    page.close()


def test_keys_alone(workshop):
    """All without a mouse: a lane, its spans, the help."""
    page = workshop.page("everything.py", "--virtual")
    page.key("ArrowDown")
    assert "MainThread" in page.text("chosen"), page.text("chosen")
    page.key("ArrowDown")
    second = page.lanes()[1]
    assert second in page.text("chosen")
    page.key(".")
    first = page.text("chosen")
    page.key(".")
    assert page.text("chosen") != first and second in page.text("chosen")
    page.key(",")
    assert page.text("chosen") == first
    page.key("Escape")
    # Every control is reached with Tab and has a name.
    for _ in range(12):
        page.key("Tab")
    unnamed = page.value("""[...document.querySelectorAll("button, input, canvas, summary")].filter(e =>
        e.tabIndex < 0 || !(e.getAttribute("aria-label") || e.title || e.innerText)).length""")
    assert unnamed == 0
    page.close()


NASTY = """<img src=x onerror=hacked()>"""


def test_nothing_is_injected(workshop):
    """HTML in the names of files, functions, tasks and threads, in marks, source lines and output stays text."""
    program = f'''
import asyncio, gil, sys, threading, time
print("</script><script>window.hacked = 1</script>{NASTY}")
def work(): time.sleep(0.1)  # </script><script>window.hacked = 2</script> {NASTY}
work.__name__ = work.__qualname__ = "{NASTY}"
work.__code__ = work.__code__.replace(co_name="{NASTY}", co_qualname="<b>{NASTY}</b>")
thread = threading.Thread(target=work, name="<svg onload=window.hacked=3>")
thread.start()
gil.mark("{NASTY} --></script>]]>")
thread.join()
async def main(): await asyncio.create_task(asyncio.sleep(0.1), name="</script><script>window.hacked=4</script>\u2028{NASTY}")
asyncio.run(main())
'''
    with tempfile.TemporaryDirectory(prefix="minipy-page-") as folder:
        name = f"{NASTY}<script>window.hacked=5<script>.py"
        with open(os.path.join(folder, name), "w") as file:
            file.write(program)
        workshop.run("-m", "gil", "--quiet", "--virtual", "--html", "page.html", "--svg", "page.svg", name, cwd=folder)
        page = workshop.open(os.path.join(folder, "page.html"))
        page.value("window.hacked_by = []; window.hacked && hacked_by.push(window.hacked); 1")
        assert page.value("window.hacked") is None
        assert page.value("document.querySelectorAll('img, svg, b b, script').length") == 2  # its own scripts
        assert any("<svg onload" in lane for lane in page.lanes()), page.lanes()
        # Point at everything, choose everything: the texts are put into the page only then.
        page.value("""for (const row of picture.laneRows) for (let i = 0; i < row.lane.n; i++) picture.choose(row.lane, i, true); 1""")
        page.key("0")
        for _, left, right, top, height, _ in page.spans():
            page.mouse("mouseMoved", (left + right) / 2, top + height / 2)
        page.screenshot("nasty")
        assert page.value("window.hacked") is None
        assert page.value("document.querySelectorAll('img, svg, script').length") == 2
        page.close()
        picture = workshop.open(os.path.join(folder, "page.svg"))
        assert picture.value("window.hacked") is None
        assert picture.value("document.querySelectorAll('script, img, foreignObject, a, [onload], [onerror]').length") == 0
        picture.close()


def test_million(workshop):
    """A million spans in eight lanes: the page loads, draws, zooms and searches. The figures are printed, not judged."""
    with tempfile.TemporaryDirectory(prefix="minipy-page-") as folder:
        file = os.path.join(folder, "million.html")
        workshop.run("million.py", file, cwd=workshop.data)
        page = workshop.open(file)
        assert page.value("picture.spanCount") == 1_000_000
        shot = page.screenshot("million")
        box = page.value("""picture.laneRows.map(row => [document.getElementById("canvas").getBoundingClientRect().top + row.y, row.h])""")
        back = bytes.fromhex("ffffff")
        for top, height in box:
            colors = shot.colors(300, 1100, round(top + height - 4))
            assert colors.get(tuple(back), 0) < 80, f"blank at {top}: {colors}"
        moving = page.value("""(() => { const times = [];
            for (let k = 0; k < 60; k++) { const begin = performance.now(); picture.zoom(k < 30 ? 0.8 : 1.25, 500); picture.paint();
              times.push(performance.now() - begin); }
            times.sort((a, b) => a - b); return [times[30], times[59]]; })()""")
        finding = page.value("""(() => { const begin = performance.now(); document.getElementById("search").value = "sleep";
            picture.search(); picture.paint(); return performance.now() - begin; })()""")
        size = os.path.getsize(file)
        page.close()
        return (f"(1,000,000 spans: {size / 1e6:.0f} MB, loaded and drawn in {page.tab.load_time:.2f} s, a frame {moving[0]:.1f} ms, "
                f"the slowest {moving[1]:.1f} ms, a search {finding:.0f} ms)")
