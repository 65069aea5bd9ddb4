// The module `unicodedata`: what Unicode says of characters.
#include "native/module.h"
#include "support/unicode.h"
#include "support/unicode_names.h"

namespace minipy {

namespace {

Result<uint32_t> character(Thread& t, const char* function, Value v) {
    if (!is_str(v)) return raise_type_error(t, "%s() argument must be a unicode character, not %.50s", function, type_name(t, v));
    if (as_str(v)->length != 1) return raise_type_error(t, "%s() argument must be a unicode character, not str", function);
    return as_str(v)->at(0);
}
Owned fallback_or(Thread& t, Value fallback, const char* message) {
    if (!fallback.is_unbound()) return Owned::share(fallback);
    return raise_value_error(t, "%s", message);
}

Owned data_name(Thread& t, const Value* args) {
    std::string name = unicode::name_of_character(TRY(character(t, "name", args[0])));
    return name.empty() ? fallback_or(t, args[1], "no such name") : make_str(t, name);
}
Owned data_lookup(Thread& t, const Value* args) {
    std::string name = TRY(str_utf8(t, args[0]));
    uint32_t point;
    if (unicode::character_of_name(name, point)) return make_char(t, point);
    return raise_with(t, exc(t).KeyError, TRY(make_str(t, "undefined character name '" + name + "'")));
}
Owned data_category(Thread& t, const Value* args) { return make_str(t, unicode::category(TRY(character(t, "category", args[0])))); }
Owned data_bidirectional(Thread& t, const Value* args) {
    return make_str(t, unicode::bidirectional(TRY(character(t, "bidirectional", args[0]))));
}
Owned data_combining(Thread& t, const Value* args) {
    return make_int(t, unicode::combining_class(TRY(character(t, "combining", args[0]))));
}
Owned data_mirrored(Thread& t, const Value* args) {
    return make_int(t, static_cast<int>(unicode::is_mirrored(TRY(character(t, "mirrored", args[0])))));
}
Owned data_east_asian_width(Thread& t, const Value* args) {
    return make_str(t, unicode::east_asian_width(TRY(character(t, "east_asian_width", args[0]))));
}
Owned data_decomposition(Thread& t, const Value* args) {
    return make_str(t, unicode::decomposition(TRY(character(t, "decomposition", args[0]))));
}
Owned data_decimal(Thread& t, const Value* args) {
    int n = unicode::decimal_value(TRY(character(t, "decimal", args[0])));
    return n < 0 ? fallback_or(t, args[1], "not a decimal") : make_int(t, n);
}
Owned data_digit(Thread& t, const Value* args) {
    int n = unicode::digit_value(TRY(character(t, "digit", args[0])));
    return n < 0 ? fallback_or(t, args[1], "not a digit") : make_int(t, n);
}
Owned data_numeric(Thread& t, const Value* args) {
    double value;
    if (unicode::numeric_value(TRY(character(t, "numeric", args[0])), &value)) return make_float(t, value);
    return fallback_or(t, args[1], "not a numeric character");
}
// The text in the normal form of that name.
Owned normal_form(Thread& t, const Value* args) {
    if (!is_str(args[0]) || !is_str(args[1])) return raise_type_error(t, "normalize() arguments must be str");
    static constexpr std::pair<const char*, unicode::Form> kForms[] = {
        {"NFC", unicode::Form::NFC}, {"NFD", unicode::Form::NFD}, {"NFKC", unicode::Form::NFKC}, {"NFKD", unicode::Form::NFKD}};
    if (as_str(args[1])->ascii) return Owned::share(args[1]);
    for (const auto& [name, form] : kForms) {
        if (!str_equals(args[0], name)) continue;
        std::u32string points;
        for (size_t i = 0; i < as_str(args[1])->length; ++i) points.push_back(as_str(args[1])->at(i));
        std::u32string made = unicode::normalize(points, form);
        if (made == points) return Owned::share(args[1]);
        return make_str_ucs4(t, reinterpret_cast<const uint32_t*>(made.data()), made.size());
    }
    return raise_value_error(t, "invalid normalization form");
}
Owned data_normalize(Thread& t, const Value* args) { return normal_form(t, args); }
Owned data_is_normalized(Thread& t, const Value* args) {
    Owned normal = TRY(normal_form(t, args));
    return Owned::from_bool(str_equals(as_str(normal), as_str(args[1])));
}

const FunctionSpec functions[] = {
    {"name(chr, default=..., /)", data_name, "Returns the name assigned to the character chr as a string."},
    {"lookup(name, /)", data_lookup, "Look up character by name."},
    {"category(chr, /)", data_category}, {"bidirectional(chr, /)", data_bidirectional}, {"combining(chr, /)", data_combining},
    {"mirrored(chr, /)", data_mirrored}, {"east_asian_width(chr, /)", data_east_asian_width}, {"decomposition(chr, /)", data_decomposition},
    {"decimal(chr, default=..., /)", data_decimal}, {"digit(chr, default=..., /)", data_digit},
    {"numeric(chr, default=..., /)", data_numeric},
    {"normalize(form, unistr, /)", data_normalize, "Return the normal form 'form' for the Unicode string unistr."},
    {"is_normalized(form, unistr, /)", data_is_normalized},
};
Status fill(Thread& t, Module* module) { return module_add_str(t, module, "unidata_version", "15.0.0"); }
MINIPY_MODULE(unicodedata, {.doc = "This module provides access to the Unicode Character Database.", .functions = functions, .exec = fill});

}  // namespace

}  // namespace minipy
