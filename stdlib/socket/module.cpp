// The module `_socket`: the socket object.
#include <fcntl.h>
#include <unistd.h>

#include <cmath>
#include <cstring>
#include <vector>

#include "socket.h"

namespace minipy::sockets {

Result<bool> wait_ready(Thread& t, Socket* s, short events, int64_t deadline) {
    if (s->fd < 0) return true;  // closed: the call that follows says so
    pollfd p = {s->fd, events, 0};
    for (;;) {
        int n, failure;
        {
            GilRelease nogil(t);
            n = t.interp->clock.poll_until(deadline, true, [&](int ms) { return ::poll(&p, 1, ms); });
            failure = errno;
        }
        if (n > 0) return true;
        if (n == 0) return false;
        if (failure != EINTR) return raise_os_error(t, failure);
        TRY(after_interrupt(t));
    }
}

Status Incoming::open(Thread& t, int64_t size) {
    auto* made = new_bytes(t, static_cast<size_t>(size));
    if (!made) return raise_memory_error(t);
    bytes_ = Ref<Bytes>::adopt(made);
    return {};
}
Owned Incoming::cut(Thread& t, size_t length) {
    // Most of it came: it stays where it is.
    if (length == bytes_->length && length > 1) return std::move(bytes_);
    return make_bytes(t, {bytes_->data(), length});
}

namespace {

Status set_blocking(Thread& t, Socket* s, bool block) {
    int flags = ::fcntl(s->fd, F_GETFL);
    if (flags < 0 || ::fcntl(s->fd, F_SETFL, block ? flags & ~O_NONBLOCK : flags | O_NONBLOCK) < 0)
        return raise_os_error(t, errno);
    return {};
}

// ---- life ----

Owned socket_new(Thread& t, Type* type, const CallArgs&) {
    Socket* s = make_instance<Socket>(t, type);
    if (!s) return raise_memory_error(t);
    s->timeout_ns = state(t).default_timeout_ns;
    return Owned::adopt(s);
}
Status fill_from_fd(Thread& t, Socket* s, int fd) {
    Address a;
    a.length = sizeof a.storage;
    if (::getsockname(fd, a.get(), &a.length) < 0) return raise_os_error(t, errno);
    if (s->family < 0) s->family = a.get()->sa_family;
    int value = 0;
    socklen_t size = sizeof value;
    if (s->type < 0) {
        if (::getsockopt(fd, SOL_SOCKET, SO_TYPE, &value, &size) < 0) return raise_os_error(t, errno);
        s->type = value;
    }
    size = sizeof value;
    if (s->protocol < 0) {
        if (::getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &value, &size) < 0) return raise_os_error(t, errno);
        s->protocol = value;
    }
    s->fd = fd;
    return {};
}
Status socket_init(Thread& t, Value self, const CallArgs& args) {
    Value v[4];
    BoundArgs bound(t, "socket(family=-1, type=-1, proto=-1, fileno=None)", args, v);
    TRY(bound.status());
    Socket* s = socket_of(self);
    s->family = TRY(int_argument(t, v[0]));
    s->type = TRY(int_argument(t, v[1]));
    s->protocol = TRY(int_argument(t, v[2]));
    if (!v[3].is_none()) {
        int fd = TRY(int_argument(t, v[3]));
        if (fd < 0) return raise_value_error(t, "negative file descriptor");
        TRY(fill_from_fd(t, s, fd));
    } else {
        if (s->family == -1) s->family = AF_INET;
        if (s->type == -1) s->type = SOCK_STREAM;
        if (s->protocol == -1) s->protocol = 0;
        s->fd = ::socket(s->family, s->type | SOCK_CLOEXEC, s->protocol);
        if (s->fd < 0) return raise_os_error(t, errno);
    }
    s->timeout_ns = state(t).default_timeout_ns;
    if (s->type & SOCK_NONBLOCK)
        s->timeout_ns = 0;
    else if (s->timeout_ns >= 0)
        TRY(set_blocking(t, s, false));
    s->type &= ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
    return {};
}
void socket_finalize(Thread& t, Object* o) {
    Socket* s = static_cast<Socket*>(o);
    if (s->fd < 0) return;
    Value pending = t.exception;
    t.exception = Value();
    Result<std::string> shown = repr_utf8(t, Value(o));
    Owned message = make_str(t, "unclosed " + (shown.is_error() ? std::string("socket") : shown.value()));
    Owned warn_function = import_attr(t, "warnings", "warn");
    if (!warn_function.is_error()) {
        Owned done =
            call(t, warn_function, {message, Value(exc(t).ResourceWarning), Value::from_int(1), Value(o)});
        if (done.is_error() && exception_matches(t, exc(t).Warning)) write_unraisable(t, Value(o));
    }
    if (has_exception(t)) (void)take_exception(t);
    ::close(s->fd);
    s->fd = -1;
    t.exception = pending;
}
void socket_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    clear_instance_tail(t, o);
    free_object(t, o);
}

