// The native half of the module socket.
//
//     module.cpp       the socket object: its life, connecting, receiving and sending, its settings
//     messages.cpp     sendmsg and recvmsg: several buffers at once, and descriptors beside them
//     addresses.cpp    addresses between Python and the system; addresses_rare.cpp: of the families few use
//     resolver.cpp     names and numbers of hosts, services, interfaces
//     constants.cpp    the numbers of the system's headers
//
// Every call that may wait does so in `wait_ready` or with the GIL given up. A socket with a timeout is non-blocking for the
// system; the waiting is ours, at the interpreter's clock, so that signals and virtual time work.
#pragma once

#include <netinet/in.h>
#include <poll.h>
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
inline Socket* socket_of(Value v) { return v.as<Socket>(); }

struct SocketTypes {
    Type* socket = nullptr;
    Value gai_error = Value::none(), h_error = Value::none();
    int64_t default_timeout_ns = -1;
};
SocketTypes& state(Thread&);

// ---- arguments ----

// An int; OverflowError "signed integer is greater than maximum" when it has more than 32 bits.
Result<int> int_argument(Thread&, Value);
Result<unsigned long> unsigned_argument(Thread&, Value);
Result<uint32_t> masked_argument(Thread&, Value);  // its low 32 bits
// Seconds or None -> nanoseconds, -1 for None.
Result<int64_t> timeout_argument(Thread&, Value);
// A str without zero characters, as UTF-8; `position`: of the argument, for the message.
Result<std::string> text_argument(Thread&, Value, const char* function, int position);

// Bytes of which only some will come: a bytes object to be filled, and cut to what came.
class Incoming {
  public:
    Status open(Thread&, int64_t size);
    char* data() { return bytes_->data(); }
    size_t size() const { return bytes_->length; }
    Owned cut(Thread&, size_t length);

  private:
    Ref<Bytes> bytes_;
};

// ---- waiting ----

// Waits until the socket is ready for `events` of poll(), or the deadline. False: the deadline passed.
Result<bool> wait_ready(Thread&, Socket*, short events, int64_t deadline);
// Makes a call that may have to wait, as the socket's timeout says. deadline negative: from the timeout.
template <class Call>
Result<int64_t> waiting(Thread& t, Socket* s, short events, Call&& make_call, int64_t deadline = -1) {
    note_released(t, &t.interp->clock);  // another thread may go on because of what comes
    bool own_waiting = s->timeout_ns > 0 || (s->timeout_ns < 0 && t.interp->clock.is_virtual());
    if (deadline < 0) {
        deadline = s->timeout_ns < 0 ? Clock::kForever : t.interp->clock.monotonic_ns() + s->timeout_ns;
    }
    for (;;) {
        if (own_waiting && !TRY(wait_ready(t, s, events, deadline)))
            return raise_with(t, exc(t).TimeoutError, TRY(make_str(t, "timed out")));
        int64_t n;
        {
            GilRelease nogil(t);
            n = make_call();
        }
        if (n >= 0) {
            note_acquired(t, &t.interp->clock);
            return n;
        }
        if (errno == EINTR) {
            TRY(after_interrupt(t));
            continue;
        }
        // It was ready, but someone else was quicker.
        if (s->timeout_ns > 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) continue;
        return raise_os_error(t, errno);
    }
}

// ---- addresses ----

// An address as the system wants it.
struct Address {
    sockaddr_storage storage = {};
    socklen_t length = 0;
    sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
    template <class T>
    T* as() {
        length = sizeof(T);
        return reinterpret_cast<T*>(&storage);
    }
};
Status read_address(Thread&, Socket*, Value, Address& out, const char* function);
Owned make_address(Thread&, Address&, int protocol);
// Those of addresses_rare.cpp. Reading gives false, and making Unbound, when the family is not one of them.
Result<bool> read_rare_address(Thread&, Socket*, Value, Address& out, const char* function);
Owned make_rare_address(Thread&, Address&, int protocol);
Result<std::string> path_text(Thread&, Value);  // str by the file system's encoding, or bytes
// The parts of an address that is a tuple; TypeErrors as CPython words them.
Result<Tuple*> address_parts(Thread&, Value, const char* function, const char* family, size_t least,
                             size_t most, const char* shape);

// A host name for the resolver: str (by IDNA when it is not ASCII), bytes or bytearray.
Result<std::string> host_in_address(Thread&, Value);
// Fills in the host part of an address; "" is any, "<broadcast>" all.
Status resolve(Thread&, const std::string& host, int family, Address& out);
Raised raise_gai(Thread&, int code);
Owned host_text(Thread&, Address&);

// ---- parts of the module ----

std::span<const FunctionSpec> resolver_functions();  // getaddrinfo, ...
std::span<const FunctionSpec> number_functions();    // inet_aton, htons, if_nameindex, ...
std::span<const FunctionSpec> message_methods();     // sendmsg, recvmsg, ...
std::span<const FunctionSpec> message_functions();   // CMSG_LEN, CMSG_SPACE
Status add_constants(Thread&, Module*);
Status add_socket_type(Thread&, Module*);
Owned new_socket(Thread&, Type*, int fd, int family, int type, int protocol);

}  // namespace minipy::sockets
