// _IOBase, _RawIOBase, _BufferedIOBase, _TextIOBase: what all files have in common, for C++ and Python
// classes alike.
#include "io_internal.h"

#include <cstring>
#include <new>

namespace minipy::io {

ModuleRegistration& io_registration();  // module.cpp
IoTypes& io_types(Thread& t) { return module_state<IoTypes>(t, io_registration()); }

Raised raise_unsupported(Thread& t, const char* what) {
    return raise_with(t, io_types(t).unsupported, TRY(make_str(t, what)));
}
Raised raise_closed(Thread& t) { return raise_value_error(t, "I/O operation on closed file."); }
void set_field(Value& field, Value v) {
    Value old = field;
    retain(v);
    field = v;
    release(old);
}

Status open_target(Thread& t, Buffer& buffer, Value target, const char* method) {
    if (!buffer.open(target, true).is_error()) return {};
    if (!catch_exception(t, exc(t).BufferError) && !catch_exception(t, exc(t).TypeError)) return Raised{};
    return raise_type_error(t, "%s() argument must be read-write bytes-like object, not %.50s", method,
                            type_name(t, target));
}

Result<bool> is_closed(Thread& t, Value file) {
    Owned closed = TRY(get_attr(t, file, intern(t, "closed")));
    return truth(t, closed);
}
Status check_closed(Thread& t, Value file) {
    if (TRY(is_closed(t, file))) return raise_closed(t);
    return {};
}

// In the child of a fork the thread that held the lock is not there; what it was about to write may come twice.
bool IoLock::is_abandoned(Thread& t) const {
    if (!owner_) return !t.interp->threads->next;
    Thread* thread = t.interp->threads;
    while (thread && thread != owner_) thread = thread->next;
    return !thread;
}

Status IoLock::enter(Thread& t, Value object) {
    if (!lock_.try_acquire()) {
        if (owner_ == &t) {
            std::string text = TRY(repr_utf8(t, object));
            return raise_runtime_error(t, "reentrant call inside %s", text.c_str());
        }
        if (is_abandoned(t)) new (&lock_) ParkingLock;
        while (!lock_.try_acquire()) {
            // A daemon thread that the end of the program stopped in the middle of a write never gives the lock back: after a
            // second the last flush goes ahead without it. (CPython aborts here.)
            bool ending = t.interp->finalizing;
            int64_t deadline = ending ? t.interp->clock.monotonic_ns() + 1'000'000'000 : Clock::kForever;
            Clock::Woken woken;
            {
                GilRelease nogil(t);
                woken = lock_.acquire(t.interp->clock, deadline);
            }
            if (woken == Clock::Woken::Unparked || (ending && woken == Clock::Woken::TimedOut)) break;
        }
    }
    owner_ = &t;
    return {};
}
void IoLock::leave(Thread& t) {
    owner_ = nullptr;
    lock_.release(t);
}

Result<int64_t> size_argument(Thread& t, Value v) {
    if (v.is_none() || v.is_unbound()) return int64_t{-1};
    if (!is_int(v) && !type_of(t, v)->slots.index)
        return raise_type_error(t, "argument should be integer or None, not '%.200s'", type_name(t, v));
    return to_ssize(t, v);
}

Result<Type*> add_type(Thread& t, Module* module, TypeSpec& spec, Type* base) {
    spec.attrs_offset = base ? spec.attrs_offset : static_cast<int32_t>(offsetof(IoBase, attrs));
    if (!spec.slots.dealloc) spec.slots.dealloc = base_dealloc;
    if (!spec.slots.traverse) spec.slots.traverse = io_traverse;
    if (!spec.slots.finalize) spec.slots.finalize = io_finalize;
    spec.flags |= kTypeBaseAllowed;
    Type* type = define_type(t, spec, base);
    TRY(module_add(t, module, strrchr(spec.name, '.') + 1, Value(type)));
    return type;
}

void base_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    clear_instance_tail(t, o);
    free_object(t, o);
}
void io_traverse(Object* o, Visitor& visitor) { traverse_instance_tail(o, visitor); }

