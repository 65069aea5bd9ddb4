"""The server's side of a manager: its objects, and the threads that answer connections."""

import sys
import threading
from os import getpid
from traceback import format_exc

from . import connection, process, util

__all__ = []


class State:
    __slots__ = ["value"]
    INITIAL = 0
    STARTED = 1
    SHUTDOWN = 2


class Token:
    """Type to uniquely identify a shared object"""

    __slots__ = ("typeid", "address", "id")

    def __init__(self, typeid, address, id):
        self.typeid, self.address, self.id = typeid, address, id

    def __getstate__(self):
        return self.typeid, self.address, self.id

    def __setstate__(self, state):
        self.typeid, self.address, self.id = state

    def __repr__(self):
        return "%s(typeid=%r, address=%r, id=%r)" % (self.__class__.__name__, self.typeid, self.address, self.id)


Token.__module__ = "multiprocessing.managers"


def dispatch(c, id, methodname, args=(), kwds={}):
    """Send a message to manager using connection `c` and return response"""
    c.send((id, methodname, args, kwds))
    kind, result = c.recv()
    if kind == "#RETURN":
        return result
    raise convert_to_error(kind, result)


def convert_to_error(kind, result):
    if kind == "#ERROR":
        return result
    if kind not in ("#TRACEBACK", "#UNSERIALIZABLE"):
        return ValueError("Unrecognized message type {!r}".format(kind))
    if not isinstance(result, str):
        raise TypeError("Result {0!r} (kind '{1}') type is {2}, not str".format(result, kind, type(result)))
    return RemoteError("Unserializable message: %s\n" % result if kind == "#UNSERIALIZABLE" else result)


class RemoteError(Exception):

    def __str__(self):
        line = "-" * 75
        return "\n%s\n%s%s" % (line, str(self.args[0]), line)


RemoteError.__module__ = "multiprocessing.managers"


def all_methods(obj):
    """Return a list of names of methods of `obj`"""
    return [name for name in dir(obj) if callable(getattr(obj, name))]


def public_methods(obj):
    """Return a list of names of methods of `obj` which do not start with '_'"""
    return [name for name in all_methods(obj) if name[0] != "_"]


