"""PEP 758: except with several types needs no parentheses when there is no `as`. 3.11: SyntaxError."""
try:
    {}['k']
except ValueError, KeyError:
    print('one of the two')
try:
    raise ExceptionGroup('g', [ValueError(1), TypeError(2)])
except* ValueError, TypeError:
    print('all of it')
