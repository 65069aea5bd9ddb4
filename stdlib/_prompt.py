"""The prompt's half in Python: its event loop, what the Tab key offers, signatures."""
import sys

# ---- the event loop -----------------------------------------------------------------------------------------
# There is one, made when it is first needed. It runs while a statement awaits and while the prompt waits for a key, so
# that tasks go on behind the prompt. While an ordinary statement runs it stands still, but counts as the running loop:
# asyncio.create_task() finds it, and asyncio.run() may make another one for a while.

_runner = None


def _loop():
    global _runner
    if _runner is None or _runner.get_loop().is_closed():
        import asyncio
        _runner = asyncio.Runner()
    loop = _runner.get_loop()
    loop._at_prompt = True
    return loop


def lend_loop(lend):
    """Before and after a statement that runs while the loop stands still."""
    from asyncio import events
    events._set_running_loop(_loop() if lend else None)


def run_awaiting(code, namespace):
    """Run a statement that awaits, Ctrl-C cancels it. Give what it raised, without the frames below it."""
    _loop()
    try:
        _runner.run(eval(code, namespace))
    except BaseException as exception:
        tb = exception.__traceback__
        while tb is not None and tb.tb_frame.f_code is not code:
            tb = tb.tb_next
        return exception.with_traceback(tb)


def close():
    """The end: cancel what still runs in the loop."""
    global _runner
    runner, _runner = _runner, None
    if runner is not None:
        runner.close()
