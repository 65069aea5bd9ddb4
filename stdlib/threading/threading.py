"""Threads of the operating system, and the tools by which they wait for each other.

Everything here stands on one primitive, the lock of `_thread`: acquired by one thread, released by any. The
rest is policy, in the order in which each piece needs the one before it:

    Lock -> RLock -> Condition -> Semaphore, Event, Barrier -> Thread

A *condition* is the pattern "wait until something is true": each waiter makes a fresh lock, acquires it twice
and so goes to sleep on the second; `notify` wakes a waiter by releasing that lock. Semaphore, Event and
Barrier are each a number or a flag behind one condition.

A *thread* is known in three registers: `_limbo` from `start()` until it runs, then `_active` by its
identifier until it has ended, and `_shutdown_locks` while the end of the program must wait for it. Its end is
seen through `_tstate_lock`, which the interpreter releases when the thread's state is gone: `join()` acquires
it.
"""
import sys as _sys
import _thread
from _collections import deque as _deque
from _weakrefset import WeakSet
from itertools import count as _count
from time import monotonic as _time

__all__ = ["get_ident", "active_count", "Condition", "current_thread", "enumerate", "main_thread",
           "TIMEOUT_MAX", "Event", "Lock", "RLock", "Semaphore", "BoundedSemaphore", "Thread", "Barrier",
           "BrokenBarrierError", "Timer", "ThreadError", "setprofile", "settrace", "local", "stack_size",
           "excepthook", "ExceptHookArgs", "getprofile", "gettrace", "get_native_id"]

_start_new_thread = _thread.start_new_thread
_allocate_lock = _thread.allocate_lock
_LockType = _thread.LockType
_set_sentinel = _thread._set_sentinel
_unordering = getattr(_thread, "_unordering", lambda lock: lock)  # another interpreter has no such thing
_set_native_name = getattr(_thread, "set_name", None)
get_ident = _thread.get_ident
get_native_id = _thread.get_native_id
ThreadError = _thread.error
TIMEOUT_MAX = _thread.TIMEOUT_MAX
_HAVE_THREAD_NATIVE_ID = True  # multiprocessing asks
stack_size = _thread.stack_size
local = _thread._local
_CRLock = _thread.RLock

# ---- hooks ----------------------------------------------------------------

_profile_hook = None
_trace_hook = None


def setprofile(func):
    """Every thread started from now on calls sys.setprofile(func) before its run()."""
    global _profile_hook
    _profile_hook = func


def getprofile():
    return _profile_hook


def settrace(func):
    """Every thread started from now on calls sys.settrace(func) before its run()."""
    global _trace_hook
    _trace_hook = func


def gettrace():
    return _trace_hook


# ---- locks ----------------------------------------------------------------

Lock = _allocate_lock


def RLock(*args, **kwargs):
    """A lock that its owner may acquire again; it is free after as many releases."""
    return _CRLock(*args, **kwargs)


class _RLock:
    """The same out of a Lock, an owner and a depth, for who wants to read how it is done (or to derive from it)."""

    def __init__(self):
        self._block = _allocate_lock()
        self._owner = None
        self._count = 0

    def __repr__(self):
        owner = self._owner
        if owner in _active:
            owner = _active[owner].name
        cls = self.__class__
        state = "locked" if self._block.locked() else "unlocked"
        return f"<{state} {cls.__module__}.{cls.__qualname__} object owner={owner!r} count={self._count} at {hex(id(self))}>"

    def _at_fork_reinit(self):
        self._block._at_fork_reinit()
        self._owner = None
        self._count = 0

    def acquire(self, blocking=True, timeout=-1):
        me = get_ident()
        if self._owner == me:
            self._count += 1
            return 1
        taken = self._block.acquire(blocking, timeout)
        if taken:
            self._owner = me
            self._count = 1
        return taken

    __enter__ = acquire

    def release(self):
        if self._owner != get_ident():
            raise RuntimeError("cannot release un-acquired lock")
        self._count -= 1
        if not self._count:
            self._owner = None
            self._block.release()

    def __exit__(self, t, v, tb):
        self.release()

    # For Condition: give it up at any depth, and take it back to that.

    def _acquire_restore(self, state):
        self._block.acquire()
        self._count, self._owner = state

    def _release_save(self):
        if self._count == 0:
            raise RuntimeError("cannot release un-acquired lock")
        state = self._count, self._owner
        self._count, self._owner = 0, None
        self._block.release()
        return state

    def _is_owned(self):
        return self._owner == get_ident()


