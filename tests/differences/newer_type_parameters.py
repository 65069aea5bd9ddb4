"""PEP 695: type parameters and the type statement. 3.11: SyntaxError."""
from typing import TypeVar


def first[T](items: list[T]) -> T:
    return items[0]


class Box[T]:
    def __init__(self, item: T): self.item = item
    def get[U](self, other: U) -> tuple[T, U]: return self.item, other


type Pair[A, B] = tuple[A, B]
type Name = str
print(first([3, 1]), Box(5).get('x'), Box.__type_params__, first.__type_params__, Box[int].__class__.__name__)
print(Pair, Name, Name.__value__, Pair.__type_params__, Pair[int, str].__class__.__name__)
T, = first.__type_params__
print(T.__name__, isinstance(T, TypeVar), type(Name).__name__)
type = 5
print(type)
