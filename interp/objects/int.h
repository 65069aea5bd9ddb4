// int: small ones are immediates (value/value.h). Those past 63 bits, and instances of subclasses of int, are Int
// objects holding a GMP number. An exact int that fits 63 bits is always an immediate, so that `==` on Values is
// enough for small ones.
#pragma once

#include <gmp.h>

#include <string_view>

#include "objects/protocol.h"

namespace minipy {

struct Int : Object {
    mpz_t value;
};

inline bool is_int(Value v) {
    return v.is_int() || is_kind(v, Kind::Int) || v.is_bool();
}  // int, its subclasses, bool
inline bool is_exact_int(Value v) { return v.is_int() || is_exact(v, Kind::Int); }

Owned make_int(Thread&, int64_t);
inline Owned make_int(Thread&, int i) { return Owned::adopt(Value::from_int(i)); }
Owned make_uint(Thread&, uint64_t);
Owned make_int(Thread&, const mpz_t);
Owned int_from_double(Thread&, double);  // truncates; OverflowError/ValueError for inf and nan
// int(text, base): underscores, prefixes, sign; ValueError with CPython's text. Applies the digit limit.
Owned int_from_text(Thread&, std::string_view text, int base);

// A read-only mpz for any int value, big or small; lives in the reader's frame.
class IntView {
  public:
    explicit IntView(Value v);
    operator mpz_srcptr() const { return pointer_; }

  private:
    mpz_t storage_;
    mp_limb_t limb_;
    mpz_srcptr pointer_;
};

// The value as int64 when it fits.
bool int_fits_int64(Value v, int64_t* out);
double int_to_double(Thread&, Value, bool* overflow);

}  // namespace minipy
