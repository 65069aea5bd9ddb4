import sys
try:
    sys.exit(2)
except SystemExit as e:
    print('caught', e.code, repr(e), e.args)
try:
    exit('quitting')
except SystemExit as e:
    print(e.code)
raise SystemExit(300)
