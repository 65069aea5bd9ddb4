// str.encode and bytes.decode for the encodings that need no library: UTF-8, ASCII, Latin-1. Every other name is looked up
// by the _codecs module of the library, in Python.
//
// An error becomes what the handler's name says; a name that is none of the built-in ones goes to the registry as well.
#include <string>

#include "objects/bytes_methods.h"
#include "objects/str_methods.h"
#include "support/utf8.h"

namespace minipy {

namespace {

enum class Encoding { Utf8, Ascii, Latin1, Other };

std::string normalized(std::string_view name) {
    std::string out;
    for (char c : name) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
        if (c == '_' || c == ' ') c = '-';
        out += c;
    }
    return out;
}
Encoding encoding_of(const std::string& name) {
    if (name == "utf-8" || name == "utf8" || name == "u8" || name == "cp65001") return Encoding::Utf8;
    if (name == "ascii" || name == "us-ascii" || name == "646") return Encoding::Ascii;
    if (name == "latin-1" || name == "latin1" || name == "iso-8859-1" || name == "iso8859-1" ||
        name == "l1") {
        return Encoding::Latin1;
    }
    return Encoding::Other;
}
const char* encoding_name(Encoding e) {
    return e == Encoding::Utf8 ? "utf-8" : e == Encoding::Ascii ? "ascii" : "latin-1";
}

Result<std::string> text_argument(Thread& t, Value v, const char* function, const char* argument,
                                  const char* fallback) {
    if (v.is_unbound()) return std::string(fallback);
    if (!is_str(v)) {
        return raise_type_error(t, "%s() argument '%s' must be str, not %.50s", function, argument,
                                type_name(t, v));
    }
    return to_utf8(v);
}

Raised raise_unicode(Thread& t, Type* type, const char* encoding, Value object, size_t start, size_t end,
                     const char* reason) {
    Owned name = TRY(make_str(t, encoding)), why = TRY(make_str(t, reason));
    Owned args = TRY(make_tuple(t, {name.get(), object, Value::from_int(static_cast<int64_t>(start)),
                                    Value::from_int(static_cast<int64_t>(end)), why.get()}));
    Owned error = TRY(call_with(t, Value(type), args, Value::unbound()));
    return raise_instance(t, error);
}

// codecs.encode / codecs.decode of the library, for codecs between text and bytes.
Owned through_registry(Thread& t, const char* function, Value object, const std::string& encoding,
                       const std::string& errors) {
    Owned code = TRY(import_attr(t, "_codecs", function)), find = TRY(import_attr(t, "_codecs", "lookup"));
    Owned info = TRY(call(t, find, {TRY(make_str(t, encoding))}));
    Owned is_text = TRY(lookup_attr(t, info, intern(t, "_is_text_encoding")));
    if (!is_text.is_unbound() && !TRY(truth(t, is_text)))
        return raise_error(t, exc(t).LookupError,
                           "'%.400s' is not a text encoding; use codecs.%s() to handle arbitrary codecs",
                           encoding.c_str(), function);
    Owned name = TRY(make_str(t, encoding)), handler = TRY(make_str(t, errors));
    return call(t, code, {object, name.get(), handler.get()});
}
// Asks the handler registered under that name: what stands for the part in error, and where to go on.
Owned ask_handler(Thread& t, const std::string& errors, Type* type, Encoding encoding, Value object, size_t start,
                  size_t end, const char* reason, size_t* resume) {
    bool encodes = type == exc(t).UnicodeEncodeError;
    Owned lookup = TRY(import_attr(t, "_codecs", "lookup_error"));
    Owned handler = TRY(call(t, lookup, {intern(t, errors)}));
    Owned name = TRY(make_str(t, encoding_name(encoding))), why = TRY(make_str(t, reason));
    Owned args = TRY(make_tuple(t, {name.get(), object, Value::from_int(static_cast<int64_t>(start)),
                                    Value::from_int(static_cast<int64_t>(end)), why.get()}));
    Owned error = TRY(call_with(t, Value(type), args, Value::unbound()));
    Owned result = TRY(call(t, handler, {error}));
    Tuple* pair = is_tuple(result) ? result.as<Tuple>() : nullptr;
    bool good = pair && pair->length == 2 && is_int(pair->at(1)) &&
                (is_str(pair->at(0)) || (encodes && is_bytes(pair->at(0))));
    if (!good) {
        return raise_type_error(t, "%s error handler must return (%s, int) tuple",
                                encodes ? "encoding" : "decoding", encodes ? "str/bytes" : "str");
    }
    auto length = static_cast<int64_t>(encodes ? as_str(object)->length : object.as<Bytes>()->length);
    int64_t at = TRY(to_ssize(t, pair->at(1)));
    if (at < 0) at += length;
    if (at < 0 || at > length) {
        return raise_index_error(t, "position %lld from error handler out of bounds",
                                 static_cast<long long>(TRY(to_ssize(t, pair->at(1)))));
    }
    *resume = static_cast<size_t>(at);
    return Owned::share(pair->at(0));
}

bool encodable(Encoding encoding, uint32_t c) {
    if (encoding == Encoding::Utf8) return !is_surrogate(c);
    return c < (encoding == Encoding::Ascii ? 0x80u : 0x100u);
}
void put_encoded(std::string& out, Encoding encoding, uint32_t c) {
    if (encoding == Encoding::Utf8)
        utf8_append(out, c);
    else
        out += static_cast<char>(c);
}

// What stands for the characters [start, end) that the encoding has no bytes for.
Status encode_error(Thread& t, Encoding encoding, Value self, size_t start, size_t end,
                    const std::string& errors, std::string& out, size_t* resume) {
    Str* s = as_str(self);
    *resume = end;
    char text[24];
    if (errors == "ignore") return {};
    if (errors == "replace") {
        out.append(end - start, '?');
        return {};
    }
    if (errors == "backslashreplace" || errors == "xmlcharrefreplace") {
        bool xml = errors[0] == 'x';
        for (size_t i = start; i < end; ++i) {
            uint32_t c = s->at(i);
            snprintf(text, sizeof text,
                     xml           ? "&#%u;"
                     : c < 0x100   ? "\\x%02x"
                     : c < 0x10000 ? "\\u%04x"
                                   : "\\U%08x",
                     c);
            out += text;
        }
        return {};
    }
    bool strict = errors == "strict";
    if (errors == "surrogateescape" || (errors == "surrogatepass" && encoding == Encoding::Utf8)) {
        std::string replaced;
        size_t i = start;
        for (; i < end; ++i) {
            uint32_t c = s->at(i);
            if (errors == "surrogatepass") {
                if (!is_surrogate(c)) break;
                utf8_append(replaced, c);
            } else {
                if (c < 0xdc80 || c > 0xdcff) break;
                replaced += static_cast<char>(c - 0xdc00);
            }
        }
        out += replaced;
        if (i == end) return {};
        start = i;
        strict = true;
    }
    const char* reason = encoding == Encoding::Utf8    ? "surrogates not allowed"
                         : encoding == Encoding::Ascii ? "ordinal not in range(128)"
                                                       : "ordinal not in range(256)";
    if (strict || errors == "surrogatepass")
        return raise_unicode(t, exc(t).UnicodeEncodeError, encoding_name(encoding), self, start, end, reason);
    Owned replacement =
        TRY(ask_handler(t, errors, exc(t).UnicodeEncodeError, encoding, self, start, end, reason, resume));
    if (is_bytes(replacement)) {
        out += replacement.as<Bytes>()->view();
        return {};
    }
    Str* made = as_str(replacement);
    for (size_t i = 0; i < made->length; ++i) {
        if (!encodable(encoding, made->at(i)))
            return raise_unicode(t, exc(t).UnicodeEncodeError, encoding_name(encoding), self, start, end,
                                 reason);
        put_encoded(out, encoding, made->at(i));
    }
    return {};
}

Owned encode_with(Thread& t, Encoding encoding, Value self, const std::string& errors) {
    Str* s = as_str(self);
    if (s->ascii) return make_bytes(t, s->ascii_view());
    if (encoding == Encoding::Latin1 && s->width == 1) {
        return make_bytes(t, {reinterpret_cast<const char*>(s->u8()), s->length});
    }
    auto fits = [&](uint32_t c) { return encodable(encoding, c); };
    std::string out;
    out.reserve(s->length * 2);
    for (size_t i = 0; i < s->length;) {
        uint32_t c = s->at(i);
        if (fits(c)) {
            put_encoded(out, encoding, c);
            ++i;
            continue;
        }
        size_t end = i + 1;
        while (end < s->length && !fits(s->at(end))) ++end;
        TRY(encode_error(t, encoding, self, i, end, errors, out, &i));
    }
    return make_bytes(t, out);
}

Status decode_error(Thread& t, Encoding encoding, Value source, std::string_view bytes, size_t start,
                    size_t end, const char* reason, const std::string& errors, StrBuilder& out,
                    size_t* resume) {
    *resume = end;
    if (errors == "ignore") return {};
    if (errors == "replace") {
        out.append_char(0xfffd);
        return {};
    }
    if (errors == "backslashreplace" || errors == "surrogateescape") {
        for (size_t i = start; i < end; ++i) {
            auto byte = static_cast<uint8_t>(bytes[i]);
            if (errors[0] == 's') {
                out.append_char(0xdc00u + byte);
                continue;
            }
            char text[8];
            snprintf(text, sizeof text, "\\x%02x", byte);
            out.append(std::string_view(text));
        }
        return {};
    }
    if (errors == "surrogatepass" && encoding == Encoding::Utf8) {
        const char* p = bytes.data() + start;
        Utf8Char c = utf8_next(p, bytes.data() + bytes.size(), Surrogates::Allow);
        if (c.error == Utf8Error::None) {
            out.append_char(c.point);
            *resume = start + c.size;
            return {};
        }
    }
    Owned object = is_bytes(source) ? Owned::share(source) : TRY(make_bytes(t, bytes));
    if (errors != "strict" && errors != "surrogatepass") {
        Owned replacement =
            TRY(ask_handler(t, errors, exc(t).UnicodeDecodeError, encoding, object, start, end, reason, resume));
        out.append(replacement.get());
        return {};
    }
    return raise_unicode(t, exc(t).UnicodeDecodeError, encoding_name(encoding), object, start, end, reason);
}

Owned decode_utf8(Thread& t, Value source, std::string_view bytes, const std::string& errors) {
    Utf8Info info = utf8_scan(bytes);
    if (info.error == Utf8Error::None) return make_str_scanned(t, bytes, info);
    StrBuilder out(t);
    size_t at = 0;
    while (at < bytes.size()) {
        std::string_view rest = bytes.substr(at);
        info = utf8_scan(rest);
        out.append(rest.substr(0, info.valid));
        at += info.valid;
        if (info.error == Utf8Error::None) break;
        size_t resume;
        TRY(decode_error(t, Encoding::Utf8, source, bytes, at, at + info.bad, utf8_error_text(info.error),
                         errors, out, &resume));
        at = resume;
    }
    return out.finish();
}
Owned decode_ascii(Thread& t, Value source, std::string_view bytes, const std::string& errors) {
    if (is_ascii(bytes)) return make_str(t, bytes);
    StrBuilder out(t);
    for (size_t at = 0; at < bytes.size();) {
        size_t plain = ascii_prefix(bytes.substr(at));
        out.append(bytes.substr(at, plain));
        at += plain;
        if (at == bytes.size()) break;
        TRY(decode_error(t, Encoding::Ascii, source, bytes, at, at + 1, "ordinal not in range(128)", errors,
                         out, &at));
    }
    return out.finish();
}

}  // namespace