class Server:
    """Server class which runs in a process controlled by a manager object"""

    public = ["shutdown", "create", "accept_connection", "get_methods", "debug_info", "number_of_objects", "dummy",
              "incref", "decref"]

    def __init__(self, registry, address, authkey, serializer):
        if not isinstance(authkey, bytes):
            raise TypeError("Authkey {0!r} is type {1!s}, not bytes".format(authkey, type(authkey)))
        self.registry = registry
        self.authkey = process.AuthenticationString(authkey)
        Listener, Client = listener_client[serializer]
        self.listener = Listener(address=address, backlog=128)
        self.address = self.listener.address
        self.id_to_obj = {"0": (None, ())}  # ident -> (object, names that may be called, what they give)
        self.id_to_refcount = {}
        self.id_to_local_proxy_obj = {}
        self.mutex = threading.Lock()

    def serve_forever(self):
        """Run the server forever"""
        self.stop_event = threading.Event()
        process.current_process()._manager_server = self
        try:
            accepter = threading.Thread(target=self.accepter, daemon=True)
            accepter.start()
            try:
                while not self.stop_event.is_set():
                    self.stop_event.wait(1)
            except (KeyboardInterrupt, SystemExit):
                pass
        finally:
            if sys.stdout != sys.__stdout__:
                util.debug("resetting stdout, stderr")
                sys.stdout = sys.__stdout__
                sys.stderr = sys.__stderr__
            sys.exit(0)

    def accepter(self):
        while True:
            try:
                conn = self.listener.accept()
            except OSError:
                continue
            threading.Thread(target=self.handle_request, args=(conn,), daemon=True).start()

    def _handle_request(self, c):
        """The first message of a connection; "accept_connection" makes this thread its own."""
        request = None
        try:
            connection.deliver_challenge(c, self.authkey)
            connection.answer_challenge(c, self.authkey)
            request = c.recv()
            ignored, funcname, args, kwds = request
            assert funcname in self.public, "%r unrecognized" % funcname
            func = getattr(self, funcname)
        except Exception:
            message = "#TRACEBACK", format_exc()
        else:
            try:
                result = func(c, *args, **kwds)
            except Exception:
                message = "#TRACEBACK", format_exc()
            else:
                message = "#RETURN", result
        try:
            c.send(message)
        except Exception as e:
            try:
                c.send(("#TRACEBACK", format_exc()))
            except Exception:
                pass
            util.info("Failure to send message: %r", message)
            util.info(" ... request was %r", request)
            util.info(" ... exception was %r", e)

    def handle_request(self, conn):
        """Handle a new connection"""
        try:
            self._handle_request(conn)
        except SystemExit:
            pass  # the server shuts down
        finally:
            conn.close()

    def _referent(self, ident):
        try:
            return self.id_to_obj[ident]
        except KeyError:
            if ident in self.id_to_local_proxy_obj:
                return self.id_to_local_proxy_obj[ident]
            raise

    def _answer(self, request):
        """What a call of a method gives: the message for the proxy."""
        ident, methodname, args, kwds = request
        obj = None
        try:
            obj, exposed, gettypeid = self._referent(ident)
            if methodname not in exposed:
                raise AttributeError("method %r of %r object is not in exposed=%r" % (methodname, type(obj), exposed))
            function = getattr(obj, methodname)
        except AttributeError:
            try:
                return "#RETURN", self.fallback_mapping[methodname](self, None, ident, obj, *args, **kwds)
            except Exception:
                return "#TRACEBACK", format_exc()
        except Exception:
            return "#TRACEBACK", format_exc()
        try:
            result = function(*args, **kwds)
        except Exception as e:
            return "#ERROR", e
        try:
            typeid = gettypeid and gettypeid.get(methodname, None)
            if not typeid:
                return "#RETURN", result
            result_ident, result_exposed = self.create(None, typeid, result)
            return "#PROXY", (result_exposed, Token(typeid, self.address, result_ident))
        except Exception:
            return "#TRACEBACK", format_exc()

    def serve_client(self, conn):
        """Handle requests from the proxies in a particular process/thread"""
        util.debug("starting server thread to service %r", threading.current_thread().name)
        while not self.stop_event.is_set():
            try:
                request = conn.recv()
                message = self._answer(request)
            except EOFError:
                util.debug("got EOF; exiting thread serving %r", threading.current_thread().name)
                sys.exit(0)
            except Exception:
                request, message = None, ("#TRACEBACK", format_exc())
            try:
                try:
                    conn.send(message)
                except Exception:
                    conn.send(("#UNSERIALIZABLE", format_exc()))
            except Exception as e:
                util.info("exception in thread serving %r", threading.current_thread().name)
                util.info(" ... message was %r", message)
                util.info(" ... exception was %r", e)
                conn.close()
                sys.exit(1)

    def fallback_getvalue(self, conn, ident, obj):
        return obj

    def fallback_str(self, conn, ident, obj):
        return str(obj)

    def fallback_repr(self, conn, ident, obj):
        return repr(obj)

    fallback_mapping = {"__str__": fallback_str, "__repr__": fallback_repr, "#GETVALUE": fallback_getvalue}

    def dummy(self, c):
        pass

    def debug_info(self, c):
        """Return some info --- useful to spot problems with refcounting"""
        with self.mutex:
            return "\n".join("  %s:       refcount=%s\n    %s" % (ident, self.id_to_refcount[ident],
                                                                   str(self.id_to_obj[ident][0])[:75])
                             for ident in sorted(self.id_to_refcount) if ident != "0")

    def number_of_objects(self, c):
        """Number of shared objects"""
        return len(self.id_to_refcount)

    def shutdown(self, c):
        """Shutdown this process"""
        try:
            util.debug("manager received shutdown message")
            c.send(("#RETURN", None))
        except Exception:
            import traceback
            traceback.print_exc()
        finally:
            self.stop_event.set()

    def create(self, c, typeid, /, *args, **kwds):
        """Create a new shared object and return its id"""
        with self.mutex:
            callable, exposed, method_to_typeid, proxytype = self.registry[typeid]
            if callable is not None:
                obj = callable(*args, **kwds)
            elif kwds or len(args) != 1:
                raise ValueError("Without callable, must have one non-keyword argument")
            else:
                obj = args[0]
            exposed = list(public_methods(obj) if exposed is None else exposed)
            if method_to_typeid is not None:
                if not isinstance(method_to_typeid, dict):
                    raise TypeError("Method_to_typeid {0!r}: type {1!s}, not dict".format(method_to_typeid,
                                                                                          type(method_to_typeid)))
                exposed += method_to_typeid
            ident = "%x" % id(obj)  # the client may use it in a language that has no such integers
            util.debug("%r callable returned object with id %r", typeid, ident)
            self.id_to_obj[ident] = obj, set(exposed), method_to_typeid
            self.id_to_refcount.setdefault(ident, 0)
        self.incref(c, ident)
        return ident, tuple(exposed)

    def get_methods(self, c, token):
        """Return the methods of the shared object indicated by token"""
        return tuple(self.id_to_obj[token.id][1])

    def accept_connection(self, c, name):
        """Spawn a new thread to serve this connection"""
        threading.current_thread().name = name
        c.send(("#RETURN", None))
        self.serve_client(c)

    def incref(self, c, ident):
        with self.mutex:
            try:
                self.id_to_refcount[ident] += 1
            except KeyError:
                # Its last proxy is gone, but the server itself still has one: it lives again.
                if ident not in self.id_to_local_proxy_obj:
                    raise
                self.id_to_refcount[ident] = 1
                self.id_to_obj[ident] = self.id_to_local_proxy_obj[ident]
                util.debug("Server re-enabled tracking & INCREF %r", ident)

    def decref(self, c, ident):
        if ident not in self.id_to_refcount and ident in self.id_to_local_proxy_obj:
            util.debug("Server DECREF skipping %r", ident)
            return
        with self.mutex:
            if self.id_to_refcount[ident] <= 0:
                raise AssertionError("Id {0!s} ({1!r}) has refcount {2:n}, not 1+".format(
                    ident, self.id_to_obj[ident], self.id_to_refcount[ident]))
            self.id_to_refcount[ident] -= 1
            if self.id_to_refcount[ident] == 0:
                del self.id_to_refcount[ident]
        if ident not in self.id_to_refcount:
            # The end of the object may run anything: not under the mutex. First it is no longer found.
            self.id_to_obj[ident] = None, (), None
            util.debug("disposing of obj with id %r", ident)
            with self.mutex:
                del self.id_to_obj[ident]


