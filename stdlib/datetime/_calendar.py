"""The calendar itself: dates as numbers, checks of fields, and the forms of ISO 8601. Knows no class of this
package.
"""
import time as _time

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
    """(year, month, day) of an ordinal: years counted from March, so that the leap day is the last of its
    year.
    """
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


# ---- fields ------------------------------------------------------------------

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


def _build_struct_time(y, m, d, hh, mm, ss, dstflag):
    wday = (_ymd2ord(y, m, d) + 6) % 7
    return _time.struct_time((y, m, d, hh, mm, ss, wday, _days_before_month(y, m) + d, dstflag))


def _type_name(cls):
    """The name of a class as its repr shows it: those of this module with the module."""
    return f"datetime.{cls.__qualname__}" if cls.__module__ == "datetime" else cls.__qualname__


# ---- ISO 8601 ----------------------------------------------------------------

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
    """[hour, minute, second, microsecond, offset from UTC in microseconds or None]."""
    if len(text) < 2:
        raise ValueError("Isoformat time too short")
    pos = max(text.find("-"), text.find("+"), text.find("Z"))
    parts = _parse_hh_mm_ss_ff(text[:pos] if pos >= 0 else text)
    offset = None
    if pos >= 0:
        tzstr = text[pos + 1:]
        if text[pos] == "Z":
            if tzstr:
                raise ValueError("Malformed time zone string")
            offset = 0
        else:
            if len(tzstr) in (0, 1, 3) or len(tzstr) == 7 and tzstr[2] != ":":
                raise ValueError("Malformed time zone string")
            h, m, s, us = _parse_hh_mm_ss_ff(tzstr)
            total = ((h * 60 + m) * 60 + s) * _US_PER_SECOND + us
            offset = -total if text[pos] == "-" else total
    return [*parts, offset]


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
