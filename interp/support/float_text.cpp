#include "support/float_text.h"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>

namespace minipy {
namespace {

// A decimal: 0.d1d2d3... times ten to the `point`.
struct Decimal {
    std::string digits;
    int point = 0;
};

// From what to_chars writes in scientific form, "d.ddde[+-]xx".
Decimal split_scientific(std::string_view text) {
    Decimal result;
    size_t e = text.find('e');
    for (char c : text.substr(0, e)) {
        if (c != '.') result.digits.push_back(c);
    }
    int exponent = 0;
    size_t from = e + (text[e + 1] == '+' ? 2 : 1);
    std::from_chars(text.data() + from, text.data() + text.size(), exponent);
    result.point = exponent + 1;
    return result;
}

Decimal shortest(double magnitude) {
    char buffer[40];
    auto end = std::to_chars(buffer, buffer + sizeof buffer, magnitude, std::chars_format::scientific).ptr;
    return split_scientific({buffer, static_cast<size_t>(end - buffer)});
}

std::string chars_with_precision(double magnitude, std::chars_format format, int precision) {
    if (precision <= 40 && magnitude < 1e22) {  // nearly all there are
        char buffer[80];
        return {buffer, std::to_chars(buffer, buffer + sizeof buffer, magnitude, format, precision).ptr};
    }
    std::string buffer(static_cast<size_t>(precision) + 330, '\0');
    auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), magnitude, format, precision).ptr;
    buffer.resize(static_cast<size_t>(end - buffer.data()));
    return buffer;
}

void append_exponent(std::string& out, int exponent, bool upper) {
    out.push_back(upper ? 'E' : 'e');
    out.push_back(exponent < 0 ? '-' : '+');
    int size = std::abs(exponent);
    if (size < 10) out.push_back('0');
    out += std::to_string(size);
}

// Digits with one before the point, and an exponent.
void lay_out_scientific(std::string& out, const Decimal& d, unsigned flags, bool upper) {
    out.push_back(d.digits[0]);
    if (d.digits.size() > 1 || (flags & kFloatAlternate)) out.push_back('.');
    out.append(d.digits, 1);
    append_exponent(out, d.point - 1, upper);
}

void lay_out_fixed(std::string& out, const Decimal& d, unsigned flags) {
    int count = static_cast<int>(d.digits.size());
    if (d.point <= 0) {
        out += "0.";
        out.append(static_cast<size_t>(-d.point), '0');
        out += d.digits;
    } else if (count <= d.point) {
        out += d.digits;
        out.append(static_cast<size_t>(d.point - count), '0');
        if (flags & kFloatDotZero) {
            out += ".0";
        } else if (flags & kFloatAlternate) {
            out.push_back('.');
        }
    } else {
        out.append(d.digits, 0, static_cast<size_t>(d.point));
        out.push_back('.');
        out.append(d.digits, static_cast<size_t>(d.point));
    }
}

void strip_zeros(std::string& digits) {
    while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
}

// What append_repr() makes where no exponent is written, from to_chars() as it is: false: there is one.
bool append_short_repr(std::string& out, double magnitude, unsigned flags) {
    if ((flags & kFloatAlternate) || !(magnitude >= 1e-4 && magnitude < 1e16)) return false;
    char buffer[40];
    char* end = std::to_chars(buffer, buffer + sizeof buffer, magnitude, std::chars_format::fixed).ptr;
    bool whole = !std::memchr(buffer, '.', static_cast<size_t>(end - buffer));
    out.append(buffer, end);
    if (whole && (flags & kFloatDotZero)) out += ".0";
    return true;
}

void append_repr(std::string& out, double magnitude, unsigned flags, bool upper) {
    if (append_short_repr(out, magnitude, flags)) return;
    Decimal d = shortest(magnitude);
    if (magnitude == 0) d.point = 1;
    if (d.point <= -4 || d.point > 16) {
        lay_out_scientific(out, d, flags, upper);
    } else {
        lay_out_fixed(out, d, flags);
    }
}

