// BufferedReader, BufferedWriter, BufferedRandom (one struct, told apart by what they may do) and
// BufferedRWPair.
#include <cstring>

#include "io_internal.h"

namespace minipy::io {

namespace {

Buffered* buffer_of(Value v) { return v.as<Buffered>(); }

Status check_ready(Thread& t, Buffered* b) {
    if (b->ready) return {};
    if (b->detached) return raise_value_error(t, "raw stream has been detached");
    return raise_value_error(t, "I/O operation on uninitialized object");
}
Result<bool> raw_closed(Thread& t, Buffered* b) {
    if (b->raw.object()->type == io_types(t).file) return b->raw.as<FileIO>()->fd < 0;
    return is_closed(t, b->raw);
}
Status check_open(Thread& t, Buffered* b, const char* what) {
    TRY(check_ready(t, b));
    if (TRY(raw_closed(t, b))) {
        return raise_value_error(t, strcmp(what, "write") == 0 ? "write to closed file" : "%s of closed file",
                                 what);
    }
    return {};
}
bool is_plain_file(Thread& t, Value raw) { return raw.object()->type == io_types(t).file; }

// ---- the layer below ----

// -1: nothing yet (a descriptor that does not block).
Result<int64_t> raw_read(Thread& t, Buffered* b, char* to, size_t size) {
    if (is_plain_file(t, b->raw)) {
        FileIO* f = b->raw.as<FileIO>();
        if (!f->readable) return raise_unsupported(t, "File not open for reading");
        return file_read(t, f, to, size);
    }
    Owned target = TRY(make_bytearray(t, std::string(size, '\0')));
    Owned got = TRY(call_named(t, b->raw, "readinto", {target}));
    if (got.is_none()) return int64_t{-1};
    Result<int64_t> count = to_ssize(t, got);
    if (count.is_error()) {
        Owned cause = take_exception(t);
        (void)raise_error(t, exc(t).OSError, "raw readinto() failed");
        Owned raised = take_exception(t);
        TRY(set_attr(t, raised, names(t).__cause__, cause));
        set_field(raised.as<Exception>()->context, cause);
        return restore_exception(t, std::move(raised));
    }
    int64_t n = count.value();
    if (n < 0 || static_cast<size_t>(n) > size) {
        return raise_error(t, exc(t).OSError,
                           "raw readinto() returned invalid length %lld (should have been between 0 and %zu)",
                           static_cast<long long>(n), size);
    }
    memcpy(to, target.as<ByteArray>()->data, static_cast<size_t>(n));
    return n;
}
Result<int64_t> raw_write(Thread& t, Buffered* b, std::string_view bytes) {
    if (is_plain_file(t, b->raw)) return file_write(t, b->raw.as<FileIO>(), bytes.data(), bytes.size());
    Owned data = TRY(make_bytes(t, bytes));
    Owned got = TRY(call_method(t, b->raw, names(t).write, {data}));
    if (got.is_none()) return int64_t{-1};
    int64_t n = TRY(to_ssize(t, got));
    if (n < 0 || static_cast<size_t>(n) > bytes.size()) {
        return raise_error(t, exc(t).OSError,
                           "raw write() returned invalid length %lld (should have been between 0 and %zu)",
                           static_cast<long long>(n), bytes.size());
    }
    return n;
}
Result<int64_t> raw_seek(Thread& t, Buffered* b, int64_t offset, int whence) {
    Owned where = make_int(t, offset);
    Owned at = TRY(call_named(t, b->raw, "seek", {where, Value::from_int(whence)}));
    int64_t n = TRY(to_int64(t, at));
    if (n < 0)
        return raise_error(t, exc(t).OSError, "Raw stream returned invalid position %lld",
                           static_cast<long long>(n));
    return n;
}

// ---- under the lock ----

Raised raise_would_block(Thread& t, Buffered* b, int64_t written) {
    const bool native = is_subtype(type_of(t, b->raw), io_types(t).file);  // else nobody set an errno
    Owned text = TRY(make_str(t, "write could not complete without blocking"));
    Owned error = TRY(call(t, Value(exc(t).BlockingIOError),
                           {Value::from_int(native ? EAGAIN : 0), text, Value::from_int(written)}));
    return raise_instance(t, error);
}

Status flush_pending(Thread& t, Buffered* b) {
    size_t done = 0;
    while (done < b->pending.size()) {
        Result<int64_t> n = raw_write(t, b, std::string_view(b->pending).substr(done));
        if (n.is_error() || n.value() < 0) {
            b->pending.erase(0, done);
            if (n.is_error()) return Raised{};
            return raise_would_block(t, b, 0);
        }
        done += static_cast<size_t>(n.value());
        if (done < b->pending.size() && after_interrupt(t).is_error()) {
            b->pending.erase(0, done);
            return Raised{};
        }
    }
    b->pending.clear();
    return {};
}

// Forgets what was read ahead, and goes back to where the reader is.
Status drop_ahead(Thread& t, Buffered* b) {
    int64_t unread = static_cast<int64_t>(b->unread());
    b->ahead.clear();
    b->ahead_at = 0;
    if (unread) (void)TRY(raw_seek(t, b, -unread, 1));
    return {};
}

// Fills an empty `ahead` by one read; gives -1 when it would block.
Result<int64_t> fill(Thread& t, Buffered* b) {
    b->ahead.resize(b->size);
    b->ahead_at = 0;
    Result<int64_t> n = raw_read(t, b, b->ahead.data(), b->size);
    b->ahead.resize(n.is_error() || n.value() < 0 ? 0 : static_cast<size_t>(n.value()));
    return n;
}

void take(Buffered* b, size_t count, std::string& out) {
    count = std::min(count, b->unread());
    out.append(b->ahead, b->ahead_at, count);
    b->ahead_at += count;
}

struct Entry {  // what every method begins with
    Entry(Thread& thread, Value self) : t(thread), b(buffer_of(self)), guard(thread, b->lock), self_(self) {}
    Status enter(const char* what, bool reading, bool writing) {
        TRY(check_open(t, b, what));
        if (reading && !b->readable) return raise_unsupported(t, "not readable");
        if (writing && !b->writable) return raise_unsupported(t, "not writable");
        TRY(guard.enter(self_));
        if (reading && !b->pending.empty()) TRY(flush_pending(t, b));
        if (writing && b->unread()) TRY(drop_ahead(t, b));
        return {};
    }
    Thread& t;
    Buffered* b;
    IoGuard guard;
    Value self_;
};

// ---- reading ----

Owned read_all(Thread& t, Buffered* b) {
    std::string all;
    take(b, b->unread(), all);
    if (is_plain_file(t, b->raw)) {
        Owned rest = TRY(file_read_all(t, b->raw.as<FileIO>()));
        if (rest.is_none()) return all.empty() ? std::move(rest) : make_bytes(t, all);
        if (all.empty()) return rest;
        all += rest.as<Bytes>()->view();
        return make_bytes(t, all);
    }
    Owned readall = TRY(lookup_attr(t, b->raw, intern(t, "readall")));
    if (!readall.is_unbound()) {
        Owned rest = TRY(call(t, readall));
        if (rest.is_none()) return all.empty() ? Owned::none() : make_bytes(t, all);
        if (!is_bytes(rest)) return raise_type_error(t, "readall() should return bytes");
        all += rest.as<Bytes>()->view();
        return make_bytes(t, all);
    }
    for (;;) {
        Owned piece = TRY(call_method(t, b->raw, names(t).read));
        if (piece.is_none()) return all.empty() ? std::move(piece) : make_bytes(t, all);
        if (!is_bytes(piece)) return raise_type_error(t, "read() should return bytes");
        if (piece.as<Bytes>()->length == 0) return make_bytes(t, all);
        all += piece.as<Bytes>()->view();
    }
}

Owned read_method(Thread& t, const Value* args) {
    int64_t size = TRY(size_argument(t, args[1]));
    if (size < -1) return raise_value_error(t, "read length must be non-negative or -1");
    Entry e(t, args[0]);
    TRY(e.enter("read", true, false));
    if (size < 0) return read_all(t, e.b);
    std::string out;
    size_t wanted = static_cast<size_t>(size);
    take(e.b, wanted, out);
    while (out.size() < wanted) {
        size_t missing = wanted - out.size();
        if (missing >= e.b->size) {  // straight into the result
            size_t have = out.size(), whole = missing - missing % e.b->size;
            out.resize(have + whole);
            int64_t n = TRY(raw_read(t, e.b, out.data() + have, whole));
            out.resize(have + static_cast<size_t>(n > 0 ? n : 0));
            if (n < 0 && out.empty()) return Owned::none();
            if (n <= 0) break;
            continue;
        }
        int64_t n = TRY(fill(t, e.b));
        if (n < 0 && out.empty()) return Owned::none();
        if (n <= 0) break;
        take(e.b, missing, out);
    }
    return make_bytes(t, out);
}
Owned read1_method(Thread& t, const Value* args) {
    int64_t size = TRY(size_argument(t, args[1]));
    Entry e(t, args[0]);
    TRY(e.enter("read", true, false));
    std::string out;
    TRY(buffered_read_some(t, e.b, size < 0 ? e.b->size : static_cast<size_t>(size), out));
    return make_bytes(t, out);
}
Owned peek_method(Thread& t, const Value* args) {
    (void)TRY(to_ssize(t, args[1]));
    Entry e(t, args[0]);
    TRY(e.enter("peek", true, false));
    if (!e.b->unread()) (void)TRY(fill(t, e.b));
    return make_bytes(t, std::string_view(e.b->ahead).substr(e.b->ahead_at));
}
Owned read_into(Thread& t, const Value* args, bool once) {
    Buffer target(t);
    TRY(open_target(t, target, args[1], once ? "readinto1" : "readinto"));
    Entry e(t, args[0]);
    TRY(e.enter("readinto", true, false));
    size_t done = 0;
    while (done < target.length()) {
        if (!e.b->unread()) {
            size_t left = target.length() - done;
            if (once && done && left <= e.b->size) break;
            if (left >= e.b->size) {
                int64_t n = TRY(raw_read(t, e.b, target.data() + done, target.length() - done));
                if (n < 0 && !done) return Owned::none();
                if (n <= 0) break;
                done += static_cast<size_t>(n);
                if (once) break;
                continue;
            }
            int64_t n = TRY(fill(t, e.b));
            if (n < 0 && !done) return Owned::none();
            if (n <= 0) break;
        }
        size_t count = std::min(target.length() - done, e.b->unread());
        memcpy(target.data() + done, e.b->ahead.data() + e.b->ahead_at, count);
        e.b->ahead_at += count;
        done += count;
    }
    return make_int(t, static_cast<int64_t>(done));
}
Owned readinto_method(Thread& t, const Value* args) { return read_into(t, args, false); }
Owned readinto1_method(Thread& t, const Value* args) { return read_into(t, args, true); }

Owned read_line(Thread& t, Value self, int64_t limit) {
    Entry e(t, self);
    TRY(e.enter("readline", true, false));
    std::string line;
    while (limit < 0 || static_cast<int64_t>(line.size()) < limit) {
        if (!e.b->unread() && TRY(fill(t, e.b)) <= 0) break;
        std::string_view view = std::string_view(e.b->ahead).substr(e.b->ahead_at);
        if (limit >= 0) view = view.substr(0, static_cast<size_t>(limit) - line.size());
        size_t newline = view.find('\n');
        take(e.b, newline == std::string_view::npos ? view.size() : newline + 1, line);
        if (newline != std::string_view::npos) break;
    }
    return make_bytes(t, line);
}
Owned readline_method(Thread& t, const Value* args) {
    return read_line(t, args[0], TRY(size_argument(t, args[1])));
}
Owned buffered_next(Thread& t, Value self) {
    Owned line = TRY(read_line(t, self, -1));
    return line.as<Bytes>()->length ? std::move(line) : Owned::stop();
}

// ---- writing ----

Owned write_method(Thread& t, const Value* args) {
    if (is_str(args[1])) return raise_type_error(t, "a bytes-like object is required, not 'str'");
    Buffer data(t);
    TRY(data.open(args[1]));
    return make_int(t, TRY(buffered_write(t, buffer_of(args[0]), data.view())));
}

// ---- position ----

Owned tell_method(Thread& t, const Value* args) {
    Buffered* b = buffer_of(args[0]);
    TRY(check_ready(t, b));
    Owned below = TRY(call_named(t, b->raw, "tell"));
    int64_t at = TRY(to_int64(t, below));
    if (at < 0)
        return raise_error(t, exc(t).OSError, "Raw stream returned invalid position %lld",
                           static_cast<long long>(at));
    return make_int(t, at - static_cast<int64_t>(b->unread()) + static_cast<int64_t>(b->pending.size()));
}
Owned seek_method(Thread& t, const Value* args) {
    int whence = TRY(to_c_int(t, args[2]));
    if (whence < 0 || whence > 4) return raise_value_error(t, "whence value %d unsupported", whence);
    Entry e(t, args[0]);
    TRY(e.enter("seek", false, false));
    Owned can = TRY(call_named(t, e.b->raw, "seekable"));
    if (!TRY(truth(t, can))) return raise_unsupported(t, "File or stream is not seekable.");
    int64_t offset = TRY(to_int64(t, args[1]));
    if (!e.b->pending.empty()) TRY(flush_pending(t, e.b));
    if (whence == 1) offset -= static_cast<int64_t>(e.b->unread());
    e.b->ahead.clear();
    e.b->ahead_at = 0;
    return make_int(t, TRY(raw_seek(t, e.b, offset, whence)));
}
Owned truncate_method(Thread& t, const Value* args) {
    Buffered* b = buffer_of(args[0]);
    TRY(check_ready(t, b));
    if (!b->writable) return raise_unsupported(t, "truncate");
    TRY(buffered_flush(t, b));
    if (b->unread()) TRY(drop_ahead(t, b));
    return call_named(t, b->raw, "truncate", {args[1]});
}
Owned flush_method(Thread& t, const Value* args) {
    Buffered* b = buffer_of(args[0]);
    TRY(check_ready(t, b));
    if (!b->writable) return call_method(t, b->raw, names(t).flush);
    TRY(check_open(t, b, "flush"));
    TRY(buffered_flush(t, b));
    IoGuard guard(t, b->lock);
    TRY(guard.enter(args[0]));
    if (b->readable && b->writable && b->unread()) TRY(drop_ahead(t, b));
    return Owned::none();
}

// ---- life ----

Owned close_method(Thread& t, const Value* args) {
    Buffered* b = buffer_of(args[0]);
    TRY(check_ready(t, b));
    if (TRY(raw_closed(t, b))) return Owned::none();
    if (b->finalizing) {
        Owned warned = TRY(lookup_attr(t, b->raw, intern(t, "_dealloc_warn")));
        if (!warned.is_unbound()) TRY(call(t, warned, {args[0]}));
    }
    Owned flushed = call_method(t, args[0], names(t).flush);
    Owned error = Owned::none();
    if (flushed.is_error()) error = take_exception(t);
    Owned closed = call_method(t, b->raw, names(t).close);
    b->pending.clear();
    if (!error.is_none()) {
        if (closed.is_error()) {  // the first trouble is the second's context
            set_field(t.exception.as<Exception>()->context, error);
            return Raised{};
        }
        return restore_exception(t, std::move(error));
    }
    return closed.is_error() ? std::move(closed) : Owned::none();
}
Owned detach_method(Thread& t, const Value* args) {
    Buffered* b = buffer_of(args[0]);
    TRY(check_ready(t, b));
    TRY(call_method(t, args[0], names(t).flush));
    Owned raw = Owned::share(b->raw);
    set_field(b->raw, Value::none());
    b->detached = true;
    b->ready = false;
    return raw;
}
Owned ask_raw(Thread& t, const Value* args, const char* method) {
    TRY(check_ready(t, buffer_of(args[0])));
    return call_named(t, buffer_of(args[0])->raw, method);
}
Owned seekable_method(Thread& t, const Value* args) { return ask_raw(t, args, "seekable"); }
Owned readable_method(Thread& t, const Value* args) { return ask_raw(t, args, "readable"); }
Owned writable_method(Thread& t, const Value* args) { return ask_raw(t, args, "writable"); }
Owned fileno_method(Thread& t, const Value* args) { return ask_raw(t, args, "fileno"); }
Owned isatty_method(Thread& t, const Value* args) { return ask_raw(t, args, "isatty"); }
Owned dealloc_warn_method(Thread& t, const Value* args) {
    Buffered* b = buffer_of(args[0]);
    if (!b->ready) return Owned::none();
    Owned warned = TRY(lookup_attr(t, b->raw, intern(t, "_dealloc_warn")));
    return warned.is_unbound() ? Owned::none() : call(t, warned, {args[1]});
}

Owned get_raw(Thread&, Value self) { return Owned::share(buffer_of(self)->raw); }
Owned get_closed(Thread& t, Value self) {
    TRY(check_ready(t, buffer_of(self)));
    return Owned::from_bool(TRY(raw_closed(t, buffer_of(self))));
}
Owned get_name(Thread& t, Value self) {
    TRY(check_ready(t, buffer_of(self)));
    return get_attr(t, buffer_of(self)->raw, names(t).name);
}
Owned get_mode(Thread& t, Value self) {
    TRY(check_ready(t, buffer_of(self)));
    return get_attr(t, buffer_of(self)->raw, intern(t, "mode"));
}
Owned get_finalizing(Thread&, Value self) { return Owned::from_bool(buffer_of(self)->finalizing); }
Status set_finalizing(Thread& t, Value self, Value v) {
    buffer_of(self)->finalizing = TRY(truth(t, v));
    return {};
}

Owned buffered_repr(Thread& t, Value self) {
    std::string type = type_full_name(t, type_of(t, self));
    Owned name = buffer_of(self)->ready ? lookup_attr(t, self, names(t).name) : Owned::unbound();
    if (name.is_error()) {
        if (!catch_exception(t, exc(t).ValueError)) return Raised{};
        name = Owned::unbound();
    }
    if (name.is_unbound()) return make_str(t, "<" + type + ">");
    return make_str(t, "<" + type + " name=" + TRY(repr_utf8(t, name)) + ">");
}

Owned buffered_new(Thread& t, Type* type, const CallArgs&) {
    Buffered* b = make_instance<Buffered>(t, type);
    if (!b) return raise_memory_error(t);
    return Owned::adopt(b);
}
void buffered_dealloc(Thread& t, Object* o) {
    Buffered* b = static_cast<Buffered*>(o);
    gc_untrack(t, b);
    release(b->raw);
    clear_instance_tail(t, o);
    b->ahead.~basic_string();
    b->pending.~basic_string();
    b->lock.~IoLock();
    free_object(t, o);
}
void buffered_traverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<Buffered*>(o)->raw);
    traverse_instance_tail(o, visitor);
}

