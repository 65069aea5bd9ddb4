import sys
number = 5


def f():
    local_value = 1
    return local_valu


for code in ('f()', 'numbr', 'prnt(1)', 'lenn', 'Tru', 'xyz', 'NUMBER', 'sys_', 'none', 'rnge(5)', 'retrun', 'a'):
    try:
        eval(code)
    except NameError as e:
        sys.excepthook(*sys.exc_info()[:2], None)


class C:
    attribute = 1

    def method(self):
        return atribute

    def other(self):
        return methd()


for m in ('method', 'other'):
    try:
        getattr(C(), m)()
    except NameError as e:
        sys.excepthook(NameError, e, None)
print(numbre)
