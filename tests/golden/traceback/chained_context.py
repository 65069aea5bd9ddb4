def first():
    raise KeyError('first')


def second():
    try:
        first()
    except KeyError:
        raise ValueError('second')


try:
    second()
except ValueError:
    int('third')