// In development mode both names must be right, whether they are needed or not.
static Status check_names(Thread& t, Value encoding, Value errors) {
    if (!t.interp->config.dev_mode) return {};
    if (!encoding.is_unbound()) TRY(call(t, TRY(import_attr(t, "_codecs", "lookup")), {encoding}));
    if (!errors.is_unbound()) TRY(call(t, TRY(import_attr(t, "_codecs", "lookup_error")), {errors}));
    return {};
}

// An encoding that was not given, or is called by its usual name.
static bool is_plain_utf8(Value encoding) {
    return encoding.is_unbound() || (is_str(encoding) && (str_equals(encoding, "utf-8") || str_equals(encoding, "utf8")));
}

// UTF-8 into exactly as many bytes as it takes; none for surrogates: Unbound then.
static Owned encode_whole(Thread& t, Str* s) {
    if (s->ascii) return make_bytes(t, s->ascii_view());
    return with_units(s, [&](auto* units) -> Owned {
        size_t n = s->length, size = 0;
        bool surrogates = false;
        for (size_t i = 0; i < n; ++i) {
            uint32_t c = units[i];
            size += 1 + (c >= 0x80) + (c >= 0x800) + (c >= 0x10000);
            surrogates |= is_surrogate(c);
        }
        if (surrogates) return Owned::unbound();
        Bytes* bytes = new_bytes(t, size);
        if (!bytes) return Raised{};
        char* out = bytes->data();
        for (size_t i = 0; i < n; ++i) {
            if (units[i] < 0x80)
                *out++ = static_cast<char>(units[i]);
            else
                out += utf8_encode(units[i], out);
        }
        return Owned::adopt(bytes);
    });
}

