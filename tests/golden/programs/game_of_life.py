from collections import Counter


def step(alive):
    near = Counter((x + dx, y + dy) for x, y in alive for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy)
    return {cell for cell, n in near.items() if n == 3 or n == 2 and cell in alive}


def show(alive, size):
    return '\n'.join(''.join('#' if (x, y) in alive else '.' for x in range(size)) for y in range(size))


glider = {(1, 0), (2, 1), (0, 2), (1, 2), (2, 2)}
cells = glider
for generation in range(5):
    print(f'generation {generation}, {len(cells)} cells')
    print(show(cells, 6))
    cells = step(cells)
for _ in range(95):
    cells = step(cells)
print(sorted(cells))
