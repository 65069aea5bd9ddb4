#include "support/utf8.h"

#include <cstdio>

#include <bit>
#include <cstring>

namespace minipy {

const char* utf8_error_text(Utf8Error error) {
    switch (error) {
        case Utf8Error::InvalidStart:
            return "invalid start byte";
        case Utf8Error::InvalidContinuation:
            return "invalid continuation byte";
        case Utf8Error::UnexpectedEnd:
            return "unexpected end of data";
        case Utf8Error::None:
            break;
    }
    return "";
}

size_t ascii_prefix(std::string_view text) {
    constexpr uint64_t kHighBits = 0x8080808080808080u;
    size_t i = 0;
    for (; i + 32 <= text.size(); i += 32) {
        uint64_t words[4];
        std::memcpy(words, text.data() + i, 32);
        if ((words[0] | words[1] | words[2] | words[3]) & kHighBits) break;
    }
    for (; i + 8 <= text.size(); i += 8) {
        uint64_t word;
        std::memcpy(&word, text.data() + i, 8);
        if (uint64_t high = word & kHighBits) return i + static_cast<size_t>(std::countr_zero(high)) / 8;
    }
    while (i < text.size() && static_cast<uint8_t>(text[i]) < 0x80) ++i;
    return i;
}

Utf8Char utf8_next(const char* start, const char* end, Surrogates surrogates) {
    const auto* p = reinterpret_cast<const uint8_t*>(start);
    size_t available = static_cast<size_t>(end - start);
    uint32_t lead = p[0];
    if (lead < 0x80) return {lead, 1, Utf8Error::None};
    if (lead < 0xc2 || lead > 0xf4) return {0, 1, Utf8Error::InvalidStart};

    uint32_t size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    // The first continuation byte also excludes overlong forms, surrogates and what lies past U+10FFFF.
    uint8_t low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    uint8_t high = lead == 0xed && surrogates == Surrogates::Reject ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    uint32_t point = lead & (0x7f >> size);
    for (uint32_t i = 1; i < size; ++i) {
        if (i == available) return {0, i, Utf8Error::UnexpectedEnd};
        if (p[i] < low || p[i] > high) return {0, i, Utf8Error::InvalidContinuation};
        point = point << 6 | (p[i] & 0x3f);
        low = 0x80;
        high = 0xbf;
    }
    return {point, size, Utf8Error::None};
}

Utf8Info utf8_scan(std::string_view text, Surrogates surrogates) {
    Utf8Info info;
    const char* begin = text.data();
    const char* end = begin + text.size();
    const char* p = begin;
    while (p < end) {
        if (static_cast<uint8_t>(*p) < 0x80) {
            size_t run = ascii_prefix({p, static_cast<size_t>(end - p)});
            p += run;
            info.points += run;
            if (info.max_point < 0x7f) info.max_point = 0x7f;
            continue;
        }
        Utf8Char c = utf8_next(p, end, surrogates);
        if (c.error != Utf8Error::None) {
            info.error = c.error;
            info.bad = c.size;
            break;
        }
        if (c.point > info.max_point) info.max_point = c.point;
        ++info.points;
        p += c.size;
    }
    info.valid = static_cast<size_t>(p - begin);
    return info;
}

int utf8_encode(uint32_t point, char* out) {
    auto tail = [](uint32_t bits) { return static_cast<char>(0x80 | (bits & 0x3f)); };
    if (point < 0x80) {
        out[0] = static_cast<char>(point);
        return 1;
    }
    if (point < 0x800) {
        out[0] = static_cast<char>(0xc0 | point >> 6);
        out[1] = tail(point);
        return 2;
    }
    if (point < 0x10000) {
        out[0] = static_cast<char>(0xe0 | point >> 12);
        out[1] = tail(point >> 6);
        out[2] = tail(point);
        return 3;
    }
    out[0] = static_cast<char>(0xf0 | point >> 18);
    out[1] = tail(point >> 12);
    out[2] = tail(point >> 6);
    out[3] = tail(point);
    return 4;
}

void utf8_append(std::string& out, uint32_t point) {
    char buffer[4];
    out.append(buffer, static_cast<size_t>(utf8_encode(point, buffer)));
}

std::u32string decode_surrogateescape(std::string_view bytes) {
    std::u32string out;
    out.reserve(bytes.size());
    const char* end = bytes.data() + bytes.size();
    for (const char* p = bytes.data(); p < end;) {
        Utf8Char c = utf8_next(p, end);
        if (c.error == Utf8Error::None) {
            out.push_back(c.point);
        } else {
            for (uint32_t i = 0; i < c.size; ++i) out.push_back(0xdc00 + static_cast<uint8_t>(p[i]));
        }
        p += c.size;
    }
    return out;
}

bool encode_surrogateescape(std::u32string_view points, std::string& out) {
    for (uint32_t point : points) {
        if (point >= 0xdc80 && point <= 0xdcff) {
            out.push_back(static_cast<char>(point - 0xdc00));
        } else if (is_surrogate(point)) {
            return false;
        } else {
            utf8_append(out, point);
        }
    }
    return true;
}

std::string utf8_complaint(std::string_view text) {
    Utf8Info info = utf8_scan(text);
    if (info.error == Utf8Error::None) return "";
    char out[96];
    if (info.bad == 1) {
        snprintf(out, sizeof out, "'utf-8' codec can't decode byte 0x%02x in position %zu: ",
                 static_cast<unsigned>(static_cast<uint8_t>(text[info.valid])), info.valid);
    } else {
        snprintf(out, sizeof out, "'utf-8' codec can't decode bytes in position %zu-%zu: ", info.valid,
                 info.valid + info.bad - 1);
    }
    return std::string(out) + utf8_error_text(info.error);
}

}  // namespace minipy
