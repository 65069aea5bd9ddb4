import gc
import weakref


class D:
    def __init__(self, n): self.n = n
    def __del__(self): print('del', self.n)


a = D('a')
a.self = a
del a
print('a cycle waits for the collector')
gc.collect()
print('collected')


class Tree(D):
    def __init__(self, n, *children):
        super().__init__(n)
        self.children = children


t = Tree('root', Tree('left', Tree('leaf')), Tree('right'))
del t
print('tree gone from the root down')


class Resurrect:
    saved = []

    def __del__(self):
        print('del once')
        self.saved.append(self)


r = Resurrect()
del r
print('saved', len(Resurrect.saved))
Resurrect.saved.clear()
print('no second __del__')


class Raises:
    def __del__(self): self.missing


class WithSlots:
    __slots__ = ('x', 'y')


s = WithSlots()
s.x, s.y = D('slot x'), D('slot y')
del s
print('slots gone')


class Parent:
    def __del__(self): print('del parent')


class Child(Parent):
    def __del__(self):
        print('del child')
        super().__del__()


c = Child()
del c


class Meta(type):
    def __del__(cls): print('class', cls.__name__, 'gone')


class Temp(metaclass=Meta): pass


del Temp
gc.collect()
w = weakref.ref(D('weak'), lambda _: print('callback after del'))
print(w())
lst = []
lst.append(lst)
lst.append(D('in list cycle'))
del lst
gc.collect()
d = {}
d['me'] = d
d['d'] = D('in dict cycle')
del d
gc.collect()


def closure():
    o = D('in closure cycle')
    def f(): return f, o
    return None


closure()
gc.collect()
e = None
try:
    raise ValueError
except ValueError as err:
    e = err
    holder = D('global, not in the frame')
e = None
print('end: globals die at exit in order of definition')
last1 = D('last1')
last2 = D('last2')
