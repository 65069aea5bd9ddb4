import time
def e(f,*a,**k):
    try: print(f(*a,**k))
    except BaseException as x: print(type(x),x)
for n in ('time','monotonic','perf_counter','process_time','thread_time'): print(time.get_clock_info(n))
e(time.gmtime,0); e(time.sleep); e(time.sleep,1,2); e(time.sleep,'x'); e(time.sleep,-1); e(time.sleep,float('nan')); e(time.sleep,1e30); e(time.gmtime,'a'); e(time.gmtime,1e30); e(time.gmtime,10**30); e(time.gmtime,10**17); e(time.strftime,1);  e(time.strftime,'%Y',(1,)); e(time.strftime,'%Y',1); e(time.strftime,'%Y',(1,)*9);e(time.strftime,'%Y',(1,20)+(1,)*7); e(time.get_clock_info,'x'); e(time.strftime,'a\0b%Y'); e(time.strftime,'é%Y',time.gmtime(0));  e(time.sleep,seconds=1);e(time.mktime,(1,));e(time.mktime,('x',)*9);e(time.mktime,(10**10,1,1,1,1,1,1,1,1));e(time.clock_gettime,'x');e(time.clock_gettime,99);e(time.asctime,(1,2));e(time.ctime,'a');e(time.get_clock_info,1);e(time.clock_settime,0,'x');e(time.clock_settime_ns,0,1.5);e(time.sleep,None);e(time.strftime,'%',time.gmtime(0));e(time.pthread_getcpuclockid,'x')
e(time.clock_getres,1)
e(time.sleep, 10**30); e(time.strftime,'',time.gmtime(0)); e(time.asctime, time.gmtime(-10**11)); e(time.asctime,(2000,0,0,0,0,0,0,0,0)); e(time.asctime,(2000,13,0,0,0,0,0,0,0)); e(time.asctime,(2000,1,32,0,0,0,0,0,0)); e(time.asctime,(2000,1,1,24,0,0,0,0,0)); e(time.asctime,(2000,1,1,0,60,0,0,0,0));e(time.asctime,(2000,1,1,0,0,62,0,0,0));e(time.asctime,(2000,1,1,0,0,0,-2,0,0));e(time.asctime,(2000,1,1,0,0,0,9,0,0));e(time.asctime,(2000,1,1,0,0,0,9,-1,0));e(time.asctime,(2000,1,1,0,0,0,9,400,0));e(time.asctime,(2**31,1,1,0,0,0,9,1,0));e(time.asctime,(-2**31,1,1,0,0,0,9,1,0))
print(time.timezone,time.altzone,time.tzname,time.daylight)
s=time.gmtime(1e9); print(s.tm_zone,s.tm_gmtoff,s[0],len(s),s[:3],tuple(s)); print(time.mktime(s), time.asctime(s), time.ctime(5), time.strftime('%Y-%m-%d %H:%M:%S %j %U %w %a %A %b %B %c %x %X %p %Z %%',s))
print(time.struct_time(range(9)), time.struct_time(range(11)).tm_gmtoff); e(time.struct_time,(1,)); print(s==time.gmtime(1e9), s==tuple(s), hash(s)==hash(tuple(s)))
print(type(time.time()),type(time.time_ns()),time.monotonic()<=time.perf_counter()<=time.monotonic(), time.process_time()>0)
e(time.time, 1)
