import heapq
from collections import deque, defaultdict
edges = [('a', 'b', 4), ('a', 'c', 2), ('c', 'b', 1), ('b', 'd', 5), ('c', 'd', 8), ('d', 'e', 3), ('f', 'g', 1)]
graph = defaultdict(dict)
for u, v, w in edges:
    graph[u][v] = graph[v][u] = w


def bfs(start):
    seen, queue = {start: None}, deque([start])
    while queue:
        u = queue.popleft()
        for v in sorted(graph[u]):
            if v not in seen:
                seen[v] = u
                queue.append(v)
    return seen


def dfs(u, seen=None):
    seen = [] if seen is None else seen
    seen.append(u)
    for v in sorted(graph[u]):
        if v not in seen:
            dfs(v, seen)
    return seen


def dijkstra(start):
    best, heap, done = {start: (0, [start])}, [(0, start)], set()
    while heap:
        d, u = heapq.heappop(heap)
        if u in done:
            continue
        done.add(u)
        for v, w in graph[u].items():
            if v not in best or d + w < best[v][0]:
                best[v] = d + w, best[u][1] + [v]
                heapq.heappush(heap, (d + w, v))
    return best


def components():
    left = dict.fromkeys(graph)
    while left:
        part = dfs(next(iter(left)))
        for u in part:
            left.pop(u, None)
        yield part


def kruskal():
    parent = {u: u for u in graph}

    def find(u):
        while parent[u] != u:
            parent[u] = u = parent[parent[u]]
        return u
    for u, v, w in sorted(edges, key=lambda e: e[2]):
        if find(u) != find(v):
            parent[find(u)] = find(v)
            yield u, v, w


def topological(dependencies):
    state, order = {}, []

    def visit(n, path):
        if state.get(n) == 'done':
            return
        if state.get(n) == 'open':
            raise ValueError(' -> '.join(path[path.index(n):] + [n]))
        state[n] = 'open'
        for m in dependencies.get(n, ()):
            visit(m, path + [n])
        state[n] = 'done'
        order.append(n)
    for n in dependencies:
        visit(n, [])
    return order


print(bfs('a'), dfs('a'))
print(dijkstra('a'))
print(list(components()), list(kruskal()), sum(w for _, _, w in kruskal()))
print(topological({'shoes': ['socks', 'trousers'], 'trousers': ['pants'], 'coat': ['shirt']}))
try:
    topological({'a': ['b'], 'b': ['c'], 'c': ['a']})
except ValueError as error:
    print('cycle:', error)
INF = float('inf')
nodes = sorted(graph)
dist = {u: {v: 0 if u == v else graph[u].get(v, INF) for v in nodes} for u in nodes}
for k in nodes:
    for i in nodes:
        for j in nodes:
            dist[i][j] = min(dist[i][j], dist[i][k] + dist[k][j])
for u in nodes:
    print(u, *(f'{dist[u][v]:>4}' for v in nodes))