// A file that nobody holds any more is closed, whatever its class says closing is.
void io_finalize(Thread& t, Object* o) {
    Value pending = t.exception;
    t.exception = Value();
    Result<bool> closed = is_closed(t, Value(o));
    if (!closed.is_error() && !closed.value()) {
        if (set_attr(t, Value(o), intern(t, "_finalizing"), Value::true_()).is_error())
            (void)take_exception(t);
        Owned done = call_method(t, Value(o), names(t).close);
    }
    if (has_exception(t)) (void)take_exception(t);
    t.exception = pending;
}

namespace {

IoBase* base_of(Value v) { return v.as<IoBase>(); }

Owned base_new(Thread& t, Type* type, const CallArgs&) {
    IoBase* made = make_instance<IoBase>(t, type);
    if (!made) return raise_memory_error(t);
    return Owned::adopt(made);
}
Status base_init(Thread&, Value, const CallArgs&) { return {}; }

#define UNSUPPORTED(name) \
    Owned unsupported_##name(Thread& t, const Value*) { return raise_unsupported(t, #name); }
UNSUPPORTED(seek)
UNSUPPORTED(truncate)
UNSUPPORTED(fileno)
UNSUPPORTED(detach)
UNSUPPORTED(read)
UNSUPPORTED(read1)
UNSUPPORTED(write)
UNSUPPORTED(readline)
#undef UNSUPPORTED

Owned base_tell(Thread& t, const Value* args) {
    return call_named(t, args[0], "seek", {Value::from_int(0), Value::from_int(1)});
}
Owned base_flush(Thread& t, const Value* args) {
    if (base_of(args[0])->closed) return raise_closed(t);
    return Owned::none();
}
Owned base_close(Thread& t, const Value* args) {
    if (base_of(args[0])->closed) return Owned::none();
    Owned flushed = call_method(t, args[0], names(t).flush);
    base_of(args[0])->closed = true;
    if (flushed.is_error()) return Raised{};
    return Owned::none();
}
Owned get_closed(Thread&, Value self) { return Owned::from_bool(base_of(self)->closed); }
Owned base_false(Thread&, const Value*) { return Owned::from_bool(false); }
Owned base_isatty(Thread& t, const Value* args) {
    TRY(check_closed(t, args[0]));
    return Owned::from_bool(false);
}
Owned check_can(Thread& t, Value self, const char* method, const char* message) {
    Owned answer = TRY(call_named(t, self, method));
    if (!answer.get().is_true()) return raise_unsupported(t, message);
    return answer;
}
Owned base_check_seekable(Thread& t, const Value* args) {
    return check_can(t, args[0], "seekable", "File or stream is not seekable.");
}
Owned base_check_readable(Thread& t, const Value* args) {
    return check_can(t, args[0], "readable", "File or stream is not readable.");
}
Owned base_check_writable(Thread& t, const Value* args) {
    return check_can(t, args[0], "writable", "File or stream is not writable.");
}
Owned base_check_closed(Thread& t, const Value* args) {
    TRY(check_closed(t, args[0]));
    return Owned::none();
}
Owned base_enter(Thread& t, const Value* args) {
    TRY(check_closed(t, args[0]));
    return Owned::share(args[0]);
}
Owned base_exit(Thread& t, const Value* args) {
    TRY(call_method(t, args[0], names(t).close));
    return Owned::none();
}
Owned base_iter(Thread& t, Value self) {
    TRY(check_closed(t, self));
    return Owned::share(self);
}
Owned base_next(Thread& t, Value self) {
    Owned line = TRY(call_method(t, self, names(t).readline));
    if (TRY(length(t, line)) == 0) return Owned::stop();
    return line;
}

// readline by peek (when there is one) and read.
Owned base_readline(Thread& t, const Value* args) {
    int64_t limit = TRY(size_argument(t, args[1]));
    Owned peek = TRY(lookup_attr(t, args[0], intern(t, "peek")));
    std::string line;
    while (limit < 0 || static_cast<int64_t>(line.size()) < limit) {
        int64_t want = 1;
        if (!peek.is_unbound()) {
            Owned ahead = TRY(call(t, peek, {Value::from_int(1)}));
            if (!is_bytes(ahead)) {
                return raise_error(t, exc(t).OSError,
                                   "peek() should have returned a bytes object, not '%.200s'",
                                   type_name(t, ahead));
            }
            std::string_view view = ahead.as<Bytes>()->view();
            if (!view.empty()) {
                size_t newline = view.find('\n');
                want = static_cast<int64_t>(newline == std::string_view::npos ? view.size() : newline + 1);
                if (limit >= 0) want = std::min(want, limit - static_cast<int64_t>(line.size()));
            }
        }
        Owned piece = TRY(call_method(t, args[0], names(t).read, {Value::from_int(want)}));
        if (!is_bytes(piece)) {
            return raise_error(t, exc(t).OSError, "read() should have returned a bytes object, not '%.200s'",
                               type_name(t, piece));
        }
        if (piece.as<Bytes>()->length == 0) break;
        line += piece.as<Bytes>()->view();
        if (line.back() == '\n') break;
    }
    return make_bytes(t, line);
}
Owned base_readlines(Thread& t, const Value* args) {
    int64_t hint = TRY(size_argument(t, args[1]));
    Ref<List> lines = TRY(new_list(t));
    int64_t total = 0;
    Owned iterator = TRY(get_iter(t, args[0]));
    for (;;) {
        Owned line = TRY(iter_next(t, iterator));
        if (line.is_stop()) break;
        total += TRY(length(t, line));
        TRY(list_push(t, lines.get(), std::move(line)));
        if (hint > 0 && total >= hint) break;
    }
    return lines;
}
Owned base_writelines(Thread& t, const Value* args) {
    TRY(check_closed(t, args[0]));
    TRY(for_each(t, args[1], [&](Value line) -> Status {
        TRY(call_method(t, args[0], names(t).write, {line}));
        return {};
    }));
    return Owned::none();
}

const FunctionSpec base_methods[] = {
    {"seek(self, pos, whence=0, /)", unsupported_seek, "Change the position in the stream."},
    {"tell(self, /)", base_tell, "Return the position in the stream."},
    {"truncate(self, size=None, /)", unsupported_truncate, "Cut the file to that size."},
    {"flush(self, /)", base_flush, "Hand down what is still in buffers."},
    {"close(self, /)", base_close, "Flush and close; no effect the second time."},
    {"seekable(self, /)", base_false, "Return whether the position can be changed."},
    {"readable(self, /)", base_false, "Return whether it was opened for reading."},
    {"writable(self, /)", base_false, "Return whether it was opened for writing."},
    {"_checkClosed(self, msg=None)", base_check_closed},
    {"_checkSeekable(self, msg=None)", base_check_seekable},
    {"_checkReadable(self, msg=None)", base_check_readable},
    {"_checkWritable(self, msg=None)", base_check_writable},
    {"fileno(self, /)", unsupported_fileno, "Return the file descriptor."},
    {"isatty(self, /)", base_isatty, "Return whether it is a terminal."},
    {"__enter__(self, /)", base_enter},
    {"__exit__(self, /, *args)", base_exit},
    {"readline(self, size=-1, /)", base_readline, "Read a line, at most that many bytes of it."},
    {"readlines(self, hint=-1, /)", base_readlines, "Return a list of the lines."},
    {"writelines(self, lines, /)", base_writelines, "Write a list of lines; separators are not added."},
};
Owned get_attributes(Thread& t, Value self) { return instance_dict(t, self); }
const GetSetSpec base_getset[] = {{"closed", get_closed}, {"__dict__", get_attributes}};

// ---- _RawIOBase ----

Owned raw_readall(Thread& t, const Value* args) {
    std::string all;
    for (;;) {
        Owned piece = TRY(call_method(t, args[0], names(t).read, {Value::from_int(kBufferSize)}));
        if (piece.is_none()) {
            if (all.empty()) return piece;
            break;
        }
        if (!is_bytes(piece)) return raise_type_error(t, "read() should return bytes");
        if (piece.as<Bytes>()->length == 0) break;
        all += piece.as<Bytes>()->view();
    }
    return make_bytes(t, all);
}
Owned raw_read(Thread& t, const Value* args) {
    int64_t size = TRY(size_argument(t, args[1]));
    if (size < 0) return call_named(t, args[0], "readall");
    Owned buffer = TRY(make_bytearray(t, std::string(static_cast<size_t>(size), '\0')));
    Owned got = TRY(call_named(t, args[0], "readinto", {buffer}));
    if (got.is_none()) return got;
    int64_t count = TRY(to_ssize(t, got));
    if (count < 0)
        return raise_value_error(t, "readinto returned %lld outside buffer size %lld",
                                 static_cast<long long>(count), static_cast<long long>(size));
    return make_bytes(t, buffer.as<ByteArray>()->view().substr(0, static_cast<size_t>(count)));
}
Owned not_implemented(Thread& t, const Value*) {
    return raise_instance(t, TRY(call(t, Value(exc(t).NotImplementedError))));
}
const FunctionSpec raw_methods[] = {
    {"readinto(self, buffer, /)", not_implemented, "Read into a buffer; return how many bytes."},
    {"write(self, b, /)", not_implemented, "Write the bytes; return how many were written."},
    {"read(self, size=-1, /)", raw_read, "Read up to that many bytes with one system call."},
    {"readall(self, /)", raw_readall, "Read until the end."},
};

// ---- _BufferedIOBase ----

Owned into(Thread& t, Value self, Value target, const char* method) {
    Buffer buffer(t);
    TRY(open_target(t, buffer, target, method[4] ? "readinto1" : "readinto"));
    Owned data = TRY(call_named(t, self, method, {Value::from_int(static_cast<int64_t>(buffer.length()))}));
    if (!is_bytes(data)) return raise_type_error(t, "read() should return bytes");
    std::string_view view = data.as<Bytes>()->view();
    if (view.size() > buffer.length()) {
        return raise_value_error(t, "read() returned too much data: %zu bytes requested, %zu returned",
                                 buffer.length(), view.size());
    }
    memcpy(buffer.data(), view.data(), view.size());
    return make_int(t, static_cast<int64_t>(view.size()));
}
Owned buffered_readinto(Thread& t, const Value* args) { return into(t, args[0], args[1], "read"); }
Owned buffered_readinto1(Thread& t, const Value* args) { return into(t, args[0], args[1], "read1"); }
const FunctionSpec buffered_methods[] = {
    {"detach(self, /)", unsupported_detach, "Separate the layer below and return it."},
    {"read(self, size=-1, /)", unsupported_read, "Read up to that many bytes."},
    {"read1(self, size=-1, /)", unsupported_read1,
     "Read up to that many bytes with at most one system call."},
    {"readinto(self, buffer, /)", buffered_readinto},
    {"readinto1(self, buffer, /)", buffered_readinto1},
    {"write(self, buffer, /)", unsupported_write, "Write the bytes."},
};

// ---- _TextIOBase ----

Owned get_none(Thread&, Value) { return Owned::none(); }
const FunctionSpec text_methods[] = {
    {"detach(self, /)", unsupported_detach, "Separate the buffer and return it."},
    {"read(self, size=-1, /)", unsupported_read, "Read up to that many characters."},
    {"readline(self, size=-1, /)", unsupported_readline, "Read until the end of the line."},
    {"write(self, text, /)", unsupported_write, "Write the string."},
};
const GetSetSpec text_getset[] = {{"encoding", get_none}, {"newlines", get_none}, {"errors", get_none}};

}  // namespace

