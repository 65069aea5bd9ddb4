# target: 1.3
def f(a, b=2, *, c=3, d=4):
    return a


def main():
    for i in range(400_000):
        f(1, c=5)
        f(a=1, b=2, d=3)
