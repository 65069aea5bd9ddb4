class Node:
    __slots__ = 'value', 'next'

    def __init__(self, value, next=None):
        self.value, self.next = value, next


class LinkedList:
    def __init__(self, items=()):
        self.head, self.length = None, 0
        for item in reversed(list(items)):
            self.push(item)

    def push(self, value):
        self.head = Node(value, self.head)
        self.length += 1

    def pop(self):
        if self.head is None:
            raise IndexError('pop from empty LinkedList')
        node, self.head = self.head, self.head.next
        self.length -= 1
        return node.value

    def __iter__(self):
        node = self.head
        while node:
            yield node.value
            node = node.next

    def __len__(self): return self.length
    def __repr__(self): return f'LinkedList({list(self)!r})'
    def __getitem__(self, i):
        if isinstance(i, slice):
            return LinkedList(list(self)[i])
        for n, v in enumerate(self):
            if n == (i if i >= 0 else i + len(self)):
                return v
        raise IndexError(i)

    def reverse(self):
        previous, node = None, self.head
        while node:
            node.next, previous, node = previous, node, node.next
        self.head = previous

    def __contains__(self, x): return any(v == x for v in self)
    def __add__(self, o): return LinkedList([*self, *o])
    def __eq__(self, o): return list(self) == list(o)


l = LinkedList('abc')
l.push('z')
print(l, len(l), l[0], l[-1], l[1:3], 'b' in l, l + l, l == 'zabc', [*l], l.pop(), sorted(l, reverse=True))
l.reverse()
print(l)
try:
    LinkedList().pop()
except IndexError as e:
    print(e)
big = LinkedList(range(50_000))
big.reverse()
print(sum(big), len(big), big[0])
del big


class Tree:
    def __init__(self, value):
        self.value, self.left, self.right = value, None, None

    def insert(self, value):
        side = 'left' if value < self.value else 'right'
        child = getattr(self, side)
        if child is None:
            setattr(self, side, Tree(value))
        else:
            child.insert(value)

    def __iter__(self):
        for child, own in ((self.left, False), (None, True), (self.right, False)):
            if own:
                yield self.value
            elif child:
                yield from child

    def depth(self): return 1 + max((c.depth() for c in (self.left, self.right) if c), default=0)

    def show(self, prefix=''):
        if self.right: self.right.show(prefix + '   ')
        print(prefix + str(self.value))
        if self.left: self.left.show(prefix + '   ')


t = Tree(50)
for v in (30, 70, 20, 40, 60, 80, 35, 65):
    t.insert(v)
print(list(t), t.depth(), 40 in t, max(t))
t.show()


class Trie(dict):
    def __missing__(self, k): self[k] = Trie(); return self[k]

    def add(self, word):
        node = self
        for c in word: node = node[c]
        node.end = True

    def words(self, prefix=''):
        if getattr(self, 'end', False): yield prefix
        for c in sorted(self): yield from self[c].words(prefix + c)


trie = Trie()
for w in 'tea ten to inn in i'.split(): trie.add(w)
print(list(trie.words()), trie)


class LRU:
    def __init__(self, size): self.size, self.data = size, {}
    def get(self, k):
        if k not in self.data: return None
        self.data[k] = v = self.data.pop(k)
        return v
    def put(self, k, v):
        self.data.pop(k, None)
        self.data[k] = v
        if len(self.data) > self.size: print('evict', self.data.pop(next(iter(self.data))))


c = LRU(2)
c.put('a', 1); c.put('b', 2); c.get('a'); c.put('c', 3)
print(c.data, c.get('b'))
