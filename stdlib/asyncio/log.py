"""The logger "asyncio". Made when it is first used, since most programs never log."""


def __getattr__(name):
    if name == "logger":
        import logging
        globals()["logger"] = logging.getLogger(__package__)
        return logger
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