// ---- connecting ----

Owned sock_bind(Thread& t, const Value* args) {
    Address a;
    TRY(read_address(t, socket_of(args[0]), args[1], a, "bind"));
    int n, failure;
    {
        GilRelease nogil(t);
        n = ::bind(socket_of(args[0])->fd, a.get(), a.length);
        failure = errno;
    }
    if (n < 0) return raise_os_error(t, failure);
    return Owned::none();
}
// 0, or an errno; raises when a signal handler does.
Result<int> connect_to(Thread& t, Socket* s, Address& a, bool* timed_out) {
    int n, failure;
    {
        GilRelease nogil(t);
        n = ::connect(s->fd, a.get(), a.length);
        failure = n < 0 ? errno : 0;
    }
    if (!failure) return 0;
    bool wait = (failure == EINTR && s->timeout_ns != 0) || (failure == EINPROGRESS && s->timeout_ns > 0);
    if (failure == EINTR) TRY(after_interrupt(t));
    if (!wait) return failure;
    int64_t deadline = s->timeout_ns < 0 ? Clock::kForever : t.interp->clock.monotonic_ns() + s->timeout_ns;
    if (!TRY(wait_ready(t, s, POLLOUT, deadline))) {
        *timed_out = true;
        return EAGAIN;
    }
    socklen_t size = sizeof failure;
    ::getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &failure, &size);
    return failure == EISCONN ? 0 : failure;
}
Owned sock_connect(Thread& t, const Value* args) {
    Address a;
    bool timed_out = false;
    TRY(read_address(t, socket_of(args[0]), args[1], a, "connect"));
    int failure = TRY(connect_to(t, socket_of(args[0]), a, &timed_out));
    if (timed_out) return raise_with(t, exc(t).TimeoutError, TRY(make_str(t, "timed out")));
    if (failure) return raise_os_error(t, failure);
    return Owned::none();
}
Owned sock_connect_ex(Thread& t, const Value* args) {
    Address a;
    bool timed_out = false;
    TRY(read_address(t, socket_of(args[0]), args[1], a, "connect_ex"));
    return make_int(t, int64_t{TRY(connect_to(t, socket_of(args[0]), a, &timed_out))});
}
Owned sock_listen(Thread& t, const Value* args) {
    int backlog = std::max(0, TRY(int_argument(t, args[1])));
    if (::listen(socket_of(args[0])->fd, backlog) < 0) return raise_os_error(t, errno);
    return Owned::none();
}
Owned sock_accept(Thread& t, const Value* args) {
    Socket* s = socket_of(args[0]);
    Address a;
    a.length = sizeof a.storage;
    int64_t fd = TRY(
        waiting(t, s, POLLIN, [&] { return int64_t{::accept4(s->fd, a.get(), &a.length, SOCK_CLOEXEC)}; }));
    Owned address = TRY(make_address(t, a, s->protocol));
    return make_tuple(t, {Value::from_int(fd), address.get()});
}

// ---- receiving and sending ----