Status check_raw(Thread& t, Value raw, const char* method, const char* message) {
    if (is_plain_file(t, raw)) {
        FileIO* f = raw.as<FileIO>();
        if (strcmp(method, "readable") == 0   ? f->readable
            : strcmp(method, "writable") == 0 ? f->writable
                                              : false)
            return {};
    }
    Owned answer = TRY(call_named(t, raw, method));
    if (TRY(truth(t, answer))) return {};
    if (strcmp(method, "seekable") == 0) return raise_unsupported(t, message);
    return raise_error(t, io_types(t).unsupported, "%s", message);
}

template <bool Readable, bool Writable>
Status buffered_init(Thread& t, Value self, const CallArgs& args) {
    Value v[2];
    const char* const signature = Readable && Writable ? "BufferedRandom(raw, buffer_size=8192)"
                                  : Readable           ? "BufferedReader(raw, buffer_size=8192)"
                                                       : "BufferedWriter(raw, buffer_size=8192)";
    BoundArgs bound(t, signature, args, v);
    TRY(bound.status());
    Buffered* b = buffer_of(self);
    b->ready = b->detached = false;
    if (!v[0].is_object())
        return raise_error(t, exc(t).AttributeError, "'%s' object has no attribute 'readable'",
                           type_name(t, v[0]));
    if (Readable && Writable) TRY(check_raw(t, v[0], "seekable", "File or stream is not seekable."));
    if (Readable) TRY(check_raw(t, v[0], "readable", "File or stream is not readable."));
    if (Writable) TRY(check_raw(t, v[0], "writable", "File or stream is not writable."));
    int64_t size = TRY(to_ssize(t, v[1]));
    if (size <= 0) return raise_value_error(t, "buffer size must be strictly positive");
    if (size > int64_t{1} << 46) return raise_memory_error(t);
    set_field(b->raw, v[0]);
    b->size = static_cast<size_t>(size);
    b->readable = Readable;
    b->writable = Writable;
    b->ahead.clear();
    b->ahead_at = 0;
    b->pending.clear();
    b->ready = true;
    return {};
}

