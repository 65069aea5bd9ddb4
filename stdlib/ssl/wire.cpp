// The wire: what OpenSSL reads from and writes to when a connection goes over a socket.
//
// Its reads and writes never wait, whatever the socket's own mode is: OpenSSL then says that it wants to read or to write,
// and connection_io.cpp waits for that as sockets wait. So no thread holds a connection's lock while it waits.
#include <sys/socket.h>

#include <cerrno>

#include "ssl.h"

namespace minipy::tls {

namespace {

int finish(BIO* bio, ssize_t n, int retry_flag) {
    BIO_clear_retry_flags(bio);
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR || errno == EINPROGRESS ||
                  errno == ENOTCONN))
        BIO_set_flags(bio, retry_flag | BIO_FLAGS_SHOULD_RETRY);
    return static_cast<int>(n);
}
int wire_read(BIO* bio, char* data, int size) {
    auto* c = static_cast<Connection*>(BIO_get_data(bio));
    errno = 0;
    ssize_t n = ::recv(c->fd, data, static_cast<size_t>(size), MSG_DONTWAIT);
    if (n == 0) BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
    return finish(bio, n, BIO_FLAGS_READ);
}
int wire_write(BIO* bio, const char* data, int size) {
    auto* c = static_cast<Connection*>(BIO_get_data(bio));
    errno = 0;
    return finish(bio, ::send(c->fd, data, static_cast<size_t>(size), MSG_DONTWAIT | MSG_NOSIGNAL),
                  BIO_FLAGS_WRITE);
}
long wire_control(BIO* bio, int what, long, void*) {
    switch (what) {
        case BIO_CTRL_FLUSH:
        case BIO_CTRL_DUP:
            return 1;
        case BIO_CTRL_EOF:
            return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0;
        default:
            return 0;
    }
}

// Made once for the process and never changed: it holds nothing but the functions above.
const BIO_METHOD* wire_method() {
    static const BIO_METHOD* const method = [] {
        BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "python socket");
        if (!made) return made;
        BIO_meth_set_read(made, wire_read);
        BIO_meth_set_write(made, wire_write);
        BIO_meth_set_ctrl(made, wire_control);
        return made;
    }();
    return method;
}

}  // namespace

BIO* new_wire(Connection* c) {
    const BIO_METHOD* method = wire_method();
    BIO* bio = method ? BIO_new(method) : nullptr;
    if (!bio) return nullptr;
    BIO_set_data(bio, c);
    BIO_set_init(bio, 1);
    return bio;
}

}  // namespace minipy::tls
