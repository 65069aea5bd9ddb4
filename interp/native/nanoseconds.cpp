// Timeouts: from a program's seconds to the clock's nanoseconds.
#include <cmath>

#include "native/module.h"

namespace minipy {

Result<int64_t> to_nanoseconds(Thread& t, Value seconds, bool up) {
    constexpr const char* kTooLarge = "timestamp too large to convert to C _PyTime_t";
    if (is_kind(seconds, Kind::Float)) {
        double d = TRY(to_double(t, seconds));
        if (std::isnan(d)) return raise_value_error(t, "Invalid value NaN (not a number)");
        d *= 1e9;
        d = up == (d >= 0) ? std::ceil(d) : std::floor(d);
        if (!(d >= -9223372036854775808.0 && d < 9223372036854775808.0))
            return raise_overflow_error(t, kTooLarge);
        return static_cast<int64_t>(d);
    }
    Owned number = TRY(to_index(t, seconds));
    int64_t whole, ns;
    if (!int_fits_int64(number, &whole) || __builtin_mul_overflow(whole, Clock::kSecond, &ns)) {
        return raise_overflow_error(t, kTooLarge);
    }
    return ns;
}

}  // namespace minipy
