import sys
print(__name__, __file__.rpartition('/')[2], sys.argv, __package__, __spec__, sys.modules['__main__'].__name__, __doc__)
import __main__
x = 'seen through __main__'
print(__main__.x, sys.path[0].endswith('imports'))
sys.path.insert(0, 'data')
import uses_main
print(uses_main.result)
print(sys.modules[__name__].x, 'main_and_name' in sys.modules, __builtins__.__name__, __annotations__ if '__annotations__' in globals() else 'none')
