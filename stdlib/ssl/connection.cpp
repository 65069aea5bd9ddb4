// _SSLSocket: one conversation. How it begins and ends; what it does is in connection_io.cpp, what it knows in
// connection_facts.cpp.
#include <vector>

#include "ssl.h"

namespace minipy::tls {

namespace {

void connection_dealloc(Thread& t, Object* o) {
    auto* c = static_cast<Connection*>(o);
    gc_untrack(t, c);
    SSL_free(c->handle);
    for (Value v : {c->socket, c->owner, c->context, c->server_hostname, c->callback_error}) release(v);
    c->~Connection();
    free_object(t, o);
}
void connection_traverse(Object* o, Visitor& visitor) {
    auto* c = static_cast<Connection*>(o);
    for (Value v : {c->socket, c->owner, c->context, c->callback_error}) visitor.visit(v);
}
void connection_clear(Thread&, Object* o) {
    auto* c = static_cast<Connection*>(o);
    // The context stays: OpenSSL's own half of it goes on using its callbacks.
    replace(c->owner, Value::none());
    replace(c->callback_error, Value::unbound());
}

struct AddressFreer {
    void operator()(ASN1_OCTET_STRING* s) const { ASN1_OCTET_STRING_free(s); }
};

// The name that the client asks for (not sent when it is an address), and that the certificate must be for.
Status set_hostname(Thread& t, Connection* c, Value name) {
    if (name.is_none()) return {};
    if (!is_str(name)) return raise_type_error(t, "argument 3 must be str, not %s", type_name(t, name));
    std::string text = to_utf8(name);
    if (text.empty() || text.front() == '.')
        return raise_value_error(t, "server_hostname cannot be an empty string or start with a leading dot.");
    if (text.find('\0') != std::string::npos) return raise_type_error(t, "argument must be encoded string without null bytes, not str");
    std::unique_ptr<ASN1_OCTET_STRING, AddressFreer> address(a2i_IPADDRESS(text.c_str()));
    if (!address) ERR_clear_error();
    replace(c->server_hostname, name);
    if (!address && !SSL_set_tlsext_host_name(c->handle, text.c_str())) return raise_openssl(t, 867);
    if (!context_of(c->context)->check_hostname) return {};
    X509_VERIFY_PARAM* verification = SSL_get0_param(c->handle);
    bool done = address ? X509_VERIFY_PARAM_set1_ip(verification, ASN1_STRING_get0_data(address.get()),
                                                    static_cast<size_t>(ASN1_STRING_length(address.get())))
                        : X509_VERIFY_PARAM_set1_host(verification, text.c_str(), text.size());
    if (!done) return raise_openssl(t, 875);
    return {};
}

// A server that asks for a certificate may do so later too; a client says that it can answer then.
void allow_late_authentication(Connection* c) {
    if (!c->server_side) {
        SSL_set_post_handshake_auth(c->handle, 1);
        return;
    }
    int mode = SSL_get_verify_mode(c->handle);
    if (mode & SSL_VERIFY_PEER)
        SSL_set_verify(c->handle, mode | SSL_VERIFY_POST_HANDSHAKE, SSL_get_verify_callback(c->handle));
}

Status connect_to_wire(Thread& t, Connection* c, MemoryBio* incoming, MemoryBio* outgoing) {
    if (!incoming) {
        BIO* wire = new_wire(c);
        if (!wire) return raise_memory_error(t);
        SSL_set_bio(c->handle, wire, wire);
        return {};
    }
    BIO_up_ref(incoming->handle);
    BIO_up_ref(outgoing->handle);
    SSL_set_bio(c->handle, incoming->handle, outgoing->handle);
    return {};
}

}  // namespace

Owned new_connection(Thread& t, Context* context, sockets::Socket* socket, MemoryBio* incoming,
                     MemoryBio* outgoing, const Value* args) {
    bool server_side = TRY(truth(t, args[0]));
    const SSL_METHOD* method = SSL_CTX_get_ssl_method(context->handle);
    if (server_side && method == TLS_client_method())
        return raise_ssl(t, "Cannot create a server socket with a PROTOCOL_TLS_CLIENT context", 788);
    if (!server_side && method == TLS_server_method())
        return raise_ssl(t, "Cannot create a client socket with a PROTOCOL_TLS_SERVER context", 795);
    auto* c = make<Connection>(t, state(t).connection);
    if (!c) return raise_memory_error(t);
    Owned held = Owned::adopt(c);
    c->server_side = server_side;
    replace(c->context, Value(context));
    ERR_clear_error();
    c->handle = SSL_new(context->handle);
    if (!c->handle) return raise_openssl(t, 821);
    SSL_set_app_data(c->handle, c);
    if (socket) {
        c->has_socket = true;
        c->fd = socket->fd;
        c->socket = TRY(make_weakref(t, Value(socket))).take();
    }
    TRY(connect_to_wire(t, c, incoming, outgoing));
    // A write that has to be tried again may come from another place in memory.
    SSL_set_mode(c->handle,
                 SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_AUTO_RETRY);
    if (context->post_handshake_auth) allow_late_authentication(c);
    TRY(set_hostname(t, c, args[1]));
    if (server_side) {
        SSL_set_accept_state(c->handle);
    } else {
        SSL_set_connect_state(c->handle);
    }
    if (!args[2].is_none()) c->owner = TRY(make_weakref(t, args[2])).take();
    if (!args[3].is_none()) TRY(set_session(t, c, args[3]));
    return held;
}

Status add_connection_type(Thread& t, Module* module) {
    std::vector<FunctionSpec> methods;
    for (auto part : {connection_operations(), connection_facts()})
        methods.insert(methods.end(), part.begin(), part.end());
    TypeSpec spec{};
    spec.name = "_ssl._SSLSocket";
    spec.size = sizeof(Connection);
    spec.flags = kTypeNoInstantiate;
    spec.slots.dealloc = connection_dealloc;
    spec.slots.traverse = connection_traverse;
    spec.slots.clear = connection_clear;
    spec.methods = methods;
    spec.getset = connection_attributes();
    state(t).connection = define_type(t, spec);
    return module_add(t, module, "_SSLSocket", Value(state(t).connection));
}

}  // namespace minipy::tls
