"""A scheduler of events: calls to be made at given times, in the order of time, then of priority."""
import heapq
import threading
import time
from collections import namedtuple
from itertools import count

__all__ = ["scheduler"]

_FIELDS = {"time": "When, by the scheduler's clock.", "priority": "Of events of one time, the lowest goes first.",
           "sequence": "Of events of one time and priority, the one entered first goes first.",
           "action": "What is called.", "argument": "Its positional arguments.", "kwargs": "Its keyword arguments."}
Event = namedtuple("Event", list(_FIELDS))
for _name, _doc in _FIELDS.items():
    getattr(Event, _name).__doc__ = _doc

_absent = object()


class scheduler:
    """Runs actions by the clock `timefunc`, sleeping with `delayfunc`; may be fed from several threads."""

    def __init__(self, timefunc=time.monotonic, delayfunc=time.sleep):
        self._queue = []
        self._lock = threading.RLock()
        self.timefunc = timefunc
        self.delayfunc = delayfunc
        self._sequence_generator = count()

    def enterabs(self, time, priority, action, argument=(), kwargs=_absent):
        """Plan a call at `time`; gives an event by which it can be cancelled."""
        if kwargs is _absent:
            kwargs = {}
        with self._lock:
            event = Event(time, priority, next(self._sequence_generator), action, argument, kwargs)
            heapq.heappush(self._queue, event)
        return event

    def enter(self, delay, priority, action, argument=(), kwargs=_absent):
        """Plan a call `delay` from now."""
        return self.enterabs(self.timefunc() + delay, priority, action, argument, kwargs)

    def cancel(self, event):
        """Take an event back; ValueError if it is not waiting."""
        with self._lock:
            self._queue.remove(event)
            heapq.heapify(self._queue)

    def empty(self):
        with self._lock:
            return not self._queue

    def run(self, blocking=True):
        """Run events until none is left.

        If not blocking, run those that are due and return the time until the next one.
        """
        while True:
            with self._lock:  # the lock is not held while sleeping or acting
                if not self._queue:
                    return None
                event = self._queue[0]
                now = self.timefunc()
                due = event.time <= now
                if due:
                    heapq.heappop(self._queue)
            if due:
                event.action(*event.argument, **event.kwargs)
                self.delayfunc(0)  # let other threads run
            elif blocking:
                self.delayfunc(event.time - now)
            else:
                return event.time - now

    @property
    def queue(self):
        """The waiting events in the order in which they will run."""
        with self._lock:
            return sorted(self._queue)
