# target: 1.2
def main():
    for _ in range(30):
        out = []
        for i in range(40_000):
            out.append(i)
        out = [i * 2 for i in out]
    return out
