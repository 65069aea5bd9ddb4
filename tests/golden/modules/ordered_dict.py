# OrderedDict: both ends, views and iterators of its own, changes while it is walked.
import copy
from collections import OrderedDict

d = OrderedDict(a=1, b=2, c=3)
print(d.keys(), d.values(), d.items(), type(iter(d)), type(reversed(d)), type(d.keys()).__mro__)
for key, last in (("b", False), ("b", True), ("c", False), ("c", False)):
    d.move_to_end(key, last=last)
    print(list(d))
print(list(reversed(d)), list(reversed(d.items())), d.keys() & {"a", "z"}, ("a", 1) in d.items())

many = OrderedDict.fromkeys(range(2000))
for i in range(2000):
    many.move_to_end((i * 7) % 2000, last=i % 3 == 0)
    if i % 5 == 0:
        many[f"new {i}"] = i
    if i % 11 == 0:
        many.popitem(last=i % 2 == 0)
print(len(many), list(many)[:5], list(many)[-5:], hash(tuple(many.values())) == hash(tuple(many[k] for k in many)))


def walked(change):
    o = OrderedDict(a=1, b=2, c=3)
    try:
        for key in o:
            change(o)
    except Exception as error:
        print(type(error).__name__, error)


walked(lambda o: o.move_to_end("a"))
walked(lambda o: o.update(z=1))
walked(lambda o: o.pop("c"))
walked(lambda o: o.clear())

it = iter(d.items())
next(it)
print(list(copy.copy(it)), it.__reduce__()[1], list(it), list(it))


class Key:
    def __init__(self, name):
        self.name = name

    def __hash__(self):
        Key.calls += 1
        return Key.calls

    def __repr__(self):
        return self.name


Key.calls = 0
wild = OrderedDict([(Key("x"), 1), (Key("y"), 2)])
for look in (lambda: list(wild.values()), lambda: list(wild.items()), lambda: repr(wild), wild.copy):
    try:
        look()
    except KeyError as error:
        print("KeyError", error)
print(list(wild))
for missing in (lambda: OrderedDict().popitem(), lambda: d.move_to_end("nowhere"), lambda: d.pop("nowhere")):
    try:
        missing()
    except KeyError as error:
        print("KeyError", error)
