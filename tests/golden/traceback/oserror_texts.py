import sys
for code in ('open("/no/such/file")', 'open("/")', 'open("/proc/1/nope")'):
    try:
        eval(code)
    except OSError as e:
        print(type(e).__name__, e.errno, e.strerror, e.filename, e)
import os
os.mkdir('/no/such/dir/new')