#define COMMON_METHODS                                                                      \
    {"seek(self, target, whence=0, /)", seek_method, "Move to a position and return it."},  \
        {"tell(self, /)", tell_method, "Return the position."},                             \
        {"truncate(self, pos=None, /)", truncate_method}, {"flush(self, /)", flush_method}, \
        {"close(self, /)", close_method}, {"detach(self, /)", detach_method},               \
        {"seekable(self, /)", seekable_method}, {"fileno(self, /)", fileno_method},         \
        {"isatty(self, /)", isatty_method}, {                                               \
        "_dealloc_warn(self, source, /)", dealloc_warn_method                               \
    }
#define READ_METHODS                                                                                        \
    {"readable(self, /)", readable_method},                                                                 \
        {"read(self, size=-1, /)", read_method, "Read that many bytes, or all."},                           \
        {"read1(self, size=-1, /)", read1_method}, {"peek(self, size=0, /)", peek_method},                  \
        {"readinto(self, buffer, /)", readinto_method}, {"readinto1(self, buffer, /)", readinto1_method}, { \
        "readline(self, size=-1, /)", readline_method                                                       \
    }
#define WRITE_METHODS                                                               \
    {"writable(self, /)", writable_method}, {                                       \
        "write(self, buffer, /)", write_method, "Write the bytes; return how many." \
    }

