// compressobj and decompressobj: streams that are fed piece by piece.
//
// The library runs without the GIL, so each stream has a lock: a second thread that uses it waits until the first is done.
#include <mutex>

#include "zlib_module.h"

namespace minipy::compression {

namespace {

struct StreamTypes {
    Type *compress = nullptr, *decompress = nullptr;
};
ModuleSpec state_spec() { return {}; }
ModuleRegistration state_registration("state:zlib_streams", state_spec);
StreamTypes& state(Thread& t) { return module_state<StreamTypes>(t, state_registration); }

struct Stream : GcObject {
    z_stream z = {};
    bool deflating = false, open = false, eof = false;
    std::mutex lock;
    std::string dictionary;
    bool has_dictionary = false;
    Value unused = Value::none(), tail = Value::none();  // Bytes: what came after the end; what waits
};
Stream* stream_of(Value v) { return v.as<Stream>(); }

class Locked {
  public:
    Locked(Thread& t, Stream* s) : stream_(s) {
        if (s->lock.try_lock()) return;
        GilRelease nogil(t);
        s->lock.lock();
    }
    ~Locked() { stream_->lock.unlock(); }

  private:
    Stream* stream_;
};

void stream_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    Stream* s = static_cast<Stream*>(o);
    if (s->open) s->deflating ? deflateEnd(&s->z) : inflateEnd(&s->z);
    release(s->unused);
    release(s->tail);
    s->dictionary.~basic_string();
    s->lock.~mutex();
    free_object(t, o);
}
Owned new_stream(Thread& t, Type* type, bool deflating) {
    Stream* s = make<Stream>(t, type);
    if (!s) return raise_memory_error(t);
    Owned held = Owned::adopt(s);
    s->deflating = deflating;
    s->unused = TRY(make_bytes(t, "")).take();
    s->tail = TRY(make_bytes(t, "")).take();
    return held;
}
void set_bytes(Value& field, Owned value) {
    Value old = field;
    field = value.take();
    release(old);
}

// ---- compressing ----

Owned zlib_compressobj(Thread& t, const Value* args) {
    int numbers[5];
    for (int i = 0; i < 5; ++i) numbers[i] = TRY(to_c_int(t, args[i]));
    Buffer dictionary(t);
    bool has_dictionary = !args[5].is_unbound() && !args[5].is_none();
    if (args[5].is_none()) return raise_type_error(t, "a bytes-like object is required, not 'NoneType'");
    if (has_dictionary) TRY(dictionary.open(args[5]));
    Owned made = TRY(new_stream(t, state(t).compress, true));
    Stream* s = stream_of(made);
    int code = deflateInit2(&s->z, numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
    if (code == Z_MEM_ERROR)
        return raise_error(t, exc(t).MemoryError, "Can't allocate memory for compression object");
    if (code == Z_STREAM_ERROR) return raise_value_error(t, "Invalid initialization option");
    if (code != Z_OK) return raise_zlib(t, s->z, code, "while creating compression object");
    s->open = true;
    if (has_dictionary) {
        code = deflateSetDictionary(&s->z, reinterpret_cast<const Bytef*>(dictionary.data()),
                                    static_cast<uInt>(dictionary.length()));
        if (code == Z_STREAM_ERROR) return raise_value_error(t, "Invalid dictionary");
        if (code != Z_OK) return raise_value_error(t, "deflateSetDictionary()");
    }
    return made;
}

// Feeds all of data; gives the library's last answer.
int deflate_all(Stream* s, std::string_view data, int mode, std::string& out) {
    size_t done = 0;
    for (;;) {
        next_input(s->z, data.data() + done, data.size() - done);
        size_t given = s->z.avail_in, before = out.size();
        out.resize(before + std::max<size_t>(before, 16 * 1024));
        s->z.next_out = reinterpret_cast<Bytef*>(out.data() + before);
        s->z.avail_out = static_cast<uInt>(std::min<size_t>(out.size() - before, UINT_MAX));
        size_t room = s->z.avail_out;
        int code = deflate(&s->z, mode);
        done += given - s->z.avail_in;
        out.resize(before + room - s->z.avail_out);
        if (code == Z_STREAM_ERROR || code == Z_STREAM_END) return code;
        if (s->z.avail_out && done == data.size()) return code;
    }
}

Owned compress_compress(Thread& t, const Value* args) {
    Buffer data(t);
    TRY(data.open(args[1]));
    Stream* s = stream_of(args[0]);
    std::string out;
    int code;
    Locked locked(t, s);
    {
        GilRelease nogil(t);
        code = s->open ? deflate_all(s, data.view(), Z_NO_FLUSH, out) : Z_STREAM_ERROR;
    }
    if (code == Z_STREAM_ERROR) return raise_zlib(t, s->z, code, "while compressing data");
    return make_bytes(t, out);
}
Owned compress_flush(Thread& t, const Value* args) {
    int mode = TRY(to_c_int(t, args[1]));
    if (mode == Z_NO_FLUSH) return make_bytes(t, "");
    Stream* s = stream_of(args[0]);
    std::string out;
    int code;
    Locked locked(t, s);
    {
        GilRelease nogil(t);
        code = s->open ? deflate_all(s, "", mode, out) : Z_STREAM_ERROR;
    }
    if (code == Z_STREAM_ERROR) return raise_zlib(t, s->z, code, "while flushing");
    if (code == Z_STREAM_END && mode == Z_FINISH) {
        code = deflateEnd(&s->z);
        if (code != Z_OK) return raise_zlib(t, s->z, code, "while finishing compression");
        s->open = false;
    } else if (code != Z_OK && code != Z_BUF_ERROR) {
        return raise_zlib(t, s->z, code, "while flushing");
    }
    return make_bytes(t, out);
}
Owned compress_copy(Thread& t, const Value* args) {
    Stream* s = stream_of(args[0]);
    Owned made = TRY(new_stream(t, state(t).compress, true));
    Locked locked(t, s);
    int code = s->open ? deflateCopy(&stream_of(made)->z, &s->z) : Z_STREAM_ERROR;
    if (code == Z_STREAM_ERROR) return raise_value_error(t, "Inconsistent stream state");
    if (code == Z_MEM_ERROR)
        return raise_error(t, exc(t).MemoryError, "Can't allocate memory for compression object");
    if (code != Z_OK) return raise_zlib(t, s->z, code, "while copying compression object");
    stream_of(made)->open = true;
    return made;
}

// ---- decompressing ----

int set_dictionary(Stream* s) {
    return inflateSetDictionary(&s->z, reinterpret_cast<const Bytef*>(s->dictionary.data()),
                                static_cast<uInt>(s->dictionary.size()));
}

Owned zlib_decompressobj(Thread& t, const Value* args) {
    int wbits = TRY(to_c_int(t, args[0]));
    Owned made = TRY(new_stream(t, state(t).decompress, false));
    Stream* s = stream_of(made);
    if (!args[1].is_unbound()) {
        if (!has_buffer(t, args[1]))
            return raise_type_error(t, "zdict argument must support the buffer protocol");
        Buffer dictionary(t);
        TRY(dictionary.open(args[1]));
        s->dictionary = dictionary.view();
        s->has_dictionary = true;
    }
    int code = inflateInit2(&s->z, wbits);
    if (code == Z_MEM_ERROR)
        return raise_error(t, exc(t).MemoryError, "Can't allocate memory for decompression object");
    if (code == Z_STREAM_ERROR) return raise_value_error(t, "Invalid initialization option");
    if (code != Z_OK) return raise_zlib(t, s->z, code, "while creating decompression object");
    s->open = true;
    if (s->has_dictionary && wbits < 0) {  // a raw stream does not ask for it
        code = set_dictionary(s);
        if (code != Z_OK) return raise_zlib(t, s->z, code, "while setting zdict");
    }
    return made;
}

// Reads from data until it ends, the stream ends or `limit` bytes (0: no limit) came out; says how much it read.
int inflate_some(Stream* s, std::string_view data, size_t limit, size_t first_room, int mode,
                 std::string& out, size_t& done) {
    done = 0;
    for (;;) {
        next_input(s->z, data.data() + done, data.size() - done);
        size_t given = s->z.avail_in, before = out.size(), room = std::max(before, first_room);
        if (limit) room = std::min(room, limit - before);
        room = std::min<size_t>(room, UINT_MAX);
        out.resize(before + room);
        s->z.next_out = reinterpret_cast<Bytef*>(out.data() + before);
        s->z.avail_out = static_cast<uInt>(room);
        int code = inflate(&s->z, done + given == data.size() ? mode : Z_SYNC_FLUSH);
        done += given - s->z.avail_in;
        out.resize(before + room - s->z.avail_out);
        if (code == Z_NEED_DICT && s->has_dictionary) {
            code = set_dictionary(s);
            if (code != Z_OK) return code == Z_DATA_ERROR ? Z_NEED_DICT : code;
            continue;
        }
        if (code != Z_OK && code != Z_BUF_ERROR) return code;
        if (limit && out.size() == limit) return code;
        if (s->z.avail_out && (done == data.size() || code == Z_BUF_ERROR)) return code;
    }
}

// What was not read: behind the end of the stream it is unused, before it it waits in unconsumed_tail, which keeps step
// with the input once it was needed.
Status keep_rest(Thread& t, Stream* s, std::string_view rest, bool ended) {
    if (ended && !rest.empty()) {
        std::string all(s->unused.as<Bytes>()->view());
        set_bytes(s->unused, TRY(make_bytes(t, all.append(rest))));
    }
    if ((!ended && !rest.empty()) || s->tail.as<Bytes>()->length)
        set_bytes(s->tail, TRY(make_bytes(t, rest)));
    return {};
}

Owned decompress_decompress(Thread& t, const Value* args) {
    Buffer data(t);
    TRY(data.open(args[1]));
    int64_t limit = TRY(to_ssize(t, args[2]));
    if (limit < 0) return raise_value_error(t, "max_length must be non-negative");
    Stream* s = stream_of(args[0]);
    std::string out;
    size_t done = 0;
    int code;
    Locked locked(t, s);
    {
        GilRelease nogil(t);
        code = s->open && !s->eof ? inflate_some(s, data.view(), static_cast<size_t>(limit), 16 * 1024,
                                                 Z_SYNC_FLUSH, out, done)
                                  : Z_STREAM_END;
    }
    TRY(keep_rest(t, s, data.view().substr(done), code == Z_STREAM_END));
    if (code == Z_STREAM_END)
        s->eof = true;
    else if (code != Z_OK && code != Z_BUF_ERROR)
        return raise_zlib(t, s->z, code, "while decompressing data");
    return make_bytes(t, out);
}
Owned decompress_flush(Thread& t, const Value* args) {
    int64_t first = TRY(to_ssize(t, args[1]));
    if (first <= 0) return raise_value_error(t, "length must be greater than zero");
    Stream* s = stream_of(args[0]);
    Locked locked(t, s);
    Owned rest = Owned::share(s->tail);
    std::string out;
    size_t done = 0;
    int code = Z_STREAM_END;
    if (s->open && !s->eof) {
        GilRelease nogil(t);
        code = inflate_some(s, rest.as<Bytes>()->view(), 0, static_cast<size_t>(first), Z_FINISH, out, done);
    }
    TRY(keep_rest(t, s, rest.as<Bytes>()->view().substr(done), code == Z_STREAM_END));
    if (code == Z_STREAM_END && s->open) {
        s->eof = true;
        s->open = false;
        code = inflateEnd(&s->z);
        if (code != Z_OK) return raise_zlib(t, s->z, code, "while finishing decompression");
    }
    return make_bytes(t, out);
}
Owned decompress_copy(Thread& t, const Value* args) {
    Stream* s = stream_of(args[0]);
    Owned made = TRY(new_stream(t, state(t).decompress, false));
    Stream* copy = stream_of(made);
    Locked locked(t, s);
    int code = s->open ? inflateCopy(&copy->z, &s->z) : Z_STREAM_ERROR;
    if (code == Z_STREAM_ERROR) return raise_value_error(t, "Inconsistent stream state");
    if (code == Z_MEM_ERROR)
        return raise_error(t, exc(t).MemoryError, "Can't allocate memory for decompression object");
    if (code != Z_OK) return raise_zlib(t, s->z, code, "while copying decompression object");
    copy->open = true;
    copy->eof = s->eof;
    copy->dictionary = s->dictionary;
    copy->has_dictionary = s->has_dictionary;
    set_bytes(copy->unused, Owned::share(s->unused));
    set_bytes(copy->tail, Owned::share(s->tail));
    return made;
}

Owned get_unused(Thread&, Value self) { return Owned::share(stream_of(self)->unused); }
Owned get_tail(Thread&, Value self) { return Owned::share(stream_of(self)->tail); }
Owned get_eof(Thread&, Value self) { return Owned::from_bool(stream_of(self)->eof); }

const FunctionSpec compress_methods[] = {
    {"compress(self, data, /)", compress_compress, "The next part of the compressed form, after data."},
    {"flush(self, mode=4, /)", compress_flush, "What of the compressed form is still held back."},
    {"copy(self, /)", compress_copy, "A compressor in the same state."},
    {"__copy__(self, /)", compress_copy},
    {"__deepcopy__(self, memo, /)", compress_copy},
};
const FunctionSpec decompress_methods[] = {
    {"decompress(self, data, /, max_length=0)", decompress_decompress,
     "What data stands for; with max_length no more than so much, the rest waits in unconsumed_tail."},
    {"flush(self, length=16384, /)", decompress_flush, "What unconsumed_tail stands for."},
    {"copy(self, /)", decompress_copy, "A decompressor in the same state."},
    {"__copy__(self, /)", decompress_copy},
    {"__deepcopy__(self, memo, /)", decompress_copy},
};
const GetSetSpec decompress_getset[] = {
    {"unused_data", get_unused}, {"unconsumed_tail", get_tail}, {"eof", get_eof}};

const FunctionSpec functions[] = {
    {"compressobj(level=-1, method=8, wbits=15, memLevel=8, strategy=0, zdict=...)", zlib_compressobj,
     "An object that compresses piece by piece."},
    {"decompressobj(wbits=15, zdict=...)", zlib_decompressobj, "An object that decompresses piece by piece."},
};

}  // namespace

Status define_streams(Thread& t, Module*) {
    TypeSpec spec{};
    spec.size = sizeof(Stream);
    spec.flags = kTypeNoInstantiate;
    spec.slots.dealloc = stream_dealloc;
    spec.name = "zlib.Compress";
    spec.methods = compress_methods;
    state(t).compress = define_type(t, spec);
    spec.name = "zlib.Decompress";
    spec.methods = decompress_methods;
    spec.getset = decompress_getset;
    state(t).decompress = define_type(t, spec);
    return {};
}
std::span<const FunctionSpec> stream_functions() { return functions; }

}  // namespace minipy::compression
