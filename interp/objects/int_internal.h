// What the files of int share.
#pragma once

#include <string>
#include <string_view>

#include "objects/int.h"
#include "objects/str.h"

namespace minipy {

// repr(x), hex digits, ...: ValueError past sys.set_int_max_str_digits.
Result<std::string> int_to_text(Thread&, Value, int base);
// int_from_text without the ValueError for text that is no int.
Owned int_from_scanned(Thread&, std::string_view text, int base, bool* malformed);

// The operators (int_arith.cpp); their operands may be anything.
void fill_int_slots(Slots& slots);
Owned int_pow_mod(Thread&, Value base, Value exponent, Value modulus);
int64_t int_hash(Value);
// The int itself as an exact one: what int(x) gives for a subclass or a bool.
Owned int_as_exact(Thread&, Value);

}  // namespace minipy
