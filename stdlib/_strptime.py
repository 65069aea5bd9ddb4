"""Reading dates and times by a format: what time.strptime() and datetime.strptime() do.

The format is a list of pieces: literal text, white space, directives. For each piece there are several ways to match
at a place, the preferred one first; if what follows does not match, the next way is tried (so "%m%d" reads "111").
"""
import time
from datetime import date as _date, timedelta as _timedelta, timezone as _timezone
from time import struct_time

_COMPOSITE = {"c": "%a %b %d %H:%M:%S %Y", "x": "%m/%d/%y", "X": "%H:%M:%S"}

# Numbers: directive -> (lowest, highest, most digits, fewest digits to take).
_NUMBERS = {"d": (1, 31, 2, 1), "H": (0, 23, 2, 1), "I": (1, 12, 2, 1), "j": (1, 366, 3, 1), "m": (1, 12, 2, 1),
            "M": (0, 59, 2, 1), "S": (0, 61, 2, 1), "U": (0, 53, 2, 1), "W": (0, 53, 2, 1), "V": (0, 53, 2, 1),
            "w": (0, 6, 1, 1), "u": (1, 7, 1, 1), "y": (0, 99, 2, 2), "Y": (0, 9999, 4, 4), "G": (0, 9999, 4, 4)}


# ---- names in the present locale ------------------------------------------

class _Names:
    """The names of days, months and halves of the day, in lower case, and those of the time zones."""

    def __init__(self, sample):
        self.sample = sample
        day = lambda i: (1999, 3, 15 + i, 22, 44, 55, i, 74 + i, 0)  # a Monday, and on
        month = lambda i: (1999, i + 1, 1, 0, 0, 0, 0, 1, 0)
        self.a = [time.strftime("%a", day(i)).lower() for i in range(7)]
        self.A = [time.strftime("%A", day(i)).lower() for i in range(7)]
        self.b = [time.strftime("%b", month(i)).lower() for i in range(12)]
        self.B = [time.strftime("%B", month(i)).lower() for i in range(12)]
        self.p = [time.strftime("%p", (1999, 3, 17, hour, 44, 55, 2, 76, 0)).lower() for hour in (1, 22)]
        self.zones = ({"utc", "gmt", time.tzname[0].lower()}, {time.tzname[1].lower()} if time.daylight else set())


_cached_names = None


def _names():
    global _cached_names
    sample = time.strftime("%A %B %p", (1999, 3, 17, 22, 44, 55, 2, 76, 0)), time.tzname, time.daylight
    if _cached_names is None or _cached_names.sample != sample:
        _cached_names = _Names(sample)
    return _cached_names


# ---- matching -------------------------------------------------------------

def _split(format):
    """The format as pieces: (" ", None) for white space, ("=", text) for literal text, (directive, None)."""
    pieces = []
    i = 0
    while i < len(format):
        c = format[i]
        if c.isspace():
            while i < len(format) and format[i].isspace():
                i += 1
            pieces.append((" ", None))
            continue
        if c != "%":
            pieces.append(("=", c))
            i += 1
            continue
        directive = format[i + 1:i + 2]
        i += 2
        if not directive:
            raise ValueError("stray %% in format '%s'" % format) from None
        if directive in _COMPOSITE:
            pieces.extend(_split(_COMPOSITE[directive]))
        elif directive == "%":
            pieces.append(("=", "%"))
        elif directive in _NUMBERS or directive in "faAbBpzZ":
            pieces.append((directive, None))
        else:
            if directive == "\\":
                directive = "%"
            raise ValueError("'%s' is a bad directive in format '%s'" % (directive, format)) from None
    return pieces


def _ends(kind, text, data, pos):
    """The places where this piece may end that begins at `pos`, the preferred one first."""
    if kind == "=":
        if data[pos:pos + 1].lower() == text.lower():
            yield pos + 1
    elif kind == " ":
        end = pos
        while end < len(data) and data[end].isspace():
            end += 1
        yield from range(end, pos, -1)
    elif kind in _NUMBERS:
        yield from _number_ends(kind, data, pos)
    elif kind == "f":
        end = _digits_end(data, pos, 6)
        yield from range(end, pos, -1)
    elif kind == "z":
        yield from _offset_ends(data, pos)
    else:
        if kind == "Z":
            choices = [name for zone in _names().zones for name in zone]
        else:
            choices = getattr(_names(), kind)
        # The longest first, so that one name may begin another.
        for choice in sorted(filter(None, choices), key=len, reverse=True):
            if data[pos:pos + len(choice)].lower() == choice:
                yield pos + len(choice)


