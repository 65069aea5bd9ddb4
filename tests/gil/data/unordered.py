import threading


class Account:
    total = 0

    def __init__(self):
        self.balance = 100


account = Account()
slots = [0, 0]
table = {"hits": 0}


def use():
    account.balance -= 10
    slots[1] += 1
    table["hits"] += 1
    Account.total += 1


def outer():
    seen = 0

    def look():
        nonlocal seen
        seen += 1
    return look


look = outer()
threads = [threading.Thread(target=f, name=n) for f, n in ((use, "first"), (use, "second"), (look, "third"), (look, "fourth"))]
for t in threads: t.start()
for t in threads: t.join()
