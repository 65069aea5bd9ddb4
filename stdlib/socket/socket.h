// The native half of the module socket: the socket object, addresses, questions to the resolver.
//
// Every call that may wait does so in `wait_ready` or with the GIL given up. A socket with a timeout is non-blocking for the
// system; the waiting is ours, at the interpreter's clock, so that signals and virtual time work.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <string>

#include "native/module.h"

namespace minipy::sockets {

struct Socket : GcObject {
    Attrs attrs = {};
    int fd = -1, family = AF_INET, type = SOCK_STREAM, protocol = 0;
    int64_t timeout_ns = -1;  // -1: wait for ever; 0: never wait
};

struct SocketTypes {
    Type* socket = nullptr;
    Value gai_error = Value::none(), h_error = Value::none();
    int64_t default_timeout_ns = -1;
};
SocketTypes& state(Thread&);

// An address as the system wants it.
struct Address {
    sockaddr_storage storage = {};
    socklen_t length = 0;
    sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};
Status read_address(Thread&, Socket*, Value, Address& out, const char* function);
Owned make_address(Thread&, Address&, int protocol);

// Waits until the socket is ready for `events` of poll(), or the deadline. False: the deadline passed.
Result<bool> wait_ready(Thread&, Socket*, short events, int64_t deadline);
// Seconds or None -> nanoseconds, -1 for None.
Result<int64_t> timeout_argument(Thread&, Value);

std::span<const FunctionSpec> address_functions();  // getaddrinfo, inet_aton, ...
Status add_constants(Thread&, Module*);
Status add_socket_type(Thread&, Module*);
Owned new_socket(Thread&, Type*, int fd, int family, int type, int protocol);

}  // namespace minipy::sockets
