import sys
sys.path.insert(0, 'data')
import pack
import pack.sub.leaf
from pack import helper, VALUE as V
from pack.sub import leaf as L
from pack.sub import *
from pack.sub.leaf import name
import pack.sub as ps, sys as system
print(pack.__name__, pack.__package__, pack.__path__.__class__.__name__, pack.__file__.replace(sys.path[1], '').rpartition('data/')[2], V, helper.who(), L is pack.sub.leaf, name, ps.leaf is L, system is sys)
print(exported, 'hidden' in globals(), '_private' in globals())
print(L.parent_value, L.sibling, L.__name__, L.__package__, pack.sub.__spec__.name, pack.sub.__spec__.parent, pack.__spec__.submodule_search_locations is not None)
print(sorted(m for m in sys.modules if m.startswith('pack')))
for code in ('import pack.nope', 'from pack import nope', 'from pack.sub import nope', 'import pack.helper.x', 'from . import x', 'from .. import y', 'import nope.sub', 'from nope import x', 'import pack.sub.broken', 'from pack.sub.broken import x', 'from math import nope', 'import math.nope', 'from pack import *', 'import pack.raises', 'import pack.raises'):
    try:
        exec(code)
        print(code, 'fine')
    except ImportError as e:
        print(code, '->', type(e).__name__, str(e).partition(' (')[0], e.name, bool(e.path))
    except Exception as e:
        print(code, '->', type(e).__name__, e)
print('pack.sub.broken' in sys.modules, 'pack.raises' in sys.modules)
import pack as again
print(again is pack, pack.loads)
del sys.modules['pack.helper']
import pack.helper
print(pack.helper is helper, pack.helper.who())
sys.modules['fake'] = 'any object'
import fake
print(fake)
sys.modules['blocked'] = None
try:
    import blocked
except ImportError as e:
    print(type(e).__name__, e)
