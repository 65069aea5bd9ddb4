"""The global interpreter lock, to look at and to turn: what `minipy -m gil` does, from Python.

    gil.stats()            a dict: policy, switch interval, holder, switches, and a row for each thread
    gil.policy             how the lock behaves; may be set: gil.policy = "seeded:7"
    gil.holder()           the thread that holds the lock: of course the one that asks
    gil.schedule(7)        from now on a generator seeded with 7 decides who runs; None: the default policy again
    with gil.trace() as picture: ...      records; then picture.show(), picture.svg(file), picture.summary()
    gil.show()             draws the last trace (at the prompt: the last statement)
"""
