def f():
    try:
        1 / 0
    finally:
        {}['in finally']


f()