const FunctionSpec reader_methods[] = {COMMON_METHODS, READ_METHODS};
const FunctionSpec writer_methods[] = {COMMON_METHODS, WRITE_METHODS};
const FunctionSpec random_methods[] = {COMMON_METHODS, READ_METHODS, WRITE_METHODS};
const GetSetSpec getset[] = {{"raw", get_raw},
                             {"closed", get_closed},
                             {"name", get_name},
                             {"mode", get_mode},
                             {"_finalizing", get_finalizing, set_finalizing}};

TypeSpec buffered_spec(const char* name, std::span<const FunctionSpec> methods) {
    TypeSpec spec{};
    spec.name = name;
    spec.size = sizeof(Buffered);
    spec.slots.new_ = buffered_new;
    spec.slots.dealloc = buffered_dealloc;
    spec.slots.traverse = buffered_traverse;
    spec.slots.repr = buffered_repr;
    spec.methods = methods;
    spec.getset = getset;
    return spec;
}

// ---- BufferedRWPair: a reader and a writer behind one name ----

struct Pair : IoBase {
    Value reader = Value::none(), writer = Value::none();
};
Pair* pair_of(Value v) { return v.as<Pair>(); }

Owned pair_new(Thread& t, Type* type, const CallArgs&) {
    Pair* p = make_instance<Pair>(t, type);
    if (!p) return raise_memory_error(t);
    return Owned::adopt(p);
}
Status pair_init(Thread& t, Value self, const CallArgs& args) {
    Value v[3];
    BoundArgs bound(t, "BufferedRWPair(reader, writer, buffer_size=8192, /)", args, v);
    TRY(bound.status());
    TRY(check_raw(t, v[0], "readable", "File or stream is not readable."));
    TRY(check_raw(t, v[1], "writable", "File or stream is not writable."));
    set_field(pair_of(self)->reader, TRY(call(t, Value(io_types(t).reader), {v[0], v[2]})));
    set_field(pair_of(self)->writer, TRY(call(t, Value(io_types(t).writer), {v[1], v[2]})));
    return {};
}
void pair_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    release(static_cast<Pair*>(o)->reader);
    release(static_cast<Pair*>(o)->writer);
    clear_instance_tail(t, o);
    free_object(t, o);
}
void pair_traverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<Pair*>(o)->reader);
    visitor.visit(static_cast<Pair*>(o)->writer);
    traverse_instance_tail(o, visitor);
}
#define FORWARD(name, side)                                                       \
    Owned pair_##name(Thread& t, const Value* args) {                             \
        if (pair_of(args[0])->side.is_none())                                     \
            return raise_value_error(t, "I/O operation on uninitialized object"); \
        return call_named(t, pair_of(args[0])->side, #name);                      \
    }
