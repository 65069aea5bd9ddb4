# target: 1.5
class Point:
    def __init__(self):
        self.x = 1
        self.y = 2
        self.total = 0


def main():
    p = Point()
    for i in range(1_500_000):
        p.total = p.x + p.y
        p.x = p.y
    return p.total
