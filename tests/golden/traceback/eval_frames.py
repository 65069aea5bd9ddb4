def f():
    eval('1 + None')


try:
    f()
except TypeError:
    pass
exec('''def inner():
    return [][0]
inner()''')
