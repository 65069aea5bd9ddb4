print('b begins, a has', [n for n in dir(__import__('circ_a')) if n[0] != '_'])
import circ_a
value = 'from b'


def use_a(): return circ_a.from_b


print('b ends')
