// The module `_bz2`: streams that compress and decompress piece by piece.
#include <bzlib.h>

#include <climits>

#include "stream_lock.h"

namespace minipy::compression {

namespace {

struct Bz2Types {
    Type *compressor = nullptr, *decompressor = nullptr;
};
Bz2Types& types_of(Thread&);

Raised raise_bz2(Thread& t, int code) {
    switch (code) {
        case BZ_PARAM_ERROR:
            return raise_value_error(t, "Internal error - invalid parameters passed to libbzip2");
        case BZ_MEM_ERROR:
            return raise_memory_error(t);
        case BZ_DATA_ERROR:
        case BZ_DATA_ERROR_MAGIC:
            return raise_error(t, exc(t).OSError, "Invalid data stream");
        case BZ_IO_ERROR:
            return raise_error(t, exc(t).OSError, "Unknown I/O error");
        case BZ_UNEXPECTED_EOF:
            return raise_error(t, exc(t).EOFError,
                               "Compressed file ended before the logical end-of-stream was detected");
        case BZ_SEQUENCE_ERROR:
            return raise_runtime_error(t, "Internal error - Invalid sequence of commands sent to libbzip2");
    }
    return raise_error(t, exc(t).OSError, "Unrecognized error from libbzip2: %d", code);
}

struct Stream : Object {
    bz_stream z = {};
    std::mutex lock;
    bool open = false;
};

// ---- compressing ----

struct Compressor : Stream {
    bool flushed = false;
};
Compressor* compressor_of(Value v) { return v.as<Compressor>(); }

Owned compressor_new(Thread& t, Type* type, const CallArgs& args) {
    Value v[1];
    BoundArgs bound(t, "BZ2Compressor(compresslevel=9, /)", args, v);
    TRY(bound.status());
    int level = TRY(to_c_int(t, v[0]));
    if (level < 1 || level > 9) return raise_value_error(t, "compresslevel must be between 1 and 9");
    Compressor* c = make<Compressor>(t, type);
    if (!c) return raise_memory_error(t);
    Owned held = Owned::adopt(c);
    int code = BZ2_bzCompressInit(&c->z, level, 0, 0);
    if (code != BZ_OK) return raise_bz2(t, code);
    c->open = true;
    return held;
}
void compressor_dealloc(Thread& t, Object* o) {
    auto* c = static_cast<Compressor*>(o);
    if (c->open) BZ2_bzCompressEnd(&c->z);
    c->lock.~mutex();
    free_object(t, o);
}

Owned run(Thread& t, Compressor* c, std::string_view data, int action) {
    std::string out;
    int code = BZ_OK;
    {
        GilRelease nogil(t);
        size_t done = 0;
        for (;;) {
            size_t part = std::min<size_t>(data.size() - done, UINT_MAX);
            c->z.next_in = const_cast<char*>(data.data()) + done;
            c->z.avail_in = static_cast<unsigned>(part);
            if (action == BZ_RUN && part == 0) break;
            size_t before = out.size();
            out.resize(std::max<size_t>(before * 2, 4096));
            c->z.next_out = out.data() + before;
            c->z.avail_out = static_cast<unsigned>(std::min<size_t>(out.size() - before, UINT_MAX));
            unsigned room = c->z.avail_out;
            code = BZ2_bzCompress(&c->z, action);
            out.resize(before + room - c->z.avail_out);
            done += part - c->z.avail_in;
            if (code < 0 || code == BZ_STREAM_END) break;
        }
    }
    if (code < 0) return raise_bz2(t, code);
    return make_bytes(t, out);
}
Owned compress(Thread& t, const Value* args) {
    Buffer data(t);
    TRY(data.open(args[1]));
    Compressor* c = compressor_of(args[0]);
    StreamLock lock(t, c->lock);
    if (c->flushed) return raise_value_error(t, "Compressor has been flushed");
    return run(t, c, data.view(), BZ_RUN);
}
Owned flush(Thread& t, const Value* args) {
    Compressor* c = compressor_of(args[0]);
    StreamLock lock(t, c->lock);
    if (c->flushed) return raise_value_error(t, "Repeated call to flush()");
    c->flushed = true;
    return run(t, c, "", BZ_FINISH);
}

// ---- decompressing ----

struct Decompressor : Stream {
    std::string waiting;  // input that was not looked at yet
    Value unused = Value::none();
    bool eof = false, needs_input = true, broken = false;
};
Decompressor* decompressor_of(Value v) { return v.as<Decompressor>(); }

Owned decompressor_new(Thread& t, Type* type, const CallArgs& args) {
    Value none;
    BoundArgs bound(t, "BZ2Decompressor()", args, &none);
    TRY(bound.status());
    Decompressor* d = make<Decompressor>(t, type);
    if (!d) return raise_memory_error(t);
    Owned held = Owned::adopt(d);
    d->unused = TRY(make_bytes(t, "")).take();
    int code = BZ2_bzDecompressInit(&d->z, 0, 0);
    if (code != BZ_OK) return raise_bz2(t, code);
    d->open = true;
    return held;
}
void decompressor_dealloc(Thread& t, Object* o) {
    auto* d = static_cast<Decompressor*>(o);
    if (d->open) BZ2_bzDecompressEnd(&d->z);
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
    if (d->eof) return raise_error(t, exc(t).EOFError, "End of stream already reached");
    if (d->broken) return raise_value_error(t, "Decompressor is unusable after a previous error");
    std::string out;
    int code = BZ_OK;
    {
        GilRelease nogil(t);
        d->waiting.append(data.view());
        size_t done = 0;
        for (;;) {
            size_t part = std::min<size_t>(d->waiting.size() - done, UINT_MAX), before = out.size();
            size_t room = std::max<size_t>(before, 8192);
            if (most >= 0) room = std::min(room, static_cast<size_t>(most) - before);
            room = std::min<size_t>(room, UINT_MAX);
            out.resize(before + room);
            d->z.next_in = d->waiting.data() + done;
            d->z.avail_in = static_cast<unsigned>(part);
            d->z.next_out = out.data() + before;
            d->z.avail_out = static_cast<unsigned>(room);
            code = BZ2_bzDecompress(&d->z);
            out.resize(before + room - d->z.avail_out);
            done += part - d->z.avail_in;
            bool full = most >= 0 && out.size() == static_cast<size_t>(most);
            if (code != BZ_OK || full || (done == d->waiting.size() && d->z.avail_out)) break;
        }
        d->waiting.erase(0, done);
    }
    if (code < 0) {
        d->needs_input = false;
        d->broken = true;
        return raise_bz2(t, code);
    }
    d->eof = code == BZ_STREAM_END;
    d->needs_input = !d->eof && d->waiting.empty();
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

// ---- the module ----

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
     "True if more input is needed before more decompressed data can be produced."}};
const MemberSpec decompressor_members[] = {{"unused_data", offsetof(Decompressor, unused), true,
                                            "Data found after the end of the compressed stream."}};

Status fill(Thread& t, Module* module) {
    TypeSpec c;
    c.name = "_bz2.BZ2Compressor";
    c.size = sizeof(Compressor);
    c.slots.new_ = compressor_new;
    c.slots.dealloc = compressor_dealloc;
    c.methods = compressor_methods;
    c.doc = "Create a compressor object for compressing data incrementally.";
    c.text_signature = "BZ2Compressor(compresslevel=9, /)";
    types_of(t).compressor = define_type(t, c);
    TypeSpec d;
    d.name = "_bz2.BZ2Decompressor";
    d.size = sizeof(Decompressor);
    d.slots.new_ = decompressor_new;
    d.slots.dealloc = decompressor_dealloc;
    d.methods = decompressor_methods;
    d.getset = decompressor_getset;
    d.members = decompressor_members;
    d.doc = "Create a decompressor object for decompressing data incrementally.";
    d.text_signature = "BZ2Decompressor()";
    types_of(t).decompressor = define_type(t, d);
    TRY(module_add(t, module, "BZ2Compressor", Value(types_of(t).compressor)));
    return module_add(t, module, "BZ2Decompressor", Value(types_of(t).decompressor));
}

MINIPY_MODULE(_bz2, {.exec = fill});

Bz2Types& types_of(Thread& t) { return module_state<Bz2Types>(t, module_registration__bz2); }

}  // namespace

}  // namespace minipy::compression
