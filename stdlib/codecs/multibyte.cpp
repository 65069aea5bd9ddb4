// The encodings of East Asia: `_multibytecodec` and the modules `_codecs_kr`, `_codecs_jp`, `_codecs_cn`, `_codecs_tw`,
// `_codecs_hk`, `_codecs_iso2022` that hand them out. The tables are the C library's, through iconv; what can go wrong, and
// how it is told, is done here.
#include <iconv.h>

#include <cerrno>
#include <cstring>

#include "codecs.h"

namespace minipy::codecs {

namespace {

struct Encoding {
    const char *module, *name, *system_name;
};
constexpr Encoding kEncodings[] = {
    {"_codecs_kr", "euc_kr", "EUC-KR"},
    {"_codecs_kr", "cp949", "CP949"},
    {"_codecs_kr", "johab", "JOHAB"},
    {"_codecs_jp", "euc_jp", "EUC-JP"},
    {"_codecs_jp", "shift_jis", "SHIFT_JIS"},
    {"_codecs_jp", "cp932", "CP932"},
    {"_codecs_jp", "euc_jis_2004", "EUC-JISX0213"},
    {"_codecs_jp", "euc_jisx0213", "EUC-JISX0213"},
    {"_codecs_jp", "shift_jis_2004", "SHIFT_JISX0213"},
    {"_codecs_jp", "shift_jisx0213", "SHIFT_JISX0213"},
    {"_codecs_cn", "gb2312", "EUC-CN"},
    {"_codecs_cn", "gbk", "GBK"},
    {"_codecs_cn", "gb18030", "GB18030"},
    {"_codecs_cn", "hz", "EUC-CN"},
    {"_codecs_tw", "big5", "BIG5"},
    {"_codecs_tw", "cp950", "CP950"},
    {"_codecs_hk", "big5hkscs", "BIG5-HKSCS"},
    {"_codecs_iso2022", "iso2022_kr", "ISO-2022-KR"},
    {"_codecs_iso2022", "iso2022_jp", "ISO-2022-JP"},
    {"_codecs_iso2022", "iso2022_jp_1", "ISO-2022-JP-2"},
    {"_codecs_iso2022", "iso2022_jp_2", "ISO-2022-JP-2"},
    {"_codecs_iso2022", "iso2022_jp_3", "ISO-2022-JP-3"},
    {"_codecs_iso2022", "iso2022_jp_2004", "ISO-2022-JP-3"},
    {"_codecs_iso2022", "iso2022_jp_ext", "ISO-2022-JP-2"},
};

struct MultibyteState {
    Type *codec = nullptr, *encoder = nullptr, *decoder = nullptr, *reader = nullptr, *writer = nullptr;
};
ModuleRegistration& registration();
MultibyteState& state(Thread& t) { return module_state<MultibyteState>(t, registration()); }

constexpr const char* kIllegal = "illegal multibyte sequence";
constexpr const char* kIncomplete = "incomplete multibyte sequence";

// ---- converters ----

// One direction of one encoding, with the shift state it is in.
class Converter {
  public:
    Converter() = default;
    ~Converter() { close(); }
    Converter(const Converter&) = delete;
    bool open(const char* to, const char* from) {
        close();
        handle_ = iconv_open(to, from);
        return handle_ != reinterpret_cast<iconv_t>(-1);
    }
    iconv_t handle() const { return handle_; }
    void reset() { iconv(handle_, nullptr, nullptr, nullptr, nullptr); }

    bool in_gb = false;  // hz: between ~{ and ~}

