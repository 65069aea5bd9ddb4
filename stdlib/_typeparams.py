"""What the compiler calls for PEP 695: `def f[T]`, `class C[T: bound]`, `type Alias[T] = ...`.

Bounds and values come as functions that are called when somebody asks for them. typing stays not imported until the
first type parameter is made.
"""
import typing
from types import GenericAlias


class _Lazy:
    """A type variable of the new syntax: shown by its bare name, its bound evaluated late."""

    def __repr__(self):
        return self.__name__


class _TypeVar(_Lazy, typing.TypeVar, _root=True):
    def __init__(self, name, evaluate=None):
        self._evaluate = evaluate
        self._known = evaluate is None
        self._bound, self._constraints = None, ()
        super().__init__(name)

    def _ask(self):
        if not self._known:
            value = self._evaluate()
            if isinstance(value, tuple):
                self._constraints = value
            else:
                self._bound = value
            self._known = True

    @property
    def __bound__(self):
        self._ask()
        return self._bound

    @__bound__.setter
    def __bound__(self, value):  # typing's own constructor
        pass

    @property
    def __constraints__(self):
        self._ask()
        return self._constraints

    @__constraints__.setter
    def __constraints__(self, value):
        pass


class _ParamSpec(_Lazy, typing.ParamSpec, _root=True):
    pass


for _shown, _class in ("TypeVar", _TypeVar), ("ParamSpec", _ParamSpec):
    _class.__name__ = _class.__qualname__ = _shown
    _class.__module__ = "typing"


class TypeAliasType:
    """type Name[Params] = value"""
    __module__ = "typing"

    def __init__(self, name, value, *, type_params=()):
        self._name, self._params = name, tuple(type_params)
        self._value, self._evaluate = value, None

    @property
    def __name__(self):
        return self._name

    @property
    def __value__(self):
        if self._evaluate is not None:
            self._value, self._evaluate = self._evaluate(), None
        return self._value

    @property
    def __type_params__(self):
        return self._params

    @property
    def __parameters__(self):
        return tuple(part for param in self._params
                     for part in (param if isinstance(param, typing.TypeVarTuple) else (param,)))

    def __getitem__(self, arguments):
        if not self._params:
            raise TypeError("Only generic type aliases are subscriptable")
        return GenericAlias(self, arguments)

    def __or__(self, other):
        return typing.Union[self, other]

    def __ror__(self, other):
        return typing.Union[other, self]

    def __call__(self):  # so that typing takes it for a type
        raise TypeError("'TypeAliasType' object is not callable")

    def __repr__(self):
        return self._name

    def __reduce__(self):
        return self._name


def _make_typevar(name, evaluate=None):
    return _TypeVar(name, evaluate)


def _make_paramspec(name):
    return _ParamSpec(name)


def _make_typevartuple(name):
    return typing.TypeVarTuple(name)


def _make_typealias(name, type_params, evaluate):
    alias = TypeAliasType(name, None, type_params=type_params or ())
    alias._evaluate = evaluate
    return alias


def _generic_base(type_params):
    unpacked = [typing.Unpack[p] if isinstance(p, typing.TypeVarTuple) else p for p in type_params]
    return typing.Generic[tuple(unpacked)]
