try:
    raise ExceptionGroup('g', [ValueError(1), TypeError(2), OSError(3)])
except* ValueError:
    print('handled')
except* TypeError:
    raise KeyError('from the handler')
