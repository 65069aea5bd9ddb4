# clock: real
import _signal, _thread, time
def e(f,*a,**k):
    try: print(f(*a,**k))
    except BaseException as x: print(type(x),x)
S=_signal
e(S.signal,100,print); e(S.signal,2,None); e(S.signal,9,print); e(S.signal,2); e(S.getsignal,100); e(S.getsignal,2); e(S.getsignal,9); e(S.getsignal,33);e(S.getsignal,13)
e(S.default_int_handler); e(S.default_int_handler,2,None); e(S.default_int_handler,'x',1)
e(S.raise_signal,100); e(S.raise_signal,0); e(S.alarm,'x'); e(S.setitimer,0,-1); e(S.setitimer,9,1); e(S.getitimer,0); e(S.getitimer,9); e(S.setitimer,0,'x'); e(S.setitimer,0,0.0)
e(S.pthread_sigmask,0,[100]); e(S.pthread_sigmask,0,['x']); e(S.pthread_sigmask,9,[]); e(S.pthread_sigmask,0,5); e(S.sigpending); e(S.pthread_sigmask,0,[])
e(S.sigtimedwait,[10],0); e(S.sigtimedwait,[10],-1); e(S.sigtimedwait,[10],'x'); e(S.strsignal,2); e(S.strsignal,100); e(S.strsignal,0); e(S.strsignal,64); e(S.strsignal, 33)
e(S.set_wakeup_fd,5555); e(S.set_wakeup_fd,1) if 0 else None; e(S.set_wakeup_fd,-1); e(S.siginterrupt,100,1); e(S.siginterrupt,10,1)
e(S.valid_signals); 
print(S.ItimerError, S.struct_siginfo, S.struct_siginfo.__match_args__, S.ItimerError.__mro__)
e(S.raise_signal,'x'); e(S.signal,'x',1); e(S.signal,2,5); e(S.signal,2,0); e(S.getsignal,2); 
e(S.setitimer,0,1e30); e(S.set_wakeup_fd,-1, warn_on_full_buffer=1); 
e(S.signal,2,S.default_int_handler)
e(S.raise_signal,2)
def h(n,f): print('handler',n,f.f_code.co_name, f.f_lineno>0)
print(S.signal(10,h)); S.raise_signal(10)
def hx(n,f): raise ValueError(n)
print(S.signal(10,hx)==h)
try:
    S.raise_signal(10); print('no')
except ValueError as x: print('VE',x)
S.signal(14,hx); S.setitimer(0,0.05)
try: time.sleep(5); print('no')
except ValueError as x: print('VE',x)
S.signal(14,h); S.setitimer(0,0.02); a=time.monotonic(); time.sleep(0.1); print(0.1<=time.monotonic()-a<0.3)
l=_thread.allocate_lock(); l.acquire()
S.signal(14,hx); S.setitimer(0,0.05)
try: l.acquire(); print('no')
except ValueError as x: print('VE',x)
S.signal(14,h); S.setitimer(0,0.02); a=time.monotonic(); print(l.acquire(True,0.1)); print(0.1<=time.monotonic()-a<0.3)
try:
    _thread.start_new_thread(_thread.interrupt_main,())
    while 1: pass
except KeyboardInterrupt: print('KI')
S.setitimer(0,0.02); S.pause(); print('paused')
S.pthread_sigmask(S.SIG_BLOCK,[10,12]); S.raise_signal(12); print(S.sigpending()); print(S.sigwait([12]), S.sigpending())
S.raise_signal(12); i=S.sigwaitinfo([12]); print(i.si_signo,i.si_code,i.si_pid>0,type(i)); S.raise_signal(12); print(S.sigtimedwait([12],1).si_signo)
S.pthread_sigmask(S.SIG_UNBLOCK,[10,12])
done=[]
def bg():
    e(S.signal,10,h); e(S.set_wakeup_fd,-1); done.append(1)
_thread.start_new_thread(bg,())
while not done: time.sleep(0.001)
S.pthread_kill(_thread.get_ident(),14)
print('loop'); S.setitimer(0,0.05); 
n=0
try:
    S.signal(14,hx)
    while True: n+=1
except ValueError as x: print('VE', n>100)
print(S.getitimer(0))
