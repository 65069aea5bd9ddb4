import _thread, time
l=_thread.allocate_lock(); done=_thread.allocate_lock(); done.acquire()
out=[]
def f(n, k=0):
    with l:
        out.append((n,k,_thread.get_ident()!=main,_thread._count()>0))
    if len(out)==5: done.release()
main=_thread.get_ident()
for i in range(5): _thread.start_new_thread(f,(i,),{'k':i*2})
print(done.acquire()); print(sorted(out)); 
while _thread._count(): time.sleep(0.001)
print(_thread._count(), _thread.get_native_id()>0)
def e(f,*a,**k):
    try: print(f(*a,**k))
    except BaseException as x: print(type(x),x)
l=_thread.allocate_lock()
e(l.release); e(l.acquire,0,1); e(l.acquire,1,-2); e(l.acquire,1,1e10); e(l.acquire,timeout=-1); e(l.acquire,0); e(l.acquire,True,'x'); e(l.acquire,1,None); e(l.acquire,1,float('nan')); e(l.acquire, 'x'); e(l.acquire,True,0.01); e(l.acquire,True,0)
r=_thread.RLock()
e(r.release); e(r.release); e(r._release_save); e(r._acquire_restore,(3,5)); print(repr(r)[:46]); print(repr(l)[:28])
e(_thread.start_new_thread); e(_thread.start_new_thread,1,()); e(_thread.start_new_thread,print,[]); e(_thread.start_new_thread,print,(),5)
e(_thread.stack_size); e(_thread.stack_size,100); e(_thread.stack_size,-1); e(_thread.interrupt_main,100); e(_thread.interrupt_main,-1); e(_thread.exit); e(_thread.LockType); e(_thread._ExceptHookArgs,(1,2)); print(_thread._ExceptHookArgs((1,2,3,4)))
e(_thread._local,1); L=_thread._local(); print(L.__dict__); L.x=1; print(L.__dict__); del L.x; e(getattr,L,'x'); e(delattr,L,'x'); e(setattr,L,'__dict__',{}) ; e(delattr,L,'__dict__')
e(_thread._excepthook,1)
print(_thread.TIMEOUT_MAX)
class LL(_thread._local):
    z=5
    def __init__(self,a,b=2): self.a=a; self.b=b; print('init',a,b)
    def __del__(self): print('del LL')
x=LL(3,b=7); print(x.a,x.b,x.z); x.a=10
def g():
    print(x.a, x.__dict__); x.a=99; x.n='n'
    d.release()
d=_thread.allocate_lock(); d.acquire()
_thread.start_new_thread(g,()); d.acquire(); print(x.a, x.__dict__)
while _thread._count(): time.sleep(0.001)
del x
e(lambda: type('Z',(type(l),),{}))
e(_thread.allocate_lock, 1); e(type(l))
s=None
def h():
    global s
    s=_thread._set_sentinel(); s.acquire(); d.release()
_thread.start_new_thread(h,()); d.acquire(); s.acquire(); print('ended',s.locked())
class D:
    def __del__(self): print('D del in', _thread.get_ident()==main)
def j():
    global s
    s=_thread._set_sentinel(); s.acquire(); L.d=D(); d.release()
_thread.start_new_thread(j,())
d.acquire(); s.acquire()
with l if l.release() is None else l: print(l.locked())
print(l.locked())
