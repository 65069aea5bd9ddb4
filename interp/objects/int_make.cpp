// Making ints and reading them: immediates for what fits 63 bits, Int objects over GMP for the rest.
//
// The invariant: an exact int that fits 63 bits is an immediate. Every result passes through make_int, which sees to it.
#include <cmath>

#include "objects/int.h"
#include "objects/int_internal.h"
#include "support/bigint.h"

namespace minipy {

namespace {

Owned box(Thread& t, mpz_srcptr z) {
    Int* object = make<Int>(t, types(t).int_);
    if (!object) return raise_memory_error(t);
    mpz_init_set(object->value, z);
    return Owned::adopt(object);
}

}  // namespace

Owned make_int(Thread& t, int64_t i) {
    if (Value::fits_int(i)) [[likely]]
        return Owned::adopt(Value::from_int(i));
    return box(t, BigInt(i));
}
Owned make_uint(Thread& t, uint64_t u) {
    if (u <= static_cast<uint64_t>(Value::kMaxInt))
        return Owned::adopt(Value::from_int(static_cast<int64_t>(u)));
    BigInt big;
    mpz_set_ui(big, u);
    return box(t, big);
}
Owned make_int(Thread& t, const mpz_t z) {
    if (mpz_fits_slong_p(z)) return make_int(t, static_cast<int64_t>(mpz_get_si(z)));
    return box(t, z);
}

Owned int_from_double(Thread& t, double d) {
    if (std::isinf(d)) return raise_overflow_error(t, "cannot convert float infinity to integer");
    if (std::isnan(d)) return raise_value_error(t, "cannot convert float NaN to integer");
    if (std::fabs(d) < 4e18) return make_int(t, static_cast<int64_t>(d));
    BigInt big;
    big_from_double(big, d);
    return make_int(t, static_cast<mpz_srcptr>(big));
}

IntView::IntView(Value v) {
    if (v.is_object()) {
        pointer_ = v.as<Int>()->value;
        return;
    }
    int64_t i = v.is_int() ? v.as_int() : v.is_true();
    limb_ = static_cast<mp_limb_t>(i < 0 ? -i : i);
    pointer_ = mpz_roinit_n(storage_, &limb_, i < 0 ? -1 : i > 0);
}

bool int_fits_int64(Value v, int64_t* out) {
    if (v.is_int()) {
        *out = v.as_int();
        return true;
    }
    if (v.is_object()) return big_fits_int64(v.as<Int>()->value, out);
    *out = v.is_true();
    return true;
}

double int_to_double(Thread&, Value v, bool* overflow) {
    *overflow = false;
    if (!v.is_object()) return static_cast<double>(v.is_int() ? v.as_int() : v.is_true());
    double d = 0;
    *overflow = !big_to_double(v.as<Int>()->value, &d);
    return d;
}

// ---- text ----------------------------------------------------------------------

Result<std::string> int_to_text(Thread& t, Value v, int base) {
    int64_t small;
    if (int_fits_int64(v, &small)) return int_to_text(small, base);
    mpz_srcptr z = v.as<Int>()->value;
    int limit = t.interp->config.int_max_str_digits;
    bool power_of_two = (base & (base - 1)) == 0;
    if (limit > 0 && !power_of_two && big_decimal_digits_at_least(z) > static_cast<size_t>(limit)) {
        return raise_value_error(t,
                                 "Exceeds the limit (%d digits) for integer string conversion; "
                                 "use sys.set_int_max_str_digits() to increase the limit",
                                 limit);
    }
    std::string text = big_to_text(z, base);
    if (limit > 0 && !power_of_two && text.size() - (text[0] == '-') > static_cast<size_t>(limit)) {
        return raise_value_error(t,
                                 "Exceeds the limit (%d digits) for integer string conversion; "
                                 "use sys.set_int_max_str_digits() to increase the limit",
                                 limit);
    }
    return text;
}

Owned int_from_scanned(Thread& t, std::string_view text, int base, bool* malformed) {
    *malformed = false;
    IntText scanned = scan_int_text(text, base);
    if (!scanned.ok) {
        *malformed = true;
        return Owned::none();
    }
    int64_t small;
    if (int_text_to_int64(scanned, &small)) return make_int(t, small);
    int limit = t.interp->config.int_max_str_digits;
    bool power_of_two = (scanned.base & (scanned.base - 1)) == 0;
    if (limit > 0 && !power_of_two && scanned.digits.size() > static_cast<size_t>(limit)) {
        return raise_value_error(
            t,
            "Exceeds the limit (%d digits) for integer string conversion: value has %zu digits; "
            "use sys.set_int_max_str_digits() to increase the limit",
            limit, scanned.digits.size());
    }
    BigInt big;
    big_from_text(big, scanned);
    return make_int(t, static_cast<mpz_srcptr>(big));
}

Owned int_from_text(Thread& t, std::string_view text, int base) {
    bool malformed;
    Owned result = int_from_scanned(t, text, base, &malformed);
    if (!malformed) return result;
    Owned source = TRY(make_str(t, text));
    std::string shown = TRY(repr_utf8(t, source));
    return raise_value_error(t, "invalid literal for int() with base %d: %.200s", base, shown.c_str());
}

}  // namespace minipy
