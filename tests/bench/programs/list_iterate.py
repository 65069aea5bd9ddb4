# target: 1.2
def main():
    data = list(range(1000))
    total = 0
    for _ in range(2000):
        for x in data:
            total += x
    pairs = [(i, i + 1) for i in range(1000)]
    for _ in range(400):
        for a, b in pairs:
            total += a
    return total
