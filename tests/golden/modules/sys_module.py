# args: one --two
import sys
print(sys.argv, sys.version_info[:2], sys.version_info >= (3, 11), sys.maxsize, sys.byteorder, sys.platform, sys.maxunicode, sys.getdefaultencoding(), sys.getfilesystemencoding(), sys.getrecursionlimit(), sys.getswitchinterval(), sys.flags.optimize, sys.float_info.max, sys.float_info.epsilon, sys.float_info.dig, sys.int_info.bits_per_digit > 0, sys.hash_info.modulus, sys.hexversion >= 0x30b0000, sys.api_version > 0, sys.copyright != '', sys.byteorder)
print(type(sys.modules).__name__, 'sys' in sys.modules, sys.stdin.name, sys.stdout.name, sys.stderr.name, sys.__stdout__ is sys.stdout, sys.prefix != '', sys.exec_prefix != '', sys.executable != '', sys.implementation.name in ('cpython', 'minipy'), len(sys.path) > 0, sys.path[0].endswith('modules'), sys.dont_write_bytecode, sys.warnoptions, sys.orig_argv[-2:], sys.is_finalizing(), sys.flags.utf8_mode, sys.flags.hash_randomization)
print(sys.intern('a') is sys.intern('a'), sys.getsizeof([]) > 0, sys.getrefcount(object()), sys.exc_info(), sys._getframe().f_code.co_name, sys.call_tracing.__name__, sys.getswitchinterval(), sys.thread_info.name)
sys.setswitchinterval(0.01); print(sys.getswitchinterval())
out = []
sys.displayhook(5); sys.displayhook(None); sys.displayhook('text')
import builtins
print(builtins._)
for bad in ('sys.setswitchinterval(0)', 'sys.setswitchinterval("a")', 'sys.intern(5)', 'sys.exit(1, 2)', 'sys.getsizeof()', 'sys._getframe(1000)', 'sys.setrecursionlimit(0)', 'sys.nope', 'sys.set_int_max_str_digits(5)', 'sys.getrefcount()', 'sys.settrace(1, 2)'):
    try:
        print(bad, eval(bad))
    except Exception as e:
        print(bad, '->', type(e).__name__, e)
events = []


def tracer(frame, event, arg):
    if frame.f_code.co_name == 'traced': events.append((event, frame.f_lineno - frame.f_code.co_firstlineno))
    return tracer


def traced(n):
    x = n
    for i in range(2):
        x += i
    return x


sys.settrace(tracer); traced(1); sys.settrace(None)
print(events, sys.gettrace())
prof = []
sys.setprofile(lambda f, e, a: prof.append((e, f.f_code.co_name)))
traced(1); len('a')
sys.setprofile(None)
print([p for p in prof if p[1] == 'traced'])
sys.stdout.write('written\n'); sys.stderr.write('to stderr\n')
print(sys.stdout.buffer.write(b''), sorted(k for k in dir(sys) if k.startswith('std')))
sys.audit('event', 1); sys.addaudithook(lambda n, a: n == 'my.event' and print('audit', a)); sys.audit('my.event', 1, 2)
