"""Dates and times of the Gregorian calendar, extended backwards for ever; durations; time zones.

A date is kept as year, month and day, and turned into its *ordinal* (day 1 is the 1st of January of the year
1) to be reckoned with. A duration is kept as one number, its microseconds. A datetime is a date with a time
of day and perhaps a tzinfo; with one it is a moment ("aware"), without one only what a clock on the wall says
("naive").

_calendar: the reckoning. _delta: timedelta. _date: date. _zones: tzinfo and timezone. Here: time and
datetime.
"""
import time as _time
from datetime import _zones
from datetime._calendar import (MAXYEAR, MINYEAR, _DAYNAMES, _EPOCH_ORDINAL, _MAXORDINAL, _MONTHNAMES,
                                _US_PER_DAY, _US_PER_SECOND, _as_index, _build_struct_time,
                                _check_date_fields, _check_time_fields, _date_length, _format_time, _ord2ymd,
                                _parse_isoformat_date, _parse_isoformat_time, _type_name, _ymd2ord)
from datetime._date import _MISSING, _check_given, _state_bytes, _strftime, date
from datetime._delta import _check_utc_offset, _divide_and_round, _format_offset, timedelta
from datetime._zones import UTC, _check_tzinfo_arg, timezone, tzinfo

__all__ = ("date", "datetime", "time", "timedelta", "timezone", "tzinfo", "MINYEAR", "MAXYEAR", "UTC")


def _zone(offset_us):
    """The zone with this offset, as it was read from text."""
    if offset_us is None:
        return None
    return timezone.utc if offset_us == 0 else timezone(timedelta._make(offset_us))


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
            *parts, offset = _parse_isoformat_time(time_string.removeprefix("T"))
        except Exception:
            raise ValueError(f"Invalid isoformat string: {time_string!r}") from None
        return cls(*parts, _zone(offset))

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
        """How far the zone is ahead of UTC; None without a zone."""
        if self._tzinfo is None:
            return None
        offset = self._tzinfo.utcoffset(None)
        _check_utc_offset("utcoffset", offset)
        return offset

    def tzname(self):
        """The name of the zone; None without one."""
        return None if self._tzinfo is None else _checked_tzname(self._tzinfo.tzname(None))

    def dst(self):
        """The summer time in the offset; None if that is not known."""
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
_date_class = date
time.min = time(0, 0, 0)
time.max = time(23, 59, 59, 999999)
time.resolution = timedelta(microseconds=1)


# ---- datetime -------------------------------------------------------------

class datetime(date):
    """A date with a time of day, perhaps in a zone."""

    __slots__ = ("_hour", "_minute", "_second", "_microsecond", "_tzinfo", "_fold")

    def __new__(cls, year=_MISSING, month=_MISSING, day=_MISSING, hour=0, minute=0, second=0, microsecond=0,
                tzinfo=None, *, fold=0):
        self = object.__new__(cls)
        self._hashcode = -1
        if isinstance(year, (bytes, str)) and len(year) == 10 and 1 <= ord(year[2:3]) & 0x7F <= 12:
            self._setstate(_state_bytes(year, "datetime"), None if month is _MISSING else month)
            return self
        _check_given(year, month, day)
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
        fields = (_time.gmtime if utc else _time.localtime)(seconds)
        y, m, d, hh, mm, ss = fields[:6]
        result = cls(y, m, d, hh, mm, min(ss, 59), us, tz)  # there may be leap seconds
        if tz is None and not utc:
            # Where clocks are put back, a time comes twice: is this the second one?
            change = fields.tm_gmtoff - _time.localtime(seconds - _MAX_FOLD_SECONDS).tm_gmtoff
            if change < 0 and _time.localtime(seconds + change)[:6] == fields[:6]:
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
                *clock, offset = _parse_isoformat_time(date_string[n + 1:])
                parts += *clock, _zone(offset)
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
        """The timestamp, without microseconds, of this as a local time; the zone's rules are the C library's.
        """
        t = (self._naive_us() - _EPOCH_US) // _US_PER_SECOND

        def local(u):
            y, m, d, hh, mm, ss = _time.localtime(u)[:6]
            return ((_ymd2ord(y, m, d) - _EPOCH_ORDINAL) * 24 + hh) * 3600 + mm * 60 + ss

        # The local offset at t, read as if it were UTC, is right unless it changes near there: then try a day
        # away.
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
        """How far the zone is ahead of UTC; None without a zone."""
        if self._tzinfo is None:
            return None
        offset = self._tzinfo.utcoffset(self)
        _check_utc_offset("utcoffset", offset)
        return offset

    def tzname(self):
        """The name of the zone; None without one."""
        return None if self._tzinfo is None else _checked_tzname(self._tzinfo.tzname(self))

    def dst(self):
        """The summer time in the offset; None if that is not known."""
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
_zones.datetime = datetime


def __dir__():
    """The names of CPython's module, without the helpers."""
    own = ("__all__", "__builtins__", "__cached__", "__doc__", "__file__", "__loader__", "__name__", "__package__", "__spec__")
    return sorted([*__all__, *own])
