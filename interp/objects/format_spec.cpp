// Parsing format specs, and laying out numbers and text by them.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "native/module.h"
#include "objects/format.h"
#include "objects/int_internal.h"
#include "support/digits.h"
#include "support/float_text.h"
#include "support/utf8.h"

namespace minipy {

namespace {

bool is_align(uint32_t c) { return c == '<' || c == '>' || c == '=' || c == '^'; }

// Digits at `i`; -1: none, -2: too many.
int64_t read_number(Str* s, size_t* i) {
    int64_t n = -1;
    for (; *i < s->length && s->at(*i) >= '0' && s->at(*i) <= '9'; ++*i) {
        if (n > INT64_MAX / 10 - 1) return -2;
        n = (n < 0 ? 0 : n) * 10 + static_cast<int64_t>(s->at(*i) - '0');
    }
    return n;
}

}  // namespace

Raised unknown_format_code(Thread& t, uint32_t code, const char* type_name) {
    if (code > 32 && code < 128) {
        return raise_value_error(t, "Unknown format code '%c' for object of type '%.200s'",
                                 static_cast<int>(code), type_name);
    }
    return raise_value_error(t, "Unknown format code '\\x%x' for object of type '%.200s'", code, type_name);
}

Result<FormatSpec> parse_format_spec(Thread& t, Str* s, const char* type_name) {
    FormatSpec f;
    size_t i = 0, n = s->length;
    bool fill_given = false;
    if (n >= 2 && is_align(s->at(1))) {
        f.fill = s->at(0);
        f.align = static_cast<char>(s->at(1));
        fill_given = true;
        i = 2;
    } else if (n >= 1 && is_align(s->at(0))) {
        f.align = static_cast<char>(s->at(0));
        i = 1;
    }
    auto at = [&](size_t k) { return k < n ? s->at(k) : 0; };
    if (at(i) == '+' || at(i) == '-' || at(i) == ' ') {
        f.sign = static_cast<char>(at(i++));
        f.sign_given = true;
    }
    if (at(i) == 'z') f.no_negative_zero = ++i;
    if (at(i) == '#') f.alternate = ++i;
    if (!fill_given && at(i) == '0') {
        f.fill = '0';
        if (!f.align) f.align = '=';
        ++i;
    }
    f.width = read_number(s, &i);
    if (f.width == -2) return raise_value_error(t, "Too many decimal digits in format string");
    if (at(i) == ',') f.grouping = static_cast<char>(at(i++));
    if (at(i) == '_') {
        if (f.grouping) return raise_value_error(t, "Cannot specify both ',' and '_'.");
        f.grouping = static_cast<char>(at(i++));
    }
    if (at(i) == ',' && f.grouping == '_')
        return raise_value_error(t, "Cannot specify both ',' and '_'.");
    if (at(i) == '.') {
        ++i;
        f.precision = read_number(s, &i);
        if (f.precision == -2) return raise_value_error(t, "Too many decimal digits in format string");
        if (f.precision == -1) return raise_value_error(t, "Format specifier missing precision");
    }
    if (n - i > 1) {
        std::string shown = to_utf8(Value(s));
        return raise_value_error(t, "Invalid format specifier '%s' for object of type '%.200s'",
                                 shown.c_str(), type_name);
    }
    if (i < n) f.type = at(i);
    if (f.grouping) {
        bool allowed = !f.type || (f.type < 128 &&
                                   std::string_view("defgEG%Fn").find(static_cast<char>(f.type)) !=
                                       std::string_view::npos &&
                                   f.type != 'n');
        if (f.grouping == '_' && (f.type == 'b' || f.type == 'o' || f.type == 'x' || f.type == 'X'))
            allowed = true;
        if (!allowed) {
            if (f.type > 32 && f.type < 128) {
                return raise_value_error(t, "Cannot specify '%c' with '%c'.", f.grouping,
                                         static_cast<int>(f.type));
            }
            return raise_value_error(t, "Cannot specify '%c' with '\\x%x'.", f.grouping, f.type);
        }
    }
    return f;
}

std::string group_digits(const std::string& digits, const std::string& separator, size_t every,
                         size_t min_width) {
    std::string out;
    size_t in_group = 0, i = digits.size();
    while (i > 0 || out.size() < min_width) {
        if (in_group == every && !separator.empty()) {
            out += separator;
            in_group = 0;
            if (i == 0 && out.size() >= min_width) {  // never begins with a separator
                out += '0';
                break;
            }
        }
        out += i > 0 ? digits[--i] : '0';
        ++in_group;
    }
    std::reverse(out.begin(), out.end());
    return out;
}

Owned pad_text(Thread& t, Str* text, size_t end, const FormatSpec& f, char default_align) {
    int64_t extra = f.width - static_cast<int64_t>(end);
    char align = f.align ? f.align : default_align;
    if (extra <= 0) return substring(t, Value(text), 0, end);
    int64_t left = align == '<' ? 0 : align == '^' ? extra / 2 : extra;
    StrBuilder out(t);
    out.append_fill(f.fill, left);
    out.append(text, 0, end);
    out.append_fill(f.fill, extra - left);
    return out.finish();
}

namespace {

// [sign][prefix][body], all of it ASCII, padded as the spec says.
Owned lay_out_plain(Thread& t, const FormatSpec& f, bool negative, std::string_view prefix, std::string_view body) {
    char sign = negative ? '-' : f.sign == '-' ? 0 : f.sign;
    size_t length = (sign != 0) + prefix.size() + body.size();
    size_t extra = f.width > static_cast<int64_t>(length) ? static_cast<size_t>(f.width) - length : 0;
    if (extra >= size_t{1} << 40) return raise_memory_error(t);
    size_t left = f.align == '<' || f.align == '=' ? 0 : f.align == '^' ? extra / 2 : extra;
    size_t between = f.align == '=' ? extra : 0;
    if (f.fill > 0x7f || length + extra < 2) {
        StrBuilder out(t);
        out.append_fill(f.fill, static_cast<int64_t>(left));
        if (sign) out.append_char(static_cast<uint8_t>(sign));
        out.append(prefix);
        out.append_fill(f.fill, static_cast<int64_t>(between));
        out.append(body);
        out.append_fill(f.fill, static_cast<int64_t>(extra - left - between));
        return out.finish();
    }
    Str* s = new_str(t, length + extra, 0x7f);
    if (!s) return Raised{};
    char* out = s->data();
    auto fill = [&](size_t count) {
        std::memset(out, static_cast<int>(f.fill), count);
        out += count;
    };
    auto copy = [&](std::string_view part) {
        if (!part.empty()) std::memcpy(out, part.data(), part.size());
        out += part.size();
    };
    fill(left);
    if (sign) *out++ = sign;
    copy(prefix);
    fill(between);
    copy(body);
    fill(extra - left - between);
    return Owned::adopt(s);
}

}  // namespace

Owned lay_out_number(Thread& t, const FormatSpec& f, NumberText number) {
    bool negative = number.sign == '-';
    if (!f.grouping) return lay_out_plain(t, f, negative, number.prefix, number.digits + number.rest);
    std::string head = negative ? "-" : f.sign == '+' ? "+" : f.sign == ' ' ? " " : "";
    head += number.prefix;
    std::string separator = f.grouping ? std::string(1, f.grouping) : "";
    bool hex = f.type == 'b' || f.type == 'o' || f.type == 'x' || f.type == 'X';
    size_t min_width = 0;
    bool zero_fill = f.align == '=' && f.fill == '0';
    if (zero_fill && f.width > static_cast<int64_t>(head.size() + number.rest.size())) {
        min_width = static_cast<size_t>(f.width) - head.size() - number.rest.size();
        if (min_width > size_t{1} << 40) return raise_memory_error(t);
    }
    bool is_word = !number.digits.empty() && !(number.digits[0] >= '0' && number.digits[0] <= '9') && !hex;
    std::string digits = number.digits;
    if (!is_word && (f.grouping || min_width))
        digits = group_digits(digits, separator, hex ? 4 : 3, min_width);
    std::string body = digits + number.rest;
    if (f.align == '=') {
        StrBuilder out(t);
        out.append(std::string_view(head));
        out.append_fill(f.fill, f.width - static_cast<int64_t>(head.size() + body.size()));
        out.append(std::string_view(body));
        return out.finish();
    }
    Owned text = TRY(make_str(t, head + body));
    return pad_text(t, as_str(text), as_str(text)->length, f, '>');
}

Owned str_format_spec(Thread& t, Value str_value, Value spec) {
    if (!as_str(spec)->length) return str(t, str_value);
    FormatSpec f = TRY(parse_format_spec(t, as_str(spec), type_name(t, str_value)));
    if (f.type && f.type != 's') return unknown_format_code(t, f.type, type_name(t, str_value));
    if (f.sign_given) {
        return raise_value_error(t, f.sign == ' ' ? "Space not allowed in string format specifier"
                                                  : "Sign not allowed in string format specifier");
    }
    if (f.no_negative_zero)
        return raise_value_error(t, "Negative zero coercion (z) not allowed in string format specifier");
    if (f.alternate) return raise_value_error(t, "Alternate form (#) not allowed in string format specifier");
    if (f.grouping) return raise_value_error(t, "Cannot specify '%c' with 's'.", f.grouping);
    if (f.align == '=') {
        if (f.fill != '0')
            return raise_value_error(t, "'=' alignment not allowed in string format specifier");
        f.align = '<';
    }
    size_t end = as_str(str_value)->length;
    if (f.precision >= 0 && static_cast<size_t>(f.precision) < end) end = static_cast<size_t>(f.precision);
    return pad_text(t, as_str(str_value), end, f, '<');
}

namespace {

NumberText split_float(std::string text) {
    NumberText number;
    if (text[0] == '-') {
        number.sign = '-';
        text.erase(0, 1);
    }
    size_t i = 0;
    while (i < text.size() && text[i] >= '0' && text[i] <= '9') ++i;
    if (i == 0) i = text.size();  // inf, nan
    number.digits = text.substr(0, i);
    number.rest = text.substr(i);
    return number;
}

std::string float_digits(double d, const FormatSpec& f) {
    unsigned flags = f.alternate ? kFloatAlternate : 0u;
    if (!f.type) {
        if (f.precision < 0) return repr_double(d, flags | kFloatDotZero);
        return format_double(d, 'g', static_cast<int>(f.precision), flags | kFloatDotZero);
    }
    char code = f.type == 'n' ? 'g' : static_cast<char>(f.type);
    return format_double(d, code, static_cast<int>(f.precision), flags);
}
bool is_float_code(uint32_t c) {
    return !c ||
           (c < 128 && std::string_view("eEfFgGn%").find(static_cast<char>(c)) != std::string_view::npos);
}
// The parts of a float's text; with 'z', one that is written as zero has no minus.
NumberText signed_number(const std::string& text, const FormatSpec& f) {
    NumberText number = split_float(text);
    std::string mantissa = number.digits + number.rest.substr(0, number.rest.find_first_of("eE"));
    if (f.no_negative_zero && number.sign == '-' && mantissa.find_first_of("123456789in") == std::string::npos)
        number.sign = 0;
    return number;
}
Owned format_double_value(Thread& t, double d, const FormatSpec& f, const char* name) {
    if (!is_float_code(f.type)) return unknown_format_code(t, f.type, name);
    if (f.precision > INT32_MAX) return raise_value_error(t, "precision too big");
    if (!f.grouping && !f.no_negative_zero) {
        std::string text = float_digits(d, f);
        bool negative = text[0] == '-';
        return lay_out_plain(t, f, negative, {}, std::string_view(text).substr(negative));
    }
    return lay_out_number(t, f, signed_number(float_digits(d, f), f));
}

}  // namespace

Owned int_format(Thread& t, Value v, Value spec) {
    if (!as_str(spec)->length) return v.is_int() ? repr(t, v) : is_exact_int(v) ? make_str(t, TRY(int_to_text(t, v, 10))) : str(t, v);
    const char* name = type_name(t, v);
    FormatSpec f = TRY(parse_format_spec(t, as_str(spec), name));
    if (f.type && is_float_code(f.type) && f.type != 'n') {
        bool overflow;
        double d = int_to_double(t, v, &overflow);
        if (overflow) return raise_overflow_error(t, "int too large to convert to float");
        return format_double_value(t, d, f, name);
    }
    if (f.type && (f.type > 127 ||
                   std::string_view("bcdoxXn").find(static_cast<char>(f.type)) == std::string_view::npos)) {
        return unknown_format_code(t, f.type, name);
    }
    if (f.precision >= 0) return raise_value_error(t, "Precision not allowed in integer format specifier");
    if (f.no_negative_zero)
        return raise_value_error(t,
                                 "Negative zero coercion (z) not allowed in integer format specifier");
    if (f.type == 'c') {
        if (f.sign_given) return raise_value_error(t, "Sign not allowed with integer format specifier 'c'");
        if (f.alternate)
            return raise_value_error(t, "Alternate form (#) not allowed with integer format specifier 'c'");
        int64_t point;
        if (!int_fits_int64(v, &point) || point < 0 || point > 0x10ffff) {
            return raise_overflow_error(t, "%%c arg not in range(0x110000)");
        }
        Owned c = TRY(make_char(t, static_cast<uint32_t>(point)));
        return pad_text(t, as_str(c), 1, f, '>');
    }
    if (v.is_int() && !f.grouping && (!f.type || f.type == 'd')) {
        char text[kMostDigits];
        int from = write_digits(v.as_int(), text);
        bool negative = v.as_int() < 0;
        from += negative;
        return lay_out_plain(t, f, negative, {}, {text + from, static_cast<size_t>(kMostDigits - from)});
    }
    int base = f.type == 'b' ? 2 : f.type == 'o' ? 8 : f.type == 'x' || f.type == 'X' ? 16 : 10;
    std::string text = TRY(int_to_text(t, v, base));
    NumberText number;
    if (text[0] == '-') {
        number.sign = '-';
        text.erase(0, 1);
    }
    if (f.type == 'X') {
        for (char& c : text) c = c >= 'a' ? static_cast<char>(c - 32) : c;
    }
    if (f.alternate && base != 10) number.prefix = std::string("0") + static_cast<char>(f.type);
    number.digits = text;
    return lay_out_number(t, f, number);
}

Owned float_format(Thread& t, Value v, Value spec) {
    if (!as_str(spec)->length) return str(t, v);
    const char* name = type_name(t, v);
    FormatSpec f = TRY(parse_format_spec(t, as_str(spec), name));
    return format_double_value(t, float_value(v), f, name);
}

Owned complex_format(Thread& t, Value v, Value spec) {
    if (!as_str(spec)->length) return str(t, v);
    const char* name = type_name(t, v);
    FormatSpec f = TRY(parse_format_spec(t, as_str(spec), name));
    if (!is_float_code(f.type) || f.type == '%') return unknown_format_code(t, f.type, name);
    if (f.align == '=')
        return raise_value_error(t, "'=' alignment flag is not allowed in complex format specifier");
    if (f.fill == '0') return raise_value_error(t, "Zero padding is not allowed in complex format specifier");
    FormatSpec part = f;
    part.width = -1;
    bool parens = !f.type;
    Complex* c = v.as<Complex>();
    bool skip_real = parens && c->real == 0 && !std::signbit(c->real);
    auto piece = [&](double d, char sign) -> Result<std::string> {
        FormatSpec own = part;
        own.sign = sign;
        std::string written = parens && f.precision < 0 ? repr_double(d, f.alternate ? kFloatAlternate : 0u)
                              : parens               ? format_double(d, 'g', static_cast<int>(f.precision), 0)
                                                     : float_digits(d, own);
        return to_utf8(TRY(lay_out_number(t, own, signed_number(written, f))));
    };
    std::string text;
    if (!skip_real) text = TRY(piece(c->real, f.sign));
    text += TRY(piece(c->imag, skip_real ? f.sign : '+'));
    text += 'j';
    if (parens && !skip_real) text = "(" + text + ")";
    Owned whole = TRY(make_str(t, text));
    return pad_text(t, as_str(whole), as_str(whole)->length, f, '>');
}

}  // namespace minipy
