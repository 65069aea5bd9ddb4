"""Loops over I/O completion ports, which only Windows has. Here for programs that ask whether their loop is one."""

from . import base_events

__all__ = ("BaseProactorEventLoop",)


class BaseProactorEventLoop(base_events.BaseEventLoop):

    def __init__(self, proactor):
        raise NotImplementedError("I/O completion ports exist on Windows only")
