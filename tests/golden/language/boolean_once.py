# and, or in one another: each operand is asked for its truth once.
class Asked:
    def __init__(self, name, truth):
        self.name, self.truth, self.times = name, truth, 0

    def __bool__(self):
        self.times += 1
        return self.truth

    def __repr__(self):
        return f"{self.name}:{self.times}"


def shown(build):
    for bits in range(16):
        a, b, c, d = operands = [Asked(name, bool(bits >> i & 1)) for i, name in enumerate("abcd")]
        print(build(a, b, c, d), operands)


shown(lambda a, b, c, d: a and b or c and d)
shown(lambda a, b, c, d: (a or b) and (c or d))
shown(lambda a, b, c, d: a and (b or c) and d)
shown(lambda a, b, c, d: (a and (b or c)) or d)
shown(lambda a, b, c, d: ((a or b) and c or d) and a)
shown(lambda a, b, c, d: 0 and a or b and 1 or c)
shown(lambda a, b, c, d: not (a and b or c) or d)
