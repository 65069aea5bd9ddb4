from datetime import datetime, date, time, timedelta, timezone
d = datetime(2023, 12, 4, 13, 15, 18, 258738)
print(d, repr(d), d.isoformat(), d.date(), d.time(), d.strftime('%Y/%m/%d %H-%M-%S.%f %j %A'), f'{d:%d.%m.%y}', d.weekday(), d.isoweekday(), d.isocalendar(), d.timetuple()[:6], d.ctime(), d.toordinal(), d.replace(year=2000, microsecond=0), d.isoformat(' ', 'seconds'), d.isoformat(timespec='milliseconds'))
print(d + timedelta(days=1, hours=2), d - timedelta(weeks=1), d - datetime(2023, 1, 1), d > datetime(2020, 1, 1), datetime.min, datetime.max, datetime.resolution, hash(d) == hash(datetime(2023, 12, 4, 13, 15, 18, 258738)))
t = timedelta(days=1, seconds=3661, microseconds=5)
print(t, repr(t), t.total_seconds(), t * 2, t / 2, t // 3, -t, abs(-t), t % timedelta(hours=1), divmod(t, timedelta(hours=5)), timedelta(hours=-1), timedelta(0), bool(timedelta()), timedelta(milliseconds=1.5), timedelta.max, t / timedelta(hours=1), t.days, t.seconds, t.microseconds, sum([timedelta(1)] * 3, timedelta()), str(timedelta(days=-1)), timedelta(weeks=2, days=0.5))
u = datetime(2023, 1, 1, tzinfo=timezone.utc)
k = timezone(timedelta(hours=9), 'KST')
print(u, u.astimezone(k), u.tzname(), k, repr(timezone.utc), timezone(timedelta(minutes=-90)), u.timestamp(), datetime.fromtimestamp(0, timezone.utc), datetime.utcfromtimestamp(1e9), u.utcoffset(), u == u.astimezone(k), datetime(2023, 1, 1, tzinfo=k).utctimetuple()[:5], u.isoformat())
print(date(2024, 2, 29), date(2024, 2, 29) + timedelta(365), date.fromisoformat('2020-02-03'), datetime.fromisoformat('2020-02-03T04:05:06.789+09:00'), datetime.fromisoformat('20200203T040506Z'), time(1, 2, 3, 4), time.fromisoformat('04:05'), time(10).replace(minute=5), date.fromordinal(738000), date(2024, 1, 1).isocalendar().week, date.max - date.min, date(2020, 5, 17).strftime('%b %d'), date.fromtimestamp(0), date.fromisocalendar(2020, 1, 1), datetime.combine(date(2020, 1, 2), time(3, 4)))
print(datetime.strptime('2023-12-04 13:15', '%Y-%m-%d %H:%M'), datetime.strptime('4 Dec 23 +0900', '%d %b %y %z'), datetime.fromtimestamp(1.5), datetime(2020, 1, 1) == date(2020, 1, 1), isinstance(d, date), time(1) < time(2), repr(time(1, 2)), repr(date(1, 2, 3)), datetime(2023, 1, 1, fold=1).fold)
for bad in ('datetime(2023, 13, 1)', 'datetime(2023, 2, 30)', 'datetime(0, 1, 1)', 'datetime(2023, 1, 1, 25)', 'datetime(2023, 1, 1, 0, 60)', 'date(2023, 0, 1)', 'time(24)', 'datetime()', 'datetime("a", 1, 1)', 'd < u', 'd - u', 'd + 5', 'd + d', 'd < 5', 'date(2020, 1, 1) < d', 'timedelta(days=10 ** 10)', 'datetime.max + timedelta(1)', 'timedelta("a")', 'timezone(5)', 'timezone(timedelta(days=2))', 'datetime.strptime("x", "%Y")', 'date.fromisoformat("2020-13-01")', 'datetime.fromisoformat("nope")', 'timedelta(1) / 0', 'timedelta(1) * "a"', 'd.replace(month=13)', 'datetime.fromtimestamp(1e20)', 'd.astimezone(5)', 'd.isoformat(timespec="x")', 'timedelta(1) < 5', 'date(2020, 1)', 'd.year = 5', 'datetime.strptime("2020-01-01x", "%Y-%m-%d")', 'datetime.fromordinal(0)'):
    try:
        if ' = ' in bad: exec(bad)
        else: print(bad, eval(bad))
    except Exception as e:
        print(bad, '->', type(e).__name__, e)
print(datetime.now().year >= 2023, datetime.now(timezone.utc).tzinfo, datetime.today() >= datetime(2023, 1, 1), (datetime.now() - datetime.now()).total_seconds() <= 0)
