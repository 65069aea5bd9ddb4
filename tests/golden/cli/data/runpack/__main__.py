import sys
print(__name__, __package__, __spec__ and __spec__.name, sys.argv[1:], __file__.rpartition('data')[2])
