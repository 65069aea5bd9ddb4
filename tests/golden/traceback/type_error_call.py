class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def move(self, dx, *, dy):
        pass


try:
    Point(1)
except TypeError as e:
    print(e)
Point(1, 2).move(1, 2)
