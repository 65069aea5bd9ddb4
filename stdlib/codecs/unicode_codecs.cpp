// utf_8, utf_16, utf_32, ascii, latin_1: stateless encoders and decoders. A decoder that is not given the last piece
// (final false) leaves an incomplete character at the end for the next call.
#include "codecs.h"

namespace minipy::codecs {

namespace {

Status check_text(Thread& t, Value v, const char* function) {
    if (is_str(v)) return {};
    return raise_type_error(t, "%s() argument 1 must be str, not %.50s", function, type_name(t, v));
}

// ---- those that str.encode and bytes.decode know themselves ----

Owned encode_by_name(Thread& t, const Value* args, const char* name, const char* function) {
    TRY(check_text(t, args[0], function));
    std::string errors = TRY(errors_argument(t, args[1]));
    Owned how = TRY(make_str(t, errors)), encoding = TRY(make_str(t, name));
    Owned bytes = TRY(call_method(t, args[0], names(t).encode, {encoding, how}));
    return pair(t, bytes, as_str(args[0])->length);
}
Owned decode_by_name(Thread& t, std::string_view bytes, const char* name, Value errors_value) {
    std::string errors = TRY(errors_argument(t, errors_value));
    Owned how = TRY(make_str(t, errors)), encoding = TRY(make_str(t, name)),
          object = TRY(make_bytes(t, bytes));
    Owned text = TRY(call_method(t, object, names(t).decode, {encoding, how}));
    return pair(t, text, bytes.size());
}
Owned utf_8_encode(Thread& t, const Value* args) { return encode_by_name(t, args, "utf-8", "utf_8_encode"); }
Owned ascii_encode(Thread& t, const Value* args) { return encode_by_name(t, args, "ascii", "ascii_encode"); }
Owned latin_1_encode(Thread& t, const Value* args) {
    return encode_by_name(t, args, "latin-1", "latin_1_encode");
}
Owned ascii_decode(Thread& t, const Value* args) {
    Buffer buffer(t);
    TRY(buffer.open(args[0]));
    return decode_by_name(t, buffer.view(), "ascii", args[1]);
}
Owned latin_1_decode(Thread& t, const Value* args) {
    Buffer buffer(t);
    TRY(buffer.open(args[0]));
    return decode_by_name(t, buffer.view(), "latin-1", args[1]);
}
size_t incomplete_utf8(std::string_view s) {
    for (size_t back = 1; back <= 3 && back <= s.size(); ++back) {
        unsigned char c = static_cast<unsigned char>(s[s.size() - back]);
        if ((c & 0xc0) == 0x80) continue;
        size_t need = c >= 0xf0 && c < 0xf5 ? 4 : c >= 0xe0 && c < 0xf0 ? 3 : c >= 0xc2 && c < 0xe0 ? 2 : 1;
        return need > back ? back : 0;
    }
    return 0;
}
Owned utf_8_decode(Thread& t, const Value* args) {
    Buffer buffer(t);
    TRY(buffer.open(args[0]));
    std::string_view bytes = buffer.view();
    if (!TRY(truth(t, args[2]))) bytes.remove_suffix(incomplete_utf8(bytes));
    return decode_by_name(t, bytes, "utf-8", args[1]);
}

// ---- utf-16 and utf-32 ----

struct Wide {
    const char* name;
    int size;   // 2 or 4
    int order;  // -1 little, 1 big, 0: native with a byte order mark
};

void put_unit(std::string& out, uint32_t unit, int size, bool big) {
    for (int k = 0; k < size; ++k) out += static_cast<char>(unit >> 8 * (big ? size - 1 - k : k));
}
void put_point(std::string& out, uint32_t c, int size, bool big) {
    if (size == 2 && c >= 0x10000) {
        put_unit(out, 0xd800 + ((c - 0x10000) >> 10), 2, big);
        put_unit(out, 0xdc00 + ((c - 0x10000) & 0x3ff), 2, big);
    } else {
        put_unit(out, c, size, big);
    }
}
Owned wide_encode(Thread& t, const Wide& wide, Value text, Value errors_value, int order) {
    TRY(check_text(t, text, "encode"));
    std::string errors = TRY(errors_argument(t, errors_value)), out;
    bool big = order > 0;
    if (order == 0) put_unit(out, 0xfeff, wide.size, false);
    Str* s = as_str(text);
    for (size_t i = 0; i < s->length;) {
        uint32_t c = s->at(i);
        if (c < 0xd800 || c > 0xdfff) {
            put_point(out, c, wide.size, big);
            ++i;
            continue;
        }
        size_t end = i + 1;
        while (end < s->length && s->at(end) >= 0xd800 && s->at(end) <= 0xdfff) ++end;
        Replacement r =
            TRY(handle_encode_error(t, wide.name, text, i, end, "surrogates not allowed", errors));
        if (is_bytes(r.value)) {
            std::string_view bytes = r.value.as<Bytes>()->view();
            if (bytes.size() % static_cast<size_t>(wide.size))
                return handle_encode_error(t, wide.name, text, i, end, "surrogates not allowed", "strict")
                               .is_error()
                           ? Owned(Raised{})
                           : Owned::none();
            out += bytes;
        } else {
            for (size_t k = 0; k < as_str(r.value)->length; ++k) {
                uint32_t point = as_str(r.value)->at(k);
                if (point >= 0xd800 && point <= 0xdfff)
                    return handle_encode_error(t, wide.name, text, i, end, "surrogates not allowed", "strict")
                                   .is_error()
                               ? Owned(Raised{})
                               : Owned::none();
                put_point(out, point, wide.size, big);
            }
        }
        i = r.resume;
    }
    return pair(t, TRY(make_bytes(t, out)), s->length);
}

struct Decoded {
    Owned text;
    size_t consumed = 0;
    int order = 0;
};
Result<Decoded> wide_decode(Thread& t, const Wide& wide, std::string_view bytes, const std::string& errors,
                            bool final, int order) {
    size_t size = static_cast<size_t>(wide.size), at = 0;
    auto unit_at = [&](size_t i, bool big) {
        uint32_t unit = 0;
        for (size_t k = 0; k < size; ++k)
            unit |= static_cast<uint32_t>(static_cast<uint8_t>(bytes[i + k])) << 8 * (big ? size - 1 - k : k);
        return unit;
    };
    if (order == 0 && bytes.size() >= size) {
        uint32_t mark = unit_at(0, false);
        if (mark == 0xfeff) {
            order = -1;
            at = size;
        } else if (unit_at(0, true) == 0xfeff) {
            order = 1;
            at = size;
        }
    }
    bool big = order > 0;
    const char* name = wide.order ? wide.name
                       : big      ? (size == 2 ? "utf-16-be" : "utf-32-be")
                                  : (size == 2 ? "utf-16-le" : "utf-32-le");
    StrBuilder out(t);
    while (at < bytes.size()) {
        const char* reason = nullptr;
        size_t bad_end = at + size;
        if (bytes.size() - at < size) {
            if (!final) break;
            reason = "truncated data";
            bad_end = bytes.size();
        } else {
            uint32_t c = unit_at(at, big);
            if (size == 4) {
                if (c <= 0x10ffff && (c < 0xd800 || c > 0xdfff)) {
                    out.append_char(c);
                    at += 4;
                    continue;
                }
                reason = c > 0x10ffff ? "code point not in range(0x110000)"
                                      : "code point in surrogate code point range(0xd800, 0xe000)";
            } else if (c < 0xd800 || c > 0xdfff) {
                out.append_char(c);
                at += 2;
                continue;
            } else if (c >= 0xdc00) {
                reason = "illegal encoding";
            } else if (bytes.size() - at < 4) {
                if (!final) break;
                reason = "unexpected end of data";
                bad_end = bytes.size();
            } else {
                uint32_t low = unit_at(at + 2, big);
                if (low >= 0xdc00 && low <= 0xdfff) {
                    out.append_char(0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00));
                    at += 4;
                    continue;
                }
                reason = "illegal UTF-16 surrogate";
            }
        }
        Replacement r = TRY(handle_decode_error(t, name, bytes, at, bad_end, reason, errors));
        out.append(r.value.get());
        at = r.resume;
    }
    Decoded d;
    d.text = TRY(out.finish());
    d.consumed = at;
    d.order = order;
    return d;
}

constexpr Wide kUtf16{"utf-16", 2, 0}, kUtf16Le{"utf-16-le", 2, -1}, kUtf16Be{"utf-16-be", 2, 1};
constexpr Wide kUtf32{"utf-32", 4, 0}, kUtf32Le{"utf-32-le", 4, -1}, kUtf32Be{"utf-32-be", 4, 1};

template <const Wide& W>
Owned encode(Thread& t, const Value* args) {
    return wide_encode(t, W, args[0], args[1], W.order);
}
template <const Wide& W>
Owned encode_ordered(Thread& t, const Value* args) {
    return wide_encode(t, W, args[0], args[1], TRY(to_c_int(t, args[2])));
}
template <const Wide& W>
Owned decode(Thread& t, const Value* args) {
    Buffer buffer(t);
    TRY(buffer.open(args[0]));
    Decoded d = TRY(
        wide_decode(t, W, buffer.view(), TRY(errors_argument(t, args[1])), TRY(truth(t, args[2])), W.order));
    return pair(t, d.text, d.consumed);
}
template <const Wide& W>
Owned decode_ex(Thread& t, const Value* args) {
    Buffer buffer(t);
    TRY(buffer.open(args[0]));
    Decoded d = TRY(wide_decode(t, W, buffer.view(), TRY(errors_argument(t, args[1])), TRY(truth(t, args[3])),
                                TRY(to_c_int(t, args[2]))));
    return make_tuple(
        t, {d.text.get(), Value::from_int(static_cast<int64_t>(d.consumed)), Value::from_int(d.order)});
}

Owned readbuffer_encode(Thread& t, const Value* args) {
    if (is_str(args[0])) return encode_by_name(t, args, "utf-8", "readbuffer_encode");
    Buffer buffer(t);
    TRY(buffer.open(args[0]));
    return pair(t, TRY(make_bytes(t, buffer.view())), buffer.length());
}

const FunctionSpec functions[] = {
    {"utf_8_encode(str, errors=None, /)", utf_8_encode},
    {"utf_8_decode(data, errors=None, final=False, /)", utf_8_decode},
    {"ascii_encode(str, errors=None, /)", ascii_encode},
    {"ascii_decode(data, errors=None, /)", ascii_decode},
    {"latin_1_encode(str, errors=None, /)", latin_1_encode},
    {"latin_1_decode(data, errors=None, /)", latin_1_decode},
    {"utf_16_encode(str, errors=None, byteorder=0, /)", encode_ordered<kUtf16>},
    {"utf_16_le_encode(str, errors=None, /)", encode<kUtf16Le>},
    {"utf_16_be_encode(str, errors=None, /)", encode<kUtf16Be>},
    {"utf_32_encode(str, errors=None, byteorder=0, /)", encode_ordered<kUtf32>},
    {"utf_32_le_encode(str, errors=None, /)", encode<kUtf32Le>},
    {"utf_32_be_encode(str, errors=None, /)", encode<kUtf32Be>},
    {"utf_16_decode(data, errors=None, final=False, /)", decode<kUtf16>},
    {"utf_16_le_decode(data, errors=None, final=False, /)", decode<kUtf16Le>},
    {"utf_16_be_decode(data, errors=None, final=False, /)", decode<kUtf16Be>},
    {"utf_32_decode(data, errors=None, final=False, /)", decode<kUtf32>},
    {"utf_32_le_decode(data, errors=None, final=False, /)", decode<kUtf32Le>},
    {"utf_32_be_decode(data, errors=None, final=False, /)", decode<kUtf32Be>},
    {"utf_16_ex_decode(data, errors=None, byteorder=0, final=False, /)", decode_ex<kUtf16>},
    {"utf_32_ex_decode(data, errors=None, byteorder=0, final=False, /)", decode_ex<kUtf32>},
    {"readbuffer_encode(data, errors=None, /)", readbuffer_encode},
};

}  // namespace

std::span<const FunctionSpec> unicode_functions() { return functions; }

}  // namespace minipy::codecs