  private:
    void close() {
        if (handle_ != reinterpret_cast<iconv_t>(-1)) iconv_close(handle_);
    }
    iconv_t handle_ = reinterpret_cast<iconv_t>(-1);
};
Status open_decoder(Thread& t, const Encoding* e, Converter& c) {
    if (!c.open("UTF-32LE", e->system_name))
        return raise_error(t, exc(t).LookupError, "no such codec is supported.");
    return {};
}
Status open_encoder(Thread& t, const Encoding* e, Converter& c) {
    if (!c.open(e->system_name, "UTF-32LE"))
        return raise_error(t, exc(t).LookupError, "no such codec is supported.");
    return {};
}

// HZ is GB 2312 in seven bits between "~{" and "~}"; "~~" is '~' and "~\n" nothing. Gives how many bytes at `p` are one
// element, 0 when more must come, -1 when it is wrong; `*two` holds the character in EUC, if it is one.
int hz_element(const char* p, size_t n, bool& in_gb, char* two, uint32_t* point, bool* is_pair) {
    *is_pair = false;
    *point = 0xffffffff;
    uint8_t first = static_cast<uint8_t>(p[0]);
    if (first == '~') {
        if (n < 2) return 0;
        if (p[1] == '~' && !in_gb) *point = '~';
        if (p[1] == '{' && !in_gb)
            in_gb = true;
        else if (p[1] == '}' && in_gb)
            in_gb = false;
        else if (p[1] != '\n' && p[1] != '~')
            return -1;
        return 2;
    }
    if (first & 0x80) return -1;
    if (!in_gb) {
        *point = first;
        return 1;
    }
    if (first == '\n') {
        in_gb = false;
        *point = first;
        return 1;
    }
    if (n < 2) return 0;
    two[0] = static_cast<char>(first | 0x80);
    two[1] = static_cast<char>(p[1] | 0x80);
    *is_pair = true;
    return 2;
}

// A place that is no size at all is out of bounds as well.
Result<Replacement> in_bounds(Thread& t, Result<Replacement> r) {
    if (r.is_error() && catch_exception(t, exc(t).OverflowError))
        return raise_index_error(t, "position from error handler out of bounds");
    return r;
}

// Decodes as much as there is; *consumed tells how far. Not final: an incomplete character at the end stays for the next time.
Status decode_run(Thread& t, const Encoding* e, Converter& c, std::string_view bytes,
                  const std::string& errors, bool final, StrBuilder& out, size_t* consumed) {
    bool hz = strcmp(e->name, "hz") == 0;
    size_t at = 0;
    while (at < bytes.size()) {
        size_t bad = 0;
        const char* reason = nullptr;
        if (hz) {
            char two[2];
            uint32_t point;
            bool is_pair;
            int n = hz_element(bytes.data() + at, bytes.size() - at, c.in_gb, two, &point, &is_pair);
            if (n > 0 && is_pair) {
                char* in = two;
                size_t in_left = 2, out_left = sizeof point;
                char* to = reinterpret_cast<char*>(&point);
                if (iconv(c.handle(), &in, &in_left, &to, &out_left) == static_cast<size_t>(-1)) n = -1;
            }
            if (n > 0) {
                if (point != 0xffffffff) out.append_char(point);
                at += static_cast<size_t>(n);
                continue;
            }
            bad = n < 0 ? 1 : bytes.size() - at;
            reason = n < 0 ? kIllegal : kIncomplete;
        } else {
            uint32_t points[512];
            char *in = const_cast<char*>(bytes.data()) + at, *to = reinterpret_cast<char*>(points);
            size_t in_left = bytes.size() - at, out_left = sizeof points;
            size_t done = iconv(c.handle(), &in, &in_left, &to, &out_left);
            int error = done == static_cast<size_t>(-1) ? errno : 0;
            size_t count = (sizeof points - out_left) / sizeof(uint32_t);
            for (size_t i = 0; i < count; ++i) out.append_char(points[i]);
            at = bytes.size() - in_left;
            if (error == 0 || error == E2BIG) continue;
            bad = error == EINVAL ? bytes.size() - at : 1;
            reason = error == EINVAL ? kIncomplete : kIllegal;
        }
        if (reason == kIncomplete && !final) break;
        Replacement r =
            TRY(in_bounds(t, handle_decode_error(t, e->name, bytes, at, at + bad, reason, errors)));
        out.append(r.value.get());
        at = r.resume;
    }
    if (final && !hz) {  // a character that waited for a combining one
        uint32_t points[8];
        char* to = reinterpret_cast<char*>(points);
        size_t out_left = sizeof points;
        iconv(c.handle(), nullptr, nullptr, &to, &out_left);
        for (size_t i = 0; i < (sizeof points - out_left) / sizeof(uint32_t); ++i) out.append_char(points[i]);
    }
    if (final) c.in_gb = false;
    *consumed = at;
    return {};
}

// Bytes for the points up to the first that has none; gives how many were done.
size_t convert_points(Converter& c, const uint32_t* points, size_t n, std::string& out) {
    char buffer[1024];
    char* in = const_cast<char*>(reinterpret_cast<const char*>(points));
    size_t in_left = n * sizeof(uint32_t);
    while (in_left) {
        char* to = buffer;
        size_t out_left = sizeof buffer;
        size_t done = iconv(c.handle(), &in, &in_left, &to, &out_left);
        int error = done == static_cast<size_t>(-1) ? errno : 0;
        out.append(buffer, sizeof buffer - out_left);
        if (error && error != E2BIG) break;
    }
    return n - in_left / sizeof(uint32_t);
}
void finish_encoding(Converter& c, bool hz, std::string& out) {
    if (hz) {
        if (c.in_gb) out += "~}";
        c.in_gb = false;
        return;
    }
    char buffer[64];
    char* to = buffer;
    size_t out_left = sizeof buffer;
    iconv(c.handle(), nullptr, nullptr, &to, &out_left);
    out.append(buffer, sizeof buffer - out_left);
}
size_t convert_hz(Converter& c, const uint32_t* points, size_t n, std::string& out) {
    for (size_t i = 0; i < n; ++i) {
        if (points[i] < 0x80) {
            if (c.in_gb) out += "~}";
            c.in_gb = false;
            out += points[i] == '~' ? "~~" : std::string(1, static_cast<char>(points[i]));
            continue;
        }
        std::string two;
        if (!convert_points(c, points + i, 1, two) || two.size() != 2) return i;
        if (!c.in_gb) out += "~{";
        c.in_gb = true;
        out += static_cast<char>(two[0] & 0x7f);
        out += static_cast<char>(two[1] & 0x7f);
    }
    return n;
}

Status encode_run(Thread& t, const Encoding* e, Converter& c, Value text, const std::string& errors,
                  bool final, std::string& out) {
    bool hz = strcmp(e->name, "hz") == 0;
    auto points_of = [](Str* s) {
        std::vector<uint32_t> points(s->length);
        for (size_t i = 0; i < s->length; ++i) points[i] = s->at(i);
        return points;
    };
    auto convert = [&](const uint32_t* p, size_t n) {
        return hz ? convert_hz(c, p, n, out) : convert_points(c, p, n, out);
    };
    std::vector<uint32_t> points = points_of(as_str(text));
    size_t at = 0;
    while (at < points.size()) {
        at += convert(points.data() + at, points.size() - at);
        if (at == points.size()) break;
        Replacement r =
            TRY(in_bounds(t, handle_encode_error(t, e->name, text, at, at + 1, kIllegal, errors)));
        if (is_bytes(r.value)) {
            out += r.value.as<Bytes>()->view();
        } else {
            std::vector<uint32_t> instead = points_of(as_str(r.value));
            size_t done = convert(instead.data(), instead.size());
            if (done < instead.size())
                (void)TRY(handle_encode_error(t, e->name, text, at, at + 1, kIllegal, "strict"));
        }
        at = r.resume;
    }
    if (final) finish_encoding(c, hz, out);
    return {};
}

// ---- the codec: without a state ----

struct MultibyteCodec : GcObject {
    const Encoding* encoding = nullptr;
};
const Encoding* encoding_of(Value codec) { return codec.as<MultibyteCodec>()->encoding; }

template <class T>
void plain_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    static_cast<T*>(o)->~T();
    free_object(t, o);
}

Owned codec_encode(Thread& t, const Value* args) {
    const Encoding* e = encoding_of(args[0]);
    Owned text = is_str(args[1]) ? Owned::share(args[1]) : Owned::unbound();
    if (text.is_unbound()) return raise_type_error(t, "couldn't convert the object to unicode.");
    std::string errors = TRY(errors_argument(t, args[2])), out;
    Converter c;
    TRY(open_encoder(t, e, c));
    TRY(encode_run(t, e, c, text, errors, true, out));
    return pair(t, TRY(make_bytes(t, out)), as_str(text)->length);
}
Owned codec_decode(Thread& t, const Value* args) {
    const Encoding* e = encoding_of(args[0]);
    Buffer buffer(t);
    TRY(buffer.open(args[1]));
    std::string errors = TRY(errors_argument(t, args[2]));
    Converter c;
    TRY(open_decoder(t, e, c));
    StrBuilder out(t);
    size_t consumed = 0;
    TRY(decode_run(t, e, c, buffer.view(), errors, true, out, &consumed));
    return pair(t, TRY(out.finish()), consumed);
}
const FunctionSpec codec_methods[] = {
    {"encode(self, input, errors=None)", codec_encode, "Return an encoded string version of `input`."},
    {"decode(self, input, errors=None)", codec_decode, "Decodes `input`."}};

// ---- incremental ones and streams ----

struct Stateful : GcObject {
    const Encoding* encoding = nullptr;
    Converter converter;
    std::string pending;  // bytes of a character that is not all there
    Value errors = Value::none(), stream = Value::none();
};
Stateful* stateful(Value v) { return v.as<Stateful>(); }

void stateful_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    Stateful* s = static_cast<Stateful*>(o);
    clear_instance_tail(t, o);
    release(s->errors);
    release(s->stream);
    s->converter.~Converter();
    s->pending.~basic_string();
    free_object(t, o);
}
void stateful_traverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<Stateful*>(o)->stream);
    traverse_instance_tail(o, visitor);
}
Owned make_stateful(Thread& t, Type* type, Value errors, Value stream, bool encodes) {
    if (!errors.is_unbound() && !errors.is_none() && !is_str(errors))
        return raise_type_error(t, "argument 'errors' must be str, not %.50s", type_name(t, errors));
    Owned codec = TRY(get_attr(t, Value(type), "codec"));
    if (type_of(t, codec) != state(t).codec) return raise_type_error(t, "codec is unexpected type");
    Stateful* s = make_instance<Stateful>(t, type);
    if (!s) return raise_memory_error(t);
    Owned held = Owned::adopt(s);
    s->encoding = encoding_of(codec);
    s->errors = errors.is_unbound() || errors.is_none() ? intern(t, "strict") : errors;
    retain(s->errors);
    s->stream = stream;
    retain(stream);
    if (encodes)
        TRY(open_encoder(t, s->encoding, s->converter));
    else
        TRY(open_decoder(t, s->encoding, s->converter));
    return held;
}
Owned encoder_new(Thread& t, Type* type, const CallArgs& args) {
    Value v[1];
    BoundArgs bound(t, "MultibyteIncrementalEncoder(errors='strict')", args, v);
    TRY(bound.status());
    return make_stateful(t, type, v[0], Value::none(), true);
}
Owned decoder_new(Thread& t, Type* type, const CallArgs& args) {
    Value v[1];
    BoundArgs bound(t, "MultibyteIncrementalDecoder(errors='strict')", args, v);
    TRY(bound.status());
    return make_stateful(t, type, v[0], Value::none(), false);
}
Owned reader_new(Thread& t, Type* type, const CallArgs& args) {
    Value v[2];
    BoundArgs bound(t, "MultibyteStreamReader(stream, errors='strict')", args, v);
    TRY(bound.status());
    return make_stateful(t, type, v[1], v[0], false);
}
Owned writer_new(Thread& t, Type* type, const CallArgs& args) {
    Value v[2];
    BoundArgs bound(t, "MultibyteStreamWriter(stream, errors='strict')", args, v);
    TRY(bound.status());
    return make_stateful(t, type, v[1], v[0], true);
}
Status no_init(Thread&, Value, const CallArgs&) { return {}; }

