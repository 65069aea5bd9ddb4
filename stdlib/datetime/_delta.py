"""Durations: a timedelta is one number, its microseconds."""
from datetime._calendar import _US_PER_DAY, _US_PER_SECOND, _type_name

# The class below says that it comes from here.
__name__ = "datetime"


def _divide_and_round(a, b):
    """a / b to the nearest int, halves to the even one."""
    q, r = divmod(a, b)
    r *= 2
    greater_than_half = r > b if b > 0 else r < b
    return q + 1 if greater_than_half or r == b and q % 2 == 1 else q


_UNITS = (("microseconds", 1), ("milliseconds", 1000), ("seconds", _US_PER_SECOND),
          ("minutes", 60 * _US_PER_SECOND),
          ("hours", 3600 * _US_PER_SECOND), ("days", _US_PER_DAY), ("weeks", 7 * _US_PER_DAY))


class timedelta:
    """A duration; exact to the microsecond, positive or negative."""

    __slots__ = ("_us", "_hashcode")

    def __new__(cls, days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0):
        us = 0
        rest = 0.0  # what the floats leave below one microsecond, rounded once at the end
        values = microseconds, milliseconds, seconds, minutes, hours, days, weeks
        for (name, factor), value in zip(_UNITS, values):
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
        """Whole days; negative if the duration is."""
        return self._us // _US_PER_DAY

    @property
    def seconds(self):
        """Seconds beyond the whole days, 0 to 86399."""
        return self._us % _US_PER_DAY // _US_PER_SECOND

    @property
    def microseconds(self):
        """Microseconds beyond the whole seconds, 0 to 999999."""
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
