# target: 1.5
# Small objects through a Pipe to another process, and an answer to each.
import multiprocessing


def echo(connection):
    while (message := connection.recv()) is not None:
        connection.send(message)


def main():
    ours, theirs = multiprocessing.Pipe()
    child = multiprocessing.Process(target=echo, args=(theirs,))
    child.start()
    for i in range(3000):
        ours.send(("job", i, {"size": 10}))
        assert ours.recv()[1] == i
    ours.send(None)
    child.join()
