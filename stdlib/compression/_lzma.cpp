// The module `_lzma`: streams of the formats .xz and .lzma, and raw ones. Filters are described in lzma_filters.cpp.
#include "lzma_module.h"
#include "stream_lock.h"

namespace minipy::compression {

namespace {

struct LzmaTypes {
    Type *compressor = nullptr, *decompressor = nullptr;
    Value error = Value::none();
};
LzmaTypes& types_of(Thread&);

struct Stream : Object {
    lzma_stream z = LZMA_STREAM_INIT;
    std::mutex lock;
};

}  // namespace

Raised raise_lzma(Thread& t, const char* text) {
    return raise_error(t, types_of(t).error.as<Type>(), "%s", text);
}
Status check_lzma(Thread& t, lzma_ret code) {
    switch (code) {
        case LZMA_OK:
        case LZMA_GET_CHECK:
        case LZMA_NO_CHECK:
        case LZMA_STREAM_END:
            return {};
        case LZMA_UNSUPPORTED_CHECK:
            return raise_lzma(t, "Unsupported integrity check");
        case LZMA_MEM_ERROR:
            return raise_memory_error(t);
        case LZMA_MEMLIMIT_ERROR:
            return raise_lzma(t, "Memory usage limit exceeded");
        case LZMA_FORMAT_ERROR:
            return raise_lzma(t, "Input format not supported by decoder");
        case LZMA_OPTIONS_ERROR:
            return raise_lzma(t, "Invalid or unsupported options");
        case LZMA_DATA_ERROR:
            return raise_lzma(t, "Corrupt input data");
        case LZMA_BUF_ERROR:
            return raise_lzma(t, "Insufficient buffer space");
        case LZMA_PROG_ERROR:
            return raise_lzma(t, "Internal error");
        default:
            return raise_error(t, types_of(t).error.as<Type>(), "Unrecognized error from liblzma: %d",
                               static_cast<int>(code));
    }
}

namespace {

// ---- compressing ----

struct Compressor : Stream {
    bool flushed = false;
};
Compressor* compressor_of(Value v) { return v.as<Compressor>(); }

Status begin(Thread& t, lzma_stream* z, int format, int check, Value preset_value, Value filter_list) {
    if (format != kFormatXz && check != -1 && check != LZMA_CHECK_NONE)
        return raise_value_error(t, "Integrity checks are only supported by FORMAT_XZ");
    if (!preset_value.is_none() && !filter_list.is_none())
        return raise_value_error(t, "Cannot specify both preset and filter chain");
    uint32_t preset = preset_value.is_none() ? LZMA_PRESET_DEFAULT : TRY(to_u32(t, preset_value));
    auto kind = static_cast<lzma_check>(check == -1 ? LZMA_CHECK_CRC64 : check);
    FilterChain chain;
    if (!filter_list.is_none()) TRY(chain.read(t, filter_list));
    switch (format) {
        case kFormatXz:
            return check_lzma(t, filter_list.is_none() ? lzma_easy_encoder(z, preset, kind)
                                                       : lzma_stream_encoder(z, chain.filters(), kind));
        case kFormatAlone: {
            if (filter_list.is_none()) {
                lzma_options_lzma options;
                if (lzma_lzma_preset(&options, preset)) return raise_lzma(t, "Invalid compression preset");
                return check_lzma(t, lzma_alone_encoder(z, &options));
            }
            const lzma_filter* filters = chain.filters();
            if (filters[0].id != LZMA_FILTER_LZMA1 || filters[1].id != LZMA_VLI_UNKNOWN)
                return raise_value_error(
                    t, "Invalid filter chain for FORMAT_ALONE - must be a single LZMA1 filter");
            return check_lzma(t, lzma_alone_encoder(z, static_cast<lzma_options_lzma*>(filters[0].options)));
        }
        case kFormatRaw:
            if (filter_list.is_none()) return raise_value_error(t, "Must specify filters for FORMAT_RAW");
            return check_lzma(t, lzma_raw_encoder(z, chain.filters()));
    }
    return raise_value_error(t, "Invalid container format: %d", format);
}
Owned compressor_new(Thread& t, Type* type, const CallArgs& args) {
    Value v[4];
    BoundArgs bound(t, "LZMACompressor(format=1, check=-1, preset=None, filters=None)", args, v);
    TRY(bound.status());
    int format = TRY(to_c_int(t, v[0])), check = TRY(to_c_int(t, v[1]));
    Compressor* c = make<Compressor>(t, type);
    if (!c) return raise_memory_error(t);
    Owned held = Owned::adopt(c);
    TRY(begin(t, &c->z, format, check, v[2], v[3]));
    return held;
}
void compressor_dealloc(Thread& t, Object* o) {
    lzma_end(&static_cast<Compressor*>(o)->z);
    static_cast<Compressor*>(o)->lock.~mutex();
    free_object(t, o);
}

// A part of the work: room for what comes out, twice as much each time, at most `most` bytes in all.
lzma_ret step(lzma_stream* z, lzma_action action, std::string& out, int64_t most) {
    size_t before = out.size(), room = std::max<size_t>(before, 8192);
    if (most >= 0) room = std::min(room, static_cast<size_t>(most) - before);
    out.resize(before + room);
    z->next_out = reinterpret_cast<uint8_t*>(out.data() + before);
    z->avail_out = room;
    lzma_ret code = lzma_code(z, action);
    out.resize(before + room - z->avail_out);
    return code;
}
Owned run(Thread& t, Compressor* c, std::string_view data, lzma_action action) {
    std::string out;
    lzma_ret code;
    {
        GilRelease nogil(t);
        c->z.next_in = reinterpret_cast<const uint8_t*>(data.data());
        c->z.avail_in = data.size();
        for (;;) {
            code = step(&c->z, action, out, -1);
            if (code == LZMA_BUF_ERROR && data.empty() && c->z.avail_out > 0) code = LZMA_OK;
            bool done =
                action == LZMA_RUN ? c->z.avail_in == 0 && c->z.avail_out > 0 : code == LZMA_STREAM_END;
            if (code != LZMA_OK || done) break;
        }
    }
    TRY(check_lzma(t, code));
    return make_bytes(t, out);
}
Owned compress(Thread& t, const Value* args) {
    Buffer data(t);
    TRY(data.open(args[1]));
    Compressor* c = compressor_of(args[0]);
    StreamLock lock(t, c->lock);
    if (c->flushed) return raise_value_error(t, "Compressor has been flushed");
    return run(t, c, data.view(), LZMA_RUN);
}
Owned flush(Thread& t, const Value* args) {
    Compressor* c = compressor_of(args[0]);
    StreamLock lock(t, c->lock);
    if (c->flushed) return raise_value_error(t, "Repeated call to flush()");
    c->flushed = true;
    return run(t, c, "", LZMA_FINISH);
}

// ---- decompressing ----

struct Decompressor : Stream {
    std::string waiting;  // input that was not looked at yet
    Value unused = Value::none();
    int check = kCheckUnknown;
    bool eof = false, needs_input = true;
};
Decompressor* decompressor_of(Value v) { return v.as<Decompressor>(); }

Owned decompressor_new(Thread& t, Type* type, const CallArgs& args) {
    Value v[3];
    BoundArgs bound(t, "LZMADecompressor(format=0, memlimit=None, filters=None)", args, v);
    TRY(bound.status());
    int format = TRY(to_c_int(t, v[0]));
    uint64_t limit = UINT64_MAX;
    if (!v[1].is_none()) {
        if (format == kFormatRaw) return raise_value_error(t, "Cannot specify memory limit with FORMAT_RAW");
        limit = TRY(to_u64(t, v[1]));
    }
    if (format == kFormatRaw && v[2].is_none())
        return raise_value_error(t, "Must specify filters for FORMAT_RAW");
    if (format != kFormatRaw && !v[2].is_none())
        return raise_value_error(t, "Cannot specify filters except with FORMAT_RAW");
    Decompressor* d = make<Decompressor>(t, type);
    if (!d) return raise_memory_error(t);
    Owned held = Owned::adopt(d);
    d->unused = TRY(make_bytes(t, "")).take();
    constexpr uint32_t flags = LZMA_TELL_ANY_CHECK | LZMA_TELL_NO_CHECK;
    FilterChain chain;
    switch (format) {
        case kFormatAuto:
            TRY(check_lzma(t, lzma_auto_decoder(&d->z, limit, flags)));
            return held;
        case kFormatXz:
            TRY(check_lzma(t, lzma_stream_decoder(&d->z, limit, flags)));
            return held;
        case kFormatAlone:
            d->check = LZMA_CHECK_NONE;
            TRY(check_lzma(t, lzma_alone_decoder(&d->z, limit)));
            return held;
        case kFormatRaw:
            d->check = LZMA_CHECK_NONE;
            TRY(chain.read(t, v[2]));
            TRY(check_lzma(t, lzma_raw_decoder(&d->z, chain.filters())));
            return held;
    }
    return raise_value_error(t, "Invalid container format: %d", format);
}
void decompressor_dealloc(Thread& t, Object* o) {
    auto* d = static_cast<Decompressor*>(o);
    lzma_end(&d->z);
    release(d->unused);
    d->waiting.~basic_string();
    d->lock.~mutex();
    free_object(t, o);
}
Owned decompress(Thread& t, const Value* args) {
    Buffer data(t);
    TRY(data.open(args[1]));
    int64_t most = TRY(to_ssize_argument(t, args[2]));
    Decompressor* d = decompressor_of(args[0]);
    StreamLock lock(t, d->lock);
    if (d->eof) return raise_error(t, exc(t).EOFError, "Already at end of stream");
    std::string out;
    lzma_ret code;
    {
        GilRelease nogil(t);
        d->waiting.append(data.view());
        lzma_stream* z = &d->z;
        z->next_in = reinterpret_cast<const uint8_t*>(d->waiting.data());
        z->avail_in = d->waiting.size();
        for (;;) {
            bool nothing = z->avail_in == 0;
            code = step(z, LZMA_RUN, out, most);
            if (code == LZMA_BUF_ERROR && nothing && z->avail_out > 0) code = LZMA_OK;
            if (code == LZMA_GET_CHECK || code == LZMA_NO_CHECK) {
                d->check = lzma_get_check(z);
                code = LZMA_OK;
            }
            bool full = most >= 0 && out.size() == static_cast<size_t>(most);
            if (code != LZMA_OK || full || (z->avail_in == 0 && z->avail_out)) break;
        }
        d->waiting.erase(0, d->waiting.size() - z->avail_in);
    }
    d->needs_input = false;
    TRY(check_lzma(t, code));
    d->eof = code == LZMA_STREAM_END;
    // What stays inside the decoder comes out by asking again, before there is more input.
    d->needs_input = !d->eof && d->waiting.empty() && (most < 0 || out.size() < static_cast<size_t>(most));
    if (d->eof) {
        Value rest = TRY(make_bytes(t, d->waiting)).take();
        std::swap(d->unused, rest);
        release(rest);
        d->waiting.clear();
    }
    return make_bytes(t, out);
}
Owned get_eof(Thread&, Value self) { return Owned::from_bool(decompressor_of(self)->eof); }
Owned get_needs_input(Thread&, Value self) { return Owned::from_bool(decompressor_of(self)->needs_input); }
Owned get_check(Thread& t, Value self) { return make_int(t, decompressor_of(self)->check); }

// ---- the module ----

Owned check_supported(Thread& t, const Value* args) {
    return Owned::from_bool(lzma_check_is_supported(static_cast<lzma_check>(TRY(to_c_int(t, args[0])))));
}

const FunctionSpec compressor_methods[] = {
    {"compress(self, data, /)", compress, "Provide data to the compressor object."},
    {"flush(self, /)", flush, "Finish the compression process."},
    {"__reduce__(self, /)", no_pickle},
};
const FunctionSpec decompressor_methods[] = {
    {"decompress(self, /, data, max_length=-1)", decompress, "Decompress data, returning it as bytes."},
    {"__reduce__(self, /)", no_pickle},
};
const GetSetSpec decompressor_getset[] = {
    {"eof", get_eof, nullptr, "True if the end-of-stream marker has been reached."},
    {"needs_input", get_needs_input, nullptr,
     "True if more input is needed before more decompressed data can be produced."},
    {"check", get_check, nullptr, "ID of the integrity check used by the input stream."}};
const MemberSpec decompressor_members[] = {{"unused_data", offsetof(Decompressor, unused), true,
                                            "Data found after the end of the compressed stream."}};
const FunctionSpec functions[] = {
    {"is_check_supported(check_id, /)", check_supported,
     "Test whether the given integrity check is supported."},
    {"_encode_filter_properties(filter, /)", encode_filter_properties,
     "Return a bytes object encoding the options (properties) of the filter."},
    {"_decode_filter_properties(filter_id, encoded_props, /)", decode_filter_properties,
     "Return a dict describing a filter of that ID, from its encoded options."},
};

Status fill(Thread& t, Module* module) {
    TypeSpec c;
    c.name = "_lzma.LZMACompressor";
    c.size = sizeof(Compressor);
    c.slots.new_ = compressor_new;
    c.slots.dealloc = compressor_dealloc;
    c.methods = compressor_methods;
    c.doc = "Create a compressor object for compressing data incrementally.";
    types_of(t).compressor = define_type(t, c);
    TypeSpec d;
    d.name = "_lzma.LZMADecompressor";
    d.size = sizeof(Decompressor);
    d.slots.new_ = decompressor_new;
    d.slots.dealloc = decompressor_dealloc;
    d.methods = decompressor_methods;
    d.getset = decompressor_getset;
    d.members = decompressor_members;
    d.doc = "Create a decompressor object for decompressing data incrementally.";
    d.text_signature = "LZMADecompressor(format=FORMAT_AUTO, memlimit=None, filters=None)";
    types_of(t).decompressor = define_type(t, d);
    TRY(module_add(t, module, "LZMACompressor", Value(types_of(t).compressor)));
    TRY(module_add(t, module, "LZMADecompressor", Value(types_of(t).decompressor)));
    Owned error =
        TRY(make_exception_class(t, "_lzma.LZMAError", Value(exc(t).Exception), "Call to liblzma failed."));
    types_of(t).error = error.dup().take();
    TRY(module_add(t, module, "LZMAError", error));
    return add_lzma_constants(t, module);
}

MINIPY_MODULE(_lzma, {.functions = functions, .exec = fill});

LzmaTypes& types_of(Thread& t) { return module_state<LzmaTypes>(t, module_registration__lzma); }

}  // namespace

}  // namespace minipy::compression
