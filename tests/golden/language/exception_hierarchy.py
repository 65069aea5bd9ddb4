def show(cls, depth=0):
    print('  ' * depth + cls.__name__)
    for sub in sorted((c for c in cls.__subclasses__() if c.__module__ == 'builtins'), key=lambda c: c.__name__):
        show(sub, depth + 1)


show(BaseException)
print(OSError is IOError is EnvironmentError, BaseException.__bases__)
print([type(OSError(n, 'x')).__name__ for n in (1, 2, 4, 9, 10, 11, 13, 17, 20, 21, 32, 103, 104, 110, 111)])
