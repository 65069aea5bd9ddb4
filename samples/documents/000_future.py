# Document 000 names the "Future 모듈" (concurrent.futures) and leaves it open: a future is a result that is not there yet.
from concurrent.futures import ThreadPoolExecutor, as_completed
import time


def job(seconds):
    time.sleep(seconds)
    return f'slept {seconds}'


def broken():
    raise ValueError('no result today')


with ThreadPoolExecutor(max_workers=3) as executor:
    future = executor.submit(job, 0.2)
    print('at once:', future.done())
    print('after waiting:', future.result(), future.done())
    print('in the order of completion:', [f.result() for f in as_completed([executor.submit(job, s) for s in (0.3, 0.1, 0.2)])])
    print('in the order of the requests:', list(executor.map(job, (0.3, 0.1, 0.2))))
    failing = executor.submit(broken)
    print('an exception is a result too:', repr(failing.exception()))
    future.add_done_callback(lambda f: print('a callback on a finished future runs at once:', f.result()))
