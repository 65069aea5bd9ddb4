# target: 1.2
def main():
    for _ in range(30):
        s = set()
        for i in range(20_000):
            s.add(i)
        t = {i for i in s if i & 1}
        hits = 0
        for i in range(20_000):
            if i in t:
                hits += 1
    return s & t
