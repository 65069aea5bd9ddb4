"""A terminal on this side of a pty: a grid of characters that follows the escape sequences minipy uses."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
import unicodedata

PATIENCE = 20  # seconds after which a screen that never came fails the test


def width(c):
    if unicodedata.combining(c) or unicodedata.category(c) in ("Mn", "Me", "Cf") or 0x1160 <= ord(c) <= 0x11FF:
        return 0
    return 2 if unicodedata.east_asian_width(c) in "WF" else 1


class Grid:
    """What is visible, and what has scrolled out at the top."""

    def __init__(self, columns, rows):
        self.columns, self.rows = columns, rows
        self.cells = [[" "] * columns for _ in range(rows)]
        self.styles = [[""] * columns for _ in range(rows)]
        self.scrolled = []
        self.row = self.column = 0
        self.style = ""
        self.bells = 0
        self.modes = set()
        self.prompts = 0  # how often bracketed paste was switched on: the prompt does so each time
        self.rest = ""

    def feed(self, text):
        text = self.rest + text
        self.rest = ""
        at = 0
        while at < len(text):
            c = text[at]
            if c == "\x1b":
                m = re.compile(r"\x1b\[([?>=]?)([\d;]*)([ -/]*)([@-~])|\x1b\][^\x07]*\x07|\x1b[^\[\]]").match(text, at)
                if not m:
                    self.rest = text[at:]
                    return
                if m[4]:
                    self.sequence(m[1], m[2], m[4])
                at = m.end()
                continue
            self.put(c)
            at += 1

    def put(self, c):
        if c == "\r":
            self.column = 0
        elif c == "\n":
            self.line_feed()
        elif c == "\b":
            self.column = max(0, min(self.column, self.columns - 1) - 1)
        elif c == "\a":
            self.bells += 1
        elif c == "\t":
            self.column = min(self.columns - 1, self.column // 8 * 8 + 8)
        elif c >= " ":
            w = width(c)
            if w == 0:
                before = self.column - 1
                while before > 0 and self.cells[self.row][before] == "":
                    before -= 1
                if before >= 0:
                    self.cells[self.row][before] += c
                return
            if self.column + w > self.columns:
                self.column = 0
                self.line_feed()
            row, styles = self.cells[self.row], self.styles[self.row]
            row[self.column], styles[self.column] = c, self.style
            if w == 2:
                row[self.column + 1], styles[self.column + 1] = "", self.style
            self.column += w

    def line_feed(self):
        if self.row < self.rows - 1:
            self.row += 1
            return
        self.scrolled.append("".join(self.cells.pop(0)).rstrip())
        self.styles.pop(0)
        self.cells.append([" "] * self.columns)
        self.styles.append([""] * self.columns)

    def sequence(self, private, parameters, final):
        numbers = [int(p or 0) for p in parameters.split(";")]
        n = max(1, numbers[0])
        column = min(self.column, self.columns - 1)
        if private:
            (self.modes.add if final == "h" else self.modes.discard)(numbers[0])
            self.prompts += numbers[0] == 2004 and final == "h"
        elif final == "A":
            self.row, self.column = max(0, self.row - n), column
        elif final == "B":
            self.row, self.column = min(self.rows - 1, self.row + n), column
        elif final == "C":
            self.column = min(self.columns - 1, column + n)
        elif final == "D":
            self.column = max(0, column - n)
        elif final == "H":
            self.row, self.column = n - 1, (numbers + [0])[1:2][0] - 1 if len(numbers) > 1 else 0
        elif final == "K":
            self.erase(self.row, column)
        elif final == "J":
            first = self.row + 1
            if numbers[0] == 2:
                first = 0
            else:
                self.erase(self.row, column)
            for row in range(first, self.rows):
                self.erase(row, 0)
        elif final == "m":
            self.style = "" if numbers == [0] else (self.style + ";" + parameters).strip(";")
        else:
            raise AssertionError(f"a sequence this terminal does not know: {parameters}{final}")

    def erase(self, row, column):
        self.cells[row][column:] = [" "] * (self.columns - column)
        self.styles[row][column:] = [""] * (self.columns - column)

    def lines(self):
        rows = ["".join(row).rstrip() for row in self.cells]
        while rows and not rows[-1]:
            rows.pop()
        return rows

    def resize(self, columns, rows):
        """As xterm does: rows are cut or get longer, nothing is folded anew."""
        for grid, blank in (self.cells, " "), (self.styles, ""):
            for i, row in enumerate(grid):
                grid[i] = (row + [blank] * columns)[:columns]
            while len(grid) < rows:
                grid.append([blank] * columns)
        while len(self.cells) > rows:
            if self.row == len(self.cells) - 1:
                self.scrolled.append("".join(self.cells.pop(0)).rstrip())
                self.styles.pop(0)
                self.row -= 1
            else:
                self.cells.pop()
                self.styles.pop()
        self.columns, self.rows = columns, rows
        self.column = min(self.column, columns - 1)


class Session:
    """A program on a pty."""

    def __init__(self, command, environment, columns=80, rows=24, directory=None):
        self.grid = Grid(columns, rows)
        self.output = ""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            try:
                if directory:
                    os.chdir(directory)
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
                os.execve(command[0], command, environment)
            finally:
                os._exit(127)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.decoder = __import__("codecs").getincrementaldecoder("utf-8")("replace")
        self.status = None

    def type(self, text):
        data = text.encode()
        while data:
            self.read(0)  # so that neither side waits for the other
            _, writable, _ = select.select([], [self.fd], [], 0.2)
            if writable:
                data = data[os.write(self.fd, data[:1024]):]

    def run(self, text):
        """Type a statement, Enter, and wait for the next prompt."""
        before = self.grid.prompts
        self.type(text + "\r")
        self.until(lambda: self.grid.prompts > before, f"the prompt after {text!r}")

    def paste(self, text):
        self.type("\x1b[200~" + text.replace("\n", "\r") + "\x1b[201~")

    def read(self, timeout):
        """Take what has come; false at the end."""
        ready, _, _ = select.select([self.fd], [], [], timeout)
        if not ready:
            return True
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            data = b""
        if not data:
            return False
        text = self.decoder.decode(data)
        self.output += text
        self.grid.feed(text)
        return True

    def until(self, condition, wanted):
        end = time.monotonic() + PATIENCE
        while not condition():
            if not self.read(0.5) or time.monotonic() > end:
                if condition():
                    return
                raise AssertionError(f"never came: {wanted!r}\ncursor {self.grid.row, self.grid.column}; the screen:\n" +
                                     "\n".join("    |" + line for line in self.grid.lines()))

    def shows(self, *lines, cursor=None):
        """Wait until these are the last lines on the screen; `cursor`: its column on its row."""
        wanted = [line.rstrip() for line in lines]

        def there():
            if cursor is not None and self.grid.column != cursor:
                return False
            return self.grid.lines()[-len(wanted):] == wanted
        self.until(there, wanted if cursor is None else (wanted, cursor))

    def contains(self, text):
        self.until(lambda: any(text in line for line in self.grid.lines()), text)

    def says(self, text):
        """Wait for a text among all bytes of the program."""
        self.until(lambda: text in self.output, text)

    def resize(self, columns, rows):
        self.grid.resize(columns, rows)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def end(self):
        """The exit status, once the program has ended."""
        end = time.monotonic() + PATIENCE
        while self.read(0.5):
            if time.monotonic() > end:
                raise AssertionError("it does not end")
        if self.status is None:
            _, status = os.waitpid(self.pid, 0)
            self.status = os.waitstatus_to_exitcode(status)
        return self.status

    def close(self):
        if self.status is None:
            try:
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
            except (ProcessLookupError, ChildProcessError):
                pass
        os.close(self.fd)
