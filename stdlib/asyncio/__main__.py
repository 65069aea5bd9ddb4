"""python -m asyncio: a prompt where `await` may stand outside of functions."""
import sys

import asyncio


def _banner():
    return (f"asyncio REPL {sys.version} on {sys.platform}\n"
            'Use "await" directly instead of "asyncio.run()".\n'
            'Type "help", "copyright", "credits" or "license" for more information.\n'
            f"{getattr(sys, 'ps1', '>>> ')}import asyncio")


def _interact_by_lines():
    """No terminal: the lines come through input()."""
    import ast
    import code
    import inspect

    async def run(code, names):
        result = eval(code, names)
        if inspect.iscoroutine(result):
            await result

    class Console(code.InteractiveConsole):
        def runcode(self, code):
            try:
                runner.run(run(code, self.locals))
            except SystemExit:
                raise
            except BaseException as exception:
                tb = exception.__traceback__
                while tb is not None and tb.tb_frame.f_code is not code:
                    tb = tb.tb_next
                sys.last_type, sys.last_value, sys.last_traceback = type(exception), exception, tb
                sys.excepthook(type(exception), exception.with_traceback(tb), tb)

    own = "__name__", "__package__", "__loader__", "__spec__", "__builtins__", "__file__"
    names = {key: globals()[key] for key in own}
    names["asyncio"] = asyncio
    console = Console(names)
    console.compile.compiler.flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    with asyncio.Runner() as runner:
        console.interact(_banner(), "exiting asyncio REPL...")


def _interact_by_editor():
    import _editor
    print(_banner(), file=sys.stderr)
    namespace = globals()
    for name in "sys", "_banner", "_interact_by_lines", "_interact_by_editor":
        del namespace[name]
    status = _editor.interact()
    import sys as _sys
    print("exiting asyncio REPL...", file=_sys.stderr)
    raise SystemExit(status)


if __name__ == "__main__":
    if __import__("_editor").can_edit():
        _interact_by_editor()
    else:
        _interact_by_lines()
