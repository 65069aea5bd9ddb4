"""Transparent proxies, by the interface of PyPy's module of this name, for tracebacks.

A proxy of a traceback is one that differs in `tb_next`: that is what programs make them for. The controller is asked once,
when the proxy is made, which traceback that is.
"""
from types import TracebackType

__all__ = ["make_proxy"]


class ProxyOperation:
    """An operation on the proxy: its name, its arguments, and how the object itself would do it."""

    def __init__(self, obj, proxy, opname, args):
        self.obj = obj
        self.proxyobj = proxy
        self.opname = opname
        self.args = args
        self.kwargs = {}
        self.type = type(obj)

    def delegate(self):
        """What the object itself answers."""
        return getattr(self.obj, self.opname)(*self.args, **self.kwargs)


def make_proxy(controller, type=None, obj=None):
    """An object that answers as the controller says. `obj` must be a traceback."""
    if not callable(controller):
        raise TypeError("controller function is not callable")
    if not isinstance(obj, TracebackType) or type not in (None, TracebackType):
        raise TypeError("only tracebacks can have proxies here")
    following = controller(ProxyOperation(obj, None, "__getattribute__", ("tb_next",)))
    return TracebackType(following, obj.tb_frame, obj.tb_lasti, obj.tb_lineno)
