// What a connection does: handshake, read, write, shutdown.
//
//     try SSL_xxx ---- done --------------------> result
//         |  ^
//   wants to read  `-- wait until the socket is ready, as its timeout allows
//     or to write      (between two memory buffers nobody can wait: SSLWantReadError)
#include <poll.h>

#include <climits>

#include "ssl.h"

namespace minipy::tls {

namespace {

// One try of an operation.
struct Outcome {
    int result = 0;
    int code = 0;  // by SSL_get_error
    int errno_value = 0;
    bool wants() const { return code == SSL_ERROR_WANT_READ || code == SSL_ERROR_WANT_WRITE; }
};

enum class Readiness : uint8_t { Ready, NotWaiting, TimedOut, Closed };

class Operation {
  public:
    Operation(Thread& t, Connection* c) : t_(t), connection_(c), held_(Owned::share(Value(c))) {}

    // Takes hold of the socket; SSLError when it is gone.
    Status begin(int line, bool must_be_open = false) {
        if (!connection_->has_socket) return {};
        socket_ = weakref_get(connection_->socket);
        if (socket_.is_none() || (must_be_open && socket()->fd < 0))
            return raise_ssl(t_, "Underlying socket connection gone", line);
        connection_->fd = socket()->fd;
        if (socket()->timeout_ns > 0) deadline_ = t_.interp->clock.monotonic_ns() + socket()->timeout_ns;
        return {};
    }

    template <class Work>
    Outcome attempt(Work&& work) {
        Outcome outcome;
        GilRelease nogil(t_);
        std::lock_guard lock(connection_->working);
        ERR_clear_error();
        errno = 0;
        outcome.result = work(connection_->handle);
        outcome.errno_value = errno;
        outcome.code =
            outcome.result < 1 ? SSL_get_error(connection_->handle, outcome.result) : SSL_ERROR_NONE;
        return outcome;
    }

    // Waits for what the try wanted.
    Result<Readiness> wait(const Outcome& outcome) {
        return wait(static_cast<short>(outcome.code == SSL_ERROR_WANT_WRITE ? POLLOUT : POLLIN));
    }
    Result<Readiness> wait(short events) {
        if (!connection_->has_socket || socket()->timeout_ns == 0) return Readiness::NotWaiting;
        if (socket()->fd < 0) return Readiness::Closed;
        if (!TRY(sockets::wait_ready(t_, socket(), events, deadline_))) return Readiness::TimedOut;
        if (socket()->fd < 0) return Readiness::Closed;
        return Readiness::Ready;
    }

    // Tries until it is done or failed otherwise than by wanting to wait.
    template <class Work>
    Result<Outcome> run(Work&& work, const char* timeout_text, int closed_line) {
        for (;;) {
            Outcome outcome = attempt(work);
            TRY(after_interrupt(t_));
            if (!outcome.wants()) return outcome;
            // OpenSSL's queue is empty now, and no error is lost by what the waiting does.
            Readiness readiness = TRY(wait(outcome));
            TRY(refuse(readiness, timeout_text, closed_line));
            if (readiness == Readiness::NotWaiting) return outcome;
        }
    }
    Status refuse(Readiness readiness, const char* timeout_text, int closed_line) {
        if (readiness == Readiness::TimedOut)
            return raise_with(t_, exc(t_).TimeoutError, TRY(make_str(t_, timeout_text)));
        if (readiness == Readiness::Closed)
            return raise_ssl(t_, "Underlying socket has been closed.", closed_line);
        return {};
    }

    Raised fail(const Outcome& outcome, int line) {
        static_cast<void>(
            raise_connection_error(t_, connection_, outcome.code, outcome.result, outcome.errno_value, line));
        static_cast<void>(raise_callback_error(t_, connection_));
        return {};
    }

    bool has_timeout() const { return deadline_ != Clock::kForever; }
    Value socket_value() const { return socket_; }

  private:
    sockets::Socket* socket() const { return socket_.as<sockets::Socket>(); }