_PyRLock = _RLock


class Condition:
    """Lets threads wait until another one says that something has changed.

    `lock` is held around the state that the condition is about, and by whoever waits or notifies.
    """

    def __init__(self, lock=None):
        if lock is None:
            lock = RLock()
        self._lock = lock
        self.acquire = lock.acquire
        self.release = lock.release
        # An RLock can be given up at any depth and taken back to it; other locks do the plain thing below.
        kind = type(lock)
        if kind is _CRLock:
            self._release_save = lock._release_save
            self._acquire_restore = lock._acquire_restore
            self._is_owned = lock._is_owned
        elif kind is _LockType:
            self._is_owned = lock.locked  # by somebody: that it is the caller is an assumption
        else:
            for name in ("_release_save", "_acquire_restore", "_is_owned"):
                if hasattr(lock, name):
                    setattr(self, name, getattr(lock, name))
        self._waiters = _deque()

    def _at_fork_reinit(self):
        self._lock._at_fork_reinit()
        self._waiters.clear()

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, *args):
        return self._lock.__exit__(*args)

    def __repr__(self):
        return "<Condition(%s, %d)>" % (self._lock, len(self._waiters))

    def _release_save(self):
        self._lock.release()

    def _acquire_restore(self, state):
        self._lock.acquire()

    def _is_owned(self):
        # Somebody holds it: that this is the caller is an assumption.
        if self._lock.acquire(False):
            self._lock.release()
            return False
        return True

    def wait(self, timeout=None):
        """Give the lock up, sleep until notified or until `timeout` seconds passed, take the lock back.

        Returns whether it was notified.
        """
        if not self._is_owned():
            raise RuntimeError("cannot wait on un-acquired lock")
        waiter = _allocate_lock()
        waiter.acquire()
        self._waiters.append(waiter)
        saved_state = self._release_save()
        notified = False
        try:  # the lock must be taken back whatever happens, KeyboardInterrupt included
            if timeout is None:
                waiter.acquire()
                notified = True
            elif timeout > 0:
                notified = waiter.acquire(True, timeout)
            else:
                notified = waiter.acquire(False)
            return notified
        finally:
            self._acquire_restore(saved_state)
            if not notified:
                try:
                    self._waiters.remove(waiter)
                except ValueError:
                    pass

    def wait_for(self, predicate, timeout=None):
        """Wait until `predicate()` is true; returns its last value."""
        deadline = None
        result = predicate()
        while not result:
            if timeout is not None:
                if deadline is None:
                    deadline = _time() + timeout
                else:
                    timeout = deadline - _time()
                    if timeout <= 0:
                        break
            self.wait(timeout)
            result = predicate()
        return result

    def notify(self, n=1):
        """Wake up at most `n` of the waiting threads, the longest waiting first."""
        if not self._is_owned():
            raise RuntimeError("cannot notify on un-acquired lock")
        waiters = self._waiters
        while waiters and n > 0:
            waiter = waiters[0]
            try:
                waiter.release()
            except RuntimeError:
                # The waiter timed out and was interrupted before it left the queue; it is gone: wake another.
                pass
            else:
                n -= 1
            try:
                waiters.remove(waiter)
            except ValueError:
                pass

    def notify_all(self):
        """Wake up all waiting threads."""
        self.notify(len(self._waiters))

    def notifyAll(self):
        """The old name of notify_all()."""
        _warn_renamed("notifyAll() is deprecated, use notify_all() instead")
        self.notify_all()