Owned sock_recv(Thread& t, const Value* args) {
    Socket* s = socket_of(args[0]);
    int64_t size = TRY(to_ssize(t, args[1]));
    int flags = TRY(int_argument(t, args[2]));
    if (size < 0) return raise_value_error(t, "negative buffersize in recv");
    if (size == 0) return make_bytes(t, "");
    Incoming data;
    TRY(data.open(t, size));
    int64_t n =
        TRY(waiting(t, s, POLLIN, [&] { return int64_t{::recv(s->fd, data.data(), data.size(), flags)}; }));
    return data.cut(t, static_cast<size_t>(n));
}
Owned sock_recvfrom(Thread& t, const Value* args) {
    Socket* s = socket_of(args[0]);
    int64_t size = TRY(to_ssize(t, args[1]));
    int flags = TRY(int_argument(t, args[2]));
    if (size < 0) return raise_value_error(t, "negative buffersize in recvfrom");
    Incoming buffer;
    TRY(buffer.open(t, size));
    Address a;
    int64_t n = TRY(waiting(t, s, POLLIN, [&] {
        a.length = sizeof a.storage;
        return int64_t{::recvfrom(s->fd, buffer.data(), buffer.size(), flags, a.get(), &a.length)};
    }));
    Owned data = TRY(buffer.cut(t, static_cast<size_t>(n))), address = TRY(make_address(t, a, s->protocol));
    return make_tuple(t, {data.get(), address.get()});
}

// The buffer, and how much of it to fill, of a function that receives into one.
Result<size_t> open_target(Thread& t, Buffer& buffer, const Value* args, const char* function,
                           const char* too_small) {
    if (buffer.open(args[1], true).is_error()) {
        if (!catch_exception(t, exc(t).TypeError) && !catch_exception(t, exc(t).BufferError)) return Raised{};
        return raise_type_error(t, "%s() argument 1 must be read-write bytes-like object, not %s", function,
                                args[1].is_none() ? "None" : type_name(t, args[1]));
    }
    int64_t size = TRY(to_ssize(t, args[2]));
    if (size < 0) return raise_value_error(t, "negative buffersize in %s", function);
    if (static_cast<size_t>(size) > buffer.length()) return raise_value_error(t, "%s", too_small);
    return size ? static_cast<size_t>(size) : buffer.length();
}
Owned sock_recv_into(Thread& t, const Value* args) {
    Socket* s = socket_of(args[0]);
    Buffer buffer(t);
    size_t size = TRY(open_target(t, buffer, args, "recv_into", "buffer too small for requested bytes"));
    int flags = TRY(int_argument(t, args[3]));
    if (size == 0) return make_int(t, 0);
    return make_int(
        t, TRY(waiting(t, s, POLLIN, [&] { return int64_t{::recv(s->fd, buffer.data(), size, flags)}; })));
}
Owned sock_recvfrom_into(Thread& t, const Value* args) {
    Socket* s = socket_of(args[0]);
    Buffer buffer(t);
    size_t size =
        TRY(open_target(t, buffer, args, "recvfrom_into", "nbytes is greater than the length of the buffer"));
    int flags = TRY(int_argument(t, args[3]));
    Address a;
    int64_t n = TRY(waiting(t, s, POLLIN, [&] {
        a.length = sizeof a.storage;
        return int64_t{::recvfrom(s->fd, buffer.data(), size, flags, a.get(), &a.length)};
    }));
    Owned address = TRY(make_address(t, a, s->protocol));
    return make_tuple(t, {Value::from_int(n), address.get()});
}
Owned sock_send(Thread& t, const Value* args) {
    Socket* s = socket_of(args[0]);
    Buffer data(t);
    TRY(data.open(args[1]));
    int flags = TRY(int_argument(t, args[2]));
    return make_int(t, TRY(waiting(t, s, POLLOUT, [&] {
                        return int64_t{::send(s->fd, data.data(), data.length(), flags | MSG_NOSIGNAL)};
                    })));
}
Owned sock_sendall(Thread& t, const Value* args) {
    Socket* s = socket_of(args[0]);
    Buffer data(t);
    TRY(data.open(args[1]));
    int flags = TRY(int_argument(t, args[2]));
    int64_t deadline = s->timeout_ns > 0 ? t.interp->clock.monotonic_ns() + s->timeout_ns : -1;
    size_t done = 0;
    do {
        done += static_cast<size_t>(TRY(waiting(
            t, s, POLLOUT,
            [&] {
                return int64_t{::send(s->fd, data.data() + done, data.length() - done, flags | MSG_NOSIGNAL)};
            },
            deadline)));
        TRY(after_interrupt(t));
    } while (done < data.length());
    return Owned::none();
}
Owned sock_sendto(Thread& t, const Value* args) {
    Socket* s = socket_of(args[0]);
    auto* rest = args[1].as<Tuple>();  // data[, flags], address
    if (rest->length < 2 || rest->length > 3)
        return raise_type_error(t, "sendto() takes 2 or 3 arguments (%zu given)", rest->length);
    Buffer data(t);
    TRY(data.open(rest->at(0)));
    int flags = rest->length == 3 ? TRY(int_argument(t, rest->at(1))) : 0;
    Address a;
    TRY(read_address(t, s, rest->at(rest->length - 1), a, "sendto"));
    return make_int(t, TRY(waiting(t, s, POLLOUT, [&] {
                        return int64_t{::sendto(s->fd, data.data(), data.length(), flags | MSG_NOSIGNAL,
                                                a.get(), a.length)};
                    })));
}

