class A:
    def __init__(self):
        self.go()

    def go(self):
        self['key']

    def __getitem__(self, k):
        raise LookupError(k)


A()
