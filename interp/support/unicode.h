// What Unicode says of characters, in Python's terms: str.isalpha and its kin, upper and lower case with the
// mappings that make one character into several ('ß' -> 'SS'), normal forms. Case mapping, folding and
// decomposition come from utf8proc; the properties that Python defines in its own way from a table
// (unicode_tables.inc).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace minipy::unicode {

enum Property : uint16_t {
    kAlpha = 1,       // str.isalpha
    kDecimal = 2,     // str.isdecimal
    kDigit = 4,       // str.isdigit
    kNumeric = 8,     // str.isnumeric
    kSpace = 16,      // str.isspace, str.split
    kPrintable = 32,  // str.isprintable, repr
    kLower = 64,
    kUpper = 128,
    kTitle = 256,
    kCased = 512,
    kCaseIgnorable = 1024,
    kIdentifierStart = 2048,
    kIdentifierPart = 4096,
};

// All properties of a character at once.
uint16_t properties(uint32_t point);
inline bool has(uint32_t point, uint16_t any_of) { return properties(point) & any_of; }

inline bool is_alpha(uint32_t c) { return has(c, kAlpha); }
inline bool is_decimal(uint32_t c) { return has(c, kDecimal); }
inline bool is_digit(uint32_t c) { return has(c, kDigit); }
inline bool is_numeric(uint32_t c) { return has(c, kNumeric); }
inline bool is_alnum(uint32_t c) { return has(c, kAlpha | kDecimal | kDigit | kNumeric); }
inline bool is_space(uint32_t c) {
    return c < 128 ? c == ' ' || (c >= 9 && c <= 13) || (c >= 28 && c <= 31) : has(c, kSpace);
}
inline bool is_printable(uint32_t c) { return c < 127 ? c >= 32 : has(c, kPrintable); }
inline bool is_lower(uint32_t c) { return has(c, kLower); }
inline bool is_upper(uint32_t c) { return has(c, kUpper); }
inline bool is_title(uint32_t c) { return has(c, kTitle); }
inline bool is_cased(uint32_t c) { return has(c, kCased); }
inline bool is_identifier_start(uint32_t c) { return has(c, kIdentifierStart); }
inline bool is_identifier_part(uint32_t c) { return has(c, kIdentifierPart); }
// Line breaks as str.splitlines sees them.
constexpr bool is_line_break(uint32_t c) {
    return (c >= 10 && c <= 13) || (c >= 28 && c <= 30) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

int decimal_value(uint32_t c);  // -1: no decimal digit
int digit_value(uint32_t c);    // -1: no digit
bool numeric_value(uint32_t c, double* out);

// A character's own mapping: writes 1 to 3 characters, gives their number. Without regard to its neighbours.
int upper(uint32_t c, uint32_t out[3]);
int lower(uint32_t c, uint32_t out[3]);
int title(uint32_t c, uint32_t out[3]);
int fold(uint32_t c, uint32_t out[4]);

// Whole texts, as the methods of str of these names.
std::u32string to_upper(std::u32string_view);
std::u32string to_lower(std::u32string_view);  // 'Σ' at the end of a word becomes 'ς'
std::u32string to_title(std::u32string_view);
std::u32string capitalize(std::u32string_view);
std::u32string swap_case(std::u32string_view);
std::u32string fold_case(std::u32string_view);

enum class Form : uint8_t { NFC, NFD, NFKC, NFKD };
std::u32string normalize(std::u32string_view, Form);

const char* category(uint32_t c);  // "Lu"
int combining_class(uint32_t c);
int columns(uint32_t c);  // on a terminal: 0, 1 or 2

// For int() and float(): decimal digits of any script become ASCII, blanks become ' ', what else is not ASCII
// '?'.
std::string number_text(std::u32string_view);

}  // namespace minipy::unicode
