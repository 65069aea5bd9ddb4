class D:
    def __init__(self, n): self.n = n
    def __del__(self): print('del', self.n)
    def __repr__(self): return self.n


l = [D('a'), D('b'), D('c')]
l[1] = D('B')
print('replaced')
l[0:2] = []
print('slice removed')
l.append(D('d')); l.pop()
print('popped and discarded')
l.insert(0, D('e')); l.remove(l[0])
print('removed')
l *= 0
print('emptied')
l = [D('1'), D('2'), D('3')]
del l
print('list: from the end')
t = D('t1'), D('t2'), D('t3')
t = None
print('tuple: from the end')
d = {'x': D('x'), 'y': D('y'), 'z': D('z')}
d = None
print('dict: in order')
s = {D('in set')}
s.clear()
print('set cleared')
d = {'k': D('k1')}
d['k'] = D('k2')
print('value replaced')
d.update(k=D('k3'))
print('updated')
del d['k']
print('item deleted')
x = [D('inner')]
y = x
x = None
print('still shared')
y = None
print('gone')
z = sorted([D('s2'), D('s1')], key=lambda v: v.n)
print('sorted', z)
z = z[:1]
print('sliced', z)
z = None
it = iter([D('i1'), D('i2')])
next(it)
print('iterator holds the list')
it = None
print('list gone')
m = list(map(D, 'mn'))
m.reverse()
m = m + [D('o')]
print('concatenated', m)
m = None
dict.fromkeys('ab', D('shared value'))
print('fromkeys')
a, *b = D('u1'), D('u2'), D('u3')
b = None
print('star gone')
a = None
(D('v'),) * 2
print('repeated')
q = {i: D(f'q{i}') for i in range(2)}
q.popitem()
print('popitem')
q.setdefault(0, D('unused default'))
print('setdefault')
q.get(5, D('unused get'))
print('get')
q = None
''.join([D('str').n])
print('end')
