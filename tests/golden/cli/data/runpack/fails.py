def f():
    raise ValueError('in a module')


f()