void append_general(std::string& out, double magnitude, int precision, unsigned flags, bool upper) {
    if (precision == 0) precision = 1;
    Decimal d =
        split_scientific(chars_with_precision(magnitude, std::chars_format::scientific, precision - 1));
    int limit = precision - (flags & kFloatDotZero ? 1 : 0);
    bool scientific = d.point <= -4 || d.point > limit;
    if (!(flags & kFloatAlternate)) strip_zeros(d.digits);
    if (scientific) {
        lay_out_scientific(out, d, flags, upper);
    } else {
        lay_out_fixed(out, d, flags);
    }
}

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string_view strip(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

bool equals_lower(std::string_view text, std::string_view word) {
    if (text.size() != word.size()) return false;
    for (size_t i = 0; i < text.size(); ++i) {
        if (lower(text[i]) != word[i]) return false;
    }
    return true;
}

// Takes a sign off; true for '-'.
bool take_sign(std::string_view& text) {
    if (text.empty() || (text[0] != '-' && text[0] != '+')) return false;
    bool negative = text[0] == '-';
    text.remove_prefix(1);
    return negative;
}

bool parse_word(std::string_view text, double* out) {
    if (equals_lower(text, "inf") || equals_lower(text, "infinity")) {
        *out = std::numeric_limits<double>::infinity();
        return true;
    }
    if (equals_lower(text, "nan")) {
        *out = std::numeric_limits<double>::quiet_NaN();
        return true;
    }
    return false;
}

// Underscores are right between two digits only.
bool drop_underscores(std::string_view text, std::string& out) {
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '_') {
            out.push_back(text[i]);
        } else if (i == 0 || i + 1 == text.size() || !is_digit(text[i - 1]) || !is_digit(text[i + 1])) {
            return false;
        }
    }
    return true;
}

// digits [. digits] [e sign digits], at least one digit before the e. For a number that a double cannot hold:
// whether it is too large rather than too small.
bool check_decimal(std::string_view text, bool* large) {
    size_t i = 0;
    int64_t before = 0, leading_zeros_after = 0;  // of the first digit that counts
    bool any = false, significant = false;
    for (; i < text.size() && is_digit(text[i]); ++i) {
        any = true;
        if (text[i] != '0') significant = true;
        if (significant) ++before;
    }
    if (i < text.size() && text[i] == '.') {
        for (++i; i < text.size() && is_digit(text[i]); ++i) {
            any = true;
            if (text[i] != '0') significant = true;
            if (!significant) ++leading_zeros_after;
        }
    }
    if (!any) return false;
    int64_t exponent = 0;
    if (i < text.size() && lower(text[i]) == 'e') {
        std::string_view rest = text.substr(i + 1);
        bool negative = take_sign(rest);
        if (rest.empty()) return false;
        for (char c : rest) {
            if (!is_digit(c)) return false;
            if (exponent < int64_t{1} << 40) exponent = exponent * 10 + (c - '0');
        }
        if (negative) exponent = -exponent;
        i = text.size();
    }
    *large = before - (before ? 0 : leading_zeros_after) + exponent > 0;
    return i == text.size();
}

