"""A headless Chromium, driven through --remote-debugging-pipe with nothing but the standard library.

    with Browser(path) as browser:
        tab = browser.open("file:///...")
        tab.value("1 + 1")           the value of an expression of the page
        tab.key("+"), tab.mouse("mouseMoved", x, y), tab.screenshot() -> Picture

Commands and answers are JSON, each ended by a NUL byte: the browser reads descriptor 3 and writes descriptor 4.
"""

import base64
import json
import os
import select
import shutil
import signal
import struct
import subprocess
import tempfile
import time
import zlib

_OPTIONS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--no-first-run", "--hide-scrollbars",
            "--disable-dev-shm-usage", "--disable-extensions", "--disable-background-networking", "--mute-audio",
            "--disable-component-update", "--no-default-browser-check", "--force-device-scale-factor=1")
_PATIENCE = 60


def find():
    """Where the browser is, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


class Failure(Exception):
    """The browser or the page said no."""


class Browser:
    def __init__(self, path):
        self._folder = tempfile.mkdtemp(prefix="minipy-page-")
        to_browser, self._out = os.pipe()
        self._in, from_browser = os.pipe()

        def descriptors():  # in the child; first out of the way of 3 and 4
            high = [os.dup(to_browser), os.dup(from_browser)]
            while min(high) < 5:
                high = [os.dup(fd) for fd in high]
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)

        self._process = subprocess.Popen(
            [path, *_OPTIONS, f"--user-data-dir={self._folder}", "about:blank"], preexec_fn=descriptors, close_fds=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        os.close(to_browser)
        os.close(from_browser)
        self._number, self._bytes, self.events = 0, b"", []

    def __enter__(self):
        return self

    def __exit__(self, *error):
        try:
            self.call("Browser.close")
            self._process.wait(10)
        except (Failure, OSError, subprocess.TimeoutExpired):
            pass
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _message(self, deadline):
        while b"\0" not in self._bytes:
            if not select.select([self._in], [], [], max(0, deadline - time.monotonic()))[0]:
                raise Failure("the browser does not answer")
            more = os.read(self._in, 1 << 20)
            if not more:
                raise Failure("the browser has ended")
            self._bytes += more
        text, _, self._bytes = self._bytes.partition(b"\0")
        return json.loads(text)

    def call(self, method, session=None, patience=_PATIENCE, **parameters):
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._out, data):]
        deadline = time.monotonic() + patience
        while True:
            answer = self._message(deadline)
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise Failure(f"{method}: {answer['error'].get('message')}")
                return answer["result"]
            self.events.append(answer)

    def open(self, address, width=1200, height=700, dark=False):
        return Tab(self, address, width, height, dark)


class Tab:
    def __init__(self, browser, address, width, height, dark):
        self._browser = browser
        target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self._target = target
        self._session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.theme(dark)
        begin = time.monotonic()
        self.call("Page.navigate", url=address)
        while self.value("document.readyState") != "complete" or self.value("location.href") == "about:blank":
            if time.monotonic() - begin > _PATIENCE:
                raise Failure(f"{address} does not load")
            time.sleep(0.02)
        self.frame()
        self.load_time = time.monotonic() - begin

    def call(self, method, **parameters):
        return self._browser.call(method, self._session, **parameters)

    def close(self):
        self._browser.call("Target.closeTarget", targetId=self._target)

    def value(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise Failure(f"{expression}: {result['exceptionDetails'].get('exception', {}).get('description')}")
        return result["result"].get("value")

    def frame(self):
        """Waits until what was asked for is on the screen."""
        self.value("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))).then(() => 1)")

    def theme(self, dark):
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def key(self, key):
        text = {"text": key} if len(key) == 1 else {"text": "\r"} if key == "Enter" else {}
        self.call("Input.dispatchKeyEvent", type="keyDown", key=key, **text)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key)
        self.frame()

    def type(self, text):
        self.call("Input.insertText", text=text)
        self.frame()

    def mouse(self, kind, x, y, **more):
        self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **more)
        self.frame()

    def screenshot(self, file=None):
        data = base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])
        if file:
            with open(file, "wb") as out:
                out.write(data)
        return Picture(data)

    def complaints(self):
        """What went wrong in the page, and what it asked the network for."""
        result = []
        for event in self._browser.events:
            if event.get("sessionId") != self._session:
                continue
            method, parameters = event.get("method"), event.get("params", {})
            if method == "Runtime.exceptionThrown":
                result.append("exception: " + parameters["exceptionDetails"].get("exception", {}).get("description", "?"))
            elif method == "Log.entryAdded" and parameters["entry"]["level"] == "error":
                result.append("error: " + parameters["entry"]["text"])
            elif method == "Page.javascriptDialogOpening":
                result.append("a dialog: " + parameters["message"])
            elif method == "Network.requestWillBeSent" and not parameters["request"]["url"].startswith(("file:", "data:")):
                result.append("a request: " + parameters["request"]["url"])
        return result


class Picture:
    """The pixels of a PNG of 8 bits a channel, as captureScreenshot makes them."""

    def __init__(self, data):
        at, packed = 8, b""
        while at < len(data):
            length, kind = struct.unpack_from(">I4s", data, at)
            if kind == b"IHDR":
                self.width, self.height, depth, color = struct.unpack_from(">IIBB", data, at + 8)
                if depth != 8 or color not in (2, 6):
                    raise Failure("a PNG of another kind than expected")
                self._size = 3 if color == 2 else 4
            elif kind == b"IDAT":
                packed += data[at + 8:at + 8 + length]
            at += length + 12
        self._rows = self._unfilter(zlib.decompress(packed))

    def _unfilter(self, raw):
        size, stride = self._size, self.width * self._size
        rows, above = [], bytearray(stride)
        for start in range(0, self.height * (stride + 1), stride + 1):
            how, row = raw[start], bytearray(raw[start + 1:start + 1 + stride])
            if how == 1:
                for i in range(size, stride):
                    row[i] = row[i] + row[i - size] & 255
            elif how == 2:
                for i in range(stride):
                    row[i] = row[i] + above[i] & 255
            elif how:
                for i in range(stride):
                    left, up = row[i - size] if i >= size else 0, above[i]
                    if how == 3:
                        guess = (left + up) // 2
                    else:
                        corner = above[i - size] if i >= size else 0
                        a, b, c = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
                        guess = left if a <= b and a <= c else up if b <= c else corner
                    row[i] = row[i] + guess & 255
            rows.append(row)
            above = row
        return rows

    def pixel(self, x, y):
        return tuple(self._rows[y][x * self._size:x * self._size + 3])

    def colors(self, x0, x1, y):
        """{color: how many pixels} in a part of a row."""
        result = {}
        for x in range(max(x0, 0), min(x1, self.width)):
            color = self.pixel(x, y)
            result[color] = result.get(color, 0) + 1
        return result
