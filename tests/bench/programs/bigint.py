# target: 1.0
def main():
    a = 3 ** 20_000
    b = 7 ** 15_000
    for _ in range(80):
        c = a * b
    for _ in range(20):
        text = str(3 ** 8_000)
    f = 1
    for i in range(1, 3000):
        f *= i
    return len(text) + (c % 1_000_003)
