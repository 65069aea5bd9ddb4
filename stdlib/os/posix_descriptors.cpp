// posix: open files: reading, writing, pipes, terminals.
#include <fcntl.h>
#include <pty.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/sendfile.h>
#include <sys/uio.h>
#include <termios.h>
#include <unistd.h>

#include <climits>
#include <memory>

#include "posix.h"

namespace minipy::posix {

namespace {

Owned number_or_error(Thread& t, int64_t n) {
    if (n < 0) return raise_errno(t);
    return make_int(t, n);
}
Owned none_or_errno(Thread& t, int64_t n) {
    if (n < 0) return raise_errno(t);
    return Owned::none();
}

Owned posix_open(Thread& t, const Value* args) {
    Path path;
    TRY(read_path(t, args[0], path, "open"));
    int flags = TRY(to_c_int(t, args[1])) | O_CLOEXEC, mode = TRY(to_c_int(t, args[2])),
        dir_fd = TRY(dir_fd_argument(t, args[3]));
    int64_t fd = TRY(blocking(t, [&] { return int64_t{::openat(dir_fd, path.c_str(), flags, mode)}; }));
    if (fd < 0) return raise_errno(t, path);
    return make_int(t, fd);
}
Owned posix_close(Thread& t, const Value* args) {
    int fd = TRY(fd_argument(t, args[0]));
    int64_t n;
    {
        GilRelease nogil(t);
        n = ::close(fd);
    }
    if (n < 0 && errno != EINTR) return raise_errno(t);
    return Owned::none();
}
Owned posix_closerange(Thread& t, const Value* args) {
    int low = TRY(to_c_int(t, args[0])), high = TRY(to_c_int(t, args[1]));
    GilRelease nogil(t);
    if (high > low &&
        ::close_range(static_cast<unsigned>(std::max(low, 0)), static_cast<unsigned>(high - 1), 0) != 0) {
        for (int fd = std::max(low, 0); fd < high; ++fd) ::close(fd);
    }
    return Owned::none();
}
Owned posix_read(Thread& t, const Value* args) {
    int fd = TRY(fd_argument(t, args[0]));
    int64_t size = TRY(to_ssize(t, args[1]));
    if (size < 0) {
        errno = EINVAL;
        return raise_errno(t);
    }
    std::string buffer(static_cast<size_t>(size), '\0');
    int64_t n = TRY(blocking(t, [&] { return int64_t{::read(fd, buffer.data(), buffer.size())}; }));
    if (n < 0) return raise_errno(t);
    note_acquired(t, &t.interp->clock);
    return make_bytes(t, std::string_view(buffer).substr(0, static_cast<size_t>(n)));
}
Owned posix_write(Thread& t, const Value* args) {
    int fd = TRY(fd_argument(t, args[0]));
    Buffer data(t);
    TRY(data.open(args[1]));
    note_released(t, &t.interp->clock);  // whoever reads it goes on because of this
    Console* console = t.interp->console;
    auto write = [&] {
        return int64_t{console ? console->write(fd, data.data(), data.length()) : ::write(fd, data.data(), data.length())};
    };
    return number_or_error(t, TRY(blocking(t, write)));
}
Owned posix_pread(Thread& t, const Value* args) {
    int fd = TRY(fd_argument(t, args[0]));
    int64_t size = TRY(to_ssize(t, args[1])), offset = TRY(to_int64(t, args[2]));
    if (size < 0) {
        errno = EINVAL;
        return raise_errno(t);
    }
    std::string buffer(static_cast<size_t>(size), '\0');
    int64_t n = TRY(blocking(t, [&] { return int64_t{::pread(fd, buffer.data(), buffer.size(), offset)}; }));
    if (n < 0) return raise_errno(t);
    return make_bytes(t, std::string_view(buffer).substr(0, static_cast<size_t>(n)));
}
Owned posix_pwrite(Thread& t, const Value* args) {
    int fd = TRY(fd_argument(t, args[0]));
    Buffer data(t);
    TRY(data.open(args[1]));
    int64_t offset = TRY(to_int64(t, args[2]));
    return number_or_error(
        t, TRY(blocking(t, [&] { return int64_t{::pwrite(fd, data.data(), data.length(), offset)}; })));
}

// The buffers of readv and writev, open while the object lives.
class Vector {
  public:
    explicit Vector(Thread& t) : t_(t) {}
    Status open(Value sequence, bool writable) {
        Ref<List> list = TRY(to_list(t_, sequence));
        for (size_t i = 0; i < list->length; ++i) {
            buffers_.push_back(std::make_unique<Buffer>(t_));
            TRY(buffers_.back()->open(list->items[i], writable));
            parts_.push_back({buffers_.back()->data(), buffers_.back()->length()});
        }
        return {};
    }
    const iovec* data() const { return parts_.data(); }
    int count() const { return static_cast<int>(parts_.size()); }

