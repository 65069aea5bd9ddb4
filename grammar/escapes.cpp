// Backslashes in strings and bytes.
#include "grammar/strings.h"

namespace minipy {

void append_utf8(std::string& out, uint32_t c) {
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xC0 | c >> 6);
        out += static_cast<char>(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        out += static_cast<char>(0xE0 | c >> 12);
        out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
        out += static_cast<char>(0x80 | (c & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | c >> 18);
        out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
        out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
        out += static_cast<char>(0x80 | (c & 0x3F));
    }
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// The character that a simple escape stands for, or -1.
static int simple_escape(char c) {
    switch (c) {
        case '\\':
            return '\\';
        case '\'':
            return '\'';
        case '"':
            return '"';
        case 'a':
            return '\a';
        case 'b':
            return '\b';
        case 'f':
            return '\f';
        case 'n':
            return '\n';
        case 'r':
            return '\r';
        case 't':
            return '\t';
        case 'v':
            return '\v';
        default:
            return -1;
    }
}

static uint32_t read_octal(std::string_view text, size_t& at) {
    uint32_t value = 0;
    for (int i = 0; i < 3 && at < text.size() && text[at] >= '0' && text[at] <= '7'; i++) {
        value = value * 8 + (text[at++] - '0');
    }
    return value;
}

void StringReader::warn_escape(const char* what, std::string_view escape) {
    if (warned_) return;  // one warning for each piece of text
    warned_ = true;
    SyntaxWarningInfo warning;
    warning.category = SyntaxWarningInfo::Category::DeprecationWarning;
    warning.message = std::string("invalid ") + what + " sequence '\\" + std::string(escape) + "'";
    warning.span = {token_->line, token_->col, token_->end_line, token_->end_col};
    state_.warnings.push_back(warning);
}

// CPython decodes a text in which each character beyond ASCII has become ten ASCII ones, and reports positions
// there.
static size_t reported_position(std::string_view text, size_t at) {
    size_t position = 0;
    for (size_t i = 0; i < at; i++) {
        auto c = static_cast<unsigned char>(text[i]);
        if (c < 0x80)
            position++;
        else if ((c & 0xC0) != 0x80)
            position += 10;
    }
    return position;
}

bool StringReader::escape_error(size_t start, size_t end, const char* reason) {
    std::string where = start + 1 >= end
                            ? " in position " + std::to_string(start)
                            : "s in position " + std::to_string(start) + "-" + std::to_string(end - 1);
    if (start + 1 >= end) {
        return fail("(unicode error) 'unicodeescape' codec can't decode byte 0x5c" + where + ": " + reason);
    }
    return fail("(unicode error) 'unicodeescape' codec can't decode byte" + where + ": " + reason);
}

bool StringReader::decode(std::string_view text, std::string& out) {
    warned_ = false;
    for (size_t at = 0; at < text.size();) {
        size_t backslash = text.find('\\', at);
        if (backslash == std::string_view::npos) backslash = text.size();
        out += text.substr(at, backslash - at);
        at = backslash + 1;
        if (backslash >= text.size()) break;
        auto wrong = [&](size_t end, const char* reason) {
            return escape_error(reported_position(text, backslash), reported_position(text, end), reason);
        };
        if (at >= text.size()) {  // before a field: `f'\{x}'`
            out += '\\';
            break;
        }
        char c = text[at++];
        if (int simple = simple_escape(c); simple >= 0) {
            out += static_cast<char>(simple);
        } else if (c == '\n') {
        } else if (c >= '0' && c <= '7') {
            at--;
            uint32_t value = read_octal(text, at);
            if (value > 0377) warn_escape("octal escape", text.substr(at - 3, 3));
            append_utf8(out, value);
        } else if (c == 'x' || c == 'u' || c == 'U') {
            int digits = c == 'x' ? 2 : c == 'u' ? 4 : 8;
            uint32_t value = 0;
            for (int i = 0; i < digits; i++, at++) {
                int digit = at < text.size() ? hex_digit(text[at]) : -1;
                if (digit < 0) {
                    return wrong(at, c == 'x'   ? "truncated \\xXX escape"
                                     : c == 'u' ? "truncated \\uXXXX escape"
                                                : "truncated \\UXXXXXXXX escape");
                }
                value = value * 16 + digit;
            }
            if (value > 0x10FFFF) return wrong(at, "illegal Unicode character");
            append_utf8(out, value);
        } else if (c == 'N') {
            size_t close = at < text.size() && text[at] == '{' ? text.find('}', at) : std::string_view::npos;
            if (close == std::string_view::npos || close == at + 1) {
                size_t end =
                    at < text.size() && text[at] == '{' ? (close == at + 1 ? at + 1 : text.size()) : at;
                return wrong(end, "malformed \\N character escape");
            }
            std::string_view name = text.substr(at + 1, close - at - 1);
            at = close + 1;
            uint32_t value = 0;
            if (!state_.options.name_lookup ||
                !state_.options.name_lookup(state_.options.name_lookup_context, name, value)) {
                return wrong(at, "unknown Unicode character name");
            }
            append_utf8(out, value);
        } else {
            if (static_cast<unsigned char>(c) < 0x80) warn_escape("escape", {&c, 1});
            out += '\\';
            at--;
            if (static_cast<unsigned char>(c) < 0x80) {
                out += c;
                at++;
            }
        }
    }
    return true;
}

bool StringReader::decode_bytes(std::string_view text, std::string& out) {
    for (size_t at = 0; at < text.size();) {
        char c = text[at++];
        if (c != '\\') {
            out += c;
            continue;
        }
        size_t backslash = at - 1;
        c = text[at++];
        if (int simple = simple_escape(c); simple >= 0) {
            out += static_cast<char>(simple);
        } else if (c == '\n') {
        } else if (c >= '0' && c <= '7') {
            at--;
            uint32_t value = read_octal(text, at);
            if (value > 0377) warn_escape("octal escape", text.substr(at - 3, 3));
            out += static_cast<char>(value);
        } else if (c == 'x') {
            int high = at < text.size() ? hex_digit(text[at]) : -1;
            int low = at + 1 < text.size() ? hex_digit(text[at + 1]) : -1;
            if (high < 0 || low < 0) {
                return fail("(value error) invalid \\x escape at position " + std::to_string(backslash));
            }
            out += static_cast<char>(high * 16 + low);
            at += 2;
        } else {
            warn_escape("escape", {&c, 1});
            out += '\\';
            out += c;
        }
    }
    return true;
}

}  // namespace minipy
