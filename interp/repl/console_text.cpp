#include "repl/console_text.h"

#include <utf8proc.h>

#include <algorithm>

#include "support/unicode.h"
#include "support/utf8.h"

namespace minipy {

namespace {

Utf8Char point_at(std::string_view text, size_t at) {
    Utf8Char c = utf8_next(text.data() + at, text.data() + text.size(), Surrogates::Allow);
    if (c.error != Utf8Error::None) c.point = 0xfffd;
    return c;
}

bool is_control(uint32_t point) { return point < 32 || point == 127 || (point >= 128 && point < 160); }

}  // namespace

size_t next_character(std::string_view text, size_t at) {
    if (at >= text.size()) return text.size();
    Utf8Char c = point_at(text, at);
    size_t end = at + c.size;
    utf8proc_int32_t state = 0;
    while (end < text.size()) {
        unsigned char byte = static_cast<unsigned char>(text[end]);
        if (byte < 0x80 && c.point < 0x300) break;  // most often
        Utf8Char following = point_at(text, end);
        if (utf8proc_grapheme_break_stateful(static_cast<utf8proc_int32_t>(c.point),
                                             static_cast<utf8proc_int32_t>(following.point), &state))
            break;
        end += following.size;
        c = following;
    }
    return end;
}

size_t previous_character(std::string_view text, size_t at) {
    if (at == 0) return 0;
    if (text[at - 1] == '\n') return at - 1;
    size_t line = text.rfind('\n', at - 1);
    size_t p = line == std::string_view::npos ? 0 : line + 1;
    for (;;) {
        size_t next = next_character(text, p);
        if (next >= at) return p;
        p = next;
    }
}

int character_columns(std::string_view character) {
    int columns = 0;
    for (size_t at = 0; at < character.size();) {
        Utf8Char c = point_at(character, at);
        if (is_control(c.point)) return 2;
        columns += std::max(0, unicode::columns(c.point));
        at += c.size;
    }
    return std::min(columns, 2);
}

std::string shown_character(std::string_view character) {
    uint32_t point = point_at(character, 0).point;
    if (!is_control(point)) return std::string(character);
    return {'^', static_cast<char>(point == 127 ? '?' : (point & 31) + '@')};
}

int text_columns(std::string_view text) {
    int columns = 0;
    for (size_t at = 0; at < text.size();) {
        size_t end = next_character(text, at);
        columns += character_columns(text.substr(at, end - at));
        at = end;
    }
    return columns;
}

size_t escape_length(std::string_view text) {
    if (text.size() < 2 || text[0] != '\x1b') return 0;
    if (text[1] == '[') {
        size_t end = 2;
        while (end < text.size() && !(text[end] >= '@' && text[end] <= '~')) ++end;
        return std::min(end + 1, text.size());
    }
    if (text[1] == ']') {  // up to BEL or ESC backslash
        size_t bell = text.find('\a'), string_end = text.find("\x1b\\", 2);
        if (bell == std::string_view::npos && string_end == std::string_view::npos) return text.size();
        return bell < string_end ? bell + 1 : string_end + 2;
    }
    return 2;
}

int prompt_columns(std::string_view text) {
    int columns = 0;
    for (size_t at = 0; at < text.size();) {
        if (size_t escape = escape_length(text.substr(at))) {
            at += escape;
            continue;
        }
        if (text[at] == '\001' || text[at] == '\002') {  // readline's marks around such sequences
            ++at;
            continue;
        }
        size_t end = next_character(text, at);
        columns += character_columns(text.substr(at, end - at));
        at = end;
    }
    return columns;
}

bool is_word_at(std::string_view text, size_t at) {
    if (at >= text.size()) return false;
    uint32_t c = point_at(text, at).point;
    if (c < 0x80) return unicode::is_alnum(c) || c == '_';
    return !unicode::is_space(c);
}

}  // namespace minipy
