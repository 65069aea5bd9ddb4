#include "support/unicode.h"

#include <utf8proc.h>

#include <algorithm>
#include <iterator>

namespace minipy::unicode {
namespace {

struct PropertyRun {  // up to the next one's first character
    uint32_t first;
    uint16_t properties;
};
struct NumericRun {
    uint32_t first;
    uint16_t count;
    int64_t numerator;
    uint16_t denominator, step;
};
struct FullMapping {
    uint32_t point, to[3];
};

#include "support/unicode_tables.inc"

template <size_t N>
const FullMapping* find_full(const FullMapping (&table)[N], uint32_t c) {
    auto* row = std::ranges::lower_bound(table, c, {}, &FullMapping::point);
    return row != std::end(table) && row->point == c ? row : nullptr;
}

template <size_t N>
int map_case(const FullMapping (&table)[N], utf8proc_int32_t (*simple)(utf8proc_int32_t), uint32_t c,
             uint32_t out[3]) {
    if (c >= 0x80) {
        if (const FullMapping* row = find_full(table, c)) {
            std::copy(row->to, row->to + 3, out);
            return row->to[2] ? 3 : 2;
        }
    }
    out[0] = static_cast<uint32_t>(simple(static_cast<utf8proc_int32_t>(c)));
    return 1;
}

const NumericRun* find_numeric(uint32_t c) {
    auto* after = std::ranges::upper_bound(kNumericRuns, c, {}, &NumericRun::first);
    if (after == std::begin(kNumericRuns)) return nullptr;
    const NumericRun* run = after - 1;
    return c < run->first + run->count ? run : nullptr;
}

int small_number(uint32_t c, Property needed) {
    if (c < 0x80) return c >= '0' && c <= '9' ? static_cast<int>(c - '0') : -1;
    if (!has(c, needed)) return -1;
    const NumericRun* run = find_numeric(c);
    return run ? static_cast<int>(run->numerator + (c - run->first) * run->step) : -1;
}

// A 'Σ' ends its word when a cased character stands before it and none after it, case-ignorable ones aside.
bool is_final_sigma(std::u32string_view text, size_t at) {
    size_t before = at;
    while (before > 0 && has(text[before - 1], kCaseIgnorable)) --before;
    if (before == 0 || !is_cased(text[before - 1])) return false;
    size_t after = at + 1;
    while (after < text.size() && has(text[after], kCaseIgnorable)) ++after;
    return after == text.size() || !is_cased(text[after]);
}

void append_lower(std::u32string& out, std::u32string_view text, size_t i) {
    uint32_t buffer[3];
    if (text[i] == 0x3a3) {
        out.push_back(is_final_sigma(text, i) ? 0x3c2 : 0x3c3);
        return;
    }
    int count = lower(text[i], buffer);
    out.append(buffer, buffer + count);
}

}  // namespace

uint16_t properties(uint32_t point) {
    auto* after = std::ranges::upper_bound(kPropertyRuns, point, {}, &PropertyRun::first);
    return (after - 1)->properties;
}

int decimal_value(uint32_t c) { return small_number(c, kDecimal); }
int digit_value(uint32_t c) { return small_number(c, kDigit); }

bool numeric_value(uint32_t c, double* out) {
    const NumericRun* run = find_numeric(c);
    if (!run) return false;
    int64_t numerator = run->numerator + static_cast<int64_t>(c - run->first) * run->step;
    *out = static_cast<double>(numerator) / run->denominator;
    return true;
}

// ---- case -------------------------------------------------------------------

int upper(uint32_t c, uint32_t out[3]) { return map_case(kFullUpper, utf8proc_toupper, c, out); }
int lower(uint32_t c, uint32_t out[3]) { return map_case(kFullLower, utf8proc_tolower, c, out); }
int title(uint32_t c, uint32_t out[3]) { return map_case(kFullTitle, utf8proc_totitle, c, out); }

int fold(uint32_t c, uint32_t out[4]) {
    utf8proc_int32_t buffer[4];
    int boundary = 0;
    auto count =
        utf8proc_decompose_char(static_cast<utf8proc_int32_t>(c), buffer, 4, UTF8PROC_CASEFOLD, &boundary);
    if (count < 1 || count > 4) {
        out[0] = c;
        return 1;
    }
    std::copy(buffer, buffer + count, out);
    return static_cast<int>(count);
}

std::u32string to_upper(std::u32string_view text) {
    std::u32string out;
    uint32_t buffer[3];
    for (uint32_t c : text) out.append(buffer, buffer + upper(c, buffer));
    return out;
}

std::u32string to_lower(std::u32string_view text) {
    std::u32string out;
    for (size_t i = 0; i < text.size(); ++i) append_lower(out, text, i);
    return out;
}

std::u32string to_title(std::u32string_view text) {
    std::u32string out;
    uint32_t buffer[3];
    bool inside = false;  // a cased character stood before
    for (size_t i = 0; i < text.size(); ++i) {
        if (inside) {
            append_lower(out, text, i);
        } else {
            out.append(buffer, buffer + title(text[i], buffer));
        }
        inside = is_cased(text[i]);
    }
    return out;
}

std::u32string capitalize(std::u32string_view text) {
    std::u32string out;
    if (text.empty()) return out;
    uint32_t buffer[3];
    out.append(buffer, buffer + title(text[0], buffer));
    for (size_t i = 1; i < text.size(); ++i) append_lower(out, text, i);
    return out;
}

std::u32string swap_case(std::u32string_view text) {
    std::u32string out;
    uint32_t buffer[3];
    for (size_t i = 0; i < text.size(); ++i) {
        uint16_t p = properties(text[i]);
        if (p & kUpper) {
            append_lower(out, text, i);
        } else if (p & kLower) {
            out.append(buffer, buffer + upper(text[i], buffer));
        } else {
            out.push_back(text[i]);
        }
    }
    return out;
}

std::u32string fold_case(std::u32string_view text) {
    std::u32string out;
    uint32_t buffer[4];
    for (uint32_t c : text) out.append(buffer, buffer + fold(c, buffer));
    return out;
}

// ---- normal forms -----------------------------------------------------------

std::u32string normalize(std::u32string_view text, Form form) {
    bool compose = form == Form::NFC || form == Form::NFKC;
    bool compatible = form == Form::NFKC || form == Form::NFKD;
    auto option = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE |
                                                 (compatible ? UTF8PROC_COMPAT : 0));
    std::u32string parts;
    for (uint32_t c : text) {
        utf8proc_int32_t buffer[32];
        int boundary = 0;
        auto count = utf8proc_decompose_char(static_cast<utf8proc_int32_t>(c), buffer, 32, option, &boundary);
        if (count < 1 || count > 32) {
            parts.push_back(c);
        } else {
            parts.append(buffer, buffer + count);
        }
    }
    // Marks behind a base character go in the order of their classes.
    for (size_t i = 0; i < parts.size();) {
        if (combining_class(parts[i]) == 0) {
            ++i;
            continue;
        }
        size_t end = i;
        while (end < parts.size() && combining_class(parts[end])) ++end;
        std::stable_sort(parts.begin() + static_cast<ptrdiff_t>(i),
                         parts.begin() + static_cast<ptrdiff_t>(end),
                         [](uint32_t a, uint32_t b) { return combining_class(a) < combining_class(b); });
        i = end;
    }
    if (compose && !parts.empty()) {
        auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
        auto length = utf8proc_normalize_utf32(reinterpret_cast<utf8proc_int32_t*>(parts.data()),
                                               static_cast<utf8proc_ssize_t>(parts.size()), options);
        if (length >= 0) parts.resize(static_cast<size_t>(length));
    }
    return parts;
}

// ---- the rest ---------------------------------------------------------------

const char* category(uint32_t c) {
    if (c >= 0xd800 && c <= 0xdfff) return "Cs";
    return utf8proc_category_string(static_cast<utf8proc_int32_t>(c));
}

int combining_class(uint32_t c) {
    return c < 0x300 ? 0 : utf8proc_get_property(static_cast<utf8proc_int32_t>(c))->combining_class;
}

int columns(uint32_t c) { return utf8proc_charwidth(static_cast<utf8proc_int32_t>(c)); }

std::string number_text(std::u32string_view text) {
    std::string out;
    out.reserve(text.size());
    for (uint32_t c : text) {
        int digit = -1;
        if (is_space(c)) {
            out.push_back(' ');
        } else if (c < 0x80) {
            out.push_back(static_cast<char>(c));
        } else if ((digit = decimal_value(c)) >= 0) {
            out.push_back(static_cast<char>('0' + digit));
        } else {
            out.push_back('?');
        }
    }
    return out;
}

}  // namespace minipy::unicode
