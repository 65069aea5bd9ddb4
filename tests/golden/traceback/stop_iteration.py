def gen():
    yield next(iter([]))


next(gen())
