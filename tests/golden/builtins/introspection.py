class A:
    """doc"""
    x = 1
    def m(self): pass


a = A()
a.y = 2
print(sorted(vars(a)), 'x' in vars(A), [n for n in dir(a) if n[0] != '_'], type(a), type(A), isinstance(a, A), issubclass(bool, int), callable(a.m), hasattr(a, 'y'), getattr(a, 'z', 0), id(a) == id(a))
print(repr(A), repr(type), repr(A.m).split(' at')[0], repr(a.m).split('<')[2][:16], repr(len), repr(print), repr([].sort).split(' at')[0], repr(int.__add__), repr((1).__add__), repr(str.join), repr(dict.fromkeys).split(' at')[0], repr(type(a).__dict__['x']), repr(object.__init__), repr(A.__dict__)[:13], repr(property()).split(' at')[0], repr(staticmethod(len)), repr(classmethod(len)), repr(super).split(' at')[0], repr(type(iter([]))), repr(type(x for x in ())), repr(type(A.m)), repr(type(a.m)), repr(type(len)), repr(type(None)), repr(NotImplemented))


def local():
    v = 1
    w = 2
    del w
    def inner(): return v
    return locals().keys() - {'inner'}, sorted(locals())


print(local(), 'A' in globals(), globals() is globals(), locals() is globals(), __name__, __doc__, __builtins__.__name__, __spec__, __package__, sorted(n for n in globals() if n.startswith('__')))
for bad in ('vars(5)', 'dir(1, 2)', 'vars(a, 1)', 'getattr(a)', 'getattr(a, 5)', 'setattr(a, "b")', 'hasattr(a, 5)', 'delattr(a, "nope")', 'isinstance(1)', 'issubclass(1, int)', 'type(1, 2)', 'id()', 'callable()', 'getattr(a, "nope")', 'getattr(5, "nope")', 'getattr(A, "nope")', 'setattr(5, "x", 1)', 'globals(1)', 'locals(1)', 'repr()', 'input(1, 2)', 'super().x', 'object.__getattribute__(a, 5)', 'vars(object())', 'dir(a).nope'):
    try:
        print(bad, eval(bad))
    except Exception as e:
        print(bad, '->', type(e).__name__, e)
import builtins
names = [n for n in dir(builtins) if not n.startswith('_') and n not in ('copyright', 'credits', 'license', 'exit', 'quit')]
print(len(names), *names)
print(callable(exit), callable(quit), repr(exit), repr(quit), builtins.print is print, __build_class__.__name__, __import__('sys').__name__, __debug__)
print([type(v).__name__ for v in (1, 'a', b'', 1.0, 1j, [], (), {}, set(), None, ..., len, A, a, a.m, lambda: 0, range(1), slice(1), property(), zip(), map(len, []), iter(''), type, object, NotImplemented, builtins, Exception(), frozenset(), bytearray(), memoryview(b''), enumerate([]), super(A, a), classmethod(len), iter({}), iter(()), {}.keys(), {}.items(), iter(set()), iter(b''), iter(range(1)), reversed([]), (x for x in ()), A.__dict__, A.__dict__['__dict__'], int.__add__, (1).__add__, str.join, dict.__dict__['fromkeys'], list[int], int | str)])
print(builtins.__doc__ is not None, A.__doc__, a.__doc__, a.__class__.__doc__, A.__module__, a.__module__, A.m.__name__, A.m.__doc__, len.__doc__ is not None, A().m.__func__ is A.m)