// ---- settings ----

Owned sock_close(Thread& t, const Value* args) {
    Socket* s = socket_of(args[0]);
    int fd = s->fd;
    s->fd = -1;
    if (fd < 0) return Owned::none();
    int n, failure;
    {
        GilRelease nogil(t);
        n = ::close(fd);
        failure = errno;
    }
    if (n < 0 && failure != ECONNRESET && failure != EINTR) return raise_os_error(t, failure);
    return Owned::none();
}
Owned sock_detach(Thread& t, const Value* args) {
    int fd = socket_of(args[0])->fd;
    socket_of(args[0])->fd = -1;
    return make_int(t, int64_t{fd});
}
Owned sock_fileno(Thread& t, const Value* args) { return make_int(t, int64_t{socket_of(args[0])->fd}); }
Owned sock_shutdown(Thread& t, const Value* args) {
    if (::shutdown(socket_of(args[0])->fd, TRY(int_argument(t, args[1]))) < 0)
        return raise_os_error(t, errno);
    return Owned::none();
}
template <int (*F)(int, sockaddr*, socklen_t*)>
Owned name_of(Thread& t, const Value* args) {
    Address a;
    a.length = sizeof a.storage;
    if (F(socket_of(args[0])->fd, a.get(), &a.length) < 0) return raise_os_error(t, errno);
    return make_address(t, a, socket_of(args[0])->protocol);
}
int get_own_name(int fd, sockaddr* a, socklen_t* n) { return ::getsockname(fd, a, n); }
int get_peer_name(int fd, sockaddr* a, socklen_t* n) { return ::getpeername(fd, a, n); }
Owned sock_getsockopt(Thread& t, const Value* args) {
    int level = TRY(int_argument(t, args[1])), name = TRY(int_argument(t, args[2]));
    int64_t size = TRY(to_ssize(t, args[3]));
    int fd = socket_of(args[0])->fd;
    if (size == 0 && socket_of(args[0])->family == AF_VSOCK) {  // its options have 64 bits
        uint64_t value = 0;
        socklen_t length = sizeof value;
        if (::getsockopt(fd, level, name, &value, &length) < 0) return raise_os_error(t, errno);
        return make_int(t, static_cast<int64_t>(value));
    }
    if (size == 0) {
        int value = 0;
        socklen_t length = sizeof value;
        if (::getsockopt(fd, level, name, &value, &length) < 0) return raise_os_error(t, errno);
        return make_int(t, int64_t{value});
    }
    if (size < 0 || size > 1024) return raise_error(t, exc(t).OSError, "getsockopt buflen out of range");
    char buffer[1024];
    socklen_t length = static_cast<socklen_t>(size);
    if (::getsockopt(fd, level, name, buffer, &length) < 0) return raise_os_error(t, errno);
    return make_bytes(t, {buffer, length});
}
Owned sock_setsockopt(Thread& t, const Value* args) {
    int level = TRY(int_argument(t, args[1])), name = TRY(int_argument(t, args[2])),
        fd = socket_of(args[0])->fd, n;
    bool has_length = !args[4].is_unbound();
    if (socket_of(args[0])->family == AF_VSOCK && is_int(args[3]) && !has_length) {
        unsigned long value = TRY(unsigned_argument(t, args[3]));
        if (::setsockopt(fd, level, name, &value, sizeof value) < 0) return raise_os_error(t, errno);
        return Owned::none();
    }
    if (has_length && !args[3].is_none())
        return raise_type_error(t, "setsockopt() takes exactly 3 arguments (4 given)");
    Result<int> number = is_int(args[3]) ? int_argument(t, args[3]) : Result<int>(0);
    if (number.is_error() && !catch_exception(t, exc(t).OverflowError)) return Raised{};
    if (is_int(args[3]) && !number.is_error()) {
        int value = number.value();
        n = ::setsockopt(fd, level, name, &value, sizeof value);
    } else if (has_length) {
        n = ::setsockopt(fd, level, name, nullptr,
                         static_cast<socklen_t>(TRY(unsigned_argument(t, args[4]))));
    } else {
        Buffer data(t);
        TRY(data.open(args[3]));
        n = ::setsockopt(fd, level, name, data.data(), static_cast<socklen_t>(data.length()));
    }
    if (n < 0) return raise_os_error(t, errno);
    return Owned::none();
}
Owned timeout_value(Thread& t, int64_t ns) {
    return ns < 0 ? Owned::none() : make_float(t, static_cast<double>(ns) / 1e9);
}
Owned sock_gettimeout(Thread& t, const Value* args) {
    return timeout_value(t, socket_of(args[0])->timeout_ns);
}
Owned sock_settimeout(Thread& t, const Value* args) {
    int64_t ns = TRY(timeout_argument(t, args[1]));
    socket_of(args[0])->timeout_ns = ns;
    TRY(set_blocking(t, socket_of(args[0]), ns < 0));
    return Owned::none();
}
Owned sock_setblocking(Thread& t, const Value* args) {
    bool block = TRY(to_int64(t, args[1])) != 0;
    socket_of(args[0])->timeout_ns = block ? -1 : 0;
    TRY(set_blocking(t, socket_of(args[0]), block));
    return Owned::none();
}
Owned sock_getblocking(Thread&, const Value* args) {
    return Owned::from_bool(socket_of(args[0])->timeout_ns != 0);
}
Owned get_family(Thread& t, Value self) { return make_int(t, int64_t{socket_of(self)->family}); }
Owned get_type(Thread& t, Value self) { return make_int(t, int64_t{socket_of(self)->type}); }
Owned get_protocol(Thread& t, Value self) { return make_int(t, int64_t{socket_of(self)->protocol}); }
Owned get_timeout(Thread& t, Value self) { return timeout_value(t, socket_of(self)->timeout_ns); }
Owned socket_repr(Thread& t, Value self) {
    Socket* s = socket_of(self);
    return make_str(t, "<socket object, fd=" + std::to_string(s->fd) +
                           ", family=" + std::to_string(s->family) + ", type=" + std::to_string(s->type) +
                           ", proto=" + std::to_string(s->protocol) + ">");
}

