"""A module with __getattr__."""
real = 'real'
count = 0


def __getattr__(name):
    global count
    if name.startswith('_'):
        raise AttributeError(f'no {name} here')
    count += 1
    return f'{name} #{count}' if name != 'counted' else count


def __dir__():
    return ['b', 'a']
