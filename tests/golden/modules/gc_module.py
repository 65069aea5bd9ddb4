import gc
import sys


class Node:
    def __init__(self, name): self.name, self.links = name, []
    def __del__(self): print('del', self.name)


gc.collect()
a, b = Node('a'), Node('b')
a.links.append(b); b.links.append(a)
del a, b
print('unreachable now')
print(gc.collect() >= 2)
print(gc.collect())
gc.disable()
print(gc.isenabled())
n = Node('self'); n.links.append(n); del n
gc.enable()
print(gc.isenabled(), gc.collect() > 0)


class Res:
    saved = None
    def __del__(self): Res.saved = self; print('resurrected')


r = Res(); r.me = r; del r
gc.collect()
print(Res.saved is Res.saved.me)
Res.saved = None
gc.collect()
print('second collect: __del__ runs once')
print(gc.get_threshold().__class__.__name__, len(gc.get_count()), gc.is_tracked([]), gc.is_tracked(5), gc.is_tracked('a'), gc.is_tracked(Node), gc.garbage)
x = []
print(sys.getrefcount(x), sys.getrefcount(None) > 100)
y = x
print(sys.getrefcount(x), [1, 2, x] is not None, sys.getrefcount(x))
l = [x, x]
print(sys.getrefcount(x), x in gc.get_referents(l), any(r is l for r in gc.get_referrers(x)))
del y, l
print(sys.getrefcount(x))


def f(p): return sys.getrefcount(p)


print(f(x), f([]), sys.getrefcount(object()))
d = {}
d['d'] = d
lst = [d]
d['lst'] = lst
t = (lst, d)
lst.append(t)
del d, lst, t
print(gc.collect() > 0)


def closure_cycle():
    def inner(): return inner
    return None


closure_cycle()
print(gc.collect() > 0)
g = (g2 for g2 in [1])
gen_cycle = Node('gen')
gen_cycle.links.append((x for x in [gen_cycle]))
del gen_cycle
print(gc.collect() > 0)
events = []
gc.callbacks.append(lambda phase, info: events.append((phase, sorted(info))))
gc.collect()
gc.callbacks.clear()
print(events)
gc.freeze(); gc.unfreeze()
print(gc.get_freeze_count(), gc.get_debug(), len(gc.get_objects()) > 10, len(gc.get_stats()))
gc.set_threshold(700, 10, 10)
print(gc.get_threshold())
