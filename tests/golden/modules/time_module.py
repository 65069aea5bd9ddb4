import time
a = time.monotonic(); time.sleep(0.1); b = time.monotonic()
print(round(b - a, 1), time.perf_counter() >= 0, time.time() > 1e9, time.monotonic_ns() > 0, isinstance(time.time_ns(), int), time.process_time() >= 0, time.thread_time() >= 0)
t = time.gmtime(0)
print(t, tuple(t), t.tm_year, t.tm_zone, time.gmtime(1e9)[:6], time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime(1700000000)), time.asctime(t), time.ctime(0), time.mktime(t), time.localtime(86400).tm_yday)
print(time.strftime('%a %A %b %B %c %d %H %I %j %m %M %p %S %U %w %W %x %X %y %Y %Z %% %e %F %T', time.gmtime(1e9)))
print(time.strptime('2023-12-04 13:15:18', '%Y-%m-%d %H:%M:%S'), time.strptime('Mon 5 Jun 06', '%a %d %b %y')[:3])
for bad in ('time.sleep(-1)', 'time.sleep("a")', 'time.sleep()', 'time.gmtime("a")', 'time.gmtime(1e20)', 'time.strftime(5)', 'time.strftime("%Y", (1, 2))', 'time.strptime("x", "%Y")', 'time.strptime("2020 ", "%Y")', 'time.mktime(5)', 'time.asctime("a")', 'time.sleep(float("nan"))', 'time.mktime((1,))', 'time.strptime("1", "%Q")', 'time.sleep(1e20)'):
    try:
        print(bad, eval(bad))
    except Exception as e:
        print(bad, '->', type(e).__name__, e)
print(time.tzname, time.timezone, time.daylight, time.altzone, time.struct_time((2020, 1, 2, 3, 4, 5, 6, 7, 0)).tm_mday, time.get_clock_info('monotonic').monotonic)
