"""Concurrency by coroutines: one thread, one event loop, many tasks.

The picture:

    async def           a coroutine: a function that can stop in the middle (await) and be continued
    Task                continues a coroutine until it stops at a Future; comes back when that Future is done
    Future              a result that is not there yet, and who is to be told when it is
    event loop          a queue of callbacks that are ready, a heap of those that wait for a time, and a selector
                        with those that wait for a file descriptor; it runs them one after the other

    coroutine --await--> Future --set_result--> loop.call_soon(task's step) --> coroutine goes on

Where to look: the only place that runs a callback is `events.Handle._run`, called from
`base_events.BaseEventLoop._run_once`; the only place that continues a coroutine is Task's step (`_asyncio`); the
only place where a coroutine yields to the loop is Future's `__await__` (`_asyncio`), and `_yield_once` for `sleep(0)`.

Names are loaded when they are first asked for: a program that never opens a stream never pays for sockets.
"""

import sys

_EXPORTS = {
    "base_events": "BaseEventLoop",
    "connections": "Server",
    "coroutines": "iscoroutinefunction iscoroutine",
    "events": """AbstractEventLoopPolicy AbstractEventLoop AbstractServer Handle TimerHandle get_event_loop_policy
        set_event_loop_policy get_event_loop set_event_loop new_event_loop get_child_watcher set_child_watcher
        _set_running_loop get_running_loop _get_running_loop""",
    "exceptions": """BrokenBarrierError CancelledError InvalidStateError TimeoutError IncompleteReadError
        LimitOverrunError SendfileNotAvailableError""",
    "futures": "Future wrap_future isfuture",
    "graph": "capture_call_graph format_call_graph print_call_graph FrameCallGraphEntry FutureCallGraph",
    "locks": "Lock Event Condition Semaphore BoundedSemaphore Barrier",
    "protocols": "BaseProtocol Protocol DatagramProtocol SubprocessProtocol BufferedProtocol",
    "runners": "Runner run",
    "queues": "Queue PriorityQueue LifoQueue QueueFull QueueEmpty QueueShutDown",
    "streams": """StreamReader StreamWriter StreamReaderProtocol open_connection start_server open_unix_connection
        start_unix_server""",
    "subprocess": "create_subprocess_exec create_subprocess_shell",
    "taskgroups": "TaskGroup",
    "tasks": """Task create_task FIRST_COMPLETED FIRST_EXCEPTION ALL_COMPLETED wait wait_for as_completed sleep gather
        shield ensure_future run_coroutine_threadsafe current_task all_tasks _register_task _unregister_task
        _enter_task _leave_task create_eager_task_factory eager_task_factory""",
    "threads": "to_thread",
    "timeouts": "Timeout timeout timeout_at",
    "transports": """BaseTransport ReadTransport WriteTransport Transport DatagramTransport SubprocessTransport""",
    "unix_events": """SelectorEventLoop AbstractChildWatcher SafeChildWatcher FastChildWatcher PidfdChildWatcher
        MultiLoopChildWatcher ThreadedChildWatcher DefaultEventLoopPolicy EventLoop""",
}
_HOME = {name: module for module, names in _EXPORTS.items() for name in names.split()}
_SUBMODULES = {*_EXPORTS, "base_futures", "base_subprocess", "base_tasks", "constants", "format_helpers", "log",
               "mixins", "proactor_events", "selector_events", "trsock"}

__all__ = list(_HOME)


def __getattr__(name):
    module = _HOME.get(name, name)
    if module not in _SUBMODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    full_name = f"{__name__}.{module}"
    __import__(full_name)
    found = sys.modules[full_name]
    if name != module:
        found = globals()[name] = getattr(found, name)
    return found


def __dir__():
    return sorted({*globals(), *_HOME, *_SUBMODULES})