class Semaphore:
    """A counter of permits: acquire() takes one, waiting while there is none; release() gives back."""

    def __init__(self, value=1):
        if value < 0:
            raise ValueError("semaphore initial value must be >= 0")
        self._cond = Condition(Lock())
        self._value = value

    def __repr__(self):
        cls = self.__class__
        return f"<{cls.__module__}.{cls.__qualname__} at {id(self):#x}: value={self._value}>"

    def acquire(self, blocking=True, timeout=None):
        """Take a permit; returns whether one was had within `timeout` seconds (or at once, if not blocking).
        """
        if not blocking and timeout is not None:
            raise ValueError("can't specify timeout for non-blocking acquire")
        with self._cond:
            if self._value == 0:
                if not blocking or (timeout is not None and timeout <= 0):
                    return False
                if not self._cond.wait_for(self._has_permit, timeout):
                    return False
            self._value -= 1
            return True

    __enter__ = acquire

    def _has_permit(self):
        return self._value > 0

    def release(self, n=1):
        """Give back `n` permits and wake as many waiters."""
        if n < 1:
            raise ValueError("n must be one or more")
        with self._cond:
            self._value += n
            self._cond.notify(n)

    def __exit__(self, t, v, tb):
        self.release()


class BoundedSemaphore(Semaphore):
    """A semaphore that refuses more releases than there were acquisitions."""

    def __init__(self, value=1):
        Semaphore.__init__(self, value)
        self._initial_value = value

    def __repr__(self):
        cls = self.__class__
        return (f"<{cls.__module__}.{cls.__qualname__} at {id(self):#x}:"
                f" value={self._value}/{self._initial_value}>")

    def release(self, n=1):
        """Give back `n` permits; ValueError if that is more than were taken."""
        if n < 1:
            raise ValueError("n must be one or more")
        with self._cond:
            if self._value + n > self._initial_value:
                raise ValueError("Semaphore released too many times")
            self._value += n
            for _ in range(n):
                self._cond.notify()


class Event:
    """A flag that threads can wait for."""

    def __init__(self):
        self._cond = Condition(Lock())
        self._flag = False

    def __repr__(self):
        cls = self.__class__
        status = "set" if self._flag else "unset"
        return f"<{cls.__module__}.{cls.__qualname__} at {id(self):#x}: {status}>"

    def _at_fork_reinit(self):
        self._cond._at_fork_reinit()

    def is_set(self):
        return self._flag

    def isSet(self):
        """The old name of is_set()."""
        _warn_renamed("isSet() is deprecated, use is_set() instead")
        return self.is_set()

    def set(self):
        """Raise the flag; everybody who waits goes on."""
        with self._cond:
            self._flag = True
            self._cond.notify_all()

    def clear(self):
        """Lower the flag; who waits from now on, sleeps."""
        with self._cond:
            self._flag = False

    def wait(self, timeout=None):
        """Sleep until the flag is raised or `timeout` seconds passed; returns whether it was raised."""
        with self._cond:
            signaled = self._flag
            if not signaled:
                signaled = self._cond.wait(timeout)
            return signaled


class BrokenBarrierError(RuntimeError):
    pass


