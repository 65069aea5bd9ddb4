// Number literals: digits for an integer of any size, a double for the rest.
#include <charconv>
#include <cstdlib>
#include <string>

#include "grammar/builder.h"
#include "grammar/errors.h"

namespace minipy {

using namespace ast;

static constexpr size_t kMaxDecimalDigits = 4300;

static double to_double(std::string_view digits) {
    double value = 0;
    auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    // Beyond the range of a double: strtod knows whether that is infinity or zero.
    if (result.ec == std::errc::result_out_of_range)
        value = std::strtod(std::string(digits).c_str(), nullptr);
    return value;
}

expr* Builder::number(Range range) {
    Constant* made = node<Constant>(range);
    made->depth = 1;
    std::string_view text = stream_.spelling(stream_.tokens[range.first]);
    if (text.find('_') != std::string_view::npos) {
        std::string digits;
        for (char c : text) {
            if (c != '_') digits += c;
        }
        text = state_.arena.copy(digits);
    }
    ConstantValue& value = made->value;
    char letter = text.size() > 1 && text[0] == '0' ? static_cast<char>(text[1] | 0x20) : '\0';
    if (letter == 'x' || letter == 'o' || letter == 'b') {
        value.kind = ConstantValue::Kind::Int;
        value.base = letter == 'x' ? 16 : letter == 'o' ? 8 : 2;
        value.text = text.substr(2);
        return made;
    }
    if ((text.back() | 0x20) == 'j') {
        value.kind = ConstantValue::Kind::Imaginary;
        value.number = to_double(text.substr(0, text.size() - 1));
        return made;
    }
    if (text.find_first_of(".eE") != std::string_view::npos) {
        value.kind = ConstantValue::Kind::Float;
        value.number = to_double(text);
        return made;
    }
    value.kind = ConstantValue::Kind::Int;
    value.text = text;
    if (text.size() > kMaxDecimalDigits) {
        has_error = true;
        error = error_at(
            stream_, made->span,
            "Exceeds the limit (4300 digits) for integer string conversion: value has " +
                std::to_string(text.size()) +
                " digits; use sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal "
                "for huge integer literals to avoid decimal conversion limits.");
        error.offset = error.end_offset = 0;  // the line, no column
        return nullptr;
    }
    return made;
}

}  // namespace minipy
