// UTF-8, read and written strictly, or as WTF-8 where lone surrogates are let through.
//
// What is ill-formed is cut as Python's decoder cuts it: the longest beginning of a character that could
// still have become right is one error. E2 82 41 is an error of two bytes ("invalid continuation byte") and
// an 'A'.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace minipy {

enum class Utf8Error : uint8_t { None, InvalidStart, InvalidContinuation, UnexpectedEnd };
// "invalid start byte", ...: the reason in a UnicodeDecodeError.
const char* utf8_error_text(Utf8Error);

enum class Surrogates : bool { Reject, Allow };

struct Utf8Char {
    uint32_t point;  // 0 with an error
    uint32_t size;   // bytes of the character, or of the ill-formed part: never 0
    Utf8Error error;
};
// The character at `p`; p < end.
Utf8Char utf8_next(const char* p, const char* end, Surrogates = Surrogates::Reject);

// How many bytes at the beginning are ASCII; a word at a time.
size_t ascii_prefix(std::string_view text);
inline bool is_ascii(std::string_view text) { return ascii_prefix(text) == text.size(); }

struct Utf8Info {
    size_t points = 0;       // in the well-formed beginning
    uint32_t max_point = 0;  // the largest of them
    size_t valid = 0;        // bytes of that beginning; text.size() when all is well
    size_t bad = 0;          // bytes of the ill-formed part behind it
    Utf8Error error = Utf8Error::None;
};
// Looks through the text up to its first error.
Utf8Info utf8_scan(std::string_view text, Surrogates = Surrogates::Reject);
// What a UnicodeDecodeError says about the first error: "'utf-8' codec can't decode byte 0xff in position 0: ..."; empty when
// there is none.
std::string utf8_complaint(std::string_view text);

// The code points of a text that utf8_scan found well-formed, in units that hold its largest one.
template <class Unit>
void utf8_decode(std::string_view text, Unit* out) {
    const auto* p = reinterpret_cast<const uint8_t*>(text.data());
    const uint8_t* end = p + text.size();
    while (p < end) {
        uint32_t lead = *p;
        if (lead < 0x80) {
            *out++ = static_cast<Unit>(lead);
            p += 1;
        } else if (lead < 0xe0) {
            *out++ = static_cast<Unit>((lead & 0x1f) << 6 | (p[1] & 0x3f));
            p += 2;
        } else if (lead < 0xf0) {
            *out++ = static_cast<Unit>((lead & 0x0f) << 12 | (p[1] & 0x3f) << 6 | (p[2] & 0x3f));
            p += 3;
        } else {
            *out++ = static_cast<Unit>((lead & 0x07) << 18 | (p[1] & 0x3f) << 12 | (p[2] & 0x3f) << 6 |
                                       (p[3] & 0x3f));
            p += 4;
        }
    }
}

constexpr bool is_surrogate(uint32_t point) { return (point & 0xfffff800) == 0xd800; }
constexpr int utf8_size(uint32_t point) {
    return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}
// Writes utf8_size(point) bytes, a surrogate as WTF-8; gives their number.
int utf8_encode(uint32_t point, char* out);
void utf8_append(std::string& out, uint32_t point);

// The handler "surrogateescape", as for file names: a byte that is not UTF-8 becomes U+DC00 + byte, and back.
std::u32string decode_surrogateescape(std::string_view bytes);
// False when a surrogate stands there that is no escaped byte.
bool encode_surrogateescape(std::u32string_view points, std::string& out);

}  // namespace minipy
