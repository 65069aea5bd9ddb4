"""The global interpreter lock, to look at and to turn: what `minipy -m gil` does, from Python.

    gil.stats()            a dict: policy, switch interval, holder, switches, and a row for each thread
    gil.holder()           the thread that holds the lock: of course the one that asks
    gil.mark("here")       puts a mark into the recording; nothing when there is none
    with gil.trace() as picture: ...      records; then picture.show(), picture.summary(), picture.svg(file)
    gil.show()             draws the last trace
    gil.policy             how the lock behaves; gil.policy = "fair" changes it
    with gil.schedule(7):  the schedule that follows from the seed 7, at the granularity of instructions
    gil.threads_text()     each thread's stack, GIL state, and what it waits for
    gil.tasks_text()       each event loop's tasks as a tree of awaits
"""

import sys
import types

import _gil

__all__ = ["Trace", "holder", "mark", "policy", "schedule", "show", "stats", "tasks_text", "threads_text", "trace"]

mark = _gil.mark


def _names():
    """Thread number -> name."""
    threading = sys.modules.get("threading")
    by_ident = {thread.ident: thread.name for thread in threading.enumerate()} if threading else {}
    rows = _gil.threads()
    return {number: by_ident.get(ident) or ("MainThread" if index == 0 else f"thread {number}")
            for index, (number, ident, native) in enumerate(rows)}


def stats():
    """What the lock has seen so far, as a dict."""
    import _gil_tools
    names = _names()
    counts = {row[0]: row[1:7] for row in _gil_tools.counts()}
    columns = ("acquired", "failed", "vain_wakeups", "requests", "forced", "voluntary")
    return {"policy": _gil.policy(), "switch_interval": sys.getswitchinterval(), "holder": names[_gil.this_thread()],
            "switches": _gil.switches(), "waiters": _gil.waiters(), "recording": _gil.is_recording(),
            "threads": [{"name": names[number], "ident": ident, "native_id": native,
                         **dict(zip(columns, counts[number]))}
                        for number, ident, native in _gil.threads()]}


def holder():
    """The name of the thread that holds the lock: whoever runs this line."""
    return _names()[_gil.this_thread()]


class Trace:
    """A recording: begun by `with`, and looked at afterwards."""

    def __init__(self, limit=1_000_000):
        self._limit, self._data, self._model = limit, None, None

    def __enter__(self):
        from . import _log
        _gil.start(self._limit)
        for number, name in _names().items():
            _gil.note(_log.THREAD_NAME, number, 0, name)
        return self

    def __exit__(self, *error):
        global _last
        self._data, self._model = _gil.take(), None
        _last = self

    @property
    def model(self):
        """Lanes and spans: see gil/_timeline.py."""
        if self._data is None:
            raise RuntimeError("the recording has not ended")
        if self._model is None:
            from . import _log, _timeline
            self._model = _timeline.build(_log.read_all(self._data))
        return self._model

    def show(self, file=None, width=None, color=None):
        """Draws the picture on the terminal, or into `file`."""
        from . import _terminal
        file = file or sys.stdout
        settings = {}
        if width:
            settings["width"] = str(width)
        if color is not None:
            settings["color"] = "always" if color else "never"
        file.write(_terminal.draw(self.model, _terminal.Style.of(file, settings)))

    def summary(self):
        """The numbers and what they mean, as a str."""
        from . import _summary
        return _summary.text(self.model)

    def _write(self, file, maker):
        if hasattr(file, "write"):
            file.write(maker(self.model))
        else:
            with open(file, "w", encoding="utf-8") as out:
                out.write(maker(self.model))

    def svg(self, file):
        from . import _svg
        self._write(file, _svg.text)

    def html(self, file):
        from . import _html
        self._write(file, _html.text)

    def json(self, file):
        """For Perfetto and chrome://tracing."""
        from . import _chrome
        self._write(file, _chrome.text)

    def gecko(self, file):
        """For the Firefox Profiler."""
        from . import _gecko
        self._write(file, _gecko.text)


_last = None


def trace(limit=1_000_000):
    """with gil.trace() as picture: ... ; of each thread at least the last `limit` events are kept."""
    return Trace(limit)


def show(file=None):
    """Draws the last recording."""
    if _last is None:
        print("nothing has been recorded: with gil.trace(): ...", file=file)
    else:
        _last.show(file)


class schedule:
    """gil.schedule(seed): from now on who runs, and when that changes, follows from the seed. As a context manager it puts the
    policy back afterwards."""

    def __init__(self, seed):
        self._before = _gil.policy()
        _gil.set_policy(f"seeded:{int(seed)}")

    def __enter__(self):
        return self

    def __exit__(self, *error):
        _gil.set_policy(self._before)


def threads_text():
    """What each thread is doing: its stack, its GIL state, what it waits for."""
    from . import _inspect
    return _inspect.threads_text()


def tasks_text():
    """Each event loop's tasks, under each those that it waits for."""
    from . import _inspect
    return _inspect.tasks_text()


class _Module(types.ModuleType):
    """The module itself: it has a property."""

    __slots__ = ()

    @property
    def policy(self):
        return _gil.policy()

    @policy.setter
    def policy(self, name):
        _gil.set_policy(name)


sys.modules[__name__].__class__ = _Module