class Barrier:
    """A meeting point: wait() returns in all `parties` threads once the last of them has come.

    The barrier is *filling* while they come, *draining* while they leave (who comes then, waits outside),
    *resetting* while it throws waiters out before use can start anew, and *broken* after abort().
    """

    _FILLING, _DRAINING, _RESETTING, _BROKEN = 0, 1, -1, -2

    def __init__(self, parties, action=None, timeout=None):
        self._cond = Condition(Lock())
        self._action = action
        self._timeout = timeout
        self._parties = parties
        self._state = self._FILLING
        self._count = 0

    def __repr__(self):
        cls = self.__class__
        if self.broken:
            return f"<{cls.__module__}.{cls.__qualname__} at {id(self):#x}: broken>"
        return (f"<{cls.__module__}.{cls.__qualname__} at {id(self):#x}:"
                f" waiters={self.n_waiting}/{self.parties}>")

    def wait(self, timeout=None):
        """Wait for the others; returns a number from 0 to parties - 1, a different one in each thread."""
        if timeout is None:
            timeout = self._timeout
        with self._cond:
            self._cond.wait_for(lambda: self._state not in (self._DRAINING, self._RESETTING))
            if self._state == self._BROKEN:
                raise BrokenBarrierError
            index = self._count
            self._count += 1
            try:
                if self._count == self._parties:
                    self._open()
                else:
                    self._sleep(timeout)
                return index
            finally:
                self._count -= 1
                # The last to leave lets in those who wait outside.
                if self._count == 0 and self._state in (self._RESETTING, self._DRAINING):
                    self._state = self._FILLING
                    self._cond.notify_all()

    def _open(self):
        """The last has come: run the action, let everybody go."""
        try:
            if self._action:
                self._action()
        except:
            self._break()
            raise
        self._state = self._DRAINING
        self._cond.notify_all()

    def _sleep(self, timeout):
        if not self._cond.wait_for(lambda: self._state != self._FILLING, timeout):
            self._break()
            raise BrokenBarrierError
        if self._state < 0:
            raise BrokenBarrierError

    def _break(self):
        self._state = self._BROKEN
        self._cond.notify_all()

    def reset(self):
        """Back to the empty state; threads that wait get BrokenBarrierError."""
        with self._cond:
            if self._count == 0:
                self._state = self._FILLING
            elif self._state in (self._FILLING, self._BROKEN):
                self._state = self._RESETTING
            self._cond.notify_all()

    def abort(self):
        """Break the barrier: everybody who waits or comes gets BrokenBarrierError."""
        with self._cond:
            self._break()

    @property
    def parties(self):
        return self._parties

    @property
    def n_waiting(self):
        return self._count if self._state == self._FILLING else 0

    @property
    def broken(self):
        return self._state == self._BROKEN


# ---- the registers of threads ---------------------------------------------

_counter = _count(1).__next__
_active_limbo_lock = _unordering(RLock())  # guards the two dicts
_active = {}  # identifier -> Thread, while it runs
_limbo = {}  # Thread -> Thread, between start() and its first step
_dangling = WeakSet()  # every Thread object that was not joined yet
_shutdown_locks_lock = _unordering(_allocate_lock())
_shutdown_locks = set()  # _tstate_lock of each running thread that is not a daemon


def _newname(name_template):
    return name_template % _counter()


def _maintain_shutdown_locks():
    """Forget the locks of threads that ended without being joined. _shutdown_locks_lock is held."""
    _shutdown_locks.difference_update([lock for lock in _shutdown_locks if not lock.locked()])


def _warn_renamed(message):
    import warnings
    warnings.warn(message, DeprecationWarning, stacklevel=3)


