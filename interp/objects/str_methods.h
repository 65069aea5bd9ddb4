// What the files of str share.
#pragma once

#include "native/module.h"
#include "objects/str.h"
#include "objects/str_units.h"
#include "support/utf8.h"

namespace minipy {

// The first or last place of needle in s[begin, end); -1: none.
int64_t str_find(Str* s, Str* needle, size_t begin, size_t end);
int64_t str_rfind(Str* s, Str* needle, size_t begin, size_t end);
size_t str_count(Str* s, Str* needle, size_t begin, size_t end);

// UTF-8 that utf8_scan() found whole.
Owned make_str_scanned(Thread&, std::string_view utf8, const Utf8Info& info);

// str_split.cpp
Owned str_split_method(Thread&, const Value* args);
Owned str_rsplit_method(Thread&, const Value* args);
Owned str_splitlines_method(Thread&, const Value* args);
Owned str_partition_method(Thread&, const Value* args);
Owned str_rpartition_method(Thread&, const Value* args);
Owned str_replace_method(Thread&, const Value* args);
Owned str_strip_method(Thread&, const Value* args);
Owned str_lstrip_method(Thread&, const Value* args);
Owned str_rstrip_method(Thread&, const Value* args);
Owned str_translate_method(Thread&, const Value* args);
Owned str_maketrans_method(Thread&, const Value* args);

// str_case.cpp
extern const FunctionSpec str_case_methods[];
extern const size_t str_case_method_count;

inline std::u32string str_points(Str* s) {
    std::u32string out(s->length, 0);
    for (size_t i = 0; i < s->length; ++i) out[i] = static_cast<char32_t>(s->at(i));
    return out;
}
inline Owned str_from_points(Thread& t, const std::u32string& points) {
    return make_str_ucs4(t, reinterpret_cast<const uint32_t*>(points.data()), points.size());
}

// The types' own encode and decode: str.encode(encoding, errors), bytes.decode(...). Unbound: the defaults.
Owned encode_text(Thread&, Value str, Value encoding, Value errors);
Owned decode_bytes(Thread&, Value source, Value encoding, Value errors, const char* function = "decode");

Owned str_repr(Thread&, Value);

}  // namespace minipy
