# target: 2
async def leaf(n):
    return n


async def middle(n):
    return await leaf(n)


async def chain(n):
    total = 0
    for i in range(n):
        total += await middle(i)
    return total


def main():
    try:
        chain(300_000).send(None)
    except StopIteration as stop:
        return stop.value
