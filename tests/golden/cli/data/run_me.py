import sys
print(__name__, sys.argv[0].rpartition('/')[2], sys.argv[1:], __package__, __spec__.name, sys.path[0] == __import__('os').getcwd())
