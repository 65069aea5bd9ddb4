# Document 004: "각 프로세스들은 독립적인 메모리 공간을 가지기 때문에 하나의 프로세스에서 발생한 오류가 다른 프로세스에 영향을
# 미치지 않는다" (an error in one process does not touch another).
import multiprocessing
import os
import signal
import sys


def crash():
    os.kill(os.getpid(), signal.SIGSEGV)


def leave():
    sys.exit(3)


def survive(connection):
    connection.send('fine')


if __name__ == '__main__':
    context = multiprocessing.get_context('fork')
    ours, theirs = context.Pipe()
    processes = [context.Process(target=crash), context.Process(target=leave),
                 context.Process(target=survive, args=(theirs,))]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    print('exit codes:', [process.exitcode for process in processes])
    print('the third says:', ours.recv())
    print('the parent is alive')
