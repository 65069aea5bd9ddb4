def fail(n):
    raise ValueError(n)


def collect():
    errors = []
    for n in range(2):
        try:
            fail(n)
        except ValueError as e:
            errors.append(e)
    return errors


raise ExceptionGroup('several', collect() + [TypeError('never raised')])
