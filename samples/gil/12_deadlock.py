# Lesson: lock, deadlock, order
#
# A lock makes several lines one step. Two locks taken in different orders can make two threads wait for each other for ever: each
# holds what the other one wants. Taken in the same order everywhere, they cannot.
#
# Show: --explore 200
# Question: What can happen?
#   a) both transfers are made
#   b) both are made, or both threads wait for ever
# Answer: b, the replay shows each thread with one lock, wanting the other. Sort the two locks, and the deadlock is gone.
import threading


class Account:
    def __init__(self, balance):
        self.balance = balance
        self.lock = threading.Lock()


def transfer(source, target, amount):
    with source.lock:
        with target.lock:
            source.balance -= amount
            target.balance += amount


left, right = Account(100), Account(100)
threads = [threading.Thread(target=transfer, args=[left, right, 10]), threading.Thread(target=transfer, args=[right, left, 30])]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(left.balance, right.balance)
