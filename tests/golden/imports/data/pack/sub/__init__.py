from .. import VALUE
from ..helper import who
__all__ = ['exported']
exported = 'exported ' + who()
hidden = 1
_private = 2
