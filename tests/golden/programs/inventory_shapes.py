"""Inheritance, abstract methods, class attributes, slots, sorting, formatting, and instances changed at run time."""
from abc import ABC, abstractmethod
from math import pi


class Shape(ABC):
    registry = []

    def __init_subclass__(cls, /, sides=None, **kw):
        super().__init_subclass__(**kw)
        cls.sides = sides
        Shape.registry.append(cls.__name__)

    @abstractmethod
    def area(self): ...

    @property
    def name(self): return type(self).__name__.lower()

    def __lt__(self, other): return self.area() < other.area()
    def __format__(self, spec): return f'{self.name}[{self.area():{spec or ".1f"}}]'
    def __repr__(self): return f'{type(self).__name__}({", ".join(f"{k}={v!r}" for k, v in vars(self).items())})'


class Circle(Shape):
    def __init__(self, r): self.r = r
    def area(self): return pi * self.r ** 2


class Rect(Shape, sides=4):
    def __init__(self, w, h): self.w, self.h = w, h
    def area(self): return self.w * self.h


class Square(Rect, sides=4):
    def __init__(self, s): super().__init__(s, s)


class Triangle(Shape, sides=3):
    def __init__(self, a, b, c):
        if a + b <= c or a + c <= b or b + c <= a: raise ValueError(f'no triangle: {a}, {b}, {c}')
        self.a, self.b, self.c = a, b, c

    def area(self):
        s = (self.a + self.b + self.c) / 2
        return (s * (s - self.a) * (s - self.b) * (s - self.c)) ** 0.5


shapes = [Circle(1), Rect(2, 3), Square(2), Triangle(3, 4, 5)]
print(*sorted(shapes), sep='\n')
print(f'{shapes[0]} {shapes[1]:.3f} {max(shapes)}', Shape.registry, [s.sides for s in shapes])
try:
    Shape()
except TypeError as e:
    print(e)
try:
    Triangle(1, 1, 5)
except ValueError as e:
    print(e)
shapes[1].w = 10
shapes[1].colour = 'red'
print(shapes[1], vars(shapes[1]), isinstance(shapes[2], Rect), Square.__mro__[1].__name__)
Rect.area = lambda self: -1
print(shapes[1].area(), shapes[2].area(), f'{shapes[2]}')
del Rect.area
try:
    shapes[1].area()
except AttributeError as e:
    print(e)
print(shapes[1].area is None if shapes[1].__class__ is Shape else 'inherits the abstract one')
Rect.area = lambda self: self.w * self.h
total = {}
for s in shapes + [Square(5), Circle(0.5)]:
    total.setdefault(s.sides, []).append(round(s.area(), 2))
for sides, areas in sorted(total.items(), key=lambda kv: (kv[0] is not None, kv[0] or 0)):
    print(sides, areas, f'{sum(areas):8.2f}')
by_name = {s.name: s for s in shapes}
print(sorted(by_name), by_name['square'].w)
