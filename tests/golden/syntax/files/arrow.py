def f() > int:
    pass
