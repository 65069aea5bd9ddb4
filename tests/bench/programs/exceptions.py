# target: 1.0
def fail(i):
    raise ValueError(i)


def main():
    caught = 0
    for i in range(60_000):
        try:
            fail(i)
        except ValueError:
            caught += 1
        try:
            {}[i]
        except KeyError as error:
            caught += 1
    return caught
