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

    class Console(code.InteractiveConsole):
        def runcode(self, code):
            try:
                coroutine = eval(code, self.locals)
                if inspect.iscoroutine(coroutine):
                    runner.run(coroutine)
                    return
            except SystemExit:
                raise
            except BaseException:
                self.showtraceback()

    names = {key: globals()[key] for key in ("__name__", "__package__", "__loader__", "__spec__", "__builtins__", "__file__")}
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
