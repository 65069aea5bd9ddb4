# target: 1.0
def main():
    name = 'minipy'
    for i in range(100_000):
        f'{name}: {i} of {100_000}'
        f'{i:>8}|{i / 3:.2f}'
