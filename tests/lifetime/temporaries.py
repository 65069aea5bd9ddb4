# A value that nobody keeps dies at the end of its expression, before the next statement.
class D:
    def __init__(self, n): self.n = n
    def __del__(self): print('del', self.n)
    def m(self): return self
    def other(self, n): return D(n)
    def __add__(self, o): return D(self.n + o.n)
    def __getitem__(self, i): return i
    def __bool__(self): return True
    def __eq__(self, o): return True


D('discarded')
print('1 next statement')
D('method').m().m()
print('2')
[D('a'), D('b')][0]
print('3')
x = [D('c'), D('d')][0]
print('4')
x = None
print('5')
D('e') + D('f')
print('6')
D('g').other('h').other('i')
print('7')
D('j')[0]
print('8')
if D('condition'): print('in if')
print('9')
print(D('argument').n)
print('10')
D('k'), D('l')
print('11')
{'key': D('value')}['key']
print('12')
(lambda p: print('called with', p.n))(D('to lambda'))
print('13')
y = D('first') or D('second')
y = D('third') and D('fourth')
y = None
print('14')
D('left') == D('right')
print('15')
f'{D("in f-string").n}'
print('16')
D('chain') == D('of') == D('three')
print('17')
a, b = D('t1'), D('t2')
a = b = None
print('18')
[D(i) for i in 'pq']
print('19')
assert D('assert')
print('20')
D('if') if D('cond') else D('else')
print('21')
d = {}
d[D('key').n] = D('stored')
del d['key']
print('22')
while D('while'):
    print('body')
    break
print('end')