const FunctionSpec methods[] = {
    {"_accept(self, /)", sock_accept},
    {"bind(self, address, /)", sock_bind},
    {"close(self, /)", sock_close},
    {"connect(self, address, /)", sock_connect},
    {"connect_ex(self, address, /)", sock_connect_ex},
    {"detach(self, /)", sock_detach},
    {"fileno(self, /)", sock_fileno},
    {"getpeername(self, /)", name_of<get_peer_name>},
    {"getsockname(self, /)", name_of<get_own_name>},
    {"counted getsockopt(self, level, option, buflen=0, /)", sock_getsockopt},
    {"counted setsockopt(self, level, option, value, optlen=..., /)", sock_setsockopt},
    {"listen(self, backlog=128, /)", sock_listen},
    {"counted recv(self, buffersize, flags=0, /)", sock_recv},
    {"recv_into(self, buffer, nbytes=0, flags=0)", sock_recv_into},
    {"counted recvfrom(self, buffersize, flags=0, /)", sock_recvfrom},
    {"recvfrom_into(self, buffer, nbytes=0, flags=0)", sock_recvfrom_into},
    {"counted send(self, data, flags=0, /)", sock_send},
    {"counted sendall(self, data, flags=0, /)", sock_sendall},
    {"sendto(self, /, *args)", sock_sendto},
    {"setblocking(self, flag, /)", sock_setblocking},
    {"getblocking(self, /)", sock_getblocking},
    {"settimeout(self, timeout, /)", sock_settimeout},
    {"gettimeout(self, /)", sock_gettimeout},
    {"shutdown(self, flag, /)", sock_shutdown},
};
const GetSetSpec getset[] = {
    {"family", get_family}, {"type", get_type}, {"proto", get_protocol}, {"timeout", get_timeout}};

