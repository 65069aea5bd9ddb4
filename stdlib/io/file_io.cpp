// FileIO: a file descriptor as an object. Each method is one system call, made without the GIL; a call that a
// signal interrupted is made again after the handlers have run.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io_internal.h"

namespace minipy::io {

namespace {

FileIO* file_of(Value v) { return v.as<FileIO>(); }

// Makes a call without the GIL until it is not interrupted any more. False with an exception when a handler
// raised.
template <class Call>
Result<int64_t> without_gil(Thread& t, Call&& make_call) {
    for (;;) {
        int64_t n;
        {
            GilRelease nogil(t);
            n = make_call();
        }
        if (n >= 0 || errno != EINTR) return n;
        if (t.is_main && t.interp->run_signal_handlers) TRY(t.interp->run_signal_handlers(t));
    }
}

Status check_open(Thread& t, FileIO* f) {
    if (f->fd < 0) return raise_value_error(t, "I/O operation on closed file");
    return {};
}
Status check_mode(Thread& t, bool allowed, const char* action) {
    if (allowed) return {};
    return raise_unsupported(t, (std::string("File not open for ") + action).c_str());
}

// ---- opening ----

struct OpenMode {
    int flags = 0;
    bool readable = false, writable = false, appending = false, created = false;
};
Status parse_mode(Thread& t, const std::string& mode, OpenMode& out) {
    int kinds = 0;
    bool plus = false;
    for (char c : mode) {
        switch (c) {
            case 'r':
                ++kinds;
                out.readable = true;
                break;
            case 'w':
                ++kinds;
                out.writable = true;
                out.flags |= O_CREAT | O_TRUNC;
                break;
            case 'x':
                ++kinds;
                out.writable = out.created = true;
                out.flags |= O_CREAT | O_EXCL;
                break;
            case 'a':
                ++kinds;
                out.writable = out.appending = true;
                out.flags |= O_CREAT | O_APPEND;
                break;
            case 'b':
                break;
            case '+':
                if (plus)
                    return raise_value_error(
                        t, "Must have exactly one of create/read/write/append mode and at most one plus");
                plus = true;
                break;
            default:
                return raise_value_error(t, "invalid mode: %.200s", mode.c_str());
        }
    }
    if (kinds != 1)
        return raise_value_error(
            t, "Must have exactly one of create/read/write/append mode and at most one plus");
    if (plus) out.readable = out.writable = true;
    out.flags |= (out.readable && out.writable ? O_RDWR : out.readable ? O_RDONLY : O_WRONLY) | O_CLOEXEC;
    return {};
}

// The file system's bytes of a str, bytes or PathLike.
Result<std::string> path_bytes(Thread& t, Value name) {
    Owned path = Owned::share(name);
    if (!is_str(name) && !is_bytes(name)) {
        path = TRY(call_special(t, name, intern(t, "__fspath__")));
        if (path.is_unbound()) {
            return raise_type_error(t, "expected str, bytes or os.PathLike object, not %.200s",
                                    type_name(t, name));
        }
    }
    std::string bytes;
    if (is_bytes(path)) {
        bytes = path.as<Bytes>()->view();
    } else {
        Value utf8 = intern(t, "utf-8"), how = intern(t, "surrogateescape");
        Owned encoded = TRY(call_method(t, path, names(t).encode, {utf8, how}));
        bytes = encoded.as<Bytes>()->view();
    }
    if (bytes.find('\0') != std::string::npos) return raise_value_error(t, "embedded null byte");
    return bytes;
}

Result<int64_t> open_path(Thread& t, Value name, const OpenMode& mode, Value opener) {
    if (!opener.is_none()) {
        Owned fd = TRY(call(t, opener, {name, Value::from_int(mode.flags)}));
        if (!is_int(fd)) return raise_type_error(t, "expected integer from opener");
        int64_t n = TRY(to_c_int(t, fd));
        if (n < 0) return raise_value_error(t, "opener returned %lld", static_cast<long long>(n));
        return n;
    }
    std::string path = TRY(path_bytes(t, name));
    int64_t fd = TRY(without_gil(t, [&] { return ::open(path.c_str(), mode.flags, 0666); }));
    if (fd < 0) return raise_os_error(t, errno, name);
    return fd;
}

void close_quietly(FileIO* f) {
    if (f->fd >= 0 && f->closefd) ::close(f->fd);
    f->fd = -1;
}

Owned file_new(Thread& t, Type* type, const CallArgs&) {
    FileIO* f = make_instance<FileIO>(t, type);
    if (!f) return raise_memory_error(t);
    return Owned::adopt(f);
}

Status file_init(Thread& t, Value self, const CallArgs& args) {
    Value v[4];
    BoundArgs bound(t, "FileIO(file, mode='r', closefd=True, opener=None)", args, v);
    TRY(bound.status());
    FileIO* f = file_of(self);
    close_quietly(f);
    bool closefd = TRY(truth(t, v[2]));
    if (v[0].is_bool() || (!is_int(v[0]) && is_kind(v[0], Kind::Float)))
        return raise_type_error(t, "expected str, bytes or os.PathLike object, not %s", type_name(t, v[0]));
    int64_t fd = -1;
    if (is_int(v[0])) {
        fd = TRY(to_c_int(t, v[0]));
        if (fd < 0) return raise_value_error(t, "negative file descriptor");
    }
    if (!is_str(v[1]))
        return raise_type_error(t, "FileIO() argument 'mode' must be str, not %.50s", type_name(t, v[1]));
    OpenMode mode;
    TRY(parse_mode(t, to_utf8(v[1]), mode));
    bool own = fd < 0;
    if (own) {
        if (!closefd) return raise_value_error(t, "Cannot use closefd=False with file name");
        fd = TRY(open_path(t, v[0], mode, v[3]));
    }
    f->fd = static_cast<int>(fd);
    f->closed = false;
    f->closefd = own || closefd;
    f->readable = mode.readable;
    f->writable = mode.writable;
    f->appending = mode.appending;
    f->created = mode.created;
    f->seekable = -1;
    struct stat info;
    if (fstat(f->fd, &info) != 0) {
        int failure = errno;
        if (own) close_quietly(f);
        f->fd = -1;
        return raise_os_error(t, failure);
    }
    if (S_ISDIR(info.st_mode)) {
        if (own) close_quietly(f);
        f->fd = -1;
        return raise_os_error(t, EISDIR, v[0]);
    }
    if (info.st_blksize > 1) f->block_size = info.st_blksize;
    TRY(set_attr(t, self, names(t).name, v[0]));
    if (f->appending) (void)lseek(f->fd, 0, SEEK_END);
    return {};
}

// ---- methods ----

Owned close_descriptor(Thread& t, FileIO* f) {
    if (f->fd < 0) return Owned::none();
    int fd = f->fd;
    f->fd = -1;
    if (!f->closefd) return Owned::none();
    int failure = 0;
    {
        GilRelease nogil(t);
        if (::close(fd) != 0) failure = errno;
    }
    if (failure && failure != EINTR) return raise_os_error(t, failure);
    return Owned::none();
}
Owned file_close(Thread& t, const Value* args) {
    FileIO* f = file_of(args[0]);
    // A class of Python's may have a flush of its own; the descriptor is closed even when that fails.
    bool replaced = f->type->attrs_offset && !attrs_get(t, f, names(t).flush).is_unbound();
    bool own_flush = !f->closed && (replaced || f->type != io_types(t).file);
    Owned flushed = own_flush ? call_method(t, args[0], names(t).flush) : Owned::none();
    f->closed = true;
    if (!flushed.is_error()) return close_descriptor(t, f);
    Owned error = take_exception(t);
    if (close_descriptor(t, f).is_error()) {
        set_field(t.exception.as<Exception>()->context, error);
        return Raised{};
    }
    return restore_exception(t, std::move(error));
}
Owned file_read_method(Thread& t, const Value* args) {
    FileIO* f = file_of(args[0]);
    TRY(check_open(t, f));
    TRY(check_mode(t, f->readable, "reading"));
    int64_t size = TRY(size_argument(t, args[1]));
    if (size < 0) return file_read_all(t, f);
    std::string bytes(static_cast<size_t>(size), '\0');
    int64_t n = TRY(file_read(t, f, bytes.data(), bytes.size()));
    if (n < 0) return Owned::none();
    return make_bytes(t, std::string_view(bytes).substr(0, static_cast<size_t>(n)));
}
Owned file_readall_method(Thread& t, const Value* args) {
    TRY(check_open(t, file_of(args[0])));
    TRY(check_mode(t, file_of(args[0])->readable, "reading"));
    return file_read_all(t, file_of(args[0]));
}
Owned file_readinto(Thread& t, const Value* args) {
    FileIO* f = file_of(args[0]);
    TRY(check_open(t, f));
    TRY(check_mode(t, f->readable, "reading"));
    Buffer buffer(t);
    TRY(open_target(t, buffer, args[1], "readinto"));
    int64_t n = TRY(file_read(t, f, buffer.data(), buffer.length()));
    return n < 0 ? Owned::none() : make_int(t, n);
}
Owned file_write_method(Thread& t, const Value* args) {
    FileIO* f = file_of(args[0]);
    TRY(check_open(t, f));
    TRY(check_mode(t, f->writable, "writing"));
    Buffer buffer(t);
    TRY(buffer.open(args[1]));
    int64_t n = TRY(file_write(t, f, buffer.data(), buffer.length()));
    return n < 0 ? Owned::none() : make_int(t, n);
}
Owned file_seek(Thread& t, const Value* args) {
    FileIO* f = file_of(args[0]);
    TRY(check_open(t, f));
    int64_t offset = TRY(to_int64(t, args[1]));
    int whence = TRY(to_c_int(t, args[2]));
    int64_t at = TRY(without_gil(t, [&] { return ::lseek(f->fd, offset, whence); }));
    if (at < 0) return raise_os_error(t, errno);
    return make_int(t, at);
}
Owned file_tell(Thread& t, const Value* args) {
    FileIO* f = file_of(args[0]);
    TRY(check_open(t, f));
    int64_t at = ::lseek(f->fd, 0, SEEK_CUR);
    if (at < 0) return raise_os_error(t, errno);
    return make_int(t, at);
}
Owned file_truncate(Thread& t, const Value* args) {
    FileIO* f = file_of(args[0]);
    TRY(check_open(t, f));
    TRY(check_mode(t, f->writable, "writing"));
    Owned size = args[1].is_none() ? TRY(file_tell(t, args)) : Owned::share(args[1]);
    int64_t n = TRY(to_int64(t, size));
    if (TRY(without_gil(t, [&] { return int64_t{::ftruncate(f->fd, n)}; })) < 0)
        return raise_os_error(t, errno);
    return size;
}
Owned file_seekable(Thread& t, const Value* args) {
    FileIO* f = file_of(args[0]);
    TRY(check_open(t, f));
    if (f->seekable < 0) f->seekable = ::lseek(f->fd, 0, SEEK_CUR) >= 0;
    return Owned::from_bool(f->seekable);
}
Owned file_readable(Thread& t, const Value* args) {
    TRY(check_open(t, file_of(args[0])));
    return Owned::from_bool(file_of(args[0])->readable);
}
Owned file_writable(Thread& t, const Value* args) {
    TRY(check_open(t, file_of(args[0])));
    return Owned::from_bool(file_of(args[0])->writable);
}
Owned file_fileno(Thread& t, const Value* args) {
    TRY(check_open(t, file_of(args[0])));
    return make_int(t, file_of(args[0])->fd);
}
Owned file_isatty(Thread& t, const Value* args) {
    TRY(check_open(t, file_of(args[0])));
    return Owned::from_bool(::isatty(file_of(args[0])->fd));
}

Owned unclosed_warning(Thread& t, Value source) {
    std::string text = "unclosed file " + TRY(repr_utf8(t, source));
    Owned message = TRY(make_str(t, text));
    Owned warn_function = TRY(import_attr(t, "warnings", "warn"));
    return call(t, warn_function, {message, Value(exc(t).ResourceWarning), Value::from_int(1), source});
}
Owned file_dealloc_warn(Thread& t, const Value* args) {
    FileIO* f = file_of(args[0]);
    if (f->fd < 0 || !f->closefd) return Owned::none();
    if (unclosed_warning(t, args[1]).is_error()) {
        if (exception_matches(t, exc(t).Warning))
            write_unraisable(t, args[0]);
        else
            (void)take_exception(t);
    }
    return Owned::none();
}

const char* mode_text(FileIO* f) {
    if (f->created) return f->readable ? "xb+" : "xb";
    if (f->appending) return f->readable ? "ab+" : "ab";
    if (f->readable) return f->writable ? "rb+" : "rb";
    return "wb";
}
Owned get_mode(Thread& t, Value self) { return Owned::share(intern(t, mode_text(file_of(self)))); }
Owned get_closed(Thread&, Value self) { return Owned::from_bool(file_of(self)->fd < 0); }
Owned get_closefd(Thread&, Value self) { return Owned::from_bool(file_of(self)->closefd); }
Owned get_block_size(Thread& t, Value self) { return make_int(t, file_of(self)->block_size); }
Owned get_finalizing(Thread&, Value self) { return Owned::from_bool(file_of(self)->finalizing); }
Status set_finalizing(Thread& t, Value self, Value v) {
    file_of(self)->finalizing = TRY(truth(t, v));
    return {};
}

Owned file_repr(Thread& t, Value self) {
    FileIO* f = file_of(self);
    std::string type = type_full_name(t, type_of(t, self));
    if (f->fd < 0) return make_str(t, "<" + type + " [closed]>");
    Owned name = TRY(lookup_attr(t, self, names(t).name));
    std::string text =
        "<" + type +
        (name.is_unbound() ? " fd=" + std::to_string(f->fd) : " name=" + TRY(repr_utf8(t, name)));
    return make_str(t,
                    text + " mode='" + mode_text(f) + "' closefd=" + (f->closefd ? "True" : "False") + ">");
}

void file_finalize(Thread& t, Object* o) {
    FileIO* f = static_cast<FileIO*>(o);
    if (f->fd >= 0 && f->closefd) {
        Value pending = t.exception;
        t.exception = Value();
        const Value args[] = {Value(o), Value(o)};
        (void)file_dealloc_warn(t, args).is_error();
        t.exception = pending;
    }
    io_finalize(t, o);
}

const FunctionSpec methods[] = {
    {"read(self, size=-1, /)", file_read_method,
     "Read at most that many bytes; None when there is nothing yet."},
    {"readall(self, /)", file_readall_method, "Read until the end."},
    {"readinto(self, buffer, /)", file_readinto, "Read into a buffer; return how many bytes."},
    {"write(self, b, /)", file_write_method, "Write the bytes; return how many were written."},
    {"seek(self, pos, whence=0, /)", file_seek, "Move to a position and return it."},
    {"tell(self, /)", file_tell, "Return the position."},
    {"truncate(self, size=None, /)", file_truncate, "Cut the file to that size."},
    {"close(self, /)", file_close, "Close the file."},
    {"seekable(self, /)", file_seekable},
    {"readable(self, /)", file_readable},
    {"writable(self, /)", file_writable},
    {"fileno(self, /)", file_fileno},
    {"isatty(self, /)", file_isatty},
    {"_dealloc_warn(self, source, /)", file_dealloc_warn},
};
const GetSetSpec getset[] = {{"closed", get_closed, nullptr, "True if the file is closed"},
                             {"closefd", get_closefd},
                             {"mode", get_mode},
                             {"_blksize", get_block_size},
                             {"_finalizing", get_finalizing, set_finalizing}};

}  // namespace

Result<int64_t> file_read(Thread& t, FileIO* f, char* to, size_t size) {
    TRY(check_open(t, f));
    int64_t n = TRY(without_gil(t, [&] { return int64_t{::read(f->fd, to, size)}; }));
    if (Console* console = t.interp->console) console->note_input(f->fd);
    if (n < 0 && errno != EAGAIN) return raise_os_error(t, errno);
    return n;
}
Result<int64_t> file_write(Thread& t, FileIO* f, const char* from, size_t size) {
    TRY(check_open(t, f));
    Console* console = t.interp->console;
    auto write = [&] { return int64_t{console ? console->write(f->fd, from, size) : ::write(f->fd, from, size)}; };
    int64_t n = TRY(without_gil(t, write));
    if (n < 0 && errno != EAGAIN) return raise_os_error(t, errno);
    return n;
}
Owned file_read_all(Thread& t, FileIO* f) {
    std::string all;
    struct stat info;
    int64_t at = ::lseek(f->fd, 0, SEEK_CUR);
    size_t guess = at >= 0 && fstat(f->fd, &info) == 0 && info.st_size > at
                       ? static_cast<size_t>(info.st_size - at) + 1
                       : kBufferSize;
    for (;;) {
        size_t have = all.size();
        all.resize(have + guess);
        int64_t n = TRY(file_read(t, f, all.data() + have, guess));
        all.resize(have + static_cast<size_t>(n > 0 ? n : 0));
        if (n < 0 && all.empty()) return Owned::none();
        if (n <= 0) break;
        guess = std::max<size_t>(kBufferSize, all.size());
    }
    return make_bytes(t, all);
}

Status add_file_type(Thread& t, Module* module) {
    TypeSpec spec{};
    spec.name = "_io.FileIO";
    spec.size = sizeof(FileIO);
    spec.slots.new_ = file_new;
    spec.slots.init = file_init;
    spec.slots.repr = file_repr;
    spec.slots.finalize = file_finalize;
    spec.methods = methods;
    spec.getset = getset;
    spec.text_signature = "FileIO(file, mode='r', closefd=True, opener=None)";
    spec.doc = "A file descriptor as an object, without a buffer.";
    io_types(t).file = TRY(add_type(t, module, spec, io_types(t).raw));
    return {};
}

}  // namespace minipy::io
