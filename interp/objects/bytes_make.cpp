// Making bytes and bytearray objects, and their repr.
#include <cstring>

#include "objects/bytes_methods.h"
#include "support/hash.h"

namespace minipy {

Bytes* new_bytes(Thread& t, size_t length) {
    Bytes* b = make_sized<Bytes>(t, types(t).bytes, length + 1);
    if (!b) {
        (void)raise_memory_error(t);
        return nullptr;
    }
    b->hash = -1;
    b->length = length;
    b->data()[length] = 0;
    return b;
}
Owned make_bytes(Thread& t, std::string_view view) {
    if (view.empty() && t.interp->empty_bytes.is_valid()) return Owned::share(t.interp->empty_bytes);
    Bytes* b = new_bytes(t, view.size());
    if (!b) return Raised{};
    if (!view.empty()) std::memcpy(b->data(), view.data(), view.size());
    return Owned::adopt(b);
}

Status bytearray_resize(Thread& t, ByteArray* a, size_t length) {
    if (length == a->length) return {};
    if (a->exports) {
        return raise_error(t, exc(t).BufferError, "Existing exports of data: object cannot be re-sized");
    }
    if (length >= a->capacity) {  // one byte more than is used, as CPython has for a NUL
        size_t capacity = length + length / 8 + 16;
        auto* data = static_cast<char*>(heap_realloc(a->data, capacity));
        if (!data) return raise_memory_error(t);
        a->data = data;
        a->capacity = capacity;
    }
    a->length = length;
    return {};
}
Owned make_bytearray(Thread& t, std::string_view view) {
    ByteArray* a = make<ByteArray>(t, types(t).bytearray);
    if (!a) return raise_memory_error(t);
    Owned result = Owned::adopt(a);
    TRY(bytearray_resize(t, a, view.size()));
    if (!view.empty()) std::memcpy(a->data, view.data(), view.size());
    return result;
}

Owned make_like(Thread& t, Value model, std::string_view view) {
    return is_bytes(model) ? make_bytes(t, view) : make_bytearray(t, view);
}
std::string_view bytes_view(Value v) {
    return is_bytes(v) ? v.as<Bytes>()->view() : v.as<ByteArray>()->view();
}

std::string bytes_repr_text(std::string_view view) {
    bool double_quotes = view.find('\'') != view.npos && view.find('"') == view.npos;
    char quote = double_quotes ? '"' : '\'';
    std::string out = "b";
    out += quote;
    for (char signed_char : view) {
        auto c = static_cast<unsigned char>(signed_char);
        if (c == quote || c == '\\') {
            out += '\\';
            out += signed_char;
        } else if (c == '\n' || c == '\r' || c == '\t') {
            out += c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t";
        } else if (c < 32 || c >= 127) {
            char text[8];
            snprintf(text, sizeof text, "\\x%02x", c);
            out += text;
        } else {
            out += signed_char;
        }
    }
    return out + quote;
}

}  // namespace minipy
