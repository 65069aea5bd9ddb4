# Files of the program stand in front of the library's modules of the same name, but for those that are part of the interpreter.
import os
import pathlib
import sys
import tempfile

with tempfile.TemporaryDirectory() as folder:
    here = pathlib.Path(folder)
    for name in ("sched", "queue", "os", "abc", "time", "codecs"):
        (here / f"{name}.py").write_text(f"who = 'my {name}'\n")
    (here / "asyncio").mkdir()
    (here / "asyncio" / "__init__.py").write_text("who = 'my asyncio'\n")
    (here / "json").mkdir()  # no package: the library's is found
    sys.path.insert(0, folder)
    for name in ("sched", "queue", "os", "abc", "time", "codecs", "asyncio", "json"):
        sys.modules.pop(name, None) if name not in ("os", "abc", "codecs") else None
        module = __import__(name)
        print(name, getattr(module, "who", "the library's"))
    for name in ("sched", "asyncio", "queue"):
        del sys.modules[name]
    sys.path.remove(folder)
    import asyncio
    import queue
    import sched

    print(hasattr(sched, "scheduler"), hasattr(queue, "Queue"), hasattr(asyncio, "run"))
