# target: 1.2
def main():
    data = [(i * 7919) % 50_021 for i in range(50_000)]
    for _ in range(5):
        ordered = sorted(data, key=lambda x: -x)
        ordered.sort()
    return ordered
