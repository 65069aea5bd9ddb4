# clock: real
import multiprocessing as mp
import sys


def fails(): raise ValueError('in child')
def text(): sys.exit('a text')


if __name__ == '__main__':
    mp.set_start_method('fork')
    for target in (fails, text):
        p = mp.Process(target=target)
        p.start(); p.join()
        print(p.exitcode, flush=True)