    Thread& t_;
    Connection* connection_;
    Owned held_, socket_;
    int64_t deadline_ = Clock::kForever;
};

Owned do_handshake(Thread& t, const Value* args) {
    Operation operation(t, connection_of(args[0]));
    TRY(operation.begin(933));
    Outcome outcome = TRY(operation.run([](SSL* ssl) { return SSL_do_handshake(ssl); },
                                        "_ssl.c:975: The handshake operation timed out", 979));
    if (outcome.result < 1) return operation.fail(outcome, 992);
    TRY(raise_callback_error(t, connection_of(args[0])));
    return Owned::none();
}

// At most `size` bytes to `out`; 0 when the peer has said farewell.
Result<size_t> read_bytes(Thread& t, Connection* c, char* out, size_t size) {
    Operation operation(t, c);
    TRY(operation.begin(2464));
    size_t count = 0;
    bool at_end = false;
    auto work = [&](SSL* ssl) {
        int done = SSL_read_ex(ssl, out, size, &count);
        at_end = !done && SSL_get_error(ssl, done) == SSL_ERROR_ZERO_RETURN &&
                 SSL_get_shutdown(ssl) == SSL_RECEIVED_SHUTDOWN;
        return done;
    };
    Outcome outcome = TRY(operation.run(work, "The read operation timed out", 2530));
    if (at_end) return size_t{0};
    if (outcome.result < 1) return operation.fail(outcome, 2546);
    TRY(raise_callback_error(t, c));
    return count;
}
Owned read_into(Thread& t, Connection* c, int64_t size, Value target) {
    Buffer buffer(t);
    TRY(buffer.open(target, true));
    size_t room = buffer.length();
    if (size > 0 && static_cast<size_t>(size) < room) room = static_cast<size_t>(size);
    if (room > INT_MAX) return raise_overflow_error(t, "maximum length can't fit in a C 'int'");
    if (room == 0) return make_int(t, 0);
    return make_int(t, static_cast<int64_t>(TRY(read_bytes(t, c, buffer.data(), room))));
}
Owned read(Thread& t, const Value* args) {
    Connection* c = connection_of(args[0]);
    int64_t size = TRY(to_c_int(t, args[1]));
    if (!args[2].is_unbound()) return read_into(t, c, size, args[2]);
    if (size < 0) return raise_value_error(t, "size should not be negative");
    if (size == 0) {
        Operation operation(t, c);
        TRY(operation.begin(2464));
        return make_bytes(t, "");
    }
    // One call gives at most one record, and that has at most 16 KiB.
    sockets::Incoming data;
    TRY(data.open(t, std::min<int64_t>(size, 16384)));
    size_t count = TRY(read_bytes(t, c, data.data(), data.size()));
    return data.cut(t, count);
}

Owned write(Thread& t, const Value* args) {
    Buffer data(t);
    TRY(data.open(args[1]));
    Operation operation(t, connection_of(args[0]));
    TRY(operation.begin(2321));
    constexpr const char* kTimeout = "The write operation timed out";
    if (operation.has_timeout()) TRY(operation.refuse(TRY(operation.wait(POLLOUT)), kTimeout, 2346));
    size_t count = 0;
    Outcome outcome = TRY(operation.run(
        [&](SSL* ssl) { return SSL_write_ex(ssl, data.data(), data.length(), &count); }, kTimeout, 2379));
    if (outcome.result < 1) return operation.fail(outcome, 2393);
    TRY(raise_callback_error(t, connection_of(args[0])));
    return make_int(t, static_cast<int64_t>(count));
}

Owned pending(Thread& t, const Value* args) {
    return make_int(t, SSL_pending(connection_of(args[0])->handle));
}

// Says farewell and waits for the peer's; gives the socket, which is in the clear from there on.
Owned shutdown(Thread& t, const Value* args) {
    Connection* c = connection_of(args[0]);
    Operation operation(t, c);
    TRY(operation.begin(2592, true));
    Outcome outcome;
    for (bool said = false;;) {
        outcome = operation.attempt([&](SSL* ssl) {
            // What comes after the farewell is not ours to take from the socket.
            if (said) SSL_set_read_ahead(ssl, 0);
            return SSL_shutdown(ssl);
        });
        TRY(after_interrupt(t));
        if (outcome.result > 0) break;
        if (outcome.result == 0) {
            if (said) break;
            said = true;
            continue;
        }
        if (!outcome.wants()) break;
        bool reading = outcome.code == SSL_ERROR_WANT_READ;
        Readiness readiness = TRY(operation.wait(outcome));
        if (readiness == Readiness::TimedOut)
            TRY(operation.refuse(
                readiness, reading ? "The read operation timed out" : "The write operation timed out", 0));
        if (readiness != Readiness::Ready) break;
    }
    if (outcome.result < 0) return operation.fail(outcome, 2672);
    TRY(raise_callback_error(t, c));
    return Owned::share(operation.socket_value());
}

Owned ask_for_certificate(Thread& t, const Value* args) {
    ERR_clear_error();
    if (!SSL_verify_client_post_handshake(connection_of(args[0])->handle)) return raise_openssl(t, 2747);
    return Owned::none();
}

const FunctionSpec operations[] = {
    {"do_handshake(self, /)", do_handshake},
    {"read(self, size, buffer=..., /)", read,
     "read(size, [buffer])\nRead up to size bytes from the SSL socket."},
    {"write(self, b, /)", write, "Write the bytes-like object b; gives the number of bytes written."},
    {"pending(self, /)", pending, "The number of bytes that have been decrypted and wait to be read."},
    {"shutdown(self, /)", shutdown, "Does the SSL shutdown handshake with the remote end."},
    {"verify_client_post_handshake(self, /)", ask_for_certificate,
     "Asks the client for a certificate after the handshake (TLS 1.3)."},
};

}  // namespace

std::span<const FunctionSpec> connection_operations() { return operations; }

}  // namespace minipy::tls
