print('a begins')
import circ_b
from_b = circ_b.value


def late(): return circ_b.use_a()


print('a ends')
