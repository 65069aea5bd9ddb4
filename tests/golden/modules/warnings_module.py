import warnings
import sys


def old():
    warnings.warn('old is deprecated', DeprecationWarning, stacklevel=2)


def noisy(n):
    warnings.warn(f'noise {n}')


noisy(1)
noisy(1)
noisy(2)
old()
for _ in range(3):
    warnings.warn('once per place', RuntimeWarning)
warnings.warn(UserWarning('an instance'))
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter('always')
    noisy(3); old()
    print(len(w), [(x.category.__name__, str(x.message), x.lineno) for x in w])
with warnings.catch_warnings():
    warnings.simplefilter('error')
    try:
        noisy(4)
    except UserWarning as e:
        print('raised', e)
with warnings.catch_warnings():
    warnings.filterwarnings('ignore', message='.*noise')
    noisy(5)
    warnings.filterwarnings('error', category=DeprecationWarning)
    try:
        old()
    except DeprecationWarning as e:
        print(e)
for bad in (lambda: warnings.warn('x', int), lambda: warnings.warn(), lambda: warnings.simplefilter('nope'), lambda: warnings.filterwarnings('ignore', category=5)):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)
print(warnings.formatwarning('msg', UserWarning, 'file.py', 3, 'the line'), end='')
original = warnings.showwarning
warnings.showwarning = lambda m, c, f, l, file=None, line=None: print('shown:', c.__name__, m, l)
noisy(6)
warnings.showwarning = original
warnings.warn_explicit('explicit', UserWarning, 'other.py', 42)


class Mine(Warning): pass


warnings.warn('custom', Mine)
warnings.resetwarnings()
warnings.simplefilter('once')
for _ in range(2): noisy(7)
warnings.simplefilter('module')
print(len(warnings.filters), warnings.filters[0][0])
def deep(): warnings.warn('from deep', stacklevel=3)
def mid(): deep()
mid()
sys.stderr.flush()
