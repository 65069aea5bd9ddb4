__all__ = ('one',)
one = 1
two = 2
