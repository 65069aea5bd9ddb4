import heapq
import bisect
h = []
for x in (5, 1, 8, 3, 9, 2): heapq.heappush(h, x)
print(h, heapq.heappop(h), h, heapq.heappushpop(h, 0), heapq.heapreplace(h, 7), h, [heapq.heappop(h) for _ in range(len(h))])
l = [9, 4, 7, 1, 0, 3]
heapq.heapify(l)
print(l, heapq.nlargest(3, l), heapq.nsmallest(2, l), heapq.nlargest(2, ['aa', 'b', 'cccc'], key=len), heapq.nsmallest(0, l), heapq.nlargest(100, l), list(heapq.merge([1, 4], [2, 3], [0, 9])), list(heapq.merge('ca', 'db', reverse=True)), list(heapq.merge(['a', 'ccc'], ['bb'], key=len)))
print(heapq.nlargest(1, l), heapq.nsmallest(1, [(2, 'b'), (1, 'z')]), heapq.nsmallest(3, [3, 1, 2, 1], key=lambda x: -x))
a = [1, 3, 3, 5]
print(bisect.bisect(a, 3), bisect.bisect_left(a, 3), bisect.bisect_right(a, 3), bisect.bisect(a, 0), bisect.bisect(a, 9), bisect.bisect_left(a, 3, 2), bisect.bisect_left(a, 3, 0, 1), bisect.bisect(['a', 'bb', 'cccc'], 3, key=len))
bisect.insort(a, 4); bisect.insort_left(a, 3); bisect.insort(a, 2, key=lambda x: x)
print(a)
for bad in ('heapq.heappop([])', 'heapq.heapreplace([], 1)', 'heapq.heappush((), 1)', 'heapq.heapify((1,))', 'heapq.heapify([1, "a"])', 'bisect.bisect(5, 1)', 'bisect.bisect([1], 1, -1)', 'bisect.bisect(["a"], 1)', 'heapq.heappushpop([], 5)', 'heapq.nlargest("a", [1])', 'bisect.insort((1, 2), 3)'):
    try:
        print(bad, eval(bad))
    except Exception as e:
        print(bad, '->', type(e).__name__, e)


def grade(score): return 'FDCBA'[bisect.bisect([60, 70, 80, 90], score)]


print([grade(s) for s in (33, 99, 77, 70, 89, 90, 100)])


class Task:
    def __init__(self, p, n): self.p, self.n = p, n
    def __lt__(self, o): return self.p < o.p
    def __repr__(self): return self.n


q = []
for p, n in ((3, 'low'), (1, 'high'), (2, 'mid')): heapq.heappush(q, Task(p, n))
print([heapq.heappop(q) for _ in range(3)])
