// unicode_escape, raw_unicode_escape, escape (bytes) and charmap, the codec of all 8-bit encodings.
#include "codecs.h"

namespace minipy::codecs {

namespace {

std::string hex(const char* format, uint32_t c) {
    char text[16];
    snprintf(text, sizeof text, format, c);
    return text;
}
int digit_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// ---- unicode_escape ----

Owned unicode_escape_encode(Thread& t, const Value* args) {
    if (!is_str(args[0]))
        return raise_type_error(t, "unicode_escape_encode() argument 1 must be str, not %.50s",
                                type_name(t, args[0]));
    Str* s = as_str(args[0]);
    std::string out;
    for (size_t i = 0; i < s->length; ++i) {
        uint32_t c = s->at(i);
        if (c == '\\')
            out += "\\\\";
        else if (c == '\n')
            out += "\\n";
        else if (c == '\r')
            out += "\\r";
        else if (c == '\t')
            out += "\\t";
        else if (c >= ' ' && c < 127)
            out += static_cast<char>(c);
        else
            out += c < 0x100 ? hex("\\x%02x", c) : c < 0x10000 ? hex("\\u%04x", c) : hex("\\U%08x", c);
    }
    return pair(t, TRY(make_bytes(t, out)), s->length);
}
Owned raw_unicode_escape_encode(Thread& t, const Value* args) {
    if (!is_str(args[0]))
        return raise_type_error(t, "raw_unicode_escape_encode() argument 1 must be str, not %.50s",
                                type_name(t, args[0]));
    Str* s = as_str(args[0]);
    std::string out;
    for (size_t i = 0; i < s->length; ++i) {
        uint32_t c = s->at(i);
        if (c < 0x100)
            out += static_cast<char>(c);
        else
            out += c < 0x10000 ? hex("\\u%04x", c) : hex("\\U%08x", c);
    }
    return pair(t, TRY(make_bytes(t, out)), s->length);
}

// The bytes of a str or of an object with bytes.
Result<std::string> source_bytes(Thread& t, Value v) {
    if (is_str(v)) return to_utf8(v);
    Buffer buffer(t);
    TRY(buffer.open(v));
    return std::string(buffer.view());
}

// One escape at `at` (behind the backslash). `reason` is set when it is wrong, `end` where it ends.
struct Escape {
    uint32_t point = 0;
    bool skip = false;  // a line continuation
    bool known = true;
    bool incomplete = false;
    const char* reason = nullptr;
    size_t end = 0;
};
Escape read_escape(Thread& t, std::string_view s, size_t at) {
    Escape e;
    e.end = at + 1;
    char c = s[at];
    switch (c) {
        case '\n':
            e.skip = true;
            return e;
        case '\\':
        case '\'':
        case '"':
            e.point = static_cast<uint8_t>(c);
            return e;
        case 'b':
            e.point = '\b';
            return e;
        case 'f':
            e.point = '\f';
            return e;
        case 't':
            e.point = '\t';
            return e;
        case 'n':
            e.point = '\n';
            return e;
        case 'r':
            e.point = '\r';
            return e;
        case 'v':
            e.point = '\v';
            return e;
        case 'a':
            e.point = '\a';
            return e;
        default:
            break;
    }
    if (c >= '0' && c <= '7') {
        e.end = at;
        for (int i = 0; i < 3 && e.end < s.size() && s[e.end] >= '0' && s[e.end] <= '7'; ++i)
            e.point = e.point * 8 + static_cast<uint32_t>(s[e.end++] - '0');
        return e;
    }
    if (c == 'x' || c == 'u' || c == 'U') {
        size_t count = c == 'x' ? 2 : c == 'u' ? 4 : 8;
        while (e.end < s.size() && e.end < at + 1 + count && digit_value(s[e.end]) >= 0)
            e.point = e.point * 16 + static_cast<uint32_t>(digit_value(s[e.end++]));
        if (e.end < at + 1 + count) {
            e.incomplete = e.end == s.size();
            e.reason = c == 'x'   ? "truncated \\xXX escape"
                       : c == 'u' ? "truncated \\uXXXX escape"
                                  : "truncated \\UXXXXXXXX escape";
        } else if (e.point > 0x10ffff) {
            e.reason = "illegal Unicode character";
        }
        return e;
    }
    if (c == 'N') {
        e.reason = "malformed \\N character escape";
        if (e.end < s.size() && s[e.end] == '{') {
            size_t close = s.find('}', e.end);
            if (close == std::string_view::npos) {
                e.incomplete = true;
                e.end = s.size();
                return e;
            }
            Owned name = make_str(t, s.substr(e.end + 1, close - e.end - 1));
            e.end = close + 1;
            e.reason = "unknown Unicode character name";
            Owned look = import_attr(t, "unicodedata", "lookup");
            Owned found = look.is_error() ? Owned(Raised{}) : call(t, look, {name});
            if (found.is_error())
                (void)take_exception(t);
            else if (is_str(found) && as_str(found)->length == 1) {
                e.point = as_str(found)->at(0);
                e.reason = nullptr;
            }
        } else {
            e.incomplete = e.end == s.size();
        }
        return e;
    }
    e.known = false;
    return e;
}

Owned unicode_escape_decode(Thread& t, const Value* args) {
    std::string bytes = TRY(source_bytes(t, args[0])), errors = TRY(errors_argument(t, args[1]));
    bool final = TRY(truth(t, args[2]));
    StrBuilder out(t);
    size_t at = 0;
    int first_unknown = -1;
    while (at < bytes.size()) {
        if (bytes[at] != '\\') {
            out.append_char(static_cast<uint8_t>(bytes[at++]));
            continue;
        }
        Escape e;
        if (at + 1 == bytes.size()) {
            if (!final) break;
            e.reason = "\\ at end of string";
            e.end = at + 1;
        } else {
            e = read_escape(t, bytes, at + 1);
            if (e.reason && e.incomplete && !final) break;
        }
        if (e.reason) {
            Replacement r = TRY(handle_decode_error(t, "unicodeescape", bytes, at, e.end, e.reason, errors));
            out.append(r.value.get());
            at = r.resume;
            continue;
        }
        if (!e.known) {
            if (first_unknown < 0) first_unknown = static_cast<uint8_t>(bytes[at + 1]);
            out.append_char('\\');
            out.append_char(static_cast<uint8_t>(bytes[at + 1]));
        } else if (!e.skip) {
            out.append_char(e.point);
        }
        at = e.end;
    }
    if (first_unknown >= 0)
        TRY(warn(t, exc(t).DeprecationWarning,
                 std::string("invalid escape sequence '\\") + static_cast<char>(first_unknown) + "'"));
    return pair(t, TRY(out.finish()), at);
}
Owned raw_unicode_escape_decode(Thread& t, const Value* args) {
    std::string bytes = TRY(source_bytes(t, args[0])), errors = TRY(errors_argument(t, args[1]));
    bool final = TRY(truth(t, args[2]));
    StrBuilder out(t);
    size_t at = 0;
    while (at < bytes.size()) {
        if (bytes[at] != '\\') {
            out.append_char(static_cast<uint8_t>(bytes[at++]));
            continue;
        }
        size_t slashes = at;
        while (slashes < bytes.size() && bytes[slashes] == '\\') ++slashes;
        if (slashes == bytes.size() && !final) break;
        bool odd = (slashes - at) % 2;
        bool escape = odd && slashes < bytes.size() && (bytes[slashes] == 'u' || bytes[slashes] == 'U');
        for (size_t i = at; i < slashes - escape; ++i) out.append_char('\\');
        at = slashes;
        if (!escape) continue;
        Escape e = read_escape(t, bytes, at);
        if (e.reason && e.incomplete && !final) {
            --at;
            break;
        }
        if (e.reason) {
            Replacement r =
                TRY(handle_decode_error(t, "rawunicodeescape", bytes, at - 1, e.end,
                                        e.point > 0x10ffff ? "\\Uxxxxxxxx out of range" : e.reason, errors));
            out.append(r.value.get());
            at = r.resume;
        } else {
            out.append_char(e.point);
            at = e.end;
        }
    }
    return pair(t, TRY(out.finish()), at);
}

// ---- escape: bytes as in a bytes literal ----

Owned escape_encode(Thread& t, const Value* args) {
    if (!is_bytes(args[0]))
        return raise_type_error(t, "escape_encode() argument 1 must be bytes, not %.50s",
                                type_name(t, args[0]));
    std::string out;
    for (char c : args[0].as<Bytes>()->view()) {
        if (c == '\\' || c == '\'')
            out += {'\\', c};
        else if (c == '\n')
            out += "\\n";
        else if (c == '\r')
            out += "\\r";
        else if (c == '\t')
            out += "\\t";
        else if (c < ' ' || c == 127)
            out += hex("\\x%02x", static_cast<uint8_t>(c));
        else
            out += c;
    }
    return pair(t, TRY(make_bytes(t, out)), args[0].as<Bytes>()->length);
}
Owned escape_decode(Thread& t, const Value* args) {
    std::string bytes = TRY(source_bytes(t, args[0])), errors = TRY(errors_argument(t, args[1])), out;
    for (size_t at = 0; at < bytes.size();) {
        if (bytes[at] != '\\') {
            out += bytes[at++];
            continue;
        }
        if (at + 1 == bytes.size()) return raise_value_error(t, "Trailing \\ in string");
        char c = bytes[at + 1];
        if (c == 'u' || c == 'U' || c == 'N') {
            out += {'\\', c};
            at += 2;
            continue;
        }
        Escape e = read_escape(t, bytes, at + 1);
        if (e.reason) {
            if (errors == "strict") return raise_value_error(t, "invalid \\x escape at position %zu", at);
            if (errors == "replace")
                out += '?';
            else if (errors != "ignore")
                return raise_value_error(t, "decoding error; unknown error handling code: %.400s",
                                         errors.c_str());
            at = e.end;
            continue;
        }
        if (!e.known)
            out += {'\\', c};
        else if (!e.skip)
            out += static_cast<char>(e.point);
        at = e.end;
    }
    return pair(t, TRY(make_bytes(t, out)), bytes.size());
}

// ---- charmap ----

// What the mapping has for a key; None and a missing key mean: nothing.
Owned mapped(Thread& t, Value mapping, Value key) {
    Owned found = get_item(t, mapping, key);
    if (!found.is_error()) return found;
    if (!exception_matches(t, exc(t).LookupError)) return Raised{};
    (void)take_exception(t);
    return Owned::none();
}
Result<bool> append_mapped(Thread& t, Value mapping, uint32_t c, std::string& out) {
    Owned found = TRY(mapped(t, mapping, Value::from_int(c)));
    if (found.is_none()) return false;
    if (is_int(found)) {
        int64_t byte = TRY(to_int64(t, found));
        if (byte < 0 || byte > 255) return raise_type_error(t, "character mapping must be in range(256)");
        out += static_cast<char>(byte);
        return true;
    }
    if (is_bytes(found)) {
        out += found.as<Bytes>()->view();
        return true;
    }
    return raise_type_error(t, "character mapping must return integer, bytes or None, not %.400s",
                            type_name(t, found));
}
Owned charmap_encode(Thread& t, const Value* args) {
    if (!is_str(args[0]))
        return raise_type_error(t, "charmap_encode() argument 1 must be str, not %.50s",
                                type_name(t, args[0]));
    std::string errors = TRY(errors_argument(t, args[1])), out;
    Str* s = as_str(args[0]);
    for (size_t i = 0; i < s->length;) {
        if (args[2].is_none() ? s->at(i) < 256 : TRY(append_mapped(t, args[2], s->at(i), out))) {
            if (args[2].is_none()) out += static_cast<char>(s->at(i));
            ++i;
            continue;
        }
        size_t end = i + 1;
        std::string probe;
        while (end < s->length &&
               !(args[2].is_none() ? s->at(end) < 256 : TRY(append_mapped(t, args[2], s->at(end), probe))))
            ++end;
        Replacement r = TRY(handle_encode_error(
            t, args[2].is_none() ? "latin-1" : "charmap", args[0], i, end,
            args[2].is_none() ? "ordinal not in range(256)" : "character maps to <undefined>", errors));
        if (is_bytes(r.value)) {
            out += r.value.as<Bytes>()->view();
        } else {
            for (size_t k = 0; k < as_str(r.value)->length; ++k) {
                if (!TRY(append_mapped(t, args[2], as_str(r.value)->at(k), out)))
                    return handle_encode_error(t, "charmap", args[0], i, end, "character maps to <undefined>",
                                               "strict")
                                   .is_error()
                               ? Owned(Raised{})
                               : Owned::none();
            }
        }
        i = r.resume;
    }
    return pair(t, TRY(make_bytes(t, out)), s->length);
}
Owned charmap_decode(Thread& t, const Value* args) {
    Buffer buffer(t);
    TRY(buffer.open(args[0]));
    std::string bytes(buffer.view()), errors = TRY(errors_argument(t, args[1]));
    if (args[2].is_none())
        return pair(t, TRY(make_str_latin1(t, reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size())),
                    bytes.size());
    StrBuilder out(t);
    for (size_t at = 0; at < bytes.size();) {
        uint8_t byte = static_cast<uint8_t>(bytes[at]);
        Owned found = Owned::none();
        if (is_str(args[2])) {
            if (byte < as_str(args[2])->length && as_str(args[2])->at(byte) != 0xfffe)
                found = TRY(make_char(t, as_str(args[2])->at(byte)));
        } else {
            found = TRY(mapped(t, args[2], Value::from_int(byte)));
            if (is_str(found) && as_str(found)->length == 1 && as_str(found)->at(0) == 0xfffe)
                found = Owned::none();
            if (is_int(found)) {
                int64_t point = TRY(to_int64(t, found));
                if (point < 0 || point > 0x10ffff)
                    return raise_type_error(t, "character mapping must be in range(0x110000)");
                found = point == 0xfffe ? Owned::none() : TRY(make_char(t, static_cast<uint32_t>(point)));
            }
        }
        if (is_str(found)) {
            out.append(found.get());
            ++at;
        } else if (found.is_none()) {
            Replacement r = TRY(handle_decode_error(t, "charmap", bytes, at, at + 1,
                                                    "character maps to <undefined>", errors));
            out.append(r.value.get());
            at = r.resume;
        } else {
            return raise_type_error(t, "character mapping must return integer, None or str");
        }
    }
    return pair(t, TRY(out.finish()), bytes.size());
}
// The inverse of a decoding table.
Owned charmap_build(Thread& t, const Value* args) {
    if (!is_str(args[0]))
        return raise_type_error(t, "charmap_build() argument must be str, not %.50s", type_name(t, args[0]));
    Ref<Dict> dict = TRY(new_dict(t));
    Str* s = as_str(args[0]);
    for (size_t i = 0; i < s->length && i < 256; ++i) {
        if (s->at(i) != 0xfffe)
            TRY(dict_set(t, dict.get(), Value::from_int(s->at(i)), Value::from_int(static_cast<int64_t>(i))));
    }
    return dict;
}

const FunctionSpec functions[] = {
    {"unicode_escape_encode(str, errors=None, /)", unicode_escape_encode},
    {"unicode_escape_decode(data, errors=None, final=True, /)", unicode_escape_decode},
    {"raw_unicode_escape_encode(str, errors=None, /)", raw_unicode_escape_encode},
    {"raw_unicode_escape_decode(data, errors=None, final=True, /)", raw_unicode_escape_decode},
    {"escape_encode(data, errors=None, /)", escape_encode},
    {"escape_decode(data, errors=None, /)", escape_decode},
    {"charmap_encode(str, errors=None, mapping=None, /)", charmap_encode},
    {"charmap_decode(data, errors=None, mapping=None, /)", charmap_decode},
    {"charmap_build(map, /)", charmap_build},
};

}  // namespace

std::span<const FunctionSpec> escape_functions() { return functions; }

}  // namespace minipy::codecs
