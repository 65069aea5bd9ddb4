# Document 003: "각각 별도의 자원을 가지는 여러 개의 프로세스들을 사용해서 inter-process 소통 같은 방법들을 사용해서 작업을 처리한다"
# (several processes, each with its own resources, that talk to each other).
import multiprocessing
import os


def squares(tasks, results):
    for number in iter(tasks.get, None):
        results.put((number, number * number))


def echo(connection):
    while True:
        message = connection.recv()
        if message is None:
            break
        connection.send((message.upper(), os.getpid()))
    connection.close()


if __name__ == '__main__':
    context = multiprocessing.get_context('fork')

    tasks, results = context.Queue(), context.Queue()
    workers = [context.Process(target=squares, args=(tasks, results)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for number in range(6):
        tasks.put(number)
    print('by queues:', sorted(results.get() for _ in range(6)))
    for worker in workers:
        tasks.put(None)
    for worker in workers:
        worker.join()
    print('exit codes:', [worker.exitcode for worker in workers])

    ours, theirs = context.Pipe()
    process = context.Process(target=echo, args=(theirs,))
    process.start()
    ours.send('hello')
    answer, pid = ours.recv()
    print('by a pipe:', answer, '- from another process:', pid != os.getpid() and pid == process.pid)
    ours.send(None)
    process.join()
    print('exit code:', process.exitcode)
