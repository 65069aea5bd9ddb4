// Reading and writing the code points of strings of any width; for the files of str alone.
#pragma once

#include <cstring>

#include "objects/str.h"

namespace minipy {

// Calls body with the string's units as uint8_t*, uint16_t* or uint32_t*.
template <class Body>
auto with_units(Str* s, Body&& body) {
    if (s->width == 1) return body(reinterpret_cast<uint8_t*>(s->data()));
    if (s->width == 2) return body(reinterpret_cast<uint16_t*>(s->data()));
    return body(reinterpret_cast<uint32_t*>(s->data()));
}

inline uint32_t get_unit(const char* data, int width, size_t i) {
    if (width == 1) return reinterpret_cast<const uint8_t*>(data)[i];
    if (width == 2) return reinterpret_cast<const uint16_t*>(data)[i];
    return reinterpret_cast<const uint32_t*>(data)[i];
}
inline void put_unit(char* data, int width, size_t i, uint32_t point) {
    if (width == 1)
        reinterpret_cast<uint8_t*>(data)[i] = static_cast<uint8_t>(point);
    else if (width == 2)
        reinterpret_cast<uint16_t*>(data)[i] = static_cast<uint16_t>(point);
    else
        reinterpret_cast<uint32_t*>(data)[i] = point;
}
inline void put_point(Str* s, size_t i, uint32_t point) {
    put_unit(s->data(), static_cast<int>(s->width), i, point);
}

// A point that decides the same width and ascii flag as the string's largest one.
inline uint32_t max_bound(Str* s) {
    return s->ascii ? 0x7f : s->width == 1 ? 0xff : s->width == 2 ? 0xffff : 0x10ffff;
}
inline uint32_t max_bound(Str* s, size_t begin, size_t end) {
    if (s->ascii) return 0x7f;
    return with_units(s, [&](auto* units) {
        uint32_t all = 0;
        for (size_t i = begin; i < end; ++i) all |= units[i];
        return all;
    });
}

// dst[at...] = src[begin, end); dst is at least as wide.
inline void copy_units(Str* dst, size_t at, Str* src, size_t begin, size_t end) {
    if (dst->width == src->width) {
        std::memcpy(dst->data() + at * dst->width, src->data() + begin * src->width,
                    (end - begin) * src->width);
        return;
    }
    with_units(dst, [&](auto* to) {
        with_units(src, [&](auto* from) {
            for (size_t i = begin; i < end; ++i) to[at + i - begin] = static_cast<std::decay_t<decltype(*to)>>(from[i]);
        });
    });
}

}  // namespace minipy
