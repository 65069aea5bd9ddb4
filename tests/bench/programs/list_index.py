# target: 1.2
def main():
    data = list(range(1000))
    for _ in range(1000):
        for i in range(1, 1000):
            data[i] = data[i - 1]
    return data
