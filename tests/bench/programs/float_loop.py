# target: 2.5
def main():
    x = y = 0.0
    for i in range(500_000):
        x = x * 0.999 + 1.5
        y += x / 3.0 - y * 0.5
    return y
