# target: 1.3
def make():
    count = 0

    def step(k):
        nonlocal count
        count += k
        return count
    return step


def main():
    step = make()
    for i in range(1_000_000):
        step(1)
