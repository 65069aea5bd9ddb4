from concurrent.futures import ThreadPoolExecutor, Future, wait, as_completed, FIRST_COMPLETED, FIRST_EXCEPTION, TimeoutError, CancelledError
import threading
import time


def job(x, d=0.05):
    time.sleep(d)
    if x < 0: raise ValueError(x)
    return x * x


with ThreadPoolExecutor(8, thread_name_prefix='pool') as ex:
    fs = [ex.submit(job, i) for i in range(4)]
    print([f.result() for f in fs], [f.done() for f in fs], list(ex.map(job, [1, 2, 3])), fs[0].running(), fs[0].cancelled())
    bad = ex.submit(job, -1)
    print(repr(bad.exception()), type(bad.exception()).__name__)
    try:
        bad.result()
    except ValueError as e:
        print('raised', e)
    try:
        list(ex.map(job, [1, -2, 3]))
    except ValueError as e:
        print('map raised', e)
    f = ex.submit(job, 5, 0.5)
    try:
        f.result(timeout=0.05)
    except TimeoutError as e:
        print('timeout', type(e).__name__)
    done, pending = wait([ex.submit(job, 1, 0.3), ex.submit(job, 2, 0.05)], return_when=FIRST_COMPLETED)
    print(len(done), len(pending), done.pop().result())
    d, p = wait([ex.submit(job, 1, 0.4), ex.submit(job, -2, 0.05)], return_when=FIRST_EXCEPTION)
    print(len(d), len(p))
    print([f.result() for f in as_completed([ex.submit(job, 3, 0.3), ex.submit(job, 1, 0.1), ex.submit(job, 2, 0.2)])])
    log = []
    f = ex.submit(threading.current_thread)
    print(f.result().name.startswith('pool_'))
    f.add_done_callback(lambda f: log.append('already done'))
    print(log)
with ThreadPoolExecutor(1) as ex:
    first = ex.submit(job, 1, 0.2)
    second = ex.submit(job, 2)
    print(second.cancel(), first.cancel(), second.cancelled(), repr(second).split('state=')[1])
    try:
        second.result()
    except CancelledError:
        print('CancelledError')
try:
    ex.submit(job, 1)
except RuntimeError as e:
    print(e)
f = Future()
print(f.done(), repr(f).split('state=')[1])
f.set_result(5)
try:
    f.set_result(6)
except Exception as e:
    print(type(e).__name__, str(e).partition(':')[0])
with ThreadPoolExecutor(2, initializer=lambda x: print('init', x), initargs=(1,)) as ex:
    print(ex.submit(pow, 2, 5).result())
for bad in (lambda: ThreadPoolExecutor(0), lambda: ThreadPoolExecutor('a'), lambda: ThreadPoolExecutor(1).submit()):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)
ex = ThreadPoolExecutor(1)
ex.submit(job, 1, 0.1)
x = ex.submit(job, 2)
ex.shutdown(wait=True, cancel_futures=True)
print(x.cancelled())