Status add_base_types(Thread& t, Module* module) {
    IoTypes& ty = io_types(t);
    TypeSpec base{};
    base.name = "_io._IOBase";
    base.size = sizeof(IoBase);
    base.slots.new_ = base_new;
    base.slots.init = base_init;
    base.slots.iter = base_iter;
    base.slots.next = base_next;
    base.methods = base_methods;
    base.getset = base_getset;
    base.doc = "The base of all files.";
    ty.base = TRY(add_type(t, module, base, nullptr));

    struct Derived {
        const char* name;
        std::span<const FunctionSpec> methods;
        std::span<const GetSetSpec> getset;
        Type** place;
    };
    const Derived derived[] = {{"_io._RawIOBase", raw_methods, {}, &ty.raw},
                               {"_io._BufferedIOBase", buffered_methods, {}, &ty.buffered},
                               {"_io._TextIOBase", text_methods, text_getset, &ty.text}};
    for (const Derived& d : derived) {
        TypeSpec spec{};
        spec.name = d.name;
        spec.size = sizeof(IoBase);
        spec.slots.new_ = base_new;
        spec.slots.init = base_init;
        spec.methods = d.methods;
        spec.getset = d.getset;
        *d.place = TRY(add_type(t, module, spec, ty.base));
    }
    return {};
}

}  // namespace minipy::io
