def spiral(n):
    grid, x, y, dx, dy = [[0] * n for _ in range(n)], 0, 0, 1, 0
    for k in range(1, n * n + 1):
        grid[y][x] = k
        if not (0 <= x + dx < n and 0 <= y + dy < n) or grid[y + dy][x + dx]:
            dx, dy = -dy, dx
        x, y = x + dx, y + dy
    return grid


for row in spiral(5):
    print(' '.join(f'{v:>2}' for v in row))
m = [[1, 2, 3], [4, 5, 6]]
print([list(r) for r in zip(*m)], [r[::-1] for r in m], [list(r) for r in zip(*m[::-1])], sum(map(sum, m)), [sum(c) for c in zip(*m)], max(max(r) for r in m))
a, b = [[1, 2], [3, 4]], [[0, 1], [1, 0]]
print([[sum(x * y for x, y in zip(r, c)) for c in zip(*b)] for r in a], [[x + y for x, y in zip(p, q)] for p, q in zip(a, b)])
n = 7
magic = [[0] * n for _ in range(n)]
i, j = 0, n // 2
for k in range(1, n * n + 1):
    magic[i][j] = k
    ni, nj = (i - 1) % n, (j + 1) % n
    if magic[ni][nj]:
        ni, nj = (i + 1) % n, j
    i, j = ni, nj
print({sum(r) for r in magic} | {sum(c) for c in zip(*magic)} | {sum(magic[k][k] for k in range(n))})
grid = ['S.#.....', '..#.###.', '.##...#.', '....#.#E']


def path(grid):
    rows, columns = len(grid), len(grid[0])
    start = next((r, c) for r in range(rows) for c in range(columns) if grid[r][c] == 'S')
    front, came = [start], {start: None}
    while front:
        following = []
        for r, c in front:
            if grid[r][c] == 'E':
                trail, at = [], (r, c)
                while at:
                    trail.append(at)
                    at = came[at]
                return trail[::-1]
            for dr, dc in ((0, 1), (1, 0), (0, -1), (-1, 0)):
                nr, nc = r + dr, c + dc
                if 0 <= nr < rows and 0 <= nc < columns and grid[nr][nc] != '#' and (nr, nc) not in came:
                    came[nr, nc] = r, c
                    following.append((nr, nc))
        front = following


trail = path(grid)
print(len(trail) - 1, trail[:4])
print('\n'.join(''.join('*' if (r, c) in trail and ch == '.' else ch for c, ch in enumerate(line)) for r, line in enumerate(grid)))
moves = [(1, 2), (2, 1), (2, -1), (1, -2), (-1, -2), (-2, -1), (-2, 1), (-1, 2)]
board, at = {}, (0, 0)
for k in range(36):
    board[at] = k
    options = [(at[0] + dx, at[1] + dy) for dx, dy in moves]
    options = [p for p in options if 0 <= p[0] < 6 and 0 <= p[1] < 6 and p not in board]
    if not options: break
    at = min(options, key=lambda p: (sum(0 <= p[0] + dx < 6 and 0 <= p[1] + dy < 6 and (p[0] + dx, p[1] + dy) not in board for dx, dy in moves), p))
print(len(board))
for r in range(6):
    print(*(f'{board.get((r, c), -1):>2}' for c in range(6)))
