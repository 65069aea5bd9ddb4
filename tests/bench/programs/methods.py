# target: 1.5
class Counter:
    def __init__(self):
        self.n = 0

    def add(self, k):
        self.n += k

    def get(self):
        return self.n


def main():
    c = Counter()
    for i in range(600_000):
        c.add(1)
        c.get()
    return c.n
