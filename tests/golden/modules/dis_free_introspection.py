import inspect


def f(a, b: int = 2, /, c=3, *args, d, e: str = 'x', **kw) -> list:
    """Doc of f."""


print(inspect.signature(f), inspect.getdoc(f), inspect.isfunction(f), inspect.ismodule(inspect), inspect.isclass(int), inspect.isbuiltin(len), inspect.iscoroutinefunction(f))
s = inspect.signature(f)
for p in s.parameters.values(): print(p.name, p.kind.name, p.default is p.empty or p.default, p.annotation is p.empty or p.annotation)
b = s.bind(1, 2, d=4, z=5)
b.apply_defaults()
print(b.arguments, b.args, b.kwargs, s.return_annotation)
for bad in ((), (1, 2, 3), ):
    try:
        s.bind(*bad)
    except TypeError as e:
        print(e)


class C:
    """Doc of C."""
    def m(self): "m doc"
    @classmethod
    def c(cls): pass
    @staticmethod
    def s(x): pass


print(inspect.signature(C.m), inspect.signature(C().m), inspect.signature(C.c), inspect.signature(C.s), inspect.signature(C), inspect.ismethod(C().m), [n for n, _ in inspect.getmembers(C, inspect.isfunction)], inspect.getmro(C))


def gen():
    x = 1
    yield x


g = gen()
print(inspect.getgeneratorstate(g)); next(g); print(inspect.getgeneratorstate(g), inspect.getgeneratorlocals(g)); g.close(); print(inspect.getgeneratorstate(g))
print(inspect.getsource(gen), inspect.getsourcelines(C.m)[1], inspect.currentframe().f_code.co_name, inspect.stack()[0].function, inspect.unwrap(f) is f, inspect.cleandoc('  a\n    b'))


async def co(): pass


c = co(); print(inspect.getcoroutinestate(c), inspect.isawaitable(c), inspect.iscoroutine(c)); c.close(); print(inspect.getcoroutinestate(c))
