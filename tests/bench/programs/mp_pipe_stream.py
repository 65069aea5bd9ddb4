# target: 1.5
# Small objects through a Pipe, one process writing, the other reading.
import multiprocessing


def produce(connection):
    for i in range(10_000):
        connection.send(("job", i))
    connection.close()


def main():
    reader, writer = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.Process(target=produce, args=(writer,))
    child.start()
    writer.close()
    for i in range(10_000):
        assert reader.recv() == ("job", i)
    child.join()
    reader.close()
