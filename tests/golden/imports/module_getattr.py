import sys
sys.path.insert(0, 'data')
import dynamic
print(dynamic.real, dynamic.made_up, dynamic.counted, dir(dynamic))
from dynamic import also_made
print(also_made, dynamic.__doc__, dynamic.__name__)
try:
    dynamic._missing
except AttributeError as e:
    print(e)
try:
    from dynamic import _missing
except ImportError as e:
    print(str(e).partition(' (')[0])
del dynamic.real
print(dynamic.real)
dynamic.__dict__['injected'] = 1
print(dynamic.injected, vars(dynamic)['injected'])
import types
m = types.ModuleType('made', 'doc of made')
m.x = 1
print(m, m.__doc__, m.__name__, m.__package__, m.__loader__, m.__spec__, sorted(vars(m)))
try:
    m.y
except AttributeError as e:
    print(e)
del m.__name__
try:
    m.y
except AttributeError as e:
    print(e)
print(repr(sys), repr(types).partition(' from')[0], type(sys))


class Sub(types.ModuleType):
    @property
    def computed(self): return 'property of a module'


sys.modules['submod'] = Sub('submod')
import submod
print(submod.computed, submod)
