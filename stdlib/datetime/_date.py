"""Dates: a day of the calendar, kept as year, month and day."""
import time as _time
from datetime._calendar import (_DAYNAMES, _MAXORDINAL, _MONTHNAMES, _as_index, _build_struct_time,
                                _check_date_fields, _isoweek1monday, _isoweek_to_gregorian, _ord2ymd,
                                _parse_isoformat_date, _type_name, _ymd2ord)
from datetime._delta import _format_offset, timedelta

# The classes below say that they come from here.
__name__ = "datetime"


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
            if name is not None:
                name.encode("utf-8", "surrogateescape")  # what the C library could not be told is an error
            out.append("" if name is None else name.replace("%", "%%"))
        else:
            out.append("%" + c)
        i = j + 2
    return _time.strftime("".join(out), timetuple)


_MISSING = type("_Missing", (), {"__repr__": lambda self: "<missing>"})()


def _check_given(*args):
    """The first three arguments have defaults only so that the error can be this one."""
    for position, (name, value) in enumerate(zip(("year", "month", "day"), args), 1):
        if value is _MISSING:
            raise TypeError(f"function missing required argument '{name}' (pos {position})")


class date:
    """A day of the calendar."""

    __slots__ = ("_year", "_month", "_day", "_hashcode")

    def __new__(cls, year=_MISSING, month=_MISSING, day=_MISSING):
        if month is _MISSING and isinstance(year, (bytes, str)) and len(year) == 4 and 1 <= ord(year[2:3]) <= 12:
            self = object.__new__(cls)
            self._setstate(_state_bytes(year, "date"))
            self._hashcode = -1
            return self
        _check_given(year, month, day)
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
