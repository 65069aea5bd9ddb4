import sys
sys.path.insert(0, 'data')
from dynamic_all import *
print(one, 'two' in globals())


def local_import():
    import math as m
    from math import pi
    return m.floor(pi), 'math' in globals()


print(local_import())
for code in ('from bad_all import *', 'from bad_all2 import *'):
    try:
        exec(code)
    except Exception as e:
        print(type(e).__name__, e)
try:
    import math, no_module_x, sys
except ModuleNotFoundError as e:
    print(math.__name__, e.name)
if True:
    from math import (floor,
                      ceil as up,)
print(floor(2.5), up(2.5))


class C:
    import math
    from math import sqrt as root


print(C.math.pi, C.root(16))
