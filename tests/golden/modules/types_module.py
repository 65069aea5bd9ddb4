import types


def f(a, b=1): return a + b


async def co(): pass
def gen(): yield
async def ag(): yield


print(isinstance(f, types.FunctionType), isinstance(len, types.BuiltinFunctionType), isinstance(gen(), types.GeneratorType), isinstance(ag(), types.AsyncGeneratorType), isinstance(f.__code__, types.CodeType), isinstance(types, types.ModuleType), types.LambdaType is types.FunctionType, isinstance([].append, types.BuiltinMethodType), isinstance(None, types.NoneType), isinstance(..., types.EllipsisType), isinstance(int | str, types.UnionType), isinstance(list[int], types.GenericAlias), isinstance(type.__dict__['__dict__'], types.GetSetDescriptorType), isinstance(str.join, types.MethodDescriptorType), isinstance(int.__add__, types.WrapperDescriptorType))
c = co(); print(isinstance(c, types.CoroutineType)); c.close()
n = types.SimpleNamespace(a=1, b='x')
n.c = [2]
print(n, n.a, n == types.SimpleNamespace(a=1, b='x', c=[2]), vars(n), repr(types.SimpleNamespace()))
try:
    n.zz
except AttributeError as e:
    print(e)
m = types.MappingProxyType({'a': 1})
print(m, m['a'], len(m), 'a' in m, dict(m), m | {'b': 2}, m.get('z'), list(m.items()), m == {'a': 1})
for bad in ('m.__setitem__', 'types.SimpleNamespace(1)', 'types.MappingProxyType(5)', 'types.MethodType(1, 2)', 'types.MethodType(f)', 'types.FunctionType(5, {})', 'types.new_class("X", (5,))', 'types.coroutine(5)', 'types.GeneratorType()', 'types.CodeType()', 'types.CellType(1, 2)'):
    try:
        print(bad, eval(bad))
    except Exception as e:
        print(bad, '->', type(e).__name__, e)
meth = types.MethodType(f, 10)
print(meth(), meth(5), meth.__self__, meth.__func__ is f)
g = types.FunctionType(f.__code__, {}, 'renamed', (100,))
print(g(1), g.__name__, g.__defaults__)
X = types.new_class('X', (dict,), {}, lambda ns: ns.update(v=1))
print(X.v, X.__mro__[1], types.resolve_bases((int,)), types.prepare_class('Y', ())[1])
cell = types.CellType(5); print(cell.cell_contents, repr(cell).split(' at')[0])
print(types.DynamicClassAttribute.__name__, int | None, (int | str) == (str | int), list[int] | None, isinstance('a', int | str), (int | str).__args__, list[int](), dict[str, int] == dict[str, int], list[list[int]], tuple[()], repr(type[int]))


@types.coroutine
def old(): yield 1


async def uses(): await old()


u = uses(); print(u.send(None)); u.close()
