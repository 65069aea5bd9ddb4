// The format mini-language: format(value, spec), f"{value:spec}", "{:spec}".format(value).
//
//     [[fill]align][sign][z][#][0][width][grouping][.precision][type]
//
// A spec is parsed into FormatSpec; each kind of value makes its digits and hands them to the layout in format_number.cpp.
#pragma once

#include <string>

#include "objects/str.h"

namespace minipy {

struct FormatSpec {
    uint32_t fill = ' ';
    char align = 0;  // < > = ^, 0: the type's own
    char sign = '-';
    bool no_negative_zero = false;
    bool alternate = false;
    int64_t width = -1;
    char grouping = 0;  // ',' or '_'
    int64_t precision = -1;
    uint32_t type = 0;  // 0: none given
    bool sign_given = false;
};

// type_name is for the messages; the alignment that "0" in front of the width implies is '='.
Result<FormatSpec> parse_format_spec(Thread&, Str* spec, const char* type_name);
Raised unknown_format_code(Thread&, uint32_t code, const char* type_name);

// A number in pieces: sign, prefix, digits before the point (grouped and zero-filled as the spec says), the rest.
struct NumberText {
    char sign = 0;
    std::string prefix;
    std::string digits;
    std::string rest;  // point, fraction, exponent, '%'
};
std::string group_digits(const std::string& digits, const std::string& separator, size_t every,
                         size_t min_width);
Owned lay_out_number(Thread&, const FormatSpec&, NumberText number);
Owned pad_text(Thread&, Str* text, size_t end, const FormatSpec&, char default_align);

Owned int_format(Thread&, Value v, Value spec);
Owned float_format(Thread&, Value v, Value spec);
Owned complex_format(Thread&, Value v, Value spec);

// "...".format(*args, **kwargs) and format_map (kwargs any mapping, args Unbound).
Owned str_format(Thread&, Value format, Value args, Value kwargs);

}  // namespace minipy
