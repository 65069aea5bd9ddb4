# target: 1.2
def main():
    keys = ['key%d' % i for i in range(100)]
    d = dict.fromkeys(keys, 0)
    for _ in range(8000):
        for k in keys:
            d[k] += 1
    return d