// ---- functions ----

Owned module_socketpair(Thread& t, const Value* args) {
    int family = args[0].is_none() ? AF_UNIX : TRY(int_argument(t, args[0])),
        type = TRY(int_argument(t, args[1])), protocol = TRY(int_argument(t, args[2])), fds[2];
    if (::socketpair(family, type | SOCK_CLOEXEC, protocol, fds) < 0) return raise_os_error(t, errno);
    Owned a = new_socket(t, state(t).socket, fds[0], family, type, protocol),
          b = new_socket(t, state(t).socket, fds[1], family, type, protocol);
    if (a.is_error() || b.is_error()) return Raised{};
    return make_tuple(t, {a.get(), b.get()});
}
Owned module_close(Thread& t, const Value* args) {
    if (::close(TRY(int_argument(t, args[0]))) < 0 && errno != ECONNRESET) return raise_os_error(t, errno);
    return Owned::none();
}
Owned module_dup(Thread& t, const Value* args) {
    int fd = ::fcntl(TRY(int_argument(t, args[0])), F_DUPFD_CLOEXEC, 0);
    if (fd < 0) return raise_os_error(t, errno);
    return make_int(t, int64_t{fd});
}
Owned module_getdefaulttimeout(Thread& t, const Value*) {
    return timeout_value(t, state(t).default_timeout_ns);
}
Owned module_setdefaulttimeout(Thread& t, const Value* args) {
    state(t).default_timeout_ns = TRY(timeout_argument(t, args[0]));
    return Owned::none();
}
const FunctionSpec functions[] = {
    {"socketpair(family=None, type=1, proto=0, /)", module_socketpair},
    {"close(fd, /)", module_close},
    {"dup(fd, /)", module_dup},
    {"getdefaulttimeout()", module_getdefaulttimeout},
    {"setdefaulttimeout(timeout, /)", module_setdefaulttimeout},
};

Owned error_class(Thread& t, const char* name) {
    Owned bases = TRY(make_tuple(t, {Value(exc(t).OSError)}));
    Ref<Dict> space = TRY(new_dict(t));
    TRY(dict_set(t, space.get(), names(t).__module__, intern(t, "socket")));
    return call(t, Value(types(t).type), {intern(t, name), bases.get(), Value(space)});
}

Status fill(Thread& t, Module* module) {
    for (auto part : {resolver_functions(), number_functions(), message_functions()}) {
        for (const FunctionSpec& spec : part) {
            Owned function = TRY(make_native_function(t, spec, intern(t, "_socket")));
            TRY(dict_set(t, module_dict(Value(module)), TRY(get_attr(t, function, names(t).__name__)),
                         function));
        }
    }
    state(t).gai_error = TRY(error_class(t, "gaierror")).take();
    state(t).h_error = TRY(error_class(t, "herror")).take();
    TRY(module_add(t, module, "gaierror", state(t).gai_error));
    TRY(module_add(t, module, "herror", state(t).h_error));
    TRY(module_add(t, module, "error", Value(exc(t).OSError)));
    TRY(module_add(t, module, "timeout", Value(exc(t).TimeoutError)));
    TRY(module_add(t, module, "has_ipv6", Value::true_()));
    TRY(add_constants(t, module));
    return add_socket_type(t, module);
}
MINIPY_MODULE(_socket,
              {.doc = "Implementation module for socket operations.", .functions = functions, .exec = fill});

}  // namespace

