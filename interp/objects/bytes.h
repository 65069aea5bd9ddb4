// bytes and bytearray. Buffers of other objects are read through objects/buffer.h.
#pragma once

#include <string_view>

#include "objects/protocol.h"

namespace minipy {

struct Bytes : Object {
    int64_t hash;  // -1: not computed yet
    size_t length;
    char* data() { return reinterpret_cast<char*>(this + 1); }
    std::string_view view() { return {data(), length}; }
};

struct ByteArray : Object {
    char* data = nullptr;
    size_t length = 0;
    size_t capacity = 0;
    int exports = 0;  // memoryviews on it: it must not be resized
    std::string_view view() { return {data, length}; }
};

Owned make_bytes(Thread&, std::string_view);
Bytes* new_bytes(Thread&, size_t length);  // uninitialised
Owned make_bytearray(Thread&, std::string_view);
// format % args, for either; gives the format's kind.
Owned bytes_percent(Thread&, Value format, Value args);
inline bool is_bytes(Value v) { return is_kind(v, Kind::Bytes); }

}  // namespace minipy
