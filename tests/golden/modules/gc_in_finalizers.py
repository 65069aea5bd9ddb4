"""Collections that run while objects die: what is half taken apart must not be met again."""
import gc
import weakref


class Node:
    def __init__(self, after, number):
        self.after = after
        self.number = number


class Loud(Node):
    def __del__(self):
        gc.collect()
        seen.append((self.number, sum(isinstance(o, Node) for o in gc.get_objects()) >= 0))


seen = []
chain = None
for i in range(300):
    chain = (Loud if i % 50 == 0 else Node)(chain, i)
refs = []
walk = chain
while walk is not None:
    refs.append(weakref.ref(walk))
    walk = walk.after
del walk, chain
gc.collect()
print(sorted(seen))
print(sum(r() is not None for r in refs))


class Holder(list):
    pass


def churn(depth):
    nest = []
    for _ in range(depth):
        nest = Holder([nest, {1: [2]}, (3, [4])])
    nest.append(Loud(None, -depth))


for depth in (1, 49, 50, 51, 500):
    churn(depth)
print(seen[-5:])

gc.set_threshold(1)
for i in range(50):
    churn(60)
gc.set_threshold(700)
print(len(seen))

print(sorted(gc.get_referents([1, 2], {3: 4}, (5, 5))), gc.get_referents(1, 'a'))
print(gc.is_tracked(object()), gc.is_tracked(int), gc.is_tracked([]), gc.is_tracked(Node))
gc.set_debug(gc.DEBUG_SAVEALL)
ring = []
ring.append(ring)
del ring
print(gc.collect(), len(gc.garbage))
gc.set_debug(0)
gc.garbage.clear()


class Phoenix:
    def __init__(self):
        self.me = self

    def __del__(self):
        kept.append(self)


kept = []
Phoenix()
print(gc.collect(), len(kept))
