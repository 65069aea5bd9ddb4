# target: 1.2
def main():
    for _ in range(30):
        d = {}
        for i in range(20_000):
            d[i] = i
        e = {k: v + 1 for k, v in d.items()}
    return e
