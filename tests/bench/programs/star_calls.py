# target: 1.3
def collect(*args, **kwargs):
    return args


def three(a, b, c):
    return a


def main():
    triple = (1, 2, 3)
    named = {'x': 1, 'y': 2}
    for i in range(200_000):
        three(*triple)
        collect(*triple)
        collect(1, **named)
