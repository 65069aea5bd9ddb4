# One instruction run by several activations at once: what the innermost learns there must not confuse those that wait in it.
import sys


def walk(tree):
    for item in children(tree):
        yield item


def children(tree):
    # The loop of `walk` is over a generator here, over a list or a tuple further in.
    if isinstance(tree, dict):
        return (found for value in tree.values() for found in walk(value))
    return tree


print(list(walk({'a': [1, 2], 'b': {'c': (3,), 'd': {'e': [4]}}, 'f': [5]})))


def nested(depth):
    for item in inner(depth):
        yield depth, item


def inner(depth):
    if depth == 0:
        return [0]
    if depth % 3 == 0:
        return {depth: 1}
    if depth % 3 == 1:
        return range(2)
    return nested_once(depth)


def nested_once(depth):
    yield from nested(depth - 1)


print(list(nested(5)), list(nested(2)), list(nested(3)), list(nested(2)))


class Node:
    def __init__(self, child):
        self.child = child

    @property
    def depth(self):
        return 1 + depth_of(self.child)


class Leaf:
    depth = 0


class Slotted:
    __slots__ = 'depth'


def depth_of(node):
    return Node(node).child.depth if node is None else made(node).depth


def made(node):
    return node if type(node) is not int else Leaf()


slotted = Slotted()
slotted.depth = 10
print(depth_of(Node(Node(Leaf()))), depth_of(Node(Node(slotted))), depth_of(Node(7)))


class Counted:
    alive = 0

    def __init__(self, child):
        Counted.alive += 1
        self.child = child

    def __del__(self):
        Counted.alive -= 1

    @property
    def total(self):
        return 1 + total_of(self.child)


class Plain:
    def __init__(self):
        self.total = 100


def total_of(what):
    return wrap(what).total


def wrap(what):
    return Plain() if what == 0 else Counted(what - 1)


for _ in range(5):
    print(total_of(6), Counted.alive)