Owned encode_text(Thread& t, Value str, Value encoding_arg, Value errors_arg) {
    if (errors_arg.is_unbound() && is_plain_utf8(encoding_arg)) {
        Owned whole = encode_whole(t, as_str(str));
        if (!whole.is_unbound()) return whole;
    }
    std::string encoding = TRY(text_argument(t, encoding_arg, "encode", "encoding", "utf-8"));
    std::string errors = TRY(text_argument(t, errors_arg, "encode", "errors", "strict"));
    TRY(check_names(t, encoding_arg, errors_arg));
    Encoding known = encoding_of(normalized(encoding));
    if (known != Encoding::Other) return encode_with(t, known, str, errors);
    Owned result = TRY(through_registry(t, "encode", str, encoding, errors));
    if (is_bytes(result)) return result;
    return raise_type_error(
        t,
        "'%.400s' encoder returned '%.400s' instead of 'bytes'; use codecs.encode() to encode to "
        "arbitrary types",
        encoding.c_str(), type_name(t, result));
}

Owned decode_bytes(Thread& t, Value source, Value encoding_arg, Value errors_arg, const char* function) {
    if (is_bytes(source) && errors_arg.is_unbound() && is_plain_utf8(encoding_arg)) {
        std::string_view view = source.as<Bytes>()->view();
        if (is_ascii(view)) return make_ascii(t, view.data(), view.size());
        Utf8Info info = utf8_scan(view);
        if (info.error == Utf8Error::None) return make_str_scanned(t, view, info);
    }
    std::string encoding = TRY(text_argument(t, encoding_arg, function, "encoding", "utf-8"));
    std::string errors = TRY(text_argument(t, errors_arg, function, "errors", "strict"));
    TRY(check_names(t, encoding_arg, errors_arg));
    if (!has_buffer(t, source)) {
        return raise_type_error(t, "decoding to str: need a bytes-like object, %.80s found",
                                type_name(t, source));
    }
    Encoding known = encoding_of(normalized(encoding));
    if (known != Encoding::Other) {
        Buffer buffer(t);
        TRY(buffer.open(source));
        std::string_view view = buffer.view();
        if (known == Encoding::Utf8) return decode_utf8(t, source, view, errors);
        if (known == Encoding::Ascii) return decode_ascii(t, source, view, errors);
        return make_str_latin1(t, reinterpret_cast<const uint8_t*>(view.data()), view.size());
    }
    Owned result = TRY(through_registry(t, "decode", source, encoding, errors));
    if (is_str(result)) return result;
    return raise_type_error(
        t,
        "'%.400s' decoder returned '%.400s' instead of 'str'; use codecs.decode() to decode to "
        "arbitrary types",
        encoding.c_str(), type_name(t, result));
}

}  // namespace minipy