int hex_value(char c) {
    if (is_digit(c)) return c - '0';
    c = lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

std::string repr_double(double x, unsigned flags) { return format_double(x, 'r', 0, flags); }

std::string format_double(double x, char code, int precision, unsigned flags) {
    bool upper = code == 'E' || code == 'F' || code == 'G';
    if (std::isnan(x)) return std::string(upper ? "NAN" : "nan") + (code == '%' ? "%" : "");
    std::string out;
    if (std::signbit(x)) out.push_back('-');
    double magnitude = std::fabs(x);
    if (code == '%') magnitude *= 100;
    if (std::isinf(magnitude)) {
        out += upper ? "INF" : "inf";
        if (code == '%') out.push_back('%');
        return out;
    }
    if (precision < 0) precision = 6;
    switch (code) {
        case 'r':
            append_repr(out, magnitude, flags, upper);
            break;
        case 'e':
        case 'E':
            lay_out_scientific(
                out,
                split_scientific(chars_with_precision(magnitude, std::chars_format::scientific, precision)),
                flags, upper);
            break;
        case 'g':
        case 'G':
            append_general(out, magnitude, precision, flags, upper);
            break;
        default:  // f F %
            out += chars_with_precision(magnitude, std::chars_format::fixed, precision);
            if (precision == 0 && (flags & kFloatAlternate)) out.push_back('.');
            if (code == '%') out.push_back('%');
    }
    return out;
}

bool parse_double(std::string_view text, double* out) {
    text = strip(text);
    bool negative = take_sign(text);
    double value = 0;
    if (!parse_word(text, &value)) {
        std::string plain;
        if (text.find('_') != text.npos) {
            if (!drop_underscores(text, plain)) return false;
            text = plain;
        }
        bool large = false;
        if (!check_decimal(text, &large)) return false;
        auto result = std::from_chars(text.data(), text.data() + text.size(), value);
        if (result.ec == std::errc::result_out_of_range) {
            value = large ? std::numeric_limits<double>::infinity() : 0.0;
        }
    }
    *out = negative ? -value : value;
    return true;
}

bool compose_double(uint64_t mantissa, bool sticky, int64_t exponent, double* out) {
    if (mantissa == 0) {
        *out = 0;
        return true;
    }
    int bits = 64 - std::countl_zero(mantissa);
    int64_t top = exponent + bits - 1;  // of the leading bit
    if (top > 1023) return false;
    int64_t keep = top >= -1022 ? 53 : 53 - (-1022 - top);  // fewer bits below the normal range
    if (keep < 0) {
        *out = 0;
        return true;
    }
    int64_t drop = bits - keep;
    if (drop > 0) {
        uint64_t half = uint64_t{1} << (drop - 1);
        uint64_t rest = mantissa & (half * 2 - 1);
        mantissa = drop == 64 ? 0 : mantissa >> drop;
        if (rest > half || (rest == half && (sticky || (mantissa & 1)))) ++mantissa;
        exponent += drop;
    }
    double result = std::ldexp(static_cast<double>(mantissa), static_cast<int>(exponent));
    if (std::isinf(result)) return false;
    *out = result;
    return true;
}

std::string double_to_hex(double x) {
    if (!std::isfinite(x)) return repr_double(x);
    uint64_t bits = std::bit_cast<uint64_t>(x);
    uint64_t fraction = bits & ((uint64_t{1} << 52) - 1);
    int biased = static_cast<int>(bits >> 52 & 0x7ff);
    std::string out = std::signbit(x) ? "-0x" : "0x";
    out.push_back(biased ? '1' : '0');
    if (x == 0) return out + ".0p+0";
    out.push_back('.');
    for (int shift = 48; shift >= 0; shift -= 4) out.push_back("0123456789abcdef"[fraction >> shift & 15]);
    int exponent = biased ? biased - 1023 : -1022;
    out.push_back('p');
    out.push_back(exponent < 0 ? '-' : '+');
    return out + std::to_string(std::abs(exponent));
}

HexFloat double_from_hex(std::string_view text, double* out) {
    text = strip(text);
    bool negative = take_sign(text);
    double value = 0;
    if (parse_word(text, &value)) {
        *out = negative ? -value : value;
        return HexFloat::Ok;
    }
    if (text.size() >= 2 && text[0] == '0' && lower(text[1]) == 'x') text.remove_prefix(2);
    uint64_t mantissa = 0;
    int64_t exponent = 0;
    bool sticky = false, any = false, after_point = false;
    size_t i = 0;
    for (; i < text.size(); ++i) {
        if (text[i] == '.' && !after_point) {
            after_point = true;
            continue;
        }
        int digit = hex_value(text[i]);
        if (digit < 0) break;
        any = true;
        if (mantissa >> 60 == 0) {
            mantissa = mantissa << 4 | static_cast<uint64_t>(digit);
            if (after_point) exponent -= 4;
        } else {
            sticky |= digit != 0;
            if (!after_point) exponent += 4;
        }
    }
    if (!any) return HexFloat::Invalid;
    if (i < text.size()) {
        if (lower(text[i]) != 'p') return HexFloat::Invalid;
        std::string_view rest = text.substr(i + 1);
        bool down = take_sign(rest);
        if (rest.empty()) return HexFloat::Invalid;
        int64_t given = 0;
        for (char c : rest) {
            if (!is_digit(c)) return HexFloat::Invalid;
            if (given < int64_t{1} << 40) given = given * 10 + (c - '0');
        }
        exponent += down ? -given : given;
    }
    if (!compose_double(mantissa, sticky, exponent, &value)) return HexFloat::TooLarge;
    *out = negative ? -value : value;
    return HexFloat::Ok;
}

namespace {

// round(x, -places): the digits of the whole part, cut and rounded by hand, ties to even.
bool round_to_tens(double x, int places, double* out) {
    double whole = std::trunc(std::fabs(x));
    bool more = whole != std::fabs(x);
    std::string digits = chars_with_precision(whole, std::chars_format::fixed, 0);
    int kept = static_cast<int>(digits.size()) - places;
    if (kept < 0) {
        *out = std::copysign(0.0, x);
        return true;
    }
    std::string head = kept ? digits.substr(0, static_cast<size_t>(kept)) : "0";
    std::string_view tail = std::string_view(digits).substr(static_cast<size_t>(kept));
    bool beyond_half = more || tail.find_first_not_of('0', 1) != tail.npos;
    bool up = tail[0] > '5' || (tail[0] == '5' && (beyond_half || ((head.back() - '0') & 1)));
    if (up) {
        size_t i = head.size();
        while (i > 0 && head[i - 1] == '9') head[--i] = '0';
        if (i) {
            ++head[i - 1];
        } else {
            head.insert(head.begin(), '1');
        }
    }
    double value = 0;
    parse_double(head + "e" + std::to_string(places), &value);
    *out = std::copysign(value, x);
    return std::isfinite(value);
}

}  // namespace

bool round_double(double x, int64_t digits, double* out) {
    *out = x;
    if (!std::isfinite(x) || digits > 323) return true;
    if (digits < -308) {
        *out = std::copysign(0.0, x);
        return true;
    }
    if (digits < 0) return round_to_tens(x, static_cast<int>(-digits), out);
    std::string text = chars_with_precision(std::fabs(x), std::chars_format::fixed, static_cast<int>(digits));
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    *out = std::copysign(value, x);
    return true;
}

}  // namespace minipy