SocketTypes& state(Thread& t) { return module_state<SocketTypes>(t, module_registration__socket); }

Result<int> int_argument(Thread& t, Value v) {
    Owned number = TRY(to_index(t, v));
    int64_t n;
    if (!int_fits_int64(number, &n))
        return raise_overflow_error(t, "Python int too large to convert to C long");
    if (n > INT32_MAX) return raise_overflow_error(t, "signed integer is greater than maximum");
    if (n < INT32_MIN) return raise_overflow_error(t, "signed integer is less than minimum");
    return static_cast<int>(n);
}
Result<unsigned long> unsigned_argument(Thread& t, Value v) {
    Owned number = TRY(to_index(t, v));
    if (TRY(compare_bool(t, CompareOp::Lt, number, Value::from_int(0))))
        return raise_overflow_error(t, "can't convert negative value to unsigned int");
    int64_t n;
    if (int_fits_int64(number, &n)) return static_cast<unsigned long>(n);
    Owned half = TRY(binary_op(t, BinaryOp::RShift, number, Value::from_int(1))), low;
    if (!int_fits_int64(half, &n))
        return raise_overflow_error(t, "Python int too large to convert to C unsigned long");
    low = TRY(binary_op(t, BinaryOp::And, number, Value::from_int(1)));
    return static_cast<unsigned long>(n) * 2 + static_cast<unsigned long>(low.get().as_int());
}
Result<uint32_t> masked_argument(Thread& t, Value v) {
    Owned number = TRY(to_index(t, v)), low = TRY(binary_op(t, BinaryOp::And, number, Value::from_int(0xffffffff)));
    return static_cast<uint32_t>(low.get().as_int());
}
Result<std::string> text_argument(Thread& t, Value v, const char* function, int position) {
    if (!is_str(v))
        return raise_type_error(t, "%s() argument %d must be str, not %s", function, position,
                                v.is_none() ? "None" : type_name(t, v));
    std::string text(TRY(call_method(t, v, names(t).encode, {intern(t, "utf-8")})).as<Bytes>()->view());
    if (text.find('\0') != std::string::npos) return raise_value_error(t, "embedded null character");
    return text;
}
Result<int64_t> timeout_argument(Thread& t, Value v) {
    if (v.is_none()) return int64_t{-1};
    int64_t ns = TRY(to_nanoseconds(t, v, true));
    if (ns < 0) return raise_value_error(t, "Timeout value out of range");
    return ns;
}

Owned new_socket(Thread& t, Type* type, int fd, int family, int kind, int protocol) {
    Owned made = TRY(socket_new(t, type, {nullptr, 0}));
    Socket* s = socket_of(made);
    s->fd = fd;
    s->family = family;
    s->type = kind & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
    s->protocol = protocol;
    if (s->timeout_ns >= 0) TRY(set_blocking(t, s, false));
    return made;
}

Status add_socket_type(Thread& t, Module* module) {
    std::vector<FunctionSpec> all(std::begin(methods), std::end(methods));
    for (const FunctionSpec& spec : message_methods()) all.push_back(spec);
    TypeSpec spec{};
    spec.name = "_socket.socket";
    spec.size = sizeof(Socket);
    spec.attrs_offset = offsetof(Socket, attrs);
    spec.flags = kTypeBaseAllowed;
    spec.slots.new_ = socket_new;
    spec.slots.init = socket_init;
    spec.slots.dealloc = socket_dealloc;
    spec.slots.traverse = traverse_instance_tail;
    spec.slots.finalize = socket_finalize;
    spec.slots.repr = socket_repr;
    spec.methods = all;
    spec.getset = getset;
    spec.doc =
        "socket(family=AF_INET, type=SOCK_STREAM, proto=0) -> socket object\n"
        "socket(family=-1, type=-1, proto=-1, fileno=None) -> socket object\n\n"
        "A socket of that family, type and protocol; with fileno, the one behind that descriptor, which says by itself\n"
        "what it is.";
    state(t).socket = define_type(t, spec);
    TRY(module_add(t, module, "SocketType", Value(state(t).socket)));
    return module_add(t, module, "socket", Value(state(t).socket));
}

}  // namespace minipy::sockets
