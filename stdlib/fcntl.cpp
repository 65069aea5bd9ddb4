// The module `fcntl`: control of open files.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstring>

#include "native/module.h"

namespace minipy {

namespace {

// clang-format off
#define CONSTANTS(X) \
    X(DN_ACCESS) X(DN_ATTRIB) X(DN_CREATE) X(DN_DELETE) X(DN_MODIFY) X(DN_MULTISHOT) X(DN_RENAME) X(FD_CLOEXEC) \
    X(F_ADD_SEALS) X(F_DUPFD) X(F_DUPFD_CLOEXEC) X(F_EXLCK) X(F_GETFD) X(F_GETFL) X(F_GETLEASE) X(F_GETLK) \
    X(F_GETOWN) X(F_GETPIPE_SZ) X(F_GETSIG) X(F_GET_SEALS) X(F_NOTIFY) X(F_OFD_GETLK) X(F_OFD_SETLK) \
    X(F_OFD_SETLKW) X(F_RDLCK) X(F_SEAL_GROW) X(F_SEAL_SEAL) X(F_SEAL_SHRINK) X(F_SEAL_WRITE) X(F_SETFD) X(F_SETFL) \
    X(F_SETLEASE) X(F_SETLK) X(F_SETLKW) X(F_SETOWN) X(F_SETPIPE_SZ) X(F_SETSIG) X(F_SHLCK) X(F_UNLCK) X(F_WRLCK) \
    X(LOCK_EX) X(LOCK_MAND) X(LOCK_NB) X(LOCK_READ) X(LOCK_RW) X(LOCK_SH) X(LOCK_UN) X(LOCK_WRITE)
// clang-format on

Result<int> fd_of(Thread& t, Value v) {
    if (is_int(v)) {
        int fd = TRY(to_c_int(t, v));
        if (fd < 0) return raise_value_error(t, "file descriptor cannot be a negative integer (%i)", fd);
        return fd;
    }
    Owned method = TRY(lookup_attr(t, v, names(t).fileno));
    if (method.is_unbound())
        return raise_type_error(t, "argument must be an int, or have a fileno() method.");
    Owned fd = TRY(call(t, method));
    if (!is_int(fd)) return raise_type_error(t, "fileno() returned a non-integer");
    return to_c_int(t, fd);
}

template <class Call>
Result<int64_t> blocking(Thread& t, Call&& make_call) {
    for (;;) {
        int64_t n;
        {
            GilRelease nogil(t);
            n = make_call();
        }
        if (n >= 0) return n;
        if (errno != EINTR) return raise_os_error(t, errno);
        if (t.is_main && t.interp->run_signal_handlers) TRY(t.interp->run_signal_handlers(t));
    }
}

constexpr size_t kRoom = 1024;

// A str or bytes argument is copied, changed by the system and given back.
Owned fcntl_fcntl(Thread& t, const Value* args) {
    int fd = TRY(fd_of(t, args[0])), command = TRY(to_c_int(t, args[1]));
    if (is_bytes(args[2]) || is_str(args[2])) {
        std::string text = is_str(args[2]) ? to_utf8(args[2]) : std::string(args[2].as<Bytes>()->view());
        if (text.size() > kRoom) return raise_value_error(t, "fcntl string arg too long");
        char buffer[kRoom];
        memcpy(buffer, text.data(), text.size());
        (void)TRY(blocking(t, [&] { return int64_t{::fcntl(fd, command, buffer)}; }));
        return make_bytes(t, {buffer, text.size()});
    }
    unsigned long argument = static_cast<unsigned long>(TRY(to_int64(t, args[2])));
    return make_int(
        t, TRY(blocking(t, [&] { return int64_t{::fcntl(fd, command, static_cast<int>(argument))}; })));
}
Owned fcntl_ioctl(Thread& t, const Value* args) {
    int fd = TRY(fd_of(t, args[0]));
    unsigned long code = static_cast<unsigned long>(TRY(to_int64(t, args[1])));
    bool change = TRY(truth(t, args[3]));
    if (is_int(args[2])) {
        long argument = TRY(to_int64(t, args[2]));
        return make_int(t, TRY(blocking(t, [&] { return int64_t{::ioctl(fd, code, argument)}; })));
    }
    Buffer view(t);
    bool own = is_kind(args[2], Kind::ByteArray) || (!is_bytes(args[2]) && !is_str(args[2]));
    std::string text;
    if (is_str(args[2])) {
        text = to_utf8(args[2]);
    } else {
        TRY(view.open(args[2], own && change));
        text = view.view();
    }
    if (text.size() > kRoom && !(own && change)) return raise_value_error(t, "ioctl string arg too long");
    text.resize(std::max(text.size(), size_t{kRoom}));
    int64_t n = TRY(blocking(t, [&] { return int64_t{::ioctl(fd, code, text.data())}; }));
    if (own && change) {
        memcpy(view.data(), text.data(), view.length());
        return make_int(t, n);
    }
    return make_bytes(
        t, std::string_view(text).substr(0, is_str(args[2]) ? as_str(args[2])->length : view.length()));
}
Owned fcntl_flock(Thread& t, const Value* args) {
    int fd = TRY(fd_of(t, args[0])), operation = TRY(to_c_int(t, args[1]));
    (void)TRY(blocking(t, [&] { return int64_t{::flock(fd, operation)}; }));
    return Owned::none();
}
Owned fcntl_lockf(Thread& t, const Value* args) {
    int fd = TRY(fd_of(t, args[0])), operation = TRY(to_c_int(t, args[1]));
    struct flock lock = {};
    if (operation == LOCK_UN)
        lock.l_type = F_UNLCK;
    else if (operation & LOCK_SH)
        lock.l_type = F_RDLCK;
    else if (operation & LOCK_EX)
        lock.l_type = F_WRLCK;
    else
        return raise_value_error(t, "unrecognized lockf argument");
    lock.l_len = TRY(to_int64(t, args[2]));
    lock.l_start = TRY(to_int64(t, args[3]));
    lock.l_whence = static_cast<short>(TRY(to_c_int(t, args[4])));
    (void)TRY(blocking(t, [&] {
        return int64_t{::fcntl(fd, operation & LOCK_NB || operation == LOCK_UN ? F_SETLK : F_SETLKW, &lock)};
    }));
    return Owned::none();
}

const FunctionSpec functions[] = {
    {"fcntl(fd, cmd, arg=0, /)", fcntl_fcntl, "Perform the operation `cmd` on file descriptor fd."},
    {"ioctl(fd, request, arg=0, mutate_flag=True, /)", fcntl_ioctl,
     "Perform the operation request on file descriptor fd."},
    {"flock(fd, operation, /)", fcntl_flock,
     "Perform the lock operation `operation` on file descriptor `fd`."},
    {"lockf(fd, cmd, len=0, start=0, whence=0, /)", fcntl_lockf,
     "A wrapper around the fcntl() locking calls."},
};

Status fill(Thread& t, Module* module) {
#define X(name) TRY(module_add_int(t, module, #name, static_cast<int64_t>(name)));
    CONSTANTS(X)
#undef X
    return {};
}
MINIPY_MODULE(fcntl, {.doc = "This module performs file control and I/O control on file descriptors.",
                      .functions = functions,
                      .exec = fill});

}  // namespace

}  // namespace minipy
