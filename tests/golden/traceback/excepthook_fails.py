import sys


def hook(t, v, tb):
    raise RuntimeError('hook is broken')


sys.excepthook = hook
1 / 0
