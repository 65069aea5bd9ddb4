import __main__
result = __main__.x + ', from ' + __name__
