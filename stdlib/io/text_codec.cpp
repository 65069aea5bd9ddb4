// TextIOWrapper: bytes into text and back. Its positions are in text_position.cpp.
#include "text_io.h"

namespace minipy::io {

namespace {

std::string normal_name(Value encoding) {
    std::string out;
    for (char c : to_utf8(encoding)) out += c == '_' || c == ' ' ? '-' : static_cast<char>(tolower(c));
    return out;
}

// How many bytes at the end are the beginning of a character that is not complete yet.
size_t incomplete_utf8(std::string_view s) {
    for (size_t back = 1; back <= 3 && back <= s.size(); ++back) {
        unsigned char c = static_cast<unsigned char>(s[s.size() - back]);
        if ((c & 0xc0) == 0x80) continue;
        size_t need = c >= 0xf0 && c < 0xf5 ? 4 : c >= 0xe0 ? 3 : c >= 0xc2 ? 2 : 1;
        return need > back && c < 0xf5 ? back : 0;
    }
    return 0;
}

Owned decode_native(Thread& t, TextIO* f, std::string_view bytes) {
    if (f->coding == Coding::Latin1)
        return make_str_latin1(t, reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
    bool ascii = true;
    for (char c : bytes) {
        if (static_cast<signed char>(c) < 0) {
            ascii = false;
            break;
        }
    }
    if (ascii) return make_str_latin1(t, reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
    Owned object = TRY(make_bytes(t, bytes));
    return call_method(t, object, names(t).decode, {f->encoding, f->errors});
}

Owned raw_decode(Thread& t, TextIO* f, std::string_view bytes, bool final) {
    if (f->coding == Coding::Other) {
        Owned object = TRY(make_bytes(t, bytes));
        Owned text = TRY(call_method(t, f->decoder, names(t).decode, {object, Value::from_bool(final)}));
        if (!is_str(text))
            return raise_type_error(t, "decoder should return a string result, not '%.200s'",
                                    type_name(t, text));
        return text;
    }
    if (f->tail.empty() && (f->coding != Coding::Utf8 || final || !incomplete_utf8(bytes)))
        return decode_native(t, f, bytes);
    std::string all = f->tail + std::string(bytes);
    size_t keep = final || f->coding != Coding::Utf8 ? 0 : incomplete_utf8(all);
    Owned text = TRY(decode_native(t, f, std::string_view(all).substr(0, all.size() - keep)));
    f->tail = all.substr(all.size() - keep);
    return text;
}

}  // namespace

Owned decode_bytes(Thread& t, TextIO* f, std::string_view bytes, bool final) {
    Owned text = TRY(raw_decode(t, f, bytes, final));
    if (!f->read_universal) return text;
    f->newlines.translate = f->read_translate;
    return decode_newlines(t, f->newlines, text, final);
}

Status choose_codecs(Thread& t, TextIO* f, Value encoding, Value errors) {
    std::string name = normal_name(encoding);
    Coding coding = Coding::Other;
    if (name == "utf-8" || name == "utf8")
        coding = Coding::Utf8;
    else if (name == "ascii" || name == "us-ascii")
        coding = Coding::Ascii;
    else if (name == "latin-1" || name == "latin1" || name == "iso-8859-1" || name == "iso8859-1")
        coding = Coding::Latin1;
    if (coding == Coding::Other) {
        Owned lookup = TRY(import_attr(t, "codecs", "lookup"));
        Owned info = TRY(call(t, lookup, {encoding}));
        Owned is_text = TRY(lookup_attr(t, info, intern(t, "_is_text_encoding")));
        if (!is_text.is_unbound() && !TRY(truth(t, is_text))) {
            return raise_error(
                t, exc(t).LookupError,
                "'%.400s' is not a text encoding; use codecs.open() to handle arbitrary codecs",
                to_utf8(encoding).c_str());
        }
        Owned make_decoder = TRY(get_attr(t, info, "incrementaldecoder"));
        Owned make_encoder = TRY(get_attr(t, info, "incrementalencoder"));
        Owned decoder = TRY(call(t, make_decoder, {errors})), encoder = TRY(call(t, make_encoder, {errors}));
        set_field(f->decoder, decoder);
        set_field(f->encoder, encoder);
    }
    f->coding = coding;
    set_field(f->encoding, encoding);
    set_field(f->errors, errors);
    return {};
}

Status encode_text(Thread& t, TextIO* f, Value text, std::string& out) {
    Str* s = as_str(text);
    if (s->ascii && f->coding != Coding::Other) {
        out += s->ascii_view();
        return {};
    }
    if (f->coding == Coding::Other) {
        Owned bytes = TRY(call_method(t, f->encoder, names(t).encode, {text}));
        if (!is_bytes(bytes))
            return raise_type_error(t, "encoder should return a bytes object, not '%.200s'",
                                    type_name(t, bytes));
        out += bytes.as<Bytes>()->view();
        return {};
    }
    Owned bytes = TRY(call_method(t, text, names(t).encode, {f->encoding, f->errors}));
    out += bytes.as<Bytes>()->view();
    return {};
}

}  // namespace minipy::io
