# clock: real
# mask: 0x[0-9a-f]+ => 0x...
# mask: "/.*/ => "
import faulthandler,time,_thread,_signal
def f():
    ev.release(); time.sleep(1)
ev=_thread.allocate_lock(); ev.acquire()
t=_thread.start_new_thread(f,()); ev.acquire()
faulthandler.dump_traceback(1)
faulthandler.dump_traceback(1, all_threads=False)
faulthandler.dump_traceback_later(0.1,file=1); time.sleep(0.2)
faulthandler.register(10, 1,all_threads=False); _signal.raise_signal(10)
print(faulthandler.unregister(10), faulthandler.unregister(10),flush=True)
def rec(n):
    if n: rec(n-1)
    else: faulthandler.dump_traceback(1)
rec(110)
def e(f,*a,**k):
    try: print(f(*a,**k))
    except BaseException as x: print(type(x),x)
e(faulthandler.enable,file=1.5); e(faulthandler.register,100); e(faulthandler.register,11); e(faulthandler.unregister,10); e(faulthandler.dump_traceback_later,-1); e(faulthandler.dump_traceback_later,'x'); e(faulthandler.cancel_dump_traceback_later)
print(faulthandler.is_enabled(), faulthandler.disable(),flush=True)