def _digits_end(data, pos, most):
    end = pos
    while end < len(data) and end < pos + most and data[end] in "0123456789":
        end += 1
    return end


def _number_ends(kind, data, pos):
    low, high, most, fewest = _NUMBERS[kind]
    if kind == "d" and data[pos:pos + 1] == " ":  # as %e writes it
        if _digits_end(data, pos + 1, 1) == pos + 2 and data[pos + 1] != "0":
            yield pos + 2
        return
    for end in range(_digits_end(data, pos, most), pos + fewest - 1, -1):
        if low <= int(data[pos:end]) <= high:
            yield end


def _offset_ends(data, pos):
    """+HH[:]MM[[:]SS[.ffffff]], or Z."""
    if data[pos:pos + 1] == "Z":
        yield pos + 1
        return
    if data[pos:pos + 1] not in ("+", "-"):
        return
    ends = []
    end = _digits_end(data, pos + 1, 2)
    if end != pos + 3:
        return
    for part in range(2):
        start = end + (data[end:end + 1] == ":")
        stop = _digits_end(data, start, 2)
        if stop != start + 2 or data[start] not in "012345":
            break
        end = stop
        ends.append(end)
    else:
        if data[end:end + 1] == ".":
            stop = _digits_end(data, end + 1, 6)
            ends.extend(range(end + 2, stop + 1))
    yield from reversed(ends)


def _match(pieces, data):
    """({directive: text}, end of the match), or None."""
    # Depth first with a stack of iterators: stack[i] gives the ends of piece i.
    spans = [0]
    stack = []
    while True:
        if len(stack) == len(pieces):
            found = {}
            for (kind, _), start, end in zip(pieces, spans, spans[1:]):
                if kind not in "= ":
                    found[kind] = data[start:end]
            return found, spans[-1]
        kind, text = pieces[len(stack)]
        stack.append(_ends(kind, text, data, spans[-1]))
        while True:
            end = next(stack[-1], None)
            if end is not None:
                spans.append(end)
                break
            stack.pop()
            if not stack:
                return None
            spans.pop()


# ---- meaning --------------------------------------------------------------

def _is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _julian_from_week(year, week, weekday, starts_monday):
    """The day of the year from a week that begins with a Monday or a Sunday; week 0 is before the first such day."""
    first_weekday = _date(year, 1, 1).weekday()
    if not starts_monday:
        first_weekday = (first_weekday + 1) % 7
        weekday = (weekday + 1) % 7
    week_0_length = (7 - first_weekday) % 7
    if week == 0:
        return 1 + weekday - first_weekday
    return 1 + week_0_length + 7 * (week - 1) + weekday


def _julian_from_iso_week(iso_year, iso_week, iso_weekday):
    """(year, day of the year); the day may lie behind the end of the year."""
    julian = iso_week * 7 + iso_weekday - (_date(iso_year, 1, 4).isoweekday() + 3)
    if julian < 1:  # still in the year before
        julian += _date(iso_year, 1, 1).toordinal()
        iso_year -= 1
        julian -= _date(iso_year, 1, 1).toordinal()
    return iso_year, julian


def _read_offset(z):
    """(seconds, microseconds) of an offset from UTC."""
    if z == "Z":
        return 0, 0
    original = z
    if z[3] == ":":
        z = z[:3] + z[4:]
        if len(z) > 5:
            if z[5] != ":":
                raise ValueError(f"Inconsistent use of : in {original}")
            z = z[:5] + z[6:]
    seconds = int(z[1:3]) * 3600 + int(z[3:5]) * 60 + int(z[5:7] or 0)
    fraction = int(z[8:].ljust(6, "0"))
    return (-seconds, -fraction) if z[0] == "-" else (seconds, fraction)


def _check_iso(year, iso_year, iso_week, julian, weekday):
    a_weekday = "a weekday directive ('%A', '%a', '%w', or '%u')."
    if iso_year is not None:
        if iso_week is None or weekday is None:
            raise ValueError("ISO year directive '%G' must be used with the ISO week directive '%V' and " + a_weekday)
        if julian is not None:
            raise ValueError("Day of the year directive '%j' is not compatible with ISO year directive '%G'. "
                             "Use '%Y' instead.")
    elif iso_week is not None:
        if year is None or weekday is None:
            raise ValueError("ISO week directive '%V' must be used with the ISO year directive '%G' and " + a_weekday)
        raise ValueError("ISO week directive '%V' is incompatible with the year directive '%Y'. "
                         "Use the ISO year '%G' instead.")


