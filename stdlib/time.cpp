// time: what the clock says, broken-down times, and sleeping.
//
// Wall-clock and monotonic time come from the interpreter's clock (runtime/clock.h), which may be a virtual one: then a
// sleep of an hour ends at once and the clock says that an hour has passed. Processor time is always the system's.
#include <pthread.h>
#include <time.h>

#include <cerrno>
#include <cmath>
#include <cstring>
#include <string>

#include "native/module.h"

namespace minipy {
namespace {

constexpr int64_t kSecond = Clock::kSecond;

struct State {
    Type* struct_time = nullptr;
};
State& state(Thread&);

Owned seconds(Thread& t, int64_t ns) {
    // A whole number of seconds is exact; the rest is the nearest double.
    double value = ns % kSecond == 0 ? static_cast<double>(ns / kSecond) : static_cast<double>(ns) / 1e9;
    return make_float(t, value);
}

int64_t from_timespec(const timespec& spec) { return spec.tv_sec * kSecond + spec.tv_nsec; }

// ---- numbers from Python ---------------------------------------------------------------------------------

Result<time_t> to_time_t(Thread& t, Value v) {
    constexpr const char* kOutOfRange = "timestamp out of range for platform time_t";
    if (is_kind(v, Kind::Float)) {
        double d = TRY(to_double(t, v));
        if (std::isnan(d)) return raise_value_error(t, "Invalid value NaN (not a number)");
        d = std::floor(d);
        if (!(d >= -9223372036854775808.0 && d < 9223372036854775808.0))
            return raise_overflow_error(t, kOutOfRange);
        return static_cast<time_t>(d);
    }
    Owned number = TRY(to_index(t, v));
    int64_t whole;
    if (!int_fits_int64(number, &whole)) return raise_overflow_error(t, kOutOfRange);
    return static_cast<time_t>(whole);
}

// ---- reading clocks --------------------------------------------------------------------------------------

// The clock of that number, through the interpreter's own where that one stands for it.
Result<int64_t> read_clock(Thread& t, clockid_t id) {
    Clock& clock = t.interp->clock;
    if (id == CLOCK_REALTIME) return clock.realtime_ns();
    if (id == CLOCK_MONOTONIC) return clock.monotonic_ns();
    timespec now;
    if (clock_gettime(id, &now) < 0) return raise_os_error(t, errno);
    return from_timespec(now);
}

template <clockid_t id>
Owned clock_seconds(Thread& t, const Value*) {
    return seconds(t, TRY(read_clock(t, id)));
}
template <clockid_t id>
Owned clock_ns(Thread& t, const Value*) {
    return make_int(t, TRY(read_clock(t, id)));
}

Owned gettime(Thread& t, const Value* args) {
    int id = TRY(to_c_int(t, args[0]));
    return seconds(t, TRY(read_clock(t, id)));
}
Owned gettime_ns(Thread& t, const Value* args) {
    int id = TRY(to_c_int(t, args[0]));
    return make_int(t, TRY(read_clock(t, id)));
}
Owned getres(Thread& t, const Value* args) {
    timespec resolution;
    if (clock_getres(TRY(to_c_int(t, args[0])), &resolution) < 0) return raise_os_error(t, errno);
    return seconds(t, from_timespec(resolution));
}

Owned set_clock(Thread& t, int id, int64_t ns) {
    timespec when = {static_cast<time_t>(ns / kSecond), static_cast<long>(ns % kSecond)};
    if (when.tv_nsec < 0) {
        when.tv_nsec += kSecond;
        --when.tv_sec;
    }
    if (clock_settime(id, &when) < 0) return raise_os_error(t, errno);
    return Owned::none();
}
Owned settime(Thread& t, const Value* args) {
    int id = TRY(to_c_int(t, args[0]));
    return set_clock(t, id, TRY(to_nanoseconds(t, args[1], false)));
}
Owned settime_ns(Thread& t, const Value* args) {
    int id = TRY(to_c_int(t, args[0]));
    if (!is_int(args[1])) return raise_type_error(t, "expect int, got %s", type_name(t, args[1]));
    return set_clock(t, id, TRY(to_int64(t, args[1])));
}

Owned cpu_clock_id(Thread& t, const Value* args) {
    if (!is_int(args[0])) {
        return raise_type_error(t, "pthread_getcpuclockid() argument 1 must be int, not %s",
                                type_name(t, args[0]));
    }
    clockid_t id;
    int error = pthread_getcpuclockid(static_cast<pthread_t>(TRY(to_int64(t, args[0]))), &id);
    if (error) return raise_os_error(t, error);
    return make_int(t, id);
}

Owned clock_info(Thread& t, const Value* args) {
    if (!is_str(args[0])) {
        return raise_type_error(t, "get_clock_info() argument 1 must be str, not %s", type_name(t, args[0]));
    }
    struct Known {
        const char* name;
        clockid_t id;
        const char* implementation;
        bool monotonic;
    };
    static constexpr Known known[] = {
        {"time", CLOCK_REALTIME, "clock_gettime(CLOCK_REALTIME)", false},
        {"monotonic", CLOCK_MONOTONIC, "clock_gettime(CLOCK_MONOTONIC)", true},
        {"perf_counter", CLOCK_MONOTONIC, "clock_gettime(CLOCK_MONOTONIC)", true},
        {"process_time", CLOCK_PROCESS_CPUTIME_ID, "clock_gettime(CLOCK_PROCESS_CPUTIME_ID)", true},
        {"thread_time", CLOCK_THREAD_CPUTIME_ID, "clock_gettime(CLOCK_THREAD_CPUTIME_ID)", true},
    };
    for (const Known& clock : known) {
        if (!str_equals(args[0], clock.name)) continue;
        timespec resolution;
        if (clock_getres(clock.id, &resolution) < 0) return raise_os_error(t, errno);
        Ref<Dict> fields = TRY(new_dict(t));
        Owned implementation = TRY(make_str(t, clock.implementation));
        TRY(dict_set_ascii(t, fields.get(), "implementation", implementation));
        TRY(dict_set_ascii(t, fields.get(), "monotonic", Value::from_bool(clock.monotonic)));
        TRY(dict_set_ascii(t, fields.get(), "adjustable", Value::from_bool(!clock.monotonic)));
        Owned size = TRY(seconds(t, from_timespec(resolution)));
        TRY(dict_set_ascii(t, fields.get(), "resolution", size));
        return call_with(t, Value(types(t).simple_namespace), t.interp->empty_tuple, fields);
    }
    return raise_value_error(t, "unknown clock");
}

// ---- sleeping --------------------------------------------------------------------------------------------

Owned sleep(Thread& t, const Value* args) {
    int64_t length = TRY(to_nanoseconds(t, args[0], true));
    if (length < 0) return raise_value_error(t, "sleep length must be non-negative");
    Clock& clock = t.interp->clock;
    int64_t now = clock.monotonic_ns();
    int64_t deadline = length > Clock::kForever - 1 - now ? Clock::kForever - 1 : now + length;
    for (;;) {
        Clock::Woken why;
        {
            GilRelease released(t);
            why = clock.sleep_until(deadline);
        }
        if (why == Clock::Woken::TimedOut) return Owned::none();
        // A signal: its handler may raise; else the rest of the time is slept.
        TRY(after_interrupt(t));
    }
}

// ---- struct_time -----------------------------------------------------------------------------------------

const FieldSpec fields[] = {
    {"tm_year", "year, for example, 1993"},
    {"tm_mon", "month of year, range [1, 12]"},
    {"tm_mday", "day of month, range [1, 31]"},
    {"tm_hour", "hours, range [0, 23]"},
    {"tm_min", "minutes, range [0, 59]"},
    {"tm_sec", "seconds, range [0, 61])"},
    {"tm_wday", "day of week, range [0, 6], Monday is 0"},
    {"tm_yday", "day of year, range [1, 366]"},
    {"tm_isdst", "1 if summer time is in effect, 0 if not, and -1 if unknown"},
    {"tm_zone", "abbreviation of timezone name"},
    {"tm_gmtoff", "offset from UTC in seconds"},
};
constexpr size_t kItems = 9;

Owned make_struct_time(Thread& t, const tm& when) {
    Owned zone = TRY(make_str(t, when.tm_zone ? when.tm_zone : ""));
    auto number = [](int64_t n) { return Value::from_int(n); };
    return make_struct_sequence(
        t, state(t).struct_time,
        {number(when.tm_year + int64_t{1900}), number(when.tm_mon + 1), number(when.tm_mday),
         number(when.tm_hour), number(when.tm_min), number(when.tm_sec), number((when.tm_wday + 6) % 7),
         number(when.tm_yday + 1), number(when.tm_isdst), zone, number(when.tm_gmtoff)});
}

Result<time_t> given_or_now(Thread& t, Value v) {
    if (!v.is_none()) return to_time_t(t, v);
    return static_cast<time_t>(t.interp->clock.realtime_ns() / kSecond);
}

Status break_down(Thread& t, time_t when, bool local, tm* out) {
    errno = 0;
    if (local ? localtime_r(&when, out) : gmtime_r(&when, out)) return {};
    return raise_os_error(t, errno ? errno : EINVAL);
}

template <bool local>
Owned broken_down(Thread& t, const Value* args) {
    tm when;
    TRY(break_down(t, TRY(given_or_now(t, args[0])), local, &when));
    return make_struct_time(t, when);
}

// A tm from a 9-tuple or a struct_time. The zone is kept in `zone`, to which tm_zone points.
Status read_tuple(Thread& t, Value v, const char* function, tm* out, std::string& zone) {
    if (!is_tuple(v)) return raise_type_error(t, "Tuple or struct_time argument required");
    Tuple* tuple = v.as<Tuple>();
    if (tuple->length != kItems) return raise_type_error(t, "%s(): illegal time tuple argument", function);
    int n[kItems];
    for (size_t i = 0; i < kItems; ++i) {
        int64_t item = TRY(to_int64(t, tuple->at(i)));
        if (item > INT32_MAX) return raise_overflow_error(t, "signed integer is greater than maximum");
        if (item < INT32_MIN) return raise_overflow_error(t, "signed integer is less than minimum");
        n[i] = static_cast<int>(item);
    }
    if (n[0] < INT32_MIN + 1900) return raise_overflow_error(t, "year out of range");
    *out = tm{};
    out->tm_year = n[0] - 1900;
    out->tm_mon = n[1] - 1;
    out->tm_mday = n[2];
    out->tm_hour = n[3];
    out->tm_min = n[4];
    out->tm_sec = n[5];
    out->tm_wday = (n[6] + 1) % 7;
    out->tm_yday = n[7] - 1;
    out->tm_isdst = n[8];
    if (type_of(t, v) != state(t).struct_time) return {};
    Value name = tuple->items()[kItems], offset = tuple->items()[kItems + 1];
    if (is_str(name)) {
        zone = to_utf8(name);
        out->tm_zone = zone.c_str();
    }
    if (is_int(offset)) out->tm_gmtoff = TRY(to_int64(t, offset));
    return {};
}

// Zeros, which many give for what does not matter, become the first of their kind; anything else out of range is an error.
Status check_ranges(Thread& t, tm* when) {
    if (when->tm_mon == -1) when->tm_mon = 0;
    if (when->tm_mon < 0 || when->tm_mon > 11) return raise_value_error(t, "month out of range");
    if (when->tm_mday == 0) when->tm_mday = 1;
    if (when->tm_mday < 0 || when->tm_mday > 31) return raise_value_error(t, "day of month out of range");
    if (when->tm_hour < 0 || when->tm_hour > 23) return raise_value_error(t, "hour out of range");
    if (when->tm_min < 0 || when->tm_min > 59) return raise_value_error(t, "minute out of range");
    if (when->tm_sec < 0 || when->tm_sec > 61) return raise_value_error(t, "seconds out of range");
    if (when->tm_wday < 0) return raise_value_error(t, "day of week out of range");
    if (when->tm_yday == -1) when->tm_yday = 0;
    if (when->tm_yday < 0 || when->tm_yday > 365) return raise_value_error(t, "day of year out of range");
    return {};
}

// ---- text ------------------------------------------------------------------------------------------------

Owned text_of(Thread& t, const tm& when) {
    static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    char text[64];
    snprintf(text, sizeof text, "%s %s%3d %.2d:%.2d:%.2d %lld", days[when.tm_wday], months[when.tm_mon],
             when.tm_mday, when.tm_hour, when.tm_min, when.tm_sec, 1900ll + when.tm_year);
    return make_str(t, text);
}

Owned asctime_function(Thread& t, const Value* args) {
    tm when;
    std::string zone;
    if (args[0].is_unbound()) {
        TRY(break_down(t, TRY(given_or_now(t, Value::none())), true, &when));
    } else {
        TRY(read_tuple(t, args[0], "asctime", &when, zone));
        TRY(check_ranges(t, &when));
    }
    return text_of(t, when);
}

Owned ctime_function(Thread& t, const Value* args) {
    tm when;
    TRY(break_down(t, TRY(given_or_now(t, args[0])), true, &when));
    return text_of(t, when);
}

// The C library's strftime on one stretch of format without characters that it must not see.
Status format_stretch(Thread& t, const std::string& format, const tm& when, StrBuilder& out) {
    if (format.empty()) return {};
    // An empty result and one that does not fit look alike: a space in front tells them apart.
    std::string spaced = " " + format;
    for (size_t size = 1024;; size *= 2) {
        std::string buffer(size, '\0');
        size_t length = strftime(buffer.data(), size, spaced.c_str(), &when);
        if (length == 0 && size < 256 * spaced.size() + 4096) continue;
        if (length) out.append(std::string_view(buffer).substr(1, length - 1));
        return {};
    }
}

Owned strftime_function(Thread& t, const Value* args) {
    if (!is_str(args[0])) {
        return raise_type_error(t, "strftime() argument 1 must be str, not %s", type_name(t, args[0]));
    }
    tm when;
    std::string zone;
    if (args[1].is_unbound()) {
        TRY(break_down(t, TRY(given_or_now(t, Value::none())), true, &when));
    } else {
        TRY(read_tuple(t, args[1], "strftime", &when, zone));
        TRY(check_ranges(t, &when));
    }
    when.tm_isdst = when.tm_isdst < -1 ? -1 : when.tm_isdst > 1 ? 1 : when.tm_isdst;
    Str* format = as_str(args[0]);
    StrBuilder out(t);
    std::string stretch;
    for (size_t i = 0; i < format->length; ++i) {
        uint32_t c = format->at(i);
        if (c == 0) return raise_value_error(t, "embedded null character");
        if (c < 128) {
            stretch += static_cast<char>(c);
            continue;
        }
        TRY(format_stretch(t, stretch, when, out));
        stretch.clear();
        out.append_char(c);
    }
    TRY(format_stretch(t, stretch, when, out));
    return out.finish();
}

Owned strptime_function(Thread& t, const Value* args) {
    Owned parse = TRY(import_attr(t, "_strptime", "_strptime_time"));
    return call_with(t, parse, args[0], Value::unbound());
}

Owned mktime_function(Thread& t, const Value* args) {
    tm when;
    std::string zone;
    TRY(read_tuple(t, args[0], "mktime", &when, zone));
    when.tm_wday = -1;  // stays so when the time cannot be told: -1 is also a right answer
    time_t result = mktime(&when);
    if (result == static_cast<time_t>(-1) && when.tm_wday == -1) {
        return raise_overflow_error(t, "mktime argument out of range");
    }
    return make_float(t, static_cast<double>(result));
}

// ---- the zone --------------------------------------------------------------------------------------------

struct Zone {
    std::string name;
    int64_t west = 0;  // seconds west of Greenwich
};
Zone zone_at(time_t when) {
    tm local;
    if (!localtime_r(&when, &local)) return {"", 0};
    return {local.tm_zone ? local.tm_zone : "", -local.tm_gmtoff};
}

Status set_zone(Thread& t, Dict* module) {
    constexpr time_t kYear = (365 * 24 + 6) * 3600;
    time_t january = time(nullptr) / kYear * kYear;
    Zone winter = zone_at(january), summer = zone_at(january + kYear / 2);
    if (winter.west < summer.west) std::swap(winter, summer);  // south of the equator
    TRY(dict_set_ascii(t, module, "timezone", Value::from_int(winter.west)));
    TRY(dict_set_ascii(t, module, "altzone", Value::from_int(summer.west)));
    TRY(dict_set_ascii(t, module, "daylight", Value::from_int(winter.west != summer.west)));
    Owned first = TRY(make_str(t, winter.name)), second = TRY(make_str(t, summer.name));
    Owned zones = TRY(make_tuple(t, {first.get(), second.get()}));
    return dict_set_ascii(t, module, "tzname", zones);
}

Owned tzset_function(Thread& t, const Value*) {
    tzset();
    Value module = dict_get_ascii(t, t.interp->sys_modules.as<Dict>(), "time");
    if (is_kind(module, Kind::Module)) TRY(set_zone(t, module_dict(module)));
    return Owned::none();
}

// ---- the module ------------------------------------------------------------------------------------------

const FunctionSpec functions[] = {
    {"time()", clock_seconds<CLOCK_REALTIME>, "time() -> floating point number\n\nSeconds since the Epoch."},
    {"time_ns()", clock_ns<CLOCK_REALTIME>, "time_ns() -> int\n\nNanoseconds since the Epoch."},
    {"monotonic()", clock_seconds<CLOCK_MONOTONIC>,
     "monotonic() -> float\n\nA clock that cannot go backward."},
    {"monotonic_ns()", clock_ns<CLOCK_MONOTONIC>, "monotonic_ns() -> int\n\nThe same in nanoseconds."},
    {"perf_counter()", clock_seconds<CLOCK_MONOTONIC>,
     "perf_counter() -> float\n\nThe clock for benchmarks."},
    {"perf_counter_ns()", clock_ns<CLOCK_MONOTONIC>, "perf_counter_ns() -> int\n\nThe same in nanoseconds."},
    {"process_time()", clock_seconds<CLOCK_PROCESS_CPUTIME_ID>,
     "process_time() -> float\n\nProcessor time that the process has used."},
    {"process_time_ns()", clock_ns<CLOCK_PROCESS_CPUTIME_ID>,
     "process_time_ns() -> int\n\nThe same in nanoseconds."},
    {"thread_time()", clock_seconds<CLOCK_THREAD_CPUTIME_ID>,
     "thread_time() -> float\n\nProcessor time that this thread has used."},
    {"thread_time_ns()", clock_ns<CLOCK_THREAD_CPUTIME_ID>,
     "thread_time_ns() -> int\n\nThe same in nanoseconds."},
    {"clock_gettime(clk_id, /)", gettime,
     "clock_gettime(clk_id) -> float\n\nThe time of a clock of the system."},
    {"clock_gettime_ns(clk_id, /)", gettime_ns,
     "clock_gettime_ns(clk_id) -> int\n\nThe same in nanoseconds."},
    {"clock_settime(clk_id, time, /)", settime, "clock_settime(clk_id, time)\n\nSets a clock of the system."},
    {"clock_settime_ns(clk_id, time, /)", settime_ns,
     "clock_settime_ns(clk_id, time)\n\nThe same in nanoseconds."},
    {"clock_getres(clk_id, /)", getres,
     "clock_getres(clk_id) -> floating point number\n\nIts precision in seconds."},
    {"pthread_getcpuclockid(thread_id, /)", cpu_clock_id,
     "pthread_getcpuclockid(thread_id) -> int\n\nThe number of the clock of a thread's processor time."},
    {"sleep(seconds, /)", sleep, "sleep(seconds)\n\nWaits for that long; the number may be a fraction."},
    {"gmtime(seconds=None, /)", broken_down<false>, "gmtime([seconds]) -> struct_time\n\nThe time in UTC."},
    {"localtime(seconds=None, /)", broken_down<true>,
     "localtime([seconds]) -> struct_time\n\nThe local time."},
    {"asctime(tuple=..., /)", asctime_function,
     "asctime([tuple]) -> string\n\nA time as text, such as 'Sat Jun 06 16:26:11 1998'."},
    {"ctime(seconds=None, /)", ctime_function,
     "ctime(seconds) -> string\n\nThe same as asctime(localtime(seconds))."},
    {"mktime(tuple, /)", mktime_function,
     "mktime(tuple) -> floating point number\n\nSeconds since the Epoch for a local time."},
    {"strftime(format, tuple=..., /)", strftime_function,
     "strftime(format[, tuple]) -> string\n\nA time as text in the given format."},
    {"strptime(*args)", strptime_function,
     "strptime(string, format) -> struct_time\n\nReads a time from text in the given format."},
    {"tzset()", tzset_function, "tzset()\n\nTakes the local zone from os.environ['TZ'] anew."},
    {"get_clock_info(name, /)", clock_info,
     "get_clock_info(name: str) -> dict\n\nWhat is known of the named clock."},
};

const struct {
    const char* name;
    int64_t value;
} constants[] = {
    {"CLOCK_REALTIME", CLOCK_REALTIME},
    {"CLOCK_MONOTONIC", CLOCK_MONOTONIC},
    {"CLOCK_MONOTONIC_RAW", CLOCK_MONOTONIC_RAW},
    {"CLOCK_PROCESS_CPUTIME_ID", CLOCK_PROCESS_CPUTIME_ID},
    {"CLOCK_THREAD_CPUTIME_ID", CLOCK_THREAD_CPUTIME_ID},
    {"CLOCK_BOOTTIME", CLOCK_BOOTTIME},
    {"CLOCK_TAI", CLOCK_TAI},
    {"_STRUCT_TM_ITEMS", 11},
};

Status init_module(Thread& t, Module* module) {
    tzset();
    TRY(set_zone(t, module_dict(module)));
    for (const auto& constant : constants) TRY(module_add_int(t, module, constant.name, constant.value));
    Type* type =
        define_struct_sequence(t, "time.struct_time", fields, kItems,
                               "The time value as returned by gmtime(), localtime(), and strptime(), and\n"
                               " accepted by asctime(), mktime() and strftime().  May be considered as a\n"
                               " sequence of 9 integers.");
    if (!type) return Raised{};
    state(t).struct_time = type;
    return module_add(t, module, "struct_time", Value(type));
}

}  // namespace

MINIPY_MODULE(time, {.doc = "This module provides various functions to manipulate time values.",
                     .functions = functions,
                     .exec = init_module});

namespace {
State& state(Thread& t) { return module_state<State>(t, module_registration_time); }
}  // namespace

}  // namespace minipy
