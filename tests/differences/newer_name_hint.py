"""A name that is a module of the library gets a hint, as from Python 3.12. 3.11: NameError without it."""
try:
    asyncio.run(None)
except NameError as error:
    import sys
    sys.excepthook(NameError, error, None)