class SharedMemoryTracker:
    """Manages one or more shared memory segments."""

    def __init__(self, name, segment_names=[]):
        self.shared_memory_context_name = name
        self.segment_names = segment_names

    def register_segment(self, segment_name):
        "Adds the supplied shared memory block name to tracker."
        util.debug(f"Register segment {segment_name!r} in pid {getpid()}")
        self.segment_names.append(segment_name)

    def destroy_segment(self, segment_name):
        """Calls unlink() on the shared memory block with the supplied name, which the tracker then forgets."""
        from . import shared_memory
        util.debug(f"Destroy segment {segment_name!r} in pid {getpid()}")
        self.segment_names.remove(segment_name)
        segment = shared_memory.SharedMemory(segment_name)
        segment.close()
        segment.unlink()

    def unlink(self):
        "Calls destroy_segment() on all tracked shared memory blocks."
        for segment_name in self.segment_names[:]:
            self.destroy_segment(segment_name)

    def __del__(self):
        util.debug(f"Call {self.__class__.__name__}.__del__ in {getpid()}")
        self.unlink()

    def __getstate__(self):
        return self.shared_memory_context_name, self.segment_names

    def __setstate__(self, state):
        self.__init__(*state)


class SharedMemoryServer(Server):
    """A server that also knows the segments of shared memory that its manager has made."""

    public = Server.public + ["track_segment", "release_segment", "list_segments"]

    def __init__(self, *args, **kwargs):
        Server.__init__(self, *args, **kwargs)
        address = self.address
        if isinstance(address, bytes):
            address = address.decode()
        self.shared_memory_context = SharedMemoryTracker(f"shm_{address}_{getpid()}", [])
        util.debug(f"SharedMemoryServer started by pid {getpid()}")

    def create(self, c, typeid, /, *args, **kwargs):
        """Create a new distributed-shared object (not backed by a shared memory block)"""
        if hasattr(self.registry[typeid][-1], "_shared_memory_proxy"):
            kwargs["shared_memory_context"] = self.shared_memory_context
        return Server.create(self, c, typeid, *args, **kwargs)

    def shutdown(self, c):
        "Call unlink() on all tracked shared memory, terminate the Server."
        self.shared_memory_context.unlink()
        return Server.shutdown(self, c)

    def track_segment(self, c, segment_name):
        "Adds the supplied shared memory block name to Server's tracker."
        self.shared_memory_context.register_segment(segment_name)

    def release_segment(self, c, segment_name):
        "Calls unlink() on the shared memory block with the supplied name."
        self.shared_memory_context.destroy_segment(segment_name)

    def list_segments(self, c):
        """Returns a list of names of shared memory blocks that the Server is currently tracking."""
        return self.shared_memory_context.segment_names


for _class in (State, Server, SharedMemoryServer, SharedMemoryTracker):
    _class.__module__ = "multiprocessing.managers"

listener_client = {
    "pickle": (connection.Listener, connection.Client),
    "xmlrpclib": (connection.XmlListener, connection.XmlClient),
}
