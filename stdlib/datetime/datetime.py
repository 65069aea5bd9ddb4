"""Dates and times of the Gregorian calendar, extended backwards for ever; durations; time zones.

A date is kept as year, month and day, and turned into its *ordinal* (day 1 is the 1st of January of the year 1) to be
reckoned with. A duration is kept as one number, its microseconds. A datetime is a date with a time of day and perhaps a
tzinfo; with one it is a moment ("aware"), without one only what a clock on the wall says ("naive").
"""
import time as _time

__all__ = ("date", "datetime", "time", "timedelta", "timezone", "tzinfo", "MINYEAR", "MAXYEAR", "UTC")

MINYEAR = 1
MAXYEAR = 9999
_MAXORDINAL = 3652059  # date.max.toordinal()
_EPOCH_ORDINAL = 719163  # date(1970, 1, 1).toordinal()
_US_PER_SECOND = 1000000
_US_PER_DAY = 86400 * _US_PER_SECOND
_MONTHNAMES = (None, "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYNAMES = (None, "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAYS_IN_MONTH = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAYS_BEFORE_MONTH = (0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)


# ---- the calendar ---------------------------------------------------------

def _is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _days_in_month(year, month):
    return 29 if month == 2 and _is_leap(year) else _DAYS_IN_MONTH[month]


def _days_before_year(year):
    y = year - 1
    return y * 365 + y // 4 - y // 100 + y // 400


def _days_before_month(year, month):
    return _DAYS_BEFORE_MONTH[month] + (month > 2 and _is_leap(year))


def _ymd2ord(year, month, day):
    return _days_before_year(year) + _days_before_month(year, month) + day


def _ord2ymd(n):
    """(year, month, day) of an ordinal: years counted from March, so that the leap day is the last of its year."""
    z = n + 305
    era, doe = divmod(z, 146097)  # 400 years
    yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
    doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
    mp = (5 * doy + 2) // 153
    day = doy - (153 * mp + 2) // 5 + 1
    month = mp + 3 if mp < 10 else mp - 9
    return yoe + era * 400 + (month <= 2), month, day


def _isoweek1monday(year):
    """The ordinal of the Monday that begins the ISO year: its week has the first Thursday."""
    firstday = _ymd2ord(year, 1, 1)
    firstweekday = (firstday + 6) % 7
    monday = firstday - firstweekday
    return monday + 7 if firstweekday > 3 else monday


def _isoweek_to_gregorian(year, week, day):
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError(f"Year is out of range: {year}")
    if not 0 < week < 53:
        out_of_range = True
        if week == 53:  # only years that begin with a Thursday, or leap years with a Wednesday, have it
            first_weekday = _ymd2ord(year, 1, 1) % 7
            out_of_range = not (first_weekday == 4 or first_weekday == 3 and _is_leap(year))
        if out_of_range:
            raise ValueError(f"Invalid week: {week}")
    if not 0 < day < 8:
        raise ValueError(f"Invalid weekday: {day} (range is [1, 7])")
    ordinal = _isoweek1monday(year) + (week - 1) * 7 + day - 1
    if not 0 < ordinal <= _MAXORDINAL:
        raise ValueError(f"Year is out of range: {year if ordinal > 0 else 0}")
    return _ord2ymd(ordinal)


# ---- checks and text ------------------------------------------------------

def _as_index(value):
    if type(value) is int:
        return value
    try:
        return value.__index__()
    except AttributeError:
        raise TypeError(f"'{type(value).__name__}' object cannot be interpreted as an integer") from None


def _check_date_fields(year, month, day):
    year, month, day = _as_index(year), _as_index(month), _as_index(day)
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError(f"year {year} is out of range")
    if not 1 <= month <= 12:
        raise ValueError("month must be in 1..12")
    if not 1 <= day <= _days_in_month(year, month):
        raise ValueError("day is out of range for month")
    return year, month, day


def _check_time_fields(hour, minute, second, microsecond, fold):
    hour, minute = _as_index(hour), _as_index(minute)
    second, microsecond = _as_index(second), _as_index(microsecond)
    if not 0 <= hour <= 23:
        raise ValueError("hour must be in 0..23")
    if not 0 <= minute <= 59:
        raise ValueError("minute must be in 0..59")
    if not 0 <= second <= 59:
        raise ValueError("second must be in 0..59")
    if not 0 <= microsecond <= 999999:
        raise ValueError("microsecond must be in 0..999999")
    if fold not in (0, 1):
        raise ValueError("fold must be either 0 or 1")
    return hour, minute, second, microsecond, fold


def _check_tzinfo_arg(tz):
    if tz is not None and not isinstance(tz, tzinfo):
        raise TypeError("tzinfo argument must be None or of a tzinfo subclass, "
                        f"not type '{type(tz).__name__}'")


def _check_utc_offset(name, offset):
    if offset is None:
        return
    if not isinstance(offset, timedelta):
        raise TypeError(f"tzinfo.{name}() must return None or a timedelta, not '{type(offset).__name__}'")
    if not -_US_PER_DAY < offset._us < _US_PER_DAY:
        raise ValueError(f"offset must be a timedelta strictly between -timedelta(hours=24) and "
                         f"timedelta(hours=24), not {offset!r}.")


def _format_offset(offset, sep=":"):
    """`+09:00`; with seconds and microseconds if it has some."""
    if offset is None:
        return ""
    us = offset._us
    sign = "+"
    if us < 0:
        sign, us = "-", -us
    seconds, us = divmod(us, _US_PER_SECOND)
    minutes, seconds = divmod(seconds, 60)
    text = f"{sign}{minutes // 60:02d}{sep}{minutes % 60:02d}"
    if seconds or us:
        text += f"{sep}{seconds:02d}"
        if us:
            text += f".{us:06d}"
    return text


_TIMESPECS = {"hours": "{0:02d}", "minutes": "{0:02d}:{1:02d}", "seconds": "{0:02d}:{1:02d}:{2:02d}",
              "milliseconds": "{0:02d}:{1:02d}:{2:02d}.{3:03d}", "microseconds": "{0:02d}:{1:02d}:{2:02d}.{3:06d}"}


def _format_time(hour, minute, second, us, timespec="auto"):
    if timespec == "auto":
        timespec = "microseconds" if us else "seconds"
    elif timespec == "milliseconds":
        us //= 1000
    try:
        return _TIMESPECS[timespec].format(hour, minute, second, us)
    except KeyError:
        raise ValueError("Unknown timespec value") from None


def _strftime(obj, format, timetuple):
    """time.strftime() after %f, %z and %Z have been replaced."""
    if not isinstance(format, str):
        raise TypeError(f"strftime() argument 1 must be str, not {type(format).__name__}")
    out = []
    i = 0
    while True:
        j = format.find("%", i)
        if j < 0 or j + 1 >= len(format):
            out.append(format[i:])
            break
        out.append(format[i:j])
        c = format[j + 1]
        if c == "f":
            out.append("%06d" % getattr(obj, "microsecond", 0))
        elif c == "z":
            out.append(_format_offset(obj.utcoffset(), "") if hasattr(obj, "utcoffset") else "")
        elif c == "Z":
            name = obj.tzname() if hasattr(obj, "tzname") else None
            out.append("" if name is None else name.replace("%", "%%"))
        else:
            out.append("%" + c)
        i = j + 2
    return _time.strftime("".join(out), timetuple)


def _build_struct_time(y, m, d, hh, mm, ss, dstflag):
    wday = (_ymd2ord(y, m, d) + 6) % 7
    return _time.struct_time((y, m, d, hh, mm, ss, wday, _days_before_month(y, m) + d, dstflag))


def _type_name(cls):
    """The name of a class as its repr shows it: those of this module with the module."""
    return f"datetime.{cls.__qualname__}" if cls.__module__ == "datetime" else cls.__qualname__


# ---- ISO 8601 -------------------------------------------------------------

def _digits(text, start, count):
    part = text[start:start + count]
    if len(part) != count or not part.isascii() or not part.isdigit():
        raise ValueError
    return int(part)


def _parse_isoformat_date(text):
    """2011-11-04, 20111104, 2011-W01-2, 2011W012, 2011-W01, 2011W01."""
    year = _digits(text, 0, 4)
    pos = 4
    has_sep = text[pos:pos + 1] == "-"
    pos += has_sep
    if text[pos:pos + 1] == "W":
        week = _digits(text, pos + 1, 2)
        pos += 3
        day = 1
        if len(text) > pos:
            if (text[pos] == "-") != has_sep:
                raise ValueError("Inconsistent use of dash separator")
            pos += has_sep
            day = _digits(text, pos, 1)
            pos += 1
        if pos != len(text):
            raise ValueError
        return _isoweek_to_gregorian(year, week, day)
    month = _digits(text, pos, 2)
    pos += 2
    if (text[pos:pos + 1] == "-") != has_sep:
        raise ValueError("Inconsistent use of dash separator")
    pos += has_sep
    day = _digits(text, pos, 2)
    if pos + 2 != len(text):
        raise ValueError
    return year, month, day


def _parse_hh_mm_ss_ff(text):
    """[hours, minutes, seconds, microseconds] of hh[[:]mm[[:]ss[.f...]]]."""
    parts = [0, 0, 0, 0]
    pos = 0
    has_sep = text[2:3] == ":"
    for i in range(3):
        parts[i] = _digits(text, pos, 2)
        pos += 2
        next_char = text[pos:pos + 1]
        if not next_char or i == 2:
            break
        if has_sep:
            if next_char != ":":
                raise ValueError("Invalid time separator: %c" % next_char)
            pos += 1
    if pos < len(text):
        if text[pos] not in ".,":
            raise ValueError("Invalid microsecond component")
        fraction = text[pos + 1:]
        if not fraction or not fraction.isascii() or not fraction.isdigit():
            raise ValueError("Non-digit values in fraction")
        parts[3] = int(fraction[:6].ljust(6, "0"))
    return parts


def _parse_isoformat_time(text):
    """[hour, minute, second, microsecond, tzinfo]."""
    if len(text) < 2:
        raise ValueError("Isoformat time too short")
    pos = max(text.find("-"), text.find("+"), text.find("Z"))
    parts = _parse_hh_mm_ss_ff(text[:pos] if pos >= 0 else text)
    tz = None
    if pos >= 0:
        tzstr = text[pos + 1:]
        if text[pos] == "Z":
            if tzstr:
                raise ValueError("Malformed time zone string")
            tz = timezone.utc
        else:
            if len(tzstr) in (0, 1, 3) or len(tzstr) == 7 and tzstr[2] != ":":
                raise ValueError("Malformed time zone string")
            h, m, s, us = _parse_hh_mm_ss_ff(tzstr)
            total = ((h * 60 + m) * 60 + s) * _US_PER_SECOND + us
            tz = timezone.utc if total == 0 else timezone(timedelta._make(-total if text[pos] == "-" else total))
    return [*parts, tz]


def _date_length(text):
    """How many characters of an ISO date and time are the date."""
    n = len(text)
    if n == 7:
        return 7
    if n > 4 and text[4] == "-":
        if text[5:6] == "W":
            if n < 8:
                raise ValueError("Invalid ISO string")
            if n > 8 and text[8] == "-":
                if n == 9:
                    raise ValueError("Invalid ISO string")
                # A dash may be the separator, if digits follow that cannot be a day.
                return 8 if n > 10 and text[10].isdigit() else 10
            return 8
        return 10
    if text[4:5] == "W":
        i = 7
        while i < n and text[i].isdigit():
            i += 1
        if i < 9:
            return i
        return 7 if i % 2 == 0 else 8
    return 8


# ---- timedelta ------------------------------------------------------------

def _divide_and_round(a, b):
    """a / b to the nearest int, halves to the even one."""
    q, r = divmod(a, b)
    r *= 2
    greater_than_half = r > b if b > 0 else r < b
    return q + 1 if greater_than_half or r == b and q % 2 == 1 else q


_UNITS = (("microseconds", 1), ("milliseconds", 1000), ("seconds", _US_PER_SECOND), ("minutes", 60 * _US_PER_SECOND),
          ("hours", 3600 * _US_PER_SECOND), ("days", _US_PER_DAY), ("weeks", 7 * _US_PER_DAY))


class timedelta:
    """A duration; exact to the microsecond, positive or negative."""

    __slots__ = ("_us", "_hashcode")

    def __new__(cls, days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0):
        us = 0
        rest = 0.0  # what the floats leave below one microsecond, rounded once at the end
        for (name, factor), value in zip(_UNITS, (microseconds, milliseconds, seconds, minutes, hours, days, weeks)):
            if isinstance(value, int):
                us += value * factor
            elif isinstance(value, float):
                whole = int(value)
                us += whole * factor
                fraction = (value - whole) * factor
                whole = int(fraction)
                us += whole
                rest += fraction - whole
            else:
                raise TypeError(f"unsupported type for timedelta {name} component: {type(value).__name__}")
        if rest:
            whole = round(rest)
            if abs(whole - rest) == 0.5:  # in the middle: to the even sum
                whole = 2 * round((rest + us % 2) * 0.5) - us % 2
            us += whole
        return cls._make(us)

    @classmethod
    def _make(cls, us):
        days = us // _US_PER_DAY
        if not -999999999 <= days <= 999999999:
            if not -1 << 31 <= days < 1 << 31:
                raise OverflowError("Python int too large to convert to C int")
            raise OverflowError(f"days={days}; must have magnitude <= 999999999")
        self = object.__new__(cls)
        self._us = us
        self._hashcode = -1
        return self

    @property
    def days(self):
        """Number of days."""
        return self._us // _US_PER_DAY

    @property
    def seconds(self):
        """Number of seconds (>= 0 and less than 1 day)."""
        return self._us % _US_PER_DAY // _US_PER_SECOND

    @property
    def microseconds(self):
        """Number of microseconds (>= 0 and less than 1 second)."""
        return self._us % _US_PER_SECOND

    def total_seconds(self):
        """The duration in seconds, as a float."""
        return self._us / _US_PER_SECOND

    def __repr__(self):
        args = [f"{name}={value}" for name, value in (("days", self.days), ("seconds", self.seconds),
                                                      ("microseconds", self.microseconds)) if value]
        return f"{_type_name(self.__class__)}({', '.join(args) or '0'})"

    def __str__(self):
        minutes, seconds = divmod(self.seconds, 60)
        hours, minutes = divmod(minutes, 60)
        text = f"{hours}:{minutes:02d}:{seconds:02d}"
        days = self.days
        if days:
            text = f"{days} day{'s' if abs(days) != 1 else ''}, {text}"
        us = self.microseconds
        return f"{text}.{us:06d}" if us else text

    def __add__(self, other):
        if isinstance(other, timedelta):
            return timedelta._make(self._us + other._us)
        return NotImplemented

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return timedelta._make(self._us - other._us)
        return NotImplemented

    def __rsub__(self, other):
        if isinstance(other, timedelta):
            return timedelta._make(other._us - self._us)
        return NotImplemented

    def __neg__(self):
        return timedelta._make(-self._us)

    def __pos__(self):
        return timedelta._make(self._us)

    def __abs__(self):
        return timedelta._make(abs(self._us))

    def __mul__(self, other):
        if isinstance(other, int):
            return timedelta._make(self._us * int(other))
        if isinstance(other, float):
            a, b = other.as_integer_ratio()
            return timedelta._make(_divide_and_round(self._us * a, b))
        return NotImplemented

    __rmul__ = __mul__

    def __floordiv__(self, other):
        if isinstance(other, timedelta):
            return self._us // other._us
        if isinstance(other, int):
            return timedelta._make(self._us // other)
        return NotImplemented

    def __truediv__(self, other):
        if isinstance(other, timedelta):
            return self._us / other._us
        if isinstance(other, int):
            return timedelta._make(_divide_and_round(self._us, other))
        if isinstance(other, float):
            a, b = other.as_integer_ratio()
            return timedelta._make(_divide_and_round(b * self._us, a))
        return NotImplemented

    def __mod__(self, other):
        if isinstance(other, timedelta):
            return timedelta._make(self._us % other._us)
        return NotImplemented

    def __divmod__(self, other):
        if isinstance(other, timedelta):
            q, r = divmod(self._us, other._us)
            return q, timedelta._make(r)
        return NotImplemented

    def __eq__(self, other):
        return self._us == other._us if isinstance(other, timedelta) else NotImplemented

    def __le__(self, other):
        return self._us <= other._us if isinstance(other, timedelta) else NotImplemented

    def __lt__(self, other):
        return self._us < other._us if isinstance(other, timedelta) else NotImplemented

    def __ge__(self, other):
        return self._us >= other._us if isinstance(other, timedelta) else NotImplemented

    def __gt__(self, other):
        return self._us > other._us if isinstance(other, timedelta) else NotImplemented

    def __hash__(self):
        if self._hashcode == -1:
            self._hashcode = hash((self.days, self.seconds, self.microseconds))
        return self._hashcode

    def __bool__(self):
        return self._us != 0

    def __reduce__(self):
        return self.__class__, (self.days, self.seconds, self.microseconds)


timedelta.min = timedelta(-999999999)
timedelta.max = timedelta(days=999999999, hours=23, minutes=59, seconds=59, microseconds=999999)
timedelta.resolution = timedelta(microseconds=1)


# ---- date -----------------------------------------------------------------

class date:
    """A day of the calendar."""

    __slots__ = ("_year", "_month", "_day", "_hashcode")

    def __new__(cls, year, month=None, day=None):
        if month is None and isinstance(year, (bytes, str)) and len(year) == 4 and 1 <= ord(year[2:3]) <= 12:
            self = object.__new__(cls)
            self._setstate(_state_bytes(year, "date"))
            self._hashcode = -1
            return self
        if month is None or day is None:
            name, position = ("month", 2) if month is None else ("day", 3)
            raise TypeError(f"function missing required argument '{name}' (pos {position})")
        self = object.__new__(cls)
        self._year, self._month, self._day = _check_date_fields(year, month, day)
        self._hashcode = -1
        return self

    # ---- other ways to make one

    @classmethod
    def fromtimestamp(cls, t, /):
        """The local date of a POSIX timestamp."""
        if t is None:
            raise TypeError("'NoneType' object cannot be interpreted as an integer")
        y, m, d, *_ = _time.localtime(t)
        return cls(y, m, d)

    @classmethod
    def today(cls):
        """The local date of today."""
        return cls.fromtimestamp(_time.time())

    @classmethod
    def fromordinal(cls, n, /):
        """The day number `n`, where 1 is the 1st of January of the year 1."""
        n = _as_index(n)
        if n < 1:
            raise ValueError("ordinal must be >= 1")
        if n > _MAXORDINAL:
            raise ValueError(f"year {_ord2ymd(n)[0]} is out of range" if n < 1 << 31 else "year is out of range")
        return cls(*_ord2ymd(n))

    @classmethod
    def fromisoformat(cls, date_string, /):
        """The day written in one of the forms of ISO 8601."""
        if not isinstance(date_string, str):
            raise TypeError("fromisoformat: argument must be str")
        if len(date_string) not in (7, 8, 10):
            raise ValueError(f"Invalid isoformat string: {date_string!r}")
        try:
            parts = _parse_isoformat_date(date_string)
        except Exception:
            raise ValueError(f"Invalid isoformat string: {date_string!r}") from None
        return cls(*parts)

    @classmethod
    def fromisocalendar(cls, year, week, day):
        """The day of a week of an ISO year."""
        return cls(*_isoweek_to_gregorian(year, week, day))

    # ---- text

    def __repr__(self):
        return f"{_type_name(self.__class__)}({self._year}, {self._month}, {self._day})"

    def ctime(self):
        """As C's ctime() writes it."""
        weekday = self.toordinal() % 7 or 7
        return f"{_DAYNAMES[weekday]} {_MONTHNAMES[self._month]} {self._day:2d} 00:00:00 {self._year:04d}"

    def strftime(self, format):
        """The text that `format` describes."""
        return _strftime(self, format, self.timetuple())

    def __format__(self, fmt):
        if not isinstance(fmt, str):
            raise TypeError(f"__format__() argument 1 must be str, not {type(fmt).__name__}")
        return self.strftime(fmt) if fmt else str(self)

    def isoformat(self):
        """YYYY-MM-DD."""
        return f"{self._year:04d}-{self._month:02d}-{self._day:02d}"

    __str__ = isoformat

    # ---- parts

    @property
    def year(self):
        return self._year

    @property
    def month(self):
        return self._month

    @property
    def day(self):
        return self._day

    def timetuple(self):
        """The day as time.localtime() would give it."""
        return _build_struct_time(self._year, self._month, self._day, 0, 0, 0, -1)

    def toordinal(self):
        """The number of the day, where 1 is the 1st of January of the year 1."""
        return _ymd2ord(self._year, self._month, self._day)

    def weekday(self):
        """0 for Monday to 6 for Sunday."""
        return (self.toordinal() + 6) % 7

    def isoweekday(self):
        """1 for Monday to 7 for Sunday."""
        return self.toordinal() % 7 or 7

    def isocalendar(self):
        """(ISO year, week, weekday)."""
        year = self._year
        week1monday = _isoweek1monday(year)
        today = _ymd2ord(self._year, self._month, self._day)
        week, day = divmod(today - week1monday, 7)
        if week < 0:
            year -= 1
            week, day = divmod(today - _isoweek1monday(year), 7)
        elif week >= 52 and today >= _isoweek1monday(year + 1):
            year += 1
            week = 0
        return _IsoCalendarDate(year, week + 1, day + 1)

    def replace(self, year=None, month=None, day=None):
        """The same with some parts changed."""
        return type(self)(self._year if year is None else year, self._month if month is None else month,
                          self._day if day is None else day)

    # ---- comparison and reckoning

    def _key(self):
        return self._year, self._month, self._day

    def __eq__(self, other):
        if isinstance(other, date):
            return self._key() == other._key()
        return NotImplemented

    def __le__(self, other):
        if isinstance(other, date):
            return self._key() <= other._key()
        return NotImplemented

    def __lt__(self, other):
        if isinstance(other, date):
            return self._key() < other._key()
        return NotImplemented

    def __ge__(self, other):
        if isinstance(other, date):
            return self._key() >= other._key()
        return NotImplemented

    def __gt__(self, other):
        if isinstance(other, date):
            return self._key() > other._key()
        return NotImplemented

    def __hash__(self):
        if self._hashcode == -1:
            self._hashcode = hash(self._getstate())
        return self._hashcode

    def __add__(self, other):
        if isinstance(other, timedelta):
            o = self.toordinal() + other.days
            if 0 < o <= _MAXORDINAL:
                return type(self).fromordinal(o)
            raise OverflowError("date value out of range")
        return NotImplemented

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return self + timedelta(-other.days)
        if isinstance(other, date):
            return timedelta(self.toordinal() - other.toordinal())
        return NotImplemented

    # ---- pickling

    def _getstate(self):
        yhi, ylo = divmod(self._year, 256)
        return bytes([yhi, ylo, self._month, self._day]),

    def _setstate(self, string):
        yhi, ylo, self._month, self._day = string
        self._year = yhi * 256 + ylo

    def __reduce__(self):
        return self.__class__, self._getstate()


def _state_bytes(state, what):
    """Pickles of Python 2 may bring the state as text."""
    if isinstance(state, str):
        try:
            return state.encode("latin1")
        except UnicodeEncodeError:
            raise ValueError(f"Failed to encode latin1 string when unpickling a {what} object. "
                             "pickle.load(data, encoding='latin1') is assumed.") from None
    return state


_date_class = date
date.min = date(1, 1, 1)
date.max = date(9999, 12, 31)
date.resolution = timedelta(days=1)


class _IsoCalendarDate(tuple):
    """What isocalendar() gives."""

    __slots__ = ()

    def __new__(cls, year, week, weekday, /):
        return super().__new__(cls, (year, week, weekday))

    @property
    def year(self):
        return self[0]

    @property
    def week(self):
        return self[1]

    @property
    def weekday(self):
        return self[2]

    def __reduce__(self):
        return tuple, (tuple(self),)

    def __repr__(self):
        return f"{_type_name(self.__class__)}(year={self[0]}, week={self[1]}, weekday={self[2]})"


_IsoCalendarDate.__name__ = _IsoCalendarDate.__qualname__ = "IsoCalendarDate"


# ---- time zones -----------------------------------------------------------

class tzinfo:
    """What a time zone must be able to say; to be inherited from."""

    __slots__ = ()

    def tzname(self, dt):
        "datetime -> string name of time zone."
        raise NotImplementedError("a tzinfo subclass must implement tzname()")

    def utcoffset(self, dt):
        "datetime -> timedelta showing offset from UTC, negative values indicating West of UTC"
        raise NotImplementedError("a tzinfo subclass must implement utcoffset()")

    def dst(self, dt):
        "datetime -> DST offset as timedelta positive east of UTC."
        raise NotImplementedError("a tzinfo subclass must implement dst()")

    def fromutc(self, dt):
        "datetime in UTC -> datetime in local time."
        if not isinstance(dt, datetime):
            raise TypeError("fromutc: argument must be a datetime")
        if dt.tzinfo is not self:
            raise ValueError("fromutc: dt.tzinfo is not self")
        dtoff = dt.utcoffset()
        if dtoff is None:
            raise ValueError("fromutc: non-None utcoffset() result required")
        dtdst = dt.dst()
        if dtdst is None:
            raise ValueError("fromutc: non-None dst() result required")
        # First by the zone's standard offset, then by what summer time adds there.
        delta = dtoff - dtdst
        if delta:
            dt += delta
            dtdst = dt.dst()
            if dtdst is None:
                raise ValueError("fromutc: tz.dst() gave inconsistent results; cannot convert")
        return dt + dtdst

    def __reduce__(self):
        getinitargs = getattr(self, "__getinitargs__", None)
        args = getinitargs() if getinitargs else ()
        return self.__class__, args, self.__getstate__()


_OMITTED = object()


class timezone(tzinfo):
    """A zone with a fixed offset from UTC, and perhaps a name."""

    __slots__ = ("_offset", "_name")

    def __new__(cls, offset, name=_OMITTED):
        if not isinstance(offset, timedelta):
            raise TypeError(f"timezone() argument 1 must be datetime.timedelta, not {type(offset).__name__}")
        if name is _OMITTED:
            if not offset:
                return cls.utc
            name = None
        elif not isinstance(name, str):
            raise TypeError(f"timezone() argument 2 must be str, not {type(name).__name__}")
        if not -_US_PER_DAY < offset._us < _US_PER_DAY:
            raise ValueError("offset must be a timedelta strictly between -timedelta(hours=24) and "
                             f"timedelta(hours=24), not {offset!r}.")
        return cls._create(offset, name)

    @classmethod
    def _create(cls, offset, name=None):
        self = tzinfo.__new__(cls)
        self._offset = offset
        self._name = name
        return self

    def __init_subclass__(cls):
        raise TypeError("type 'datetime.timezone' is not an acceptable base type")

    def __getinitargs__(self):
        """pickle support"""
        return (self._offset,) if self._name is None else (self._offset, self._name)

    def __eq__(self, other):
        return self._offset == other._offset if isinstance(other, timezone) else NotImplemented

    def __hash__(self):
        return hash(self._offset)

    def __repr__(self):
        if self is self.utc:
            return "datetime.timezone.utc"
        if self._name is None:
            return f"{_type_name(self.__class__)}({self._offset!r})"
        return f"{_type_name(self.__class__)}({self._offset!r}, {self._name!r})"

    def __str__(self):
        return self.tzname(None)

    def _check(self, method, dt):
        if not isinstance(dt, datetime) and dt is not None:
            raise TypeError(f"{method}(dt) argument must be a datetime instance or None, not {type(dt).__name__}")

    def utcoffset(self, dt):
        """Return fixed offset."""
        self._check("utcoffset", dt)
        return self._offset

    def tzname(self, dt):
        """If name is specified when timezone is created, returns the name.  Otherwise returns offset as 'UTC(+|-)HH:MM'."""
        self._check("tzname", dt)
        if self._name is not None:
            return self._name
        return "UTC" + _format_offset(self._offset) if self._offset else "UTC"

    def dst(self, dt):
        """Return None."""
        self._check("dst", dt)
        return None

    def fromutc(self, dt):
        """datetime in UTC -> datetime in local time."""
        if not isinstance(dt, datetime):
            raise TypeError("fromutc: argument must be a datetime")
        if dt.tzinfo is not self:
            raise ValueError("fromutc: dt.tzinfo is not self")
        return dt + self._offset


UTC = timezone.utc = timezone._create(timedelta(0))
timezone.min = timezone._create(-timedelta(hours=23, minutes=59))
timezone.max = timezone._create(timedelta(hours=23, minutes=59))


# ---- time -----------------------------------------------------------------

class time:
    """A time of day, perhaps in a zone."""

    __slots__ = ("_hour", "_minute", "_second", "_microsecond", "_tzinfo", "_hashcode", "_fold")

    def __new__(cls, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0):
        self = object.__new__(cls)
        if isinstance(hour, (bytes, str)) and len(hour) == 6 and ord(hour[0:1]) & 0x7F < 24:
            self._setstate(_state_bytes(hour, "time"), minute or None)
        else:
            (self._hour, self._minute, self._second, self._microsecond,
             self._fold) = _check_time_fields(hour, minute, second, microsecond, fold)
            _check_tzinfo_arg(tzinfo)
            self._tzinfo = tzinfo
        self._hashcode = -1
        return self

    @classmethod
    def fromisoformat(cls, time_string, /):
        """The time written in one of the forms of ISO 8601."""
        if not isinstance(time_string, str):
            raise TypeError("fromisoformat: argument must be str")
        try:
            # The separating T is only needed where the digits could be a date.
            parts = _parse_isoformat_time(time_string.removeprefix("T"))
        except Exception:
            raise ValueError(f"Invalid isoformat string: {time_string!r}") from None
        return cls(*parts)

    @property
    def hour(self):
        return self._hour

    @property
    def minute(self):
        return self._minute

    @property
    def second(self):
        return self._second

    @property
    def microsecond(self):
        return self._microsecond

    @property
    def tzinfo(self):
        return self._tzinfo

    @property
    def fold(self):
        return self._fold

    # ---- comparison

    def __eq__(self, other):
        return self._cmp(other, True) == 0 if isinstance(other, time) else NotImplemented

    def __le__(self, other):
        return self._cmp(other) <= 0 if isinstance(other, time) else NotImplemented

    def __lt__(self, other):
        return self._cmp(other) < 0 if isinstance(other, time) else NotImplemented

    def __ge__(self, other):
        return self._cmp(other) >= 0 if isinstance(other, time) else NotImplemented

    def __gt__(self, other):
        return self._cmp(other) > 0 if isinstance(other, time) else NotImplemented

    def _us(self, offset=None):
        """Microseconds since midnight, UTC's if the offset is given."""
        us = ((self._hour * 60 + self._minute) * 60 + self._second) * _US_PER_SECOND + self._microsecond
        return us if offset is None else us - offset._us

    def _cmp(self, other, allow_mixed=False):
        mine = theirs = None
        if self._tzinfo is not other._tzinfo:
            mine, theirs = self.utcoffset(), other.utcoffset()
            if (mine is None) != (theirs is None):
                if allow_mixed:
                    return 2
                raise TypeError("can't compare offset-naive and offset-aware times")
        a, b = self._us(mine), other._us(theirs)
        return (a > b) - (a < b)

    def __hash__(self):
        if self._hashcode == -1:
            t = self.replace(fold=0) if self._fold else self
            offset = t.utcoffset()
            if offset:  # as the time in UTC of the same day; where there is none, still the same for equal times
                us = t._us(offset)
                seconds, us = divmod(us, _US_PER_SECOND)
                minutes, second = divmod(seconds, 60)
                hour, minute = divmod(minutes, 60)
                if 0 <= hour < 24:
                    self._hashcode = hash(time(hour, minute, second, us))
                else:
                    self._hashcode = hash((hour, minute, second, us))
            else:
                self._hashcode = hash(t._getstate()[0])
        return self._hashcode

    # ---- text

    def __repr__(self):
        args = f"{self._hour}, {self._minute}"
        if self._microsecond:
            args += f", {self._second}, {self._microsecond}"
        elif self._second:
            args += f", {self._second}"
        if self._tzinfo is not None:
            args += f", tzinfo={self._tzinfo!r}"
        if self._fold:
            args += ", fold=1"
        return f"{_type_name(self.__class__)}({args})"

    def isoformat(self, timespec="auto"):
        """HH:MM:SS, with microseconds if there are some, and the offset if it is known."""
        text = _format_time(self._hour, self._minute, self._second, self._microsecond, timespec)
        return text + _format_offset(self.utcoffset()) if self._tzinfo is not None else text

    __str__ = isoformat

    def strftime(self, format):
        """The text that `format` describes, with a day of the year 1900."""
        return _strftime(self, format, (1900, 1, 1, self._hour, self._minute, self._second, 0, 1, -1))

    __format__ = date.__format__

    # ---- the zone

    def utcoffset(self):
        """Return self.tzinfo.utcoffset(self)."""
        if self._tzinfo is None:
            return None
        offset = self._tzinfo.utcoffset(None)
        _check_utc_offset("utcoffset", offset)
        return offset

    def tzname(self):
        """Return self.tzinfo.tzname(self)."""
        return None if self._tzinfo is None else _checked_tzname(self._tzinfo.tzname(None))

    def dst(self):
        """Return self.tzinfo.dst(self)."""
        if self._tzinfo is None:
            return None
        offset = self._tzinfo.dst(None)
        _check_utc_offset("dst", offset)
        return offset

    def replace(self, hour=None, minute=None, second=None, microsecond=None, tzinfo=True, *, fold=None):
        """The same with some parts changed."""
        return type(self)(self._hour if hour is None else hour, self._minute if minute is None else minute,
                          self._second if second is None else second,
                          self._microsecond if microsecond is None else microsecond,
                          self._tzinfo if tzinfo is True else tzinfo, fold=self._fold if fold is None else fold)

    # ---- pickling

    def _getstate(self, protocol=3):
        us2, us3 = divmod(self._microsecond, 256)
        us1, us2 = divmod(us2, 256)
        h = self._hour
        if self._fold and protocol > 3:
            h += 128
        state = bytes([h, self._minute, self._second, us1, us2, us3])
        return (state,) if self._tzinfo is None else (state, self._tzinfo)

    def _setstate(self, string, tz):
        if tz is not None and not isinstance(tz, _tzinfo_class):
            raise TypeError("bad tzinfo state arg")
        h, self._minute, self._second, us1, us2, us3 = string
        self._fold, self._hour = h >> 7, h & 0x7F
        self._microsecond = (us1 << 8 | us2) << 8 | us3
        self._tzinfo = tz

    def __reduce_ex__(self, protocol):
        return self.__class__, self._getstate(protocol)

    def __reduce__(self):
        return self.__reduce_ex__(2)


def _checked_tzname(name):
    if name is not None and not isinstance(name, str):
        raise TypeError(f"tzinfo.tzname() must return None or a string, not '{type(name).__name__}'")
    return name


_time_class = time
_tzinfo_class = tzinfo
time.min = time(0, 0, 0)
time.max = time(23, 59, 59, 999999)
time.resolution = timedelta(microseconds=1)


# ---- datetime -------------------------------------------------------------

class datetime(date):
    """A date with a time of day, perhaps in a zone."""

    __slots__ = ("_hour", "_minute", "_second", "_microsecond", "_tzinfo", "_fold")

    def __new__(cls, year, month=None, day=None, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0):
        self = object.__new__(cls)
        self._hashcode = -1
        if isinstance(year, (bytes, str)) and len(year) == 10 and 1 <= ord(year[2:3]) & 0x7F <= 12:
            self._setstate(_state_bytes(year, "datetime"), month)
            return self
        if month is None or day is None:
            name, position = ("month", 2) if month is None else ("day", 3)
            raise TypeError(f"function missing required argument '{name}' (pos {position})")
        self._year, self._month, self._day = _check_date_fields(year, month, day)
        (self._hour, self._minute, self._second, self._microsecond,
         self._fold) = _check_time_fields(hour, minute, second, microsecond, fold)
        _check_tzinfo_arg(tzinfo)
        self._tzinfo = tzinfo
        return self

    @property
    def hour(self):
        return self._hour

    @property
    def minute(self):
        return self._minute

    @property
    def second(self):
        return self._second

    @property
    def microsecond(self):
        return self._microsecond

    @property
    def tzinfo(self):
        return self._tzinfo

    @property
    def fold(self):
        return self._fold

    # ---- other ways to make one

    @classmethod
    def _from_us(cls, us, utc, tz):
        """From a timestamp in microseconds."""
        seconds, us = divmod(us, _US_PER_SECOND)
        y, m, d, hh, mm, ss, *_ = (_time.gmtime if utc else _time.localtime)(seconds)
        result = cls(y, m, d, hh, mm, min(ss, 59), us, tz)  # there may be leap seconds
        if tz is None and not utc:
            # Where clocks are put back, a time comes twice: is this the second one?
            y, m, d, hh, mm, ss = _time.localtime(seconds - _MAX_FOLD_SECONDS)[:6]
            a_day_before = cls(y, m, d, hh, mm, min(ss, 59), us, tz)
            change = result - a_day_before - timedelta(0, _MAX_FOLD_SECONDS)
            if change.days < 0:
                y, m, d, hh, mm, ss = _time.localtime(seconds + change // timedelta(0, 1))[:6]
                if cls(y, m, d, hh, mm, min(ss, 59), us, tz) == result:
                    result._fold = 1
        elif tz is not None:
            result = tz.fromutc(result)
        return result

    @classmethod
    def fromtimestamp(cls, timestamp, tz=None):
        """The local time (or that in the zone `tz`) of a POSIX timestamp."""
        _check_tzinfo_arg(tz)
        return cls._from_us(_timestamp_to_us(timestamp), tz is not None, tz)

    @classmethod
    def utcfromtimestamp(cls, t, /):
        """The time of a POSIX timestamp in UTC, without a zone."""
        return cls._from_us(_timestamp_to_us(t), True, None)

    @classmethod
    def now(cls, tz=None):
        """Now, as a local time or in the zone `tz`."""
        _check_tzinfo_arg(tz)
        return cls._from_us(_time.time_ns() // 1000, tz is not None, tz)

    @classmethod
    def utcnow(cls):
        """Now in UTC, without a zone."""
        return cls._from_us(_time.time_ns() // 1000, True, None)

    @classmethod
    def today(cls):
        """Now, as a local time."""
        return cls.fromtimestamp(_time.time())

    @classmethod
    def combine(cls, date, time, tzinfo=True):
        """Of a date and a time of day."""
        if not isinstance(date, _date_class):
            raise TypeError(f"combine() argument 1 must be datetime.date, not {type(date).__name__}")
        if not isinstance(time, _time_class):
            raise TypeError(f"combine() argument 2 must be datetime.time, not {type(time).__name__}")
        return cls(date.year, date.month, date.day, time.hour, time.minute, time.second, time.microsecond,
                   time.tzinfo if tzinfo is True else tzinfo, fold=time.fold)

    @classmethod
    def fromisoformat(cls, date_string, /):
        """The time written in one of the forms of ISO 8601."""
        if not isinstance(date_string, str):
            raise TypeError("fromisoformat: argument must be str")
        if len(date_string) < 7:
            raise ValueError(f"Invalid isoformat string: {date_string!r}")
        try:
            n = _date_length(date_string)
            parts = [*_parse_isoformat_date(date_string[:n])]
            if len(date_string) > n:
                parts += _parse_isoformat_time(date_string[n + 1:])
        except Exception:
            raise ValueError(f"Invalid isoformat string: {date_string!r}") from None
        return cls(*parts)

    @classmethod
    def strptime(cls, date_string, format, /):
        """The time that the text means, read by `format`."""
        import _strptime
        return _strptime._strptime_datetime(cls, date_string, format)

    # ---- conversion

    def timetuple(self):
        """As time.localtime() would give it."""
        dst = self.dst()
        return _build_struct_time(self._year, self._month, self._day, self._hour, self._minute, self._second,
                                  -1 if dst is None else 1 if dst else 0)

    def utctimetuple(self):
        """As time.gmtime() would give it."""
        offset = self.utcoffset()
        y = self - offset if offset else self
        return _build_struct_time(y._year, y._month, y._day, y._hour, y._minute, y._second, 0)

    def _mktime(self):
        """The timestamp, without microseconds, of this as a local time; the zone's rules are the C library's."""
        t = (self._naive_us() - _EPOCH_US) // _US_PER_SECOND

        def local(u):
            y, m, d, hh, mm, ss = _time.localtime(u)[:6]
            return ((_ymd2ord(y, m, d) - _EPOCH_ORDINAL) * 24 + hh) * 3600 + mm * 60 + ss

        # The local offset at t, read as if it were UTC, is right unless it changes near there: then try a day away.
        a = local(t) - t
        u1 = t - a
        t1 = local(u1)
        if t1 == t:
            # A solution; there may be another one on the other side of a change: fold says which is meant.
            u2 = u1 + (-_MAX_FOLD_SECONDS, _MAX_FOLD_SECONDS)[self._fold]
            b = local(u2) - u2
            if a == b:
                return u1
        else:
            b = t1 - u1
            assert a != b
        u2 = t - b
        t2 = local(u2)
        if t2 == t:
            return u2
        if t1 == t:
            return u1
        # In a gap: neither offset gives this time back.
        return (max, min)[self._fold](u1, u2)

    def timestamp(self):
        """The POSIX timestamp, as a float."""
        if self._tzinfo is None:
            return self._mktime() + self._microsecond / 1e6
        return (self - _EPOCH).total_seconds()

    def date(self):
        """The date without the time."""
        return _date_class(self._year, self._month, self._day)

    def time(self):
        """The time without the date and the zone."""
        return _time_class(self._hour, self._minute, self._second, self._microsecond, fold=self._fold)

    def timetz(self):
        """The time without the date, in the same zone."""
        return _time_class(self._hour, self._minute, self._second, self._microsecond, self._tzinfo, fold=self._fold)

    def replace(self, year=None, month=None, day=None, hour=None, minute=None, second=None, microsecond=None,
                tzinfo=True, *, fold=None):
        """The same with some parts changed."""
        return type(self)(self._year if year is None else year, self._month if month is None else month,
                          self._day if day is None else day, self._hour if hour is None else hour,
                          self._minute if minute is None else minute, self._second if second is None else second,
                          self._microsecond if microsecond is None else microsecond,
                          self._tzinfo if tzinfo is True else tzinfo, fold=self._fold if fold is None else fold)

    def _local_timezone(self):
        if self._tzinfo is None:
            ts = self._mktime()
        else:
            ts = (self - _EPOCH) // timedelta(seconds=1)
        localtm = _time.localtime(ts)
        return timezone(timedelta(seconds=localtm.tm_gmtoff), localtm.tm_zone)

    def astimezone(self, tz=None):
        """The same moment in the zone `tz`, or in the local one."""
        if tz is None:
            tz = self._local_timezone()
        elif not isinstance(tz, tzinfo):
            raise TypeError(f"tzinfo argument must be None or of a tzinfo subclass, not type '{type(tz).__name__}'")
        mytz = self._tzinfo
        if mytz is None:
            mytz = self._local_timezone()
            myoffset = mytz.utcoffset(self)
        else:
            myoffset = mytz.utcoffset(self)
            if myoffset is None:
                mytz = self.replace(tzinfo=None)._local_timezone()
                myoffset = mytz.utcoffset(self)
        if tz is mytz:
            return self
        return tz.fromutc((self - myoffset).replace(tzinfo=tz))

    # ---- text

    def ctime(self):
        """As C's ctime() writes it."""
        weekday = self.toordinal() % 7 or 7
        return (f"{_DAYNAMES[weekday]} {_MONTHNAMES[self._month]} {self._day:2d} "
                f"{self._hour:02d}:{self._minute:02d}:{self._second:02d} {self._year:04d}")

    def isoformat(self, sep="T", timespec="auto"):
        """YYYY-MM-DDTHH:MM:SS, with microseconds if there are some, and the offset if it is known."""
        if not isinstance(sep, str) or len(sep) != 1:
            raise TypeError(f"isoformat() argument 1 must be a unicode character, not {type(sep).__name__}")
        text = f"{self._year:04d}-{self._month:02d}-{self._day:02d}{sep}"
        text += _format_time(self._hour, self._minute, self._second, self._microsecond, timespec)
        return text + _format_offset(self.utcoffset()) if self._tzinfo is not None else text

    def __str__(self):
        return self.isoformat(sep=" ")

    def __repr__(self):
        parts = [self._year, self._month, self._day, self._hour, self._minute, self._second, self._microsecond]
        if parts[-1] == 0:
            del parts[-1]
            if parts[-1] == 0:
                del parts[-1]
        args = ", ".join(map(str, parts))
        if self._tzinfo is not None:
            args += f", tzinfo={self._tzinfo!r}"
        if self._fold:
            args += ", fold=1"
        return f"{_type_name(self.__class__)}({args})"

    # ---- the zone

    def utcoffset(self):
        """Return self.tzinfo.utcoffset(self)."""
        if self._tzinfo is None:
            return None
        offset = self._tzinfo.utcoffset(self)
        _check_utc_offset("utcoffset", offset)
        return offset

    def tzname(self):
        """Return self.tzinfo.tzname(self)."""
        return None if self._tzinfo is None else _checked_tzname(self._tzinfo.tzname(self))

    def dst(self):
        """Return self.tzinfo.dst(self)."""
        if self._tzinfo is None:
            return None
        offset = self._tzinfo.dst(self)
        _check_utc_offset("dst", offset)
        return offset

    # ---- comparison and reckoning

    def _naive_us(self):
        """Microseconds since the day 0, by the clock on the wall."""
        return ((self.toordinal() * 24 + self._hour) * 60 + self._minute) * 60 * _US_PER_SECOND \
            + self._second * _US_PER_SECOND + self._microsecond

    def __eq__(self, other):
        if isinstance(other, datetime):
            return self._cmp(other, True) == 0
        return NotImplemented if not isinstance(other, date) else False

    def _ordered(self, other):
        """Whether the two can be put in an order; a date that is no datetime cannot."""
        if isinstance(other, datetime):
            return True
        if isinstance(other, date):
            raise TypeError(f"can't compare {_type_name(type(self))} to {_type_name(type(other))}")
        return False

    def __le__(self, other):
        return self._cmp(other) <= 0 if self._ordered(other) else NotImplemented

    def __lt__(self, other):
        return self._cmp(other) < 0 if self._ordered(other) else NotImplemented

    def __ge__(self, other):
        return self._cmp(other) >= 0 if self._ordered(other) else NotImplemented

    def __gt__(self, other):
        return self._cmp(other) > 0 if self._ordered(other) else NotImplemented

    def _cmp(self, other, allow_mixed=False):
        mine = theirs = None
        if self._tzinfo is not other._tzinfo:
            mine, theirs = self.utcoffset(), other.utcoffset()
            # A time that exists twice, or not at all, equals none of another zone.
            if allow_mixed:
                if mine != self.replace(fold=not self._fold).utcoffset():
                    return 2
                if theirs != other.replace(fold=not other._fold).utcoffset():
                    return 2
            if (mine is None) != (theirs is None):
                if allow_mixed:
                    return 2
                raise TypeError("can't compare offset-naive and offset-aware datetimes")
        a, b = self._naive_us(), other._naive_us()
        if mine is not None:
            a -= mine._us
            b -= theirs._us
        return (a > b) - (a < b)

    def __hash__(self):
        if self._hashcode == -1:
            t = self.replace(fold=0) if self._fold else self
            offset = t.utcoffset()
            if offset is None:
                self._hashcode = hash(t._getstate()[0])
            else:
                us = t._naive_us() - offset._us
                self._hashcode = hash(timedelta._make(us))
        return self._hashcode

    def __add__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        days, us = divmod(self._naive_us() + other._us, _US_PER_DAY)
        if not 0 < days <= _MAXORDINAL:
            raise OverflowError("date value out of range")
        seconds, us = divmod(us, _US_PER_SECOND)
        minutes, second = divmod(seconds, 60)
        return type(self)(*_ord2ymd(days), minutes // 60, minutes % 60, second, us, self._tzinfo)

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return self + -other
        if not isinstance(other, datetime):
            return NotImplemented
        us = self._naive_us() - other._naive_us()
        if self._tzinfo is other._tzinfo:
            return timedelta._make(us)
        mine, theirs = self.utcoffset(), other.utcoffset()
        if (mine is None) != (theirs is None):
            raise TypeError("can't subtract offset-naive and offset-aware datetimes")
        if mine is not None:
            us += theirs._us - mine._us
        return timedelta._make(us)

    # ---- pickling

    def _getstate(self, protocol=3):
        yhi, ylo = divmod(self._year, 256)
        us2, us3 = divmod(self._microsecond, 256)
        us1, us2 = divmod(us2, 256)
        m = self._month
        if self._fold and protocol > 3:
            m += 128
        state = bytes([yhi, ylo, m, self._day, self._hour, self._minute, self._second, us1, us2, us3])
        return (state,) if self._tzinfo is None else (state, self._tzinfo)

    def _setstate(self, string, tz):
        if tz is not None and not isinstance(tz, _tzinfo_class):
            raise TypeError("bad tzinfo state arg")
        yhi, ylo, m, self._day, self._hour, self._minute, self._second, us1, us2, us3 = string
        self._fold, self._month = m >> 7, m & 0x7F
        self._year = yhi * 256 + ylo
        self._microsecond = (us1 << 8 | us2) << 8 | us3
        self._tzinfo = tz

    def __reduce_ex__(self, protocol):
        return self.__class__, self._getstate(protocol)

    def __reduce__(self):
        return self.__reduce_ex__(2)


def _timestamp_to_us(t):
    """A timestamp in seconds as microseconds, halves to the even one."""
    if isinstance(t, int):
        return int(t) * _US_PER_SECOND
    if isinstance(t, float):
        if t != t:
            raise ValueError("Invalid value NaN (not a number)")
        if t in (float("inf"), -float("inf")):
            raise OverflowError("cannot convert float infinity to integer")
        whole = int(t // 1)
        return whole * _US_PER_SECOND + round((t - whole) * 1e6)
    return _as_index(t) * _US_PER_SECOND


_MAX_FOLD_SECONDS = 24 * 3600
datetime.min = datetime(1, 1, 1)
datetime.max = datetime(9999, 12, 31, 23, 59, 59, 999999)
datetime.resolution = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_EPOCH_US = _EPOCH_ORDINAL * _US_PER_DAY
