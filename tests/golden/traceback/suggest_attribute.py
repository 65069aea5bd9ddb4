import sys


class A:
    value = 1
    _private = 2

    def __init__(self):
        self.instance_attr = 3

    def method(self):
        pass


class S:
    __slots__ = ('long_slot_name',)


import math
for code in ('A().valeu', 'A().instanceattr', 'A().methd()', 'A().private', 'A().zzzzz', '"a".uper()', '[].apend', '{}.itmes', 'math.sqr', 'math.Pi', 'A.valu', 'S().long_slot_nam', '(5).bit_lenght', 'A().__dic__', 'sys.exi', 'None.foo', '(1).re', 'A().value.imga'):
    try:
        eval(code)
    except AttributeError as e:
        print(code, e.name, type(e.obj).__name__, file=sys.stderr)
        sys.excepthook(AttributeError, e, None)
A().vallue
