# Which classes may take each other's instances; __dict__ of classes, modules and their kin; what __new__ refuses.
import types


class G:
    __slots__ = ["a", "b"]


class H:
    __slots__ = ["b", "a"]


class J:
    __slots__ = ["c", "b"]


class K(G):
    __slots__ = []


class L(G):
    pass


class M(H):
    pass


def moved(instance, cls):
    old = type(instance).__name__
    try:
        instance.__class__ = cls
    except TypeError as error:
        print(error)
    else:
        print(old, "->", type(instance).__name__, instance.a)


for old, new in ((G, H), (H, K), (G, J), (G, L), (L, M), (M, G)):
    x = old()
    x.a = 1
    moved(x, new)


class Sub(types.ModuleType):
    a = 1


m = types.ModuleType("m")
m.x = 2
moved(m, Sub)
print(m.__dict__["x"], vars(m) is m.__dict__, type(m))
m.__class__ = types.ModuleType
print(hasattr(m, "a"))


class Base:
    pass


class Meta(Base, type):
    pass


class E(metaclass=Meta):
    y = 1


print(type(E.__dict__), E.__dict__["y"])
for change in (lambda: setattr(E, "__dict__", {}), lambda: setattr(m, "__dict__", {}),
               lambda: setattr(Base(), "__dict__", 1)):
    try:
        change()
    except (AttributeError, TypeError) as error:
        print(type(error).__name__, error)


class Own:
    __dict__ = property(lambda self: {"mine": 1})


print(vars(Own()), "mine" in dir(Own()))


class Descriptor:
    pass


descriptor = Descriptor()
Descriptor.__get__ = descriptor
Descriptor.x = descriptor
for refused in (lambda: descriptor.x, lambda: object.__new__(type(iter([]))), lambda: object.__new__(int),
                lambda: type(lambda: 0).__new__(int), lambda: "abc".__mul__(""), lambda: [].__imul__(1.5)):
    try:
        refused()
    except TypeError as error:
        print(error)
print(range(10**30)[10**29:10**29 + 5], slice(None, 10**30, 7).indices(10**31), slice(None, None, -1).indices(10**20))
