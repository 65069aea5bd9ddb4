// The structs and helpers that the files of `_io` share. Three layers, each an object of its own:
//
//     TextIOWrapper     str <-> bytes, newlines
//     BufferedReader..  few large system calls instead of many small ones
//     FileIO            one system call per method, with the GIL given up
//
// A layer calls the one below it directly when that is of the built-in type, else by its methods: any object
// with the methods will do.
#pragma once

#include <string>

#include "native/module.h"

namespace minipy::io {

Result<bool> wants_encoding(Thread&);

constexpr int64_t kBufferSize = 8192;

struct IoBase : GcObject {
    Attrs attrs = {};
    bool closed = false;  // of objects that have no state of their own to tell it
};

struct FileIO : IoBase {
    int fd = -1;
    bool created = false, readable = false, writable = false, appending = false, closefd = true,
         finalizing = false;
    int8_t seekable = -1;  // not asked yet
    int64_t block_size = kBufferSize;
};

// One lock per buffered object: while it is in a system call, the GIL is not held. Reentrant calls (from a
// signal handler) are refused as in CPython.
class IoLock {
  public:
    Status enter(Thread& t, Value object);
    void leave(Thread& t);

  private:
    bool is_abandoned(Thread&) const;

    ParkingLock lock_;
    Thread* owner_ = nullptr;
};
class IoGuard {
  public:
    IoGuard(Thread& t, IoLock& lock) : t_(t), lock_(lock) {}
    ~IoGuard() {
        if (entered_) lock_.leave(t_);
    }
    Status enter(Value object) {
        TRY(lock_.enter(t_, object));
        entered_ = true;
        return {};
    }
    IoGuard(const IoGuard&) = delete;

  private:
    Thread& t_;
    IoLock& lock_;
    bool entered_ = false;
};

// BufferedReader, BufferedWriter, BufferedRandom. At any time at most one of `ahead` (bytes read but not yet
// asked for) and `pending` (bytes written but not yet handed down) holds something.
struct Buffered : IoBase {
    Value raw = Value::none();
    bool ready = false, detached = false, readable = false, writable = false, finalizing = false;
    size_t size = kBufferSize;
    std::string ahead;
    size_t ahead_at = 0;
    std::string pending;
    IoLock lock;
    size_t unread() const { return ahead.size() - ahead_at; }
};

struct IoTypes {
    Type *base = nullptr, *raw = nullptr, *buffered = nullptr, *text = nullptr, *file = nullptr,
         *reader = nullptr, *writer = nullptr, *random = nullptr, *rwpair = nullptr, *bytes_io = nullptr,
         *bytes_io_buffer = nullptr, *string_io = nullptr, *text_wrapper = nullptr,
         *newline_decoder = nullptr, *unsupported = nullptr;
};
IoTypes& io_types(Thread&);

Raised raise_unsupported(Thread&, const char* what);
Raised raise_closed(Thread&);
void set_field(Value& field, Value v);
// Opens what readinto() is given.
Status open_target(Thread&, Buffer&, Value target, const char* method);

// Dynamic: asks the object's attribute `closed`.
Result<bool> is_closed(Thread&, Value file);
Status check_closed(Thread&, Value file);

inline Owned call_named(Thread& t, Value object, const char* method, std::initializer_list<Value> args = {}) {
    return call_method(t, object, intern(t, method), args);
}

void io_traverse(Object*, Visitor&);
void io_finalize(Thread&, Object*);
void base_dealloc(Thread&, Object*);

// file_io.cpp: for the layer above. Read gives bytes read, -1 when it would block; raises otherwise.
Result<int64_t> file_read(Thread&, FileIO*, char* to, size_t size);
Result<int64_t> file_write(Thread&, FileIO*, const char* from, size_t size);
// Whole rest of the file.
Owned file_read_all(Thread&, FileIO*);
// buffered.cpp
Result<int64_t> buffered_write(Thread&, Buffered*, std::string_view bytes);
Status buffered_flush(Thread&, Buffered*);
// At most `size` bytes, from one read of the layer below; empty at the end.
Result<bool> buffered_read_some(Thread&, Buffered*, size_t size, std::string& out);

// Size arguments of read(): None and negative numbers mean everything (-1).
Result<int64_t> size_argument(Thread&, Value);

Status add_base_types(Thread&, Module*);
Status add_file_type(Thread&, Module*);
Status add_buffered_types(Thread&, Module*);
Status add_memory_types(Thread&, Module*);
Status add_text_types(Thread&, Module*);
Status add_newline_decoder(Thread&, Module*);

// Defines a type of this module and adds it under its name.
Result<Type*> add_type(Thread&, Module*, TypeSpec&, Type* base);

// Newlines: "\r\n" and "\r" become "\n" when `translate`; a "\r" at the end of a piece waits for the next
// one.
struct NewlineState {
    bool translate = true, pending_cr = false;
    int seen = 0;  // 1: \n, 2: \r, 4: \r\n
};
Owned decode_newlines(Thread&, NewlineState&, Value text, bool final);
Owned newlines_seen(Thread&, int seen);

}  // namespace minipy::io