#define FORWARD1(name, side)                                                      \
    Owned pair_##name(Thread& t, const Value* args) {                             \
        if (pair_of(args[0])->side.is_none())                                     \
            return raise_value_error(t, "I/O operation on uninitialized object"); \
        return call_named(t, pair_of(args[0])->side, #name, {args[1]});           \
    }
FORWARD1(read, reader)
FORWARD1(read1, reader)
FORWARD1(peek, reader)
FORWARD1(readinto, reader)
FORWARD1(readinto1, reader)
FORWARD(readable, reader)
FORWARD1(write, writer)
FORWARD(flush, writer)
FORWARD(writable, writer)
#undef FORWARD
#undef FORWARD1
Owned pair_isatty(Thread& t, const Value* args) {
    Owned yes = TRY(call_named(t, pair_of(args[0])->writer, "isatty"));
    return TRY(truth(t, yes)) ? std::move(yes) : call_named(t, pair_of(args[0])->reader, "isatty");
}
Owned pair_close(Thread& t, const Value* args) {
    Owned first = call_method(t, pair_of(args[0])->writer, names(t).close);
    Owned error = first.is_error() ? take_exception(t) : Owned::none();
    Owned second = call_method(t, pair_of(args[0])->reader, names(t).close);
    if (error.is_none()) return second;
    if (second.is_error())
        set_field(t.exception.as<Exception>()->context, error);
    else
        (void)restore_exception(t, std::move(error));
    return Raised{};
}
Owned pair_closed(Thread& t, Value self) {
    if (pair_of(self)->writer.is_none())
        return raise_runtime_error(t, "the BufferedRWPair object is being garbage-collected");
    return get_attr(t, pair_of(self)->writer, intern(t, "closed"));
}
const FunctionSpec pair_methods[] = {{"read(self, size=-1, /)", pair_read},
                                     {"read1(self, size=-1, /)", pair_read1},
                                     {"peek(self, size=0, /)", pair_peek},
                                     {"readinto(self, buffer, /)", pair_readinto},
                                     {"readinto1(self, buffer, /)", pair_readinto1},
                                     {"readable(self, /)", pair_readable},
                                     {"write(self, buffer, /)", pair_write},
                                     {"flush(self, /)", pair_flush},
                                     {"writable(self, /)", pair_writable},
                                     {"isatty(self, /)", pair_isatty},
                                     {"close(self, /)", pair_close}};