def _weekday_of(found):
    if "w" in found:
        return (int(found["w"]) - 1) % 7
    if "u" in found:
        return int(found["u"]) - 1
    for directive in "Aa":
        if directive in found:
            return getattr(_names(), directive).index(found[directive].lower())
    return None


def _month_of(found):
    for directive in "Bb":
        if directive in found:
            return getattr(_names(), directive).index(found[directive].lower()) + 1
    return int(found.get("m", 1))


def _hour_of(found):
    if "I" not in found:
        return int(found.get("H", 0))
    hour = int(found["I"])
    am, pm = _names().p
    half = found.get("p", "").lower()
    if half in ("", am):
        return 0 if hour == 12 else hour
    return hour if hour == 12 else hour + 12


def _zone_of(name):
    """0 or 1 for standard or summer time; -1 if that cannot be said."""
    if name is None:
        return -1
    name = name.lower()
    for value, zone in enumerate(_names().zones):
        if name in zone:
            # Where both have the same name, it says nothing.
            if time.tzname[0] == time.tzname[1] and time.daylight and name not in ("utc", "gmt"):
                break
            return value
    return -1


def _strptime(data_string, format="%a %b %d %H:%M:%S %Y"):
    """((year, month, day, hour, minute, second, weekday, day of year, tz, zone's name, offset), microseconds,
    microseconds of the offset)."""
    for index, arg in enumerate([data_string, format]):
        if not isinstance(arg, str):
            raise TypeError("strptime() argument {} must be str, not {}".format(index, type(arg)))
    matched = _match(_split(format), data_string)
    if matched is None:
        raise ValueError("time data %r does not match format %r" % (data_string, format))
    found, end = matched
    if end != len(data_string):
        raise ValueError("unconverted data remains: %s" % data_string[end:])

    year = iso_year = iso_week = None
    if "y" in found:
        year = int(found["y"])
        year += 2000 if year <= 68 else 1900
    if "Y" in found:
        year = int(found["Y"])
    if "G" in found:
        iso_year = int(found["G"])
    if "V" in found:
        iso_week = int(found["V"])
    month, day = _month_of(found), int(found.get("d", 1))
    julian = int(found["j"]) if "j" in found else None
    weekday = _weekday_of(found)
    gmtoff, gmtoff_fraction = _read_offset(found["z"]) if "z" in found else (None, 0)
    _check_iso(year, iso_year, iso_week, julian, weekday)

    leap_year_fix = False
    if year is None:
        year = 1900
        if month == 2 and day == 29:  # the 29th of February of no year in particular
            year = 1904
            leap_year_fix = True
    if julian is None and weekday is not None:
        week = found.get("W", found.get("U"))
        if week is not None:
            julian = _julian_from_week(year, int(week), weekday, "W" in found)
        elif iso_year is not None and iso_week is not None:
            year, julian = _julian_from_iso_week(iso_year, iso_week, weekday + 1)
        if julian is not None and julian <= 0:
            year -= 1
            julian += 366 if _is_leap(year) else 365
    if julian is None:
        julian = _date(year, month, day).toordinal() - _date(year, 1, 1).toordinal() + 1
    else:
        whole = _date.fromordinal(julian - 1 + _date(year, 1, 1).toordinal())
        year, month, day = whole.year, whole.month, whole.day
    if weekday is None:
        weekday = _date(year, month, day).weekday()
    if leap_year_fix:
        year = 1900
    fraction = int(found["f"].ljust(6, "0")) if "f" in found else 0
    return ((year, month, day, _hour_of(found), int(found.get("M", 0)), int(found.get("S", 0)), weekday, julian,
             _zone_of(found.get("Z")), found.get("Z"), gmtoff), fraction, gmtoff_fraction)


def _strptime_time(data_string, format="%a %b %d %H:%M:%S %Y"):
    """time.strptime()."""
    return struct_time(_strptime(data_string, format)[0])


def _strptime_datetime(cls, data_string, format="%a %b %d %H:%M:%S %Y"):
    """datetime.strptime()."""
    tt, fraction, gmtoff_fraction = _strptime(data_string, format)
    tzname, gmtoff = tt[-2:]
    args = tt[:6] + (fraction,)
    if gmtoff is not None:
        offset = _timedelta(seconds=gmtoff, microseconds=gmtoff_fraction)
        args += (_timezone(offset, tzname) if tzname else _timezone(offset),)
    return cls(*args)
