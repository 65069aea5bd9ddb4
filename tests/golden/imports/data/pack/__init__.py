print('loading pack')
VALUE = 5
loads = 1
from . import helper as _helper
