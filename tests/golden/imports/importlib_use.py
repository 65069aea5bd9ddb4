import importlib
import sys
sys.path.insert(0, 'data')
m = importlib.import_module('reloaded')
print(m.value)
m.value = 'changed'
m.extra = 'kept'
print(importlib.reload(m) is m, m.value, m.extra, m.runs)
print(importlib.import_module('.helper', 'pack').__name__, importlib.import_module('pack.sub').__name__)
for args in (('.x',), ('..y', 'pack'), ('nope',), ('',)):
    try:
        importlib.import_module(*args)
    except Exception as e:
        print(args, type(e).__name__, e)
print(importlib.util.find_spec('reloaded').name if hasattr(importlib, 'util') else '', __import__('pack.sub').__name__, __import__('pack.sub', fromlist=['x']).__name__, __import__('math').__name__)


class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.startswith('virtual'):
            print('finder asked for', name)
            return importlib.machinery.ModuleSpec(name, Loader())


class Loader:
    def create_module(self, spec): return None

    def exec_module(self, module):
        module.answer = 42
        exec('def f(): return __name__', module.__dict__)


import importlib.machinery
sys.meta_path.insert(0, Finder)
import virtual_thing
print(virtual_thing.answer, virtual_thing.f(), virtual_thing.__spec__.name, virtual_thing)
import builtins
original = builtins.__import__


def spy(name, *args, **kw):
    if name != 'importlib': print('import', name, args[2:])
    return original(name, *args, **kw)


builtins.__import__ = spy
import virtual_thing as v, math
from os import path
builtins.__import__ = original
print(len(sys.builtin_module_names) > 5, 'sys' in sys.builtin_module_names, sys.path_importer_cache is not None, sys.meta_path[0] is Finder)
