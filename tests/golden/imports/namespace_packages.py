import sys
sys.path[:0] = ['data/ns1', 'data/ns2']
import space.one, space.two
print(space.one.x, space.two.y, space.__path__.__class__.__name__, space.__file__ if hasattr(space, '__file__') else 'no __file__', repr(space).partition('(')[0], space.__spec__.origin, len(list(space.__path__)))
try:
    import space.three
except ImportError as e:
    print(e)