const GetSetSpec pair_getset[] = {{"closed", pair_closed}};

}  // namespace

Result<int64_t> buffered_write(Thread& t, Buffered* b, std::string_view bytes) {
    Entry e(t, Value(b));
    TRY(e.enter("write", false, true));
    if (b->pending.size() + bytes.size() <= b->size && bytes.size() < b->size) {
        b->pending += bytes;
        return static_cast<int64_t>(bytes.size());
    }
    if (!b->pending.empty()) {
        size_t before = b->pending.size();
        if (flush_pending(t, b).is_error()) {
            if (!exception_matches(t, exc(t).BlockingIOError)) return Raised{};
            // As much as fits is kept; the caller learns how much.
            size_t room = b->size > b->pending.size() ? b->size - b->pending.size() : 0;
            (void)before;
            if (bytes.size() <= room) {
                (void)take_exception(t);
                b->pending += bytes;
                return static_cast<int64_t>(bytes.size());
            }
            b->pending += bytes.substr(0, room);
            (void)take_exception(t);
            return raise_would_block(t, b, static_cast<int64_t>(room));
        }
    }
    size_t done = 0;
    while (bytes.size() - done > b->size) {
        int64_t n = TRY(raw_write(t, b, bytes.substr(done)));
        if (n < 0) {
            size_t room = std::min(b->size, bytes.size() - done);
            b->pending = bytes.substr(done, room);
            done += room;
            if (done < bytes.size()) return raise_would_block(t, b, static_cast<int64_t>(done));
            return static_cast<int64_t>(done);
        }
        done += static_cast<size_t>(n);
        if (done < bytes.size()) TRY(after_interrupt(t));
    }
    b->pending += bytes.substr(done);
    return static_cast<int64_t>(bytes.size());
}