class Thread:
    """A thread of control: start() runs run() in it, which calls `target(*args, **kwargs)`."""

    _initialized = False

    def __init__(self, group=None, target=None, name=None, args=(), kwargs=None, *, daemon=None):
        assert group is None, "group argument must be None for now"
        if name:
            name = str(name)
        else:
            name = _newname("Thread-%d")
            target_name = getattr(target, "__name__", None)
            if target_name is not None:
                name += f" ({target_name})"
        self._target = target
        self._name = name
        self._args = args
        self._kwargs = {} if kwargs is None else kwargs
        self._daemonic = current_thread().daemon if daemon is None else daemon
        self._ident = None
        self._native_id = None
        self._tstate_lock = None
        self._started = Event()
        self._is_stopped = False
        self._initialized = True
        # Bound now, so that a thread that dies while the interpreter ends can still report.
        self._stderr = _sys.stderr
        self._invoke_excepthook = _make_invoke_excepthook()
        _dangling.add(self)

    def _reset_internal_locks(self, is_alive):
        """In the child of a fork: locks may have been held by threads that do not exist here."""
        self._started._at_fork_reinit()
        if is_alive:
            if self._tstate_lock is not None:
                self._tstate_lock._at_fork_reinit()
                self._tstate_lock.acquire()
        else:
            self._is_stopped = True
            self._tstate_lock = None

    def __repr__(self):
        assert self._initialized, "Thread.__init__() was not called"
        status = "initial"
        if self._started.is_set():
            status = "started"
        self.is_alive()  # notices an end that nobody joined
        if self._is_stopped:
            status = "stopped"
        if self._daemonic:
            status += " daemon"
        if self._ident is not None:
            status += " %s" % self._ident
        return "<%s(%s, %s)>" % (self.__class__.__name__, self._name, status)

    def start(self):
        """Start the thread; at most once. Returns when it has begun to run."""
        if not self._initialized:
            raise RuntimeError("thread.__init__() not called")
        if self._started.is_set():
            raise RuntimeError("threads can only be started once")
        with _active_limbo_lock:
            _limbo[self] = self
        try:
            _start_new_thread(self._bootstrap, ())
        except Exception:
            with _active_limbo_lock:
                del _limbo[self]
            raise
        self._started.wait()

    def run(self):
        """What the thread does; a subclass may override it."""
        try:
            if self._target is not None:
                self._target(*self._args, **self._kwargs)
        finally:
            # Do not keep alive what may refer back to this thread.
            del self._target, self._args, self._kwargs

    def _bootstrap(self):
        # A daemon thread can be caught by the end of the interpreter with modules half torn down: what it
        # then
        # stumbles over is no news.
        try:
            self._bootstrap_inner()
        except:
            if self._daemonic and _sys is None:
                return
            raise

    def _set_ident(self):
        self._ident = get_ident()

    def _set_native_id(self):
        self._native_id = get_native_id()

    def _set_tstate_lock(self):
        """Take the lock that the interpreter releases when this thread has ended."""
        self._tstate_lock = _set_sentinel()
        self._tstate_lock.acquire()
        if not self.daemon:
            with _shutdown_locks_lock:
                _maintain_shutdown_locks()
                _shutdown_locks.add(self._tstate_lock)

    def _bootstrap_inner(self):
        try:
            self._set_ident()
            self._set_tstate_lock()
            self._set_native_id()
            if _set_native_name is not None:
                _set_native_name(self._name)
            self._started.set()
            with _active_limbo_lock:
                _active[self._ident] = self
                del _limbo[self]
            if _trace_hook:
                _sys.settrace(_trace_hook)
            if _profile_hook:
                _sys.setprofile(_profile_hook)
            try:
                self.run()
            except:
                self._invoke_excepthook(self)
        finally:
            self._delete()

    def _stop(self):
        """The thread has ended; called with _tstate_lock in hand or released for good."""
        lock = self._tstate_lock
        if lock is not None:
            assert not lock.locked()
        self._is_stopped = True
        self._tstate_lock = None
        if not self.daemon:
            with _shutdown_locks_lock:
                _maintain_shutdown_locks()

    def _delete(self):
        with _active_limbo_lock:
            del _active[get_ident()]

    def join(self, timeout=None):
        """Wait until the thread has ended, or for `timeout` seconds; is_alive() then tells which."""
        if not self._initialized:
            raise RuntimeError("Thread.__init__() not called")
        if not self._started.is_set():
            raise RuntimeError("cannot join thread before it is started")
        if self is current_thread():
            raise RuntimeError("cannot join current thread")
        if timeout is None:
            self._wait_for_tstate_lock()
        else:
            self._wait_for_tstate_lock(timeout=max(timeout, 0))

    def _wait_for_tstate_lock(self, block=True, timeout=-1):
        lock = self._tstate_lock
        if lock is None:
            return
        try:
            if lock.acquire(block, timeout):
                lock.release()
                self._stop()
        except:
            if lock.locked():
                # Interrupted (Ctrl-C) after the lock was had, before it was given back: the thread did end.
                lock.release()
                self._stop()
            raise

    @property
    def name(self):
        assert self._initialized, "Thread.__init__() not called"
        return self._name

    @name.setter
    def name(self, name):
        assert self._initialized, "Thread.__init__() not called"
        self._name = str(name)
        if _set_native_name is not None and self._ident == get_ident():
            _set_native_name(self._name)

    @property
    def ident(self):
        """The thread's identifier, as get_ident() gives it inside; None before start()."""
        assert self._initialized, "Thread.__init__() not called"
        return self._ident

    @property
    def native_id(self):
        """The kernel's number of the thread (as in /proc/self/task); None before start()."""
        assert self._initialized, "Thread.__init__() not called"
        return self._native_id

    def is_alive(self):
        assert self._initialized, "Thread.__init__() not called"
        if self._is_stopped or not self._started.is_set():
            return False
        self._wait_for_tstate_lock(False)
        return not self._is_stopped

    @property
    def daemon(self):
        """Whether the program may end while this thread still runs."""
        assert self._initialized, "Thread.__init__() not called"
        return self._daemonic

    @daemon.setter
    def daemon(self, daemonic):
        if not self._initialized:
            raise RuntimeError("Thread.__init__() not called")
        if self._started.is_set():
            raise RuntimeError("cannot set daemon status of active thread")
        self._daemonic = daemonic

    # The names of before 2.6.

    def isDaemon(self):
        """The old form of the daemon attribute."""
        _warn_renamed("isDaemon() is deprecated, get the daemon attribute instead")
        return self.daemon

    def setDaemon(self, daemonic):
        """The old form of the daemon attribute."""
        _warn_renamed("setDaemon() is deprecated, set the daemon attribute instead")
        self.daemon = daemonic

    def getName(self):
        """The old form of the name attribute."""
        _warn_renamed("getName() is deprecated, get the name attribute instead")
        return self.name

    def setName(self, name):
        """The old form of the name attribute."""
        _warn_renamed("setName() is deprecated, set the name attribute instead")
        self.name = name


