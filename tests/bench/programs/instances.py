# target: 1.3
class Node:
    def __init__(self, value, next):
        self.value = value
        self.next = next


class Empty:
    pass


def main():
    for _ in range(30):
        head = None
        for i in range(10_000):
            head = Node(i, head)
            Empty()