Owned encode_more(Thread& t, Stateful* s, Value text, bool final) {
    if (!is_str(text)) return raise_type_error(t, "couldn't convert the object to unicode.");
    std::string out;
    TRY(encode_run(t, s->encoding, s->converter, text, to_utf8(s->errors), final, out));
    return make_bytes(t, out);
}
Owned decode_more(Thread& t, Stateful* s, std::string_view bytes, bool final) {
    std::string all = s->pending;
    all += bytes;
    StrBuilder out(t);
    size_t consumed = 0;
    TRY(decode_run(t, s->encoding, s->converter, all, to_utf8(s->errors), final, out, &consumed));
    s->pending = all.substr(consumed);
    return out.finish();
}
Owned encoder_encode(Thread& t, const Value* args) {
    return encode_more(t, stateful(args[0]), args[1], TRY(truth(t, args[2])));
}
Owned decoder_decode(Thread& t, const Value* args) {
    Buffer buffer(t);
    TRY(buffer.open(args[1]));
    std::string copy(buffer.view());
    return decode_more(t, stateful(args[0]), copy, TRY(truth(t, args[2])));
}
Owned stateful_reset(Thread&, const Value* args) {
    stateful(args[0])->converter.reset();
    stateful(args[0])->converter.in_gb = false;
    stateful(args[0])->pending.clear();
    return Owned::none();
}
Owned encoder_getstate(Thread& t, const Value*) { return make_int(t, 0); }
Owned encoder_setstate(Thread& t, const Value* args) {
    if (!is_int(args[1]))
        return raise_type_error(t, "setstate() argument must be int, not %.50s", type_name(t, args[1]));
    return stateful_reset(t, args);
}
Owned decoder_getstate(Thread& t, const Value* args) {
    return pair(t, TRY(make_bytes(t, stateful(args[0])->pending)), 0);
}
Owned decoder_setstate(Thread& t, const Value* args) {
    Tuple* parts = is_tuple(args[1]) ? args[1].as<Tuple>() : nullptr;
    if (!parts)
        return raise_type_error(t, "setstate() argument must be tuple, not %.50s", type_name(t, args[1]));
    if (parts->length != 2 || !is_bytes(parts->at(0)) || !is_int(parts->at(1)))
        return raise_type_error(t, "setstate(): illegal state argument");
    std::string pending(parts->at(0).as<Bytes>()->view());
    TRY(stateful_reset(t, args));
    stateful(args[0])->pending = pending;
    return Owned::none();
}