# ---- exceptions that leave run() ------------------------------------------

ExceptHookArgs = _thread._ExceptHookArgs
excepthook = _thread._excepthook
__excepthook__ = excepthook


def _make_invoke_excepthook():
    """The function that reports an exception of a thread through the excepthook of that moment.

    It keeps its own references: at the end of the program the module's names may be gone.
    """
    original = excepthook
    sys, output, exc_info, hook_args = _sys, print, _sys.exc_info, ExceptHookArgs

    def invoke_excepthook(thread):
        hook = globals().get("excepthook") or original
        args = None
        try:
            args = hook_args([*exc_info(), thread])
            hook(args)
        except Exception as problem:
            problem.__suppress_context__ = True
            stderr = getattr(sys, "stderr", None) or getattr(thread, "_stderr", None)
            if stderr is not None:
                output("Exception in threading.excepthook:", file=stderr, flush=True)
            if sys is not None and sys.excepthook is not None:
                sys.excepthook(*exc_info())
        finally:
            args = None  # breaks the cycle exception -> traceback -> frame -> args

    return invoke_excepthook


class Timer(Thread):
    """Calls `function(*args, **kwargs)` after `interval` seconds, unless cancel() comes first."""

    def __init__(self, interval, function, args=None, kwargs=None):
        Thread.__init__(self)
        self.interval = interval
        self.function = function
        self.args = [] if args is None else args
        self.kwargs = {} if kwargs is None else kwargs
        self.finished = Event()

    def cancel(self):
        self.finished.set()

    def run(self):
        self.finished.wait(self.interval)
        if not self.finished.is_set():
            self.function(*self.args, **self.kwargs)
        self.finished.set()


class _MainThread(Thread):
    """The thread that imported this module first: the program's own."""

    def __init__(self):
        Thread.__init__(self, name="MainThread", daemon=False)
        self._set_tstate_lock()
        self._started.set()
        self._set_ident()
        self._set_native_id()
        with _active_limbo_lock:
            _active[self._ident] = self


