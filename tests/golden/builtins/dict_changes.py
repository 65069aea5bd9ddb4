# A dict that loses and gains keys while it is walked.
def walked(start, change, view=dict.keys):
    d = dict.fromkeys(start, 0)
    seen = []
    try:
        for item in view(d):
            seen.append(item)
            change(d)
            if len(seen) > 20:
                break
    except RuntimeError as error:
        print(seen, error)
    else:
        print(seen)


def replace_first(d):
    del d[0]
    d[0] = 0


for view in (dict.keys, dict.values, dict.items):
    walked([0], replace_first, view)
    walked([0, 1], replace_first, view)
walked([0], lambda d: d.popitem() and d.setdefault(0, 0))
walked([0, 1, 2], lambda d: (d.popitem(), d.setdefault(9, 0)))
walked([0], dict.clear)

d = {}
for i in range(5000):  # emptied over and over: it stays small and quick
    d[i] = i
    del d[i]
print(d, len(d), d.__sizeof__() < 1000)
for i in range(100):
    d[i] = i
while d:
    d.popitem()
d["x"] = 1
print(d, list(d.items()))
