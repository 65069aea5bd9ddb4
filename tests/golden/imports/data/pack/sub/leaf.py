from .. import VALUE as parent_value
from . import exported as sibling
from ..helper import who
import pack.helper
name = __name__