class _DummyThread(Thread):
    """Stands for a thread that was not started through this module; never ends, cannot be joined."""

    def __init__(self):
        Thread.__init__(self, name=_newname("Dummy-%d"), daemon=True)
        self._started.set()
        self._set_ident()
        self._set_native_id()
        with _active_limbo_lock:
            _active[self._ident] = self

    def _stop(self):
        pass

    def is_alive(self):
        assert not self._is_stopped and self._started.is_set()
        return True

    def join(self, timeout=None):
        assert False, "cannot join a dummy thread"


def current_thread():
    """The Thread object of the caller."""
    try:
        return _active[get_ident()]
    except KeyError:
        return _DummyThread()


def currentThread():
    """The old name of current_thread()."""
    _warn_renamed("currentThread() is deprecated, use current_thread() instead")
    return current_thread()


def active_count():
    """How many Thread objects are alive: len(enumerate())."""
    with _active_limbo_lock:
        return len(_active) + len(_limbo)


def activeCount():
    """The old name of active_count()."""
    _warn_renamed("activeCount() is deprecated, use active_count() instead")
    return active_count()


def _enumerate():
    """enumerate() for callers that hold _active_limbo_lock or have the process to themselves."""
    return list(_active.values()) + list(_limbo.values())


def enumerate():
    """A list of all Thread objects that are alive."""
    with _active_limbo_lock:
        return list(_active.values()) + list(_limbo.values())


# ---- the end of the program -----------------------------------------------

_threading_atexits = []
_SHUTTING_DOWN = False


def _register_atexit(func, *arg, **kwargs):
    """Call func(*arg, **kwargs) before the threads are joined at the end of the program; last first."""
    if _SHUTTING_DOWN:
        raise RuntimeError("can't register atexit after shutdown")
    _threading_atexits.append(lambda: func(*arg, **kwargs))


_main_thread = _MainThread()


def _shutdown():
    """Called by the interpreter in the main thread, when the program's last line is done."""
    global _SHUTTING_DOWN
    if _main_thread._is_stopped:
        return
    _SHUTTING_DOWN = True
    for call in reversed(_threading_atexits):
        call()
    if _main_thread.ident == get_ident():
        lock = _main_thread._tstate_lock
        assert lock is not None
        assert lock.locked()
        lock.release()
        _main_thread._stop()
    # else: another thread ends the interpreter; the main thread's end is not seen here.
    while True:
        with _shutdown_locks_lock:
            locks = list(_shutdown_locks)
            _shutdown_locks.clear()
        if not locks:
            break
        for lock in locks:
            lock.acquire()
            lock.release()
        # Threads started in the meantime have put their locks there: look again.


def main_thread():
    """The Thread object of the program's main thread."""
    return _main_thread


def _after_fork():
    """In the child of a fork only the caller lives on: it is the main thread now."""
    global _active_limbo_lock, _main_thread, _shutdown_locks_lock, _shutdown_locks
    _active_limbo_lock = _unordering(RLock())
    _shutdown_locks_lock = _unordering(_allocate_lock())
    _shutdown_locks = set()
    try:
        current = _active[get_ident()]
    except KeyError:
        current = _MainThread()  # forked by a thread unknown to this module
    _main_thread = current
    threads = set(_enumerate())
    threads.update(_dangling)
    with _active_limbo_lock:
        for thread in threads:
            if thread is current:
                thread._reset_internal_locks(True)
                ident = get_ident()
                if isinstance(thread, _DummyThread):
                    thread.__class__ = _MainThread
                    thread._name = "MainThread"
                    thread._daemonic = False
                    thread._set_tstate_lock()
                elif thread._tstate_lock is not None and not thread.daemon:
                    _shutdown_locks.add(thread._tstate_lock)
                thread._ident = ident
                thread._set_native_id()
            else:
                thread._reset_internal_locks(False)
                thread._stop()
        _limbo.clear()
        _active.clear()
        _active[current._ident] = current


def _install_fork_hook():
    import posix
    if hasattr(posix, "register_at_fork"):
        posix.register_at_fork(after_in_child=_after_fork)


_install_fork_hook()