// Reads by stream.METHOD(size) until at least one character is there, or all for a negative size.
Owned read_from(Thread& t, Stateful* s, const char* method, Value size_arg) {
    int64_t size = size_arg.is_unbound() || size_arg.is_none() ? -1 : TRY(to_ssize(t, size_arg));
    if (size == 0) return make_str(t, "");
    Owned held = Owned::share(Value(s));
    for (;;) {
        Owned reader = TRY(get_attr(t, s->stream, method));
        Owned data = TRY(size < 0 ? call(t, reader) : call(t, reader, {Value::from_int(size)}));
        if (!is_bytes(data))
            return raise_type_error(t, "stream function returned a non-bytes object (%.100s)",
                                    type_name(t, data));
        bool end = data.as<Bytes>()->length == 0 || size < 0;
        Owned text = TRY(decode_more(t, s, data.as<Bytes>()->view(), end));
        if (end || as_str(text)->length) return text;
        size = 1;
    }
}
Owned reader_read(Thread& t, const Value* args) { return read_from(t, stateful(args[0]), "read", args[1]); }
Owned reader_readline(Thread& t, const Value* args) {
    return read_from(t, stateful(args[0]), "readline", args[1]);
}
Owned reader_readlines(Thread& t, const Value* args) {
    Owned text = TRY(read_from(t, stateful(args[0]), "read", args[1]));
    return call_method(t, text, intern(t, "splitlines"), {Value::true_()});
}
Owned writer_write(Thread& t, const Value* args) {
    Owned bytes = TRY(encode_more(t, stateful(args[0]), args[1], false));
    TRY(call_method(t, stateful(args[0])->stream, names(t).write, {bytes}));
    return Owned::none();
}
Owned writer_writelines(Thread& t, const Value* args) {
    TRY(for_each(t, args[1], [&](Value line) -> Status {
        Value write_args[] = {args[0], line};
        TRY(writer_write(t, write_args));
        return {};
    }));
    return Owned::none();
}
Owned writer_reset(Thread& t, const Value* args) {
    Stateful* s = stateful(args[0]);
    std::string rest;
    finish_encoding(s->converter, strcmp(s->encoding->name, "hz") == 0, rest);
    if (rest.empty()) return Owned::none();
    Owned bytes = TRY(make_bytes(t, rest));
    TRY(call_method(t, s->stream, names(t).write, {bytes}));
    return Owned::none();
}

