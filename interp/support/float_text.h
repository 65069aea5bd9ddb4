// Floats as text and back. Every conversion is exact: the text is the decimal that the rules name for this
// very double, and reading rounds to the nearest double, ties to even.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace minipy {

enum FloatTextFlag : unsigned {
    kFloatAlternate = 1,  // '#': always a point; 'g' keeps its zeros
    kFloatDotZero = 2,    // "1" becomes "1.0", where no exponent is written
};

// The shortest text that reads back as the same double: repr(x). Without kFloatDotZero as inside a complex.
std::string repr_double(double x, unsigned flags = kFloatDotZero);

// One of e E f F g G r %, as in format(x, '.3e'); precision < 0: 6. A leading '-' when the sign bit is set
// (but not for a nan). No width, no grouping: the caller's affair.
std::string format_double(double x, char code, int precision, unsigned flags = 0);

// The argument of float(): ASCII; blanks around it, underscores between digits, "inf", "nan". False: not a
// float.
bool parse_double(std::string_view text, double* out);

// float.hex.
std::string double_to_hex(double x);
enum class HexFloat : uint8_t { Ok, Invalid, TooLarge };
// float.fromhex.
HexFloat double_from_hex(std::string_view text, double* out);

// round(x, digits). False when the result is too large for a double.
bool round_double(double x, int64_t digits, double* out);

// mantissa * 2**exponent, rounded once; `sticky`: a little more than that. False: too large.
bool compose_double(uint64_t mantissa, bool sticky, int64_t exponent, double* out);

}  // namespace minipy
