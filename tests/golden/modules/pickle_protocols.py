"""The bytes of pickles, protocol by protocol, are those of CPython's C pickler; and they can be read again."""
import array
import binascii
import collections
import datetime
import decimal
import enum
import fractions
import functools
import operator
import pickle
import types


class Plain:
    def __init__(self):
        self.x = 1
        self.y = [1, 2]


class Slotted:
    __slots__ = ("a", "b")


class MyList(list):
    pass


class MyDict(dict):
    pass


class WithKeywords:
    def __new__(cls, *, k):
        return object.__new__(cls)

    def __getnewargs_ex__(self):
        return (), {"k": 1}


class Colour(enum.Enum):
    RED = 1


Pair = collections.namedtuple("Pair", "a b")


class Outer:
    class Inner:
        def method(self):
            pass


slotted = Slotted()
slotted.a = 1
my_list = MyList([1, 2])
my_list.z = 3
my_dict = MyDict(a=1)
my_dict.q = 2
itself = []
itself.append(itself)
tuple_in_itself = ([],)
tuple_in_itself[0].append(tuple_in_itself)
dict_of_itself = {}
dict_of_itself[1] = dict_of_itself
plain = Plain()
numbers = iter(range(10, 20, 2))
next(numbers)

samples = {
    "none": [None, True, False],
    "ints": [0, 1, 255, 256, 65535, 65536, -1, -128, 2**31 - 1, 2**31, -2**31, -2**31 - 1, 2**63, -2**63, 2**100, -2**100,
             2**2000, -(2**2000), 10**3000],
    "floats": [0.0, 1.5, -1e300, float("inf"), 1e-5, 1e16, -0.0],
    "text": ["", "a", "é", "\u20ac", "\U0001f600", "\ud800", "a\nb\\c\r\x1a\0", "x" * 255, "x" * 256, "y" * 70000],
    "bytes": [b"", b"a", b"x" * 300, b"y" * 70000, bytes(range(256))],
    "bytearray": [bytearray(b""), bytearray(b"abc"), bytearray(b"z" * 70000)],
    "tuples": [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)],
    "lists": [[], [1], list(range(1001)), list(range(2500))],
    "dicts": [{}, {1: 2}, dict.fromkeys(range(1001)), {"a": [1, {"b": 2}]}],
    "sets": [set(), {1}, frozenset(), frozenset([1]), set(range(1500))],
    "itself": [itself, tuple_in_itself, dict_of_itself],
    "instances": [plain, plain, Slotted, my_list, my_dict],
    "names": [Outer.Inner(), Outer.Inner, Outer.Inner.method],
    "functions": [len, [].append, abs],
    "methods": [str.maketrans, Outer.Inner().method],
    "enum": [Colour.RED, Pair(1, 2)],
    "others": [1 + 2j, range(3), slice(1, 2, 3), list[int], types.SimpleNamespace(a=1)],
    "singletons": [Ellipsis, NotImplemented, type(None), type(...), type(NotImplemented)],
    "exceptions": [ValueError("a"), OSError(2, "x", "f"), KeyError(1)],
    "dates": [datetime.datetime(2020, 1, 2, 3, 4, 5), datetime.date(2000, 1, 1), datetime.timedelta(1)],
    "zone": datetime.timezone.utc,
    "exact": [decimal.Decimal("1.5"), fractions.Fraction(1, 3)],
    "array": array.array("i", [1, 2]),
    "deque": [collections.deque([1, 2], 5), collections.defaultdict(list, {1: [2]})],
    "ordered": [collections.OrderedDict(a=1), collections.OrderedDict([(2, 3), (1, 2)])],
    "counter": collections.Counter("aab"),
    "callables": [functools.partial(int, "1", base=2), operator.itemgetter(1, 2), operator.attrgetter("a.b"),
                  operator.methodcaller("f", 1, k=2)],
    "iterators": [iter([1, 2]), iter((1, 2)), numbers, iter({1: 2}), iter("ab"), iter(b"ab"), enumerate([1]),
                  zip([1], [2]), map(len, []), filter(None, [1]), reversed([1]), reversed("ab"), iter(int, 1)],
    "rows": [{"id": i, "name": "name%d" % i, "v": i * 1.5, "tags": ("a", "b")} for i in range(2000)],
    "slots": slotted,
    "keywords": WithKeywords(k=1),
}
for name, sample in samples.items():
    for protocol in range(6):
        try:
            data = pickle.dumps(sample, protocol)
        except Exception as e:
            print(name, protocol, repr(e))
            continue
        again = pickle.dumps(pickle.loads(data), protocol) == data
        print(name, protocol, len(data), binascii.crc32(data), again, data if len(data) < 80 else "")
for protocol in range(3):
    print(pickle.dumps([range(1), Exception, map, collections.UserDict, bytes, b"abc"], protocol, fix_imports=False))
for sample in (lambda: 1, (i for i in ()), types):
    for protocol in (0, 2, 4):
        try:
            pickle.dumps(sample, protocol)
        except Exception as e:
            print(type(e).__name__, str(e).partition(" at 0x")[0])