  private:
    Thread& t_;
    std::vector<std::unique_ptr<Buffer>> buffers_;
    std::vector<iovec> parts_;
};
Owned posix_readv(Thread& t, const Value* args) {
    int fd = TRY(fd_argument(t, args[0]));
    Vector v(t);
    TRY(v.open(args[1], true));
    return number_or_error(t, TRY(blocking(t, [&] { return int64_t{::readv(fd, v.data(), v.count())}; })));
}
Owned posix_writev(Thread& t, const Value* args) {
    int fd = TRY(fd_argument(t, args[0]));
    Vector v(t);
    TRY(v.open(args[1], false));
    return number_or_error(t, TRY(blocking(t, [&] { return int64_t{::writev(fd, v.data(), v.count())}; })));
}
Owned posix_lseek(Thread& t, const Value* args) {
    int fd = TRY(fd_argument(t, args[0])), whence = TRY(to_c_int(t, args[2]));
    int64_t offset = TRY(to_int64(t, args[1]));
    return number_or_error(t, TRY(blocking(t, [&] { return int64_t{::lseek(fd, offset, whence)}; })));
}
Owned posix_ftruncate(Thread& t, const Value* args) {
    int fd = TRY(fd_argument(t, args[0]));
    int64_t size = TRY(to_int64(t, args[1]));
    return none_or_errno(t, TRY(blocking(t, [&] { return int64_t{::ftruncate(fd, size)}; })));
}
Owned posix_fsync(Thread& t, const Value* args) {
    int fd = TRY(any_fd(t, args[0]));
    return none_or_errno(t, TRY(blocking(t, [&] { return int64_t{::fsync(fd)}; })));
}
Owned posix_fdatasync(Thread& t, const Value* args) {
    int fd = TRY(any_fd(t, args[0]));
    return none_or_errno(t, TRY(blocking(t, [&] { return int64_t{::fdatasync(fd)}; })));
}
Owned posix_sync(Thread& t, const Value*) {
    GilRelease nogil(t);
    ::sync();
    return Owned::none();
}
Owned posix_dup(Thread& t, const Value* args) {
    int fd = TRY(fd_argument(t, args[0]));
    return number_or_error(t, ::fcntl(fd, F_DUPFD_CLOEXEC, 0));
}
Owned posix_dup2(Thread& t, const Value* args) {
    int fd = TRY(fd_argument(t, args[0])), to = TRY(fd_argument(t, args[1]));
    bool inheritable = TRY(truth(t, args[2]));
    int64_t n = inheritable || fd == to ? ::dup2(fd, to) : ::dup3(fd, to, O_CLOEXEC);
    return number_or_error(t, n);
}
Owned pipe_with(Thread& t, int flags) {
    int fds[2];
    if (::pipe2(fds, flags) < 0) return raise_errno(t);
    return make_tuple(t, {Value::from_int(fds[0]), Value::from_int(fds[1])});
}
Owned posix_pipe(Thread& t, const Value*) { return pipe_with(t, O_CLOEXEC); }
Owned posix_pipe2(Thread& t, const Value* args) { return pipe_with(t, TRY(to_c_int(t, args[0]))); }
Owned posix_isatty(Thread& t, const Value* args) {
    return Owned::from_bool(::isatty(TRY(to_c_int(t, args[0]))));
}
Owned posix_ttyname(Thread& t, const Value* args) {
    char name[PATH_MAX];
    int failure = ::ttyname_r(TRY(fd_argument(t, args[0])), name, sizeof name);
    if (failure) return raise_os_error(t, failure);
    return make_str(t, name);
}
Owned posix_ctermid(Thread& t, const Value*) {
    char name[L_ctermid];
    return make_str(t, ::ctermid(name));
}
Owned posix_openpty(Thread& t, const Value*) {
    int master, slave;
    if (::openpty(&master, &slave, nullptr, nullptr, nullptr) != 0) return raise_errno(t);
    ::fcntl(master, F_SETFD, FD_CLOEXEC);
    ::fcntl(slave, F_SETFD, FD_CLOEXEC);
    return make_tuple(t, {Value::from_int(master), Value::from_int(slave)});
}
Owned posix_get_terminal_size(Thread& t, const Value* args) {
    winsize size;
    if (::ioctl(TRY(to_c_int(t, args[0])), TIOCGWINSZ, &size) != 0) return raise_errno(t);
    return make_struct_sequence(t, state(t).terminal_size,
                                {Value::from_int(size.ws_col), Value::from_int(size.ws_row)});
}
Owned posix_tcgetpgrp(Thread& t, const Value* args) {
    return number_or_error(t, ::tcgetpgrp(TRY(fd_argument(t, args[0]))));
}
Owned posix_tcsetpgrp(Thread& t, const Value* args) {
    return none_or_errno(t, ::tcsetpgrp(TRY(fd_argument(t, args[0])), TRY(to_c_int(t, args[1]))));
}
Owned posix_get_inheritable(Thread& t, const Value* args) {
    int flags = ::fcntl(TRY(fd_argument(t, args[0])), F_GETFD);
    if (flags < 0) return raise_errno(t);
    return Owned::from_bool(!(flags & FD_CLOEXEC));
}
Owned posix_set_inheritable(Thread& t, const Value* args) {
    int fd = TRY(fd_argument(t, args[0])), inheritable = TRY(to_c_int(t, args[1]));
    int flags = ::fcntl(fd, F_GETFD);
    if (flags < 0 || ::fcntl(fd, F_SETFD, inheritable ? flags & ~FD_CLOEXEC : flags | FD_CLOEXEC) < 0)
        return raise_errno(t);
    return Owned::none();
}
Owned posix_get_blocking(Thread& t, const Value* args) {
    int flags = ::fcntl(TRY(fd_argument(t, args[0])), F_GETFL);
    if (flags < 0) return raise_errno(t);
    return Owned::from_bool(!(flags & O_NONBLOCK));
}
Owned posix_set_blocking(Thread& t, const Value* args) {
    int fd = TRY(fd_argument(t, args[0]));
    bool block = TRY(truth(t, args[1]));
    int flags = ::fcntl(fd, F_GETFL);
    if (flags < 0 || ::fcntl(fd, F_SETFL, block ? flags & ~O_NONBLOCK : flags | O_NONBLOCK) < 0)
        return raise_errno(t);
    return Owned::none();
}
Owned posix_sendfile(Thread& t, const Value* args) {
    int out = TRY(fd_argument(t, args[0])), in = TRY(fd_argument(t, args[1]));
    int64_t count = TRY(to_ssize(t, args[3]));
    if (args[2].is_none())
        return number_or_error(t, TRY(blocking(t, [&] {
                                   return int64_t{::sendfile(out, in, nullptr, static_cast<size_t>(count))};
                               })));
    off_t offset = TRY(to_int64(t, args[2]));
    return number_or_error(
        t,
        TRY(blocking(t, [&] { return int64_t{::sendfile(out, in, &offset, static_cast<size_t>(count))}; })));
}
Owned posix_copy_file_range(Thread& t, const Value* args) {
    int in = TRY(fd_argument(t, args[0])), out = TRY(fd_argument(t, args[1]));
    int64_t count = TRY(to_ssize(t, args[2]));
    if (count < 0) return raise_value_error(t, "negative value for 'count' not allowed");
    off64_t in_at = 0, out_at = 0, *in_offset = nullptr, *out_offset = nullptr;
    if (!args[3].is_none()) {
        in_at = TRY(to_int64(t, args[3]));
        in_offset = &in_at;
    }
    if (!args[4].is_none()) {
        out_at = TRY(to_int64(t, args[4]));
        out_offset = &out_at;
    }
    return number_or_error(
        t, TRY(blocking(t, [&] {
            return int64_t{::copy_file_range(in, in_offset, out, out_offset, static_cast<size_t>(count), 0)};
        })));
}
Owned posix_lockf(Thread& t, const Value* args) {
    int fd = TRY(fd_argument(t, args[0])), command = TRY(to_c_int(t, args[1]));
    int64_t size = TRY(to_int64(t, args[2]));
    return none_or_errno(t, TRY(blocking(t, [&] { return int64_t{::lockf(fd, command, size)}; })));
}
Owned posix_eventfd(Thread& t, const Value* args) {
    int64_t value = TRY(to_int64(t, args[0]));
    return number_or_error(t, ::eventfd(static_cast<unsigned>(value), TRY(to_c_int(t, args[1]))));
}
Owned posix_eventfd_read(Thread& t, const Value* args) {
    int fd = TRY(fd_argument(t, args[0]));
    eventfd_t value;
    if (TRY(blocking(t, [&] { return int64_t{::eventfd_read(fd, &value)}; })) < 0) return raise_errno(t);
    return make_uint(t, value);
}
Owned posix_eventfd_write(Thread& t, const Value* args) {
    int fd = TRY(fd_argument(t, args[0]));
    int64_t value = TRY(to_int64(t, args[1]));
    return none_or_errno(
        t, TRY(blocking(t, [&] { return int64_t{::eventfd_write(fd, static_cast<eventfd_t>(value))}; })));
}
Owned posix_memfd_create(Thread& t, const Value* args) {
    Path name;
    TRY(read_path(t, args[0], name, "memfd_create", "name"));
    return number_or_error(t, ::memfd_create(name.c_str(), static_cast<unsigned>(TRY(to_int64(t, args[1])))));
}
Owned posix_fallocate_(Thread& t, const Value* args) {
    int fd = TRY(fd_argument(t, args[0]));
    int64_t offset = TRY(to_int64(t, args[1])), size = TRY(to_int64(t, args[2]));
    int failure = ::posix_fallocate(fd, offset, size);
    if (failure) return raise_os_error(t, failure);
    return Owned::none();
}
Owned random_bytes(Thread& t, int64_t size, unsigned flags) {
    if (size < 0) return raise_value_error(t, "negative argument not allowed");
    std::string bytes(static_cast<size_t>(size), '\0');
    size_t done = 0;
    while (done < bytes.size()) {
        int64_t n = TRY(blocking(
            t, [&] { return int64_t{::getrandom(bytes.data() + done, bytes.size() - done, flags)}; }));
        if (n < 0) return raise_errno(t);
        done += static_cast<size_t>(n);
    }
    return make_bytes(t, bytes);
}
Owned posix_urandom(Thread& t, const Value* args) { return random_bytes(t, TRY(to_ssize(t, args[0])), 0); }
Owned posix_getrandom(Thread& t, const Value* args) {
    int64_t size = TRY(to_ssize(t, args[0]));
    if (size < 0) {
        errno = EINVAL;
        return raise_errno(t);
    }
    return random_bytes(t, size, static_cast<unsigned>(TRY(to_c_int(t, args[1]))));
}
Owned posix_device_encoding(Thread& t, const Value* args) {
    return ::isatty(TRY(to_c_int(t, args[0]))) ? make_str(t, "UTF-8") : Owned::none();
}

const FunctionSpec functions[] = {
    {"open(path, flags, mode=511, *, dir_fd=None)", posix_open,
     "Open a file for low level IO.  Returns a file descriptor (integer)."},
    {"close(fd)", posix_close, "Close a file descriptor."},
    {"closerange(fd_low, fd_high, /)", posix_closerange},
    {"read(fd, length, /)", posix_read, "Read from a file descriptor.  Returns a bytes object."},
    {"write(fd, data, /)", posix_write, "Write a bytes object to a file descriptor."},
    {"pread(fd, length, offset, /)", posix_pread},
    {"pwrite(fd, buffer, offset, /)", posix_pwrite},
    {"readv(fd, buffers, /)", posix_readv},
    {"writev(fd, buffers, /)", posix_writev},
    {"lseek(fd, position, how, /)", posix_lseek},
    {"ftruncate(fd, length, /)", posix_ftruncate},
    {"fsync(fd)", posix_fsync},
    {"fdatasync(fd)", posix_fdatasync},
    {"sync()", posix_sync},
    {"dup(fd, /)", posix_dup},
    {"dup2(fd, fd2, inheritable=True)", posix_dup2},
    {"pipe()", posix_pipe, "Create a pipe."},
    {"pipe2(flags, /)", posix_pipe2},
    {"isatty(fd, /)", posix_isatty},
    {"ttyname(fd, /)", posix_ttyname},
    {"ctermid()", posix_ctermid},
    {"openpty()", posix_openpty},
    {"get_terminal_size(fd=1, /)", posix_get_terminal_size},
    {"tcgetpgrp(fd, /)", posix_tcgetpgrp},
    {"tcsetpgrp(fd, pgid, /)", posix_tcsetpgrp},
    {"get_inheritable(fd, /)", posix_get_inheritable},
    {"set_inheritable(fd, inheritable, /)", posix_set_inheritable},
    {"get_blocking(fd, /)", posix_get_blocking},
    {"set_blocking(fd, blocking, /)", posix_set_blocking},
    {"sendfile(out_fd, in_fd, offset, count)", posix_sendfile},
    {"copy_file_range(src, dst, count, offset_src=None, offset_dst=None)", posix_copy_file_range},
    {"lockf(fd, command, length, /)", posix_lockf},
    {"eventfd(initval, flags=524288)", posix_eventfd},
    {"eventfd_read(fd)", posix_eventfd_read},
    {"eventfd_write(fd, value)", posix_eventfd_write},
    {"memfd_create(name, flags=1)", posix_memfd_create},
    {"posix_fallocate(fd, offset, length, /)", posix_fallocate_},
    {"urandom(size, /)", posix_urandom,
     "Return a bytes object containing random bytes suitable for cryptographic use."},
    {"getrandom(size, flags=0)", posix_getrandom},
    {"device_encoding(fd)", posix_device_encoding},
};

}  // namespace

std::span<const FunctionSpec> descriptor_functions() { return functions; }

}  // namespace minipy::posix
