def queens(n, row=0, columns=0, left=0, right=0):
    if row == n:
        yield ()
        return
    for c in range(n):
        bit = 1 << c
        if not (columns & bit or left & bit or right & bit):
            for rest in queens(n, row + 1, columns | bit, (left | bit) << 1, (right | bit) >> 1):
                yield (c, *rest)


print([sum(1 for _ in queens(n)) for n in range(1, 8)])
for board in list(queens(6))[:2]:
    print('\n'.join('.' * c + 'Q' + '.' * (5 - c) for c in board), end='\n\n')

puzzle = '530070000600195000098000060800060003400803001700020006060000280000419005000080079'


def solve(grid):
    best = None
    for i in range(81):
        if grid[i] == '0':
            r, c = divmod(i, 9)
            used = {grid[r * 9 + k] for k in range(9)} | {grid[k * 9 + c] for k in range(9)}
            used |= {grid[(r // 3 * 3 + k // 3) * 9 + c // 3 * 3 + k % 3] for k in range(9)}
            free = [d for d in '123456789' if d not in used]
            if not free:
                return None
            if best is None or len(free) < len(best[1]):
                best = i, free
    if best is None:
        return grid
    i, free = best
    for d in free:
        if answer := solve(grid[:i] + d + grid[i + 1:]):
            return answer


answer = solve(puzzle)
for r in range(9):
    row = answer[r * 9:r * 9 + 9]
    print(row[:3], row[3:6], row[6:])