Owned get_errors(Thread&, Value self) { return Owned::share(stateful(self)->errors); }
Status set_errors(Thread& t, Value self, Value v) {
    if (v.is_unbound()) return raise_error(t, exc(t).AttributeError, "cannot delete attribute");
    if (!is_str(v)) return raise_type_error(t, "errors must be a string");
    Value old = stateful(self)->errors;
    retain(v);
    stateful(self)->errors = v;
    release(old);
    return {};
}
Owned get_stream(Thread&, Value self) { return Owned::share(stateful(self)->stream); }
const GetSetSpec getset[] = {{"errors", get_errors, set_errors, "how to treat errors"}};
const GetSetSpec stream_getset[] = {{"errors", get_errors, set_errors, "how to treat errors"},
                                    {"stream", get_stream}};
const FunctionSpec encoder_methods[] = {{"encode(self, input, final=False)", encoder_encode},
                                        {"getstate(self)", encoder_getstate},
                                        {"setstate(self, state, /)", encoder_setstate},
                                        {"reset(self)", stateful_reset}};
const FunctionSpec decoder_methods[] = {{"decode(self, input, final=False)", decoder_decode},
                                        {"getstate(self)", decoder_getstate},
                                        {"setstate(self, state, /)", decoder_setstate},
                                        {"reset(self)", stateful_reset}};