Status buffered_flush(Thread& t, Buffered* b) {
    IoGuard guard(t, b->lock);
    TRY(guard.enter(Value(b)));
    return flush_pending(t, b);
}

Result<bool> buffered_read_some(Thread& t, Buffered* b, size_t size, std::string& out) {
    if (!b->unread() && size) (void)TRY(fill(t, b));
    take(b, size, out);
    return !out.empty();
}

Status add_buffered_types(Thread& t, Module* module) {
    IoTypes& ty = io_types(t);
    TypeSpec reader = buffered_spec("_io.BufferedReader", reader_methods);
    reader.slots.init = buffered_init<true, false>;
    reader.slots.next = buffered_next;
    reader.text_signature = "BufferedReader(raw, buffer_size=8192)";
    ty.reader = TRY(add_type(t, module, reader, ty.buffered));
    TypeSpec writer = buffered_spec("_io.BufferedWriter", writer_methods);
    writer.slots.init = buffered_init<false, true>;
    writer.text_signature = "BufferedWriter(raw, buffer_size=8192)";
    ty.writer = TRY(add_type(t, module, writer, ty.buffered));
    TypeSpec random = buffered_spec("_io.BufferedRandom", random_methods);
    random.slots.init = buffered_init<true, true>;
    random.slots.next = buffered_next;
    random.text_signature = "BufferedRandom(raw, buffer_size=8192)";
    ty.random = TRY(add_type(t, module, random, ty.buffered));
    TypeSpec pair{};
    pair.name = "_io.BufferedRWPair";
    pair.size = sizeof(Pair);
    pair.slots.new_ = pair_new;
    pair.slots.init = pair_init;
    pair.slots.dealloc = pair_dealloc;
    pair.slots.traverse = pair_traverse;
    pair.methods = pair_methods;
    pair.getset = pair_getset;
    ty.rwpair = TRY(add_type(t, module, pair, ty.buffered));
    return {};
}

}  // namespace minipy::io
