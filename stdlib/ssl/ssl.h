// The native module `_ssl`: TLS by OpenSSL.
//
//     Context      keys, certificates to trust, settings; made once                      context*.cpp
//     Connection   one TLS conversation, over a socket or between two memory buffers     connection*.cpp
//     MemoryBio    such a buffer                                                         memory_bio.cpp
//     Session      what a client may bring back to resume a conversation                 session.cpp
//     Certificate  one certificate of a peer's chain                                     certificates.cpp
//
// OpenSSL does its work with the GIL given up. When it calls back (a server name came, a password is wanted) the callback
// takes the GIL for as long as it runs Python: `GilTaken`. OpenSSL leaves its errors in a queue of the native thread; every
// call here that fails turns them into an exception at once (errors.cpp) and leaves the queue empty.
#pragma once

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <mutex>
#include <string>

#include "../socket/socket.h"
#include "native/module.h"

namespace minipy::tls {

struct Context : GcObject {
    SSL_CTX* handle = nullptr;
    int protocol = 0;
    unsigned host_flags = 0;
    bool check_hostname = false;
    bool post_handshake_auth = false;
    std::string alpn;  // protocols in the wire's format
    Value server_name_callback = Value::none();
    Value message_callback = Value::none();
    Value keylog_filename = Value::none();
    BIO* keylog = nullptr;
};

struct Connection : GcObject {
    SSL* handle = nullptr;
    // The descriptor that the wire's BIO reads and writes, as the socket had it when the last operation began.
    int fd = -1;
    bool has_socket = false;
    bool server_side = false;
    Value socket = Value::none();  // a weak reference
    Value owner = Value::none();   // a weak reference to what callbacks get
    Value context = Value::none();
    Value server_hostname = Value::none();
    Value callback_error = Value::unbound();  // what a callback raised while OpenSSL was at work
    // Held while OpenSSL works on the handle, never while waiting: one thread may write while another waits to read. A
    // callback may come back to its own connection.
    std::recursive_mutex working;
};

struct MemoryBio : GcObject {
    BIO* handle = nullptr;
    bool eof_written = false;
};

struct Session : GcObject {
    SSL_SESSION* handle = nullptr;
    Value context = Value::none();
};

struct Certificate : GcObject {
    X509* handle = nullptr;
    int64_t hash = -1;
};

struct SslState {
    Type *context = nullptr, *connection = nullptr, *memory_bio = nullptr, *session = nullptr,
         *certificate = nullptr;
    // Borrowed from the module, which is never unloaded.
    Type *error = nullptr, *cert_verification_error = nullptr, *zero_return_error = nullptr,
         *want_read_error = nullptr, *want_write_error = nullptr, *syscall_error = nullptr,
         *eof_error = nullptr;
    int context_index = -1;  // where an SSL_CTX keeps its Context
};
SslState& state(Thread&);

// Inside a GilRelease, for a callback of OpenSSL: holds the GIL for its life.
class GilTaken {
  public:
    explicit GilTaken(Thread& t) : t_(t) { t_.interp->gil.acquire(t_.gil_thread); }
    ~GilTaken() { give_up_gil(t_); }
    GilTaken(const GilTaken&) = delete;

  private:
    Thread& t_;
};

// ---- errors.cpp ----
// The number that an SSLError carries as errno; OpenSSL's SSL_get_error() plus some of Python's own.
enum ErrorNumber { kEof = 8, kInvalidErrorCode = 10 };
// `line`: of the place in CPython's source where the same error is raised; it is part of the message.
Raised raise_ssl(Thread&, const char* text, int line);  // SSLError(0, text)
Raised raise_openssl(Thread&, int line);                // what OpenSSL's queue says
Raised raise_errno_or_openssl(Thread&, int errno_value, int line);
// The failure of an operation of a connection: `code` by SSL_get_error, `errno_value` of the system call in it.
Raised raise_connection_error(Thread&, Connection*, int code, int result, int errno_value, int line);
Status add_error_classes(Thread&, Module*);
Status add_error_names(Thread&, Module*);

// ---- certificates.cpp ----
Owned describe_certificate(Thread&, X509*);  // the dict of getpeercert()
Owned certificate_der(Thread&, X509*);
Owned make_certificate(Thread&, X509*);  // takes a reference of its own
Status add_certificate_type(Thread&, Module*);

// ---- the rest ----
Status add_constants(Thread&, Module*);
Status add_context_type(Thread&, Module*);
Status add_connection_type(Thread&, Module*);  // connection.cpp
Status add_memory_bio_type(Thread&, Module*);
Status add_session_type(Thread&, Module*);
std::span<const FunctionSpec> context_loading_methods();  // those that read files
Owned new_session(Thread&, SSL_SESSION* owned, Value context);
Owned cipher_dict(Thread&, const SSL_CIPHER*);
Owned cipher_tuple(Thread&, const SSL_CIPHER*);
// A connection over a socket, or over two memory buffers. args: server_side, server_hostname, owner, session.
Owned new_connection(Thread&, Context*, sockets::Socket*, MemoryBio* incoming, MemoryBio* outgoing,
                     const Value* args);
Status set_session(Thread&, Connection*, Value session);

// ---- wire.cpp, connection_io.cpp, connection_facts.cpp ----
BIO* new_wire(Connection*);  // over the descriptor Connection::fd; its reads and writes never wait
std::span<const FunctionSpec> connection_operations();
std::span<const FunctionSpec> connection_facts();
std::span<const GetSetSpec> connection_attributes();

// ---- callbacks.cpp ----
// What a Python callback gets as its connection: the owner, else the socket, else the Connection.
Owned shown_connection(Connection*);
void message_callback(int write, int version, int type, const void* data, size_t size, SSL*, void*);
int server_name_callback(SSL*, int* alert, void* context);
void keylog_callback(const SSL*, const char* line);
// After an operation: raises what a callback raised in it; becomes the context of an exception that is set already.
Status raise_callback_error(Thread&, Connection*);

// A path as the system wants it; TypeError with that text when it is none.
Result<std::string> path_argument(Thread&, Value, const char* message);
inline Connection* connection_of(Value v) { return v.as<Connection>(); }
inline Context* context_of(Value v) { return v.as<Context>(); }
inline void replace(Value& place, Value v) {
    Value old = place;
    retain(v);
    place = v;
    release(old);
}

}  // namespace minipy::tls