const FunctionSpec reader_methods[] = {{"read(self, sizeobj=None, /)", reader_read},
                                       {"readline(self, sizeobj=None, /)", reader_readline},
                                       {"readlines(self, sizehintobj=None, /)", reader_readlines},
                                       {"reset(self)", stateful_reset}};
const FunctionSpec writer_methods[] = {{"write(self, strobj, /)", writer_write},
                                       {"writelines(self, lines, /)", writer_writelines},
                                       {"reset(self)", writer_reset}};

Result<Type*> define_stateful(Thread& t, Module* module, const char* name,
                              Owned (*make_new)(Thread&, Type*, const CallArgs&),
                              std::span<const FunctionSpec> methods, bool stream) {
    TypeSpec spec{};
    spec.name = name;
    spec.size = sizeof(Stateful);
    spec.flags = kTypeBaseAllowed;
    spec.slots.new_ = make_new;
    spec.slots.init = no_init;
    spec.slots.dealloc = stateful_dealloc;
    spec.slots.traverse = stateful_traverse;
    spec.methods = methods;
    if (stream)
        spec.getset = stream_getset;
    else
        spec.getset = getset;
    Type* type = define_type(t, spec);
    TRY(module_add(t, module, strchr(name, '.') + 1, Value(type)));
    return type;
}

Status fill(Thread& t, Module* module) {
    TypeSpec codec{};
    codec.name = "_multibytecodec.MultibyteCodec";
    codec.size = sizeof(MultibyteCodec);
    codec.flags = kTypeNoInstantiate;
    codec.slots.dealloc = plain_dealloc<MultibyteCodec>;
    codec.methods = codec_methods;
    state(t).codec = define_type(t, codec);
    state(t).encoder = TRY(define_stateful(t, module, "_multibytecodec.MultibyteIncrementalEncoder",
                                           encoder_new, encoder_methods, false));
    state(t).decoder = TRY(define_stateful(t, module, "_multibytecodec.MultibyteIncrementalDecoder",
                                           decoder_new, decoder_methods, false));
    state(t).reader = TRY(define_stateful(t, module, "_multibytecodec.MultibyteStreamReader", reader_new,
                                          reader_methods, true));
    state(t).writer = TRY(define_stateful(t, module, "_multibytecodec.MultibyteStreamWriter", writer_new,
                                          writer_methods, true));
    return {};
}
MINIPY_MODULE(_multibytecodec, {.exec = fill});
ModuleRegistration& registration() { return module_registration__multibytecodec; }

// ---- the modules that have the codecs ----

Owned get_codec(Thread& t, Value name, const char* module) {
    if (!is_str(name)) return raise_type_error(t, "encoding name must be a string.");
    if (!state(t).codec) TRY(import_attr(t, "_multibytecodec", "MultibyteIncrementalEncoder"));
    std::string wanted = to_utf8(name);
    for (const Encoding& e : kEncodings) {
        if (wanted != e.name || strcmp(e.module, module) != 0) continue;
        MultibyteCodec* codec = make<MultibyteCodec>(t, state(t).codec);
        if (!codec) return raise_memory_error(t);
        codec->encoding = &e;
        return Owned::adopt(codec);
    }
    return raise_error(t, exc(t).LookupError, "no such codec is supported.");
}
#define CODEC_MODULE(name)                                                                      \
    Owned getcodec##name(Thread& t, const Value* args) { return get_codec(t, args[0], #name); } \
    const FunctionSpec functions##name[] = {{"getcodec(encoding, /)", getcodec##name}};         \
    MINIPY_MODULE(name, {.functions = functions##name})
CODEC_MODULE(_codecs_kr);
CODEC_MODULE(_codecs_jp);
CODEC_MODULE(_codecs_cn);
CODEC_MODULE(_codecs_tw);
CODEC_MODULE(_codecs_hk);
CODEC_MODULE(_codecs_iso2022);

}  // namespace

}  // namespace minipy::codecs
