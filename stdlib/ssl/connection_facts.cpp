// What a connection knows: the peer's certificates, ciphers, protocol, session.
#include "ssl.h"

namespace minipy::tls {

namespace {

SSL* handle_of(Value v) { return connection_of(v)->handle; }

Owned text_or_none(Thread& t, const char* text) { return text ? make_str(t, text) : Owned::none(); }

Owned get_peer_certificate(Thread& t, const Value* args) {
    bool binary = TRY(truth(t, args[1]));
    SSL* ssl = handle_of(args[0]);
    if (!SSL_is_init_finished(ssl)) return raise_value_error(t, "handshake not done yet");
    X509* certificate = SSL_get0_peer_certificate(ssl);
    if (!certificate) return Owned::none();
    if (binary) return certificate_der(t, certificate);
    bool verified = SSL_CTX_get_verify_mode(SSL_get_SSL_CTX(ssl)) & SSL_VERIFY_PEER;
    return verified ? describe_certificate(t, certificate) : Owned(new_dict(t));
}

Owned chain_list(Thread& t, STACK_OF(X509) * chain, X509* first) {
    Ref<List> list = TRY(new_list(t));
    if (first) TRY(list_push(t, list.get(), TRY(make_certificate(t, first))));
    for (int i = 0; i < sk_X509_num(chain); ++i)
        TRY(list_push(t, list.get(), TRY(make_certificate(t, sk_X509_value(chain, i)))));
    return list;
}
Owned get_verified_chain(Thread& t, const Value* args) {
    STACK_OF(X509)* chain = SSL_get0_verified_chain(handle_of(args[0]));
    return chain ? chain_list(t, chain, nullptr) : Owned::none();
}
Owned get_unverified_chain(Thread& t, const Value* args) {
    SSL* ssl = handle_of(args[0]);
    STACK_OF(X509)* chain = SSL_get_peer_cert_chain(ssl);
    if (!chain) return Owned::none();
    // On a server OpenSSL leaves the peer's own certificate out of it.
    X509* own = connection_of(args[0])->server_side ? SSL_get0_peer_certificate(ssl) : nullptr;
    return chain_list(t, chain, own);
}

Owned cipher(Thread& t, const Value* args) {
    const SSL_CIPHER* current = SSL_get_current_cipher(handle_of(args[0]));
    return current ? cipher_tuple(t, current) : Owned::none();
}
// All that this side would use, in its order: what the peer offers too is not looked at, as in CPython 3.11.
Owned shared_ciphers(Thread& t, const Value* args) {
    STACK_OF(SSL_CIPHER)* all = SSL_get_ciphers(handle_of(args[0]));
    if (!all) return Owned::none();
    Ref<List> list = TRY(new_list(t));
    for (int i = 0; i < sk_SSL_CIPHER_num(all); ++i)
        TRY(list_push(t, list.get(), TRY(cipher_tuple(t, sk_SSL_CIPHER_value(all, i)))));
    return list;
}
Owned version(Thread& t, const Value* args) {
    SSL* ssl = handle_of(args[0]);
    if (!SSL_is_init_finished(ssl)) return Owned::none();
    const char* text = SSL_get_version(ssl);
    return std::string_view(text) == "unknown" ? Owned::none() : make_str(t, text);
}
Owned selected_alpn_protocol(Thread& t, const Value* args) {
    const unsigned char* name = nullptr;
    unsigned length = 0;
    SSL_get0_alpn_selected(handle_of(args[0]), &name, &length);
    if (!name) return Owned::none();
    return make_str(t, {reinterpret_cast<const char*>(name), length});
}
Owned compression(Thread& t, const Value* args) {
    const COMP_METHOD* method = SSL_get_current_compression(handle_of(args[0]));
    if (!method || COMP_get_type(method) == NID_undef) return Owned::none();
    return text_or_none(t, OBJ_nid2sn(COMP_get_type(method)));
}

// The last message of the handshake of the side that ended it, as both sides know it.
Owned get_channel_binding(Thread& t, const Value* args) {
    if (!is_str(args[1]))
        return raise_type_error(t, "get_channel_binding() argument 'cb_type' must be str, not %s",
                                args[1].is_none() ? "None" : type_name(t, args[1]));
    std::string kind = to_utf8(args[1]);
    if (kind != "tls-unique")
        return raise_value_error(t, "'%s' channel binding type not implemented", kind.c_str());
    SSL* ssl = handle_of(args[0]);
    char buffer[128];
    bool client = !connection_of(args[0])->server_side, reused = SSL_session_reused(ssl);
    size_t length = reused != client ? SSL_get_finished(ssl, buffer, sizeof buffer)
                                     : SSL_get_peer_finished(ssl, buffer, sizeof buffer);
    if (!length) return Owned::none();
    return make_bytes(t, {buffer, length});
}

// ---- attributes ----

Owned get_context(Thread&, Value self) { return Owned::share(connection_of(self)->context); }
Status set_context(Thread& t, Value self, Value v) {
    if (!v.is_object() || !is_subtype(type_of(t, v), state(t).context))
        return raise_type_error(t, "The value must be a SSLContext");
    Connection* c = connection_of(self);
    replace(c->context, v);
    SSL_set_SSL_CTX(c->handle, context_of(v)->handle);
    SSL_set_msg_callback(c->handle, context_of(v)->message_callback.is_none() ? nullptr : message_callback);
    return {};
}
Owned get_server_side(Thread&, Value self) { return Owned::from_bool(connection_of(self)->server_side); }
Owned get_server_hostname(Thread&, Value self) { return Owned::share(connection_of(self)->server_hostname); }
Owned get_owner(Thread&, Value self) {
    Value owner = connection_of(self)->owner;
    return owner.is_none() ? Owned::none() : weakref_get(owner);
}
Status set_owner(Thread& t, Value self, Value v) {
    Owned reference = TRY(make_weakref(t, v));
    replace(connection_of(self)->owner, reference);
    return {};
}

Owned get_session(Thread& t, Value self) {
    Connection* c = connection_of(self);
    SSL_SESSION* current = SSL_get0_session(c->handle);
    if (!current) return Owned::none();
    SSL_SESSION* own = SSL_SESSION_dup(current);
    if (!own) return raise_memory_error(t);
    return new_session(t, own, c->context);
}
Status set_session_attribute(Thread& t, Value self, Value v) {
    return set_session(t, connection_of(self), v);
}
Owned get_session_reused(Thread&, Value self) {
    return Owned::from_bool(SSL_session_reused(handle_of(self)));
}

const FunctionSpec facts[] = {
    {"getpeercert(self, der=False, /)", get_peer_certificate,
     "The peer's certificate: None when it has none, else a dict, empty unless it was verified.\n\n"
     "With der true, its bytes in DER, verified or not."},
    {"get_verified_chain(self, /)", get_verified_chain},
    {"get_unverified_chain(self, /)", get_unverified_chain},
    {"cipher(self, /)", cipher},
    {"shared_ciphers(self, /)", shared_ciphers},
    {"version(self, /)", version},
    {"selected_alpn_protocol(self, /)", selected_alpn_protocol},
    {"compression(self, /)", compression},
    {"get_channel_binding(self, /, cb_type='tls-unique')", get_channel_binding,
     "Channel binding data of the connection; None before the handshake.\n\nOnly 'tls-unique' (RFC 5929) is "
     "supported."},
};
const GetSetSpec attributes[] = {
    {"context", get_context, set_context,
     "The settings; a server may change them when it knows the name asked for."},
    {"owner", get_owner, set_owner, "The Python-level owner of this object: what callbacks get."},
    {"server_hostname", get_server_hostname, nullptr, "The currently set server hostname (for SNI)."},
    {"server_side", get_server_side, nullptr, "Whether this is a server-side socket."},
    {"session", get_session, set_session_attribute,
     "The session; a client may set one before the handshake."},
    {"session_reused", get_session_reused, nullptr, "Was the client session reused during handshake?"},
};

}  // namespace

Status set_session(Thread& t, Connection* c, Value v) {
    if (!v.is_object() || type_of(t, v) != state(t).session)
        return raise_type_error(t, "Value is not a SSLSession.");
    auto* session = v.as<Session>();
    if (context_of(c->context)->handle != context_of(session->context)->handle)
        return raise_value_error(t, "Session refers to a different SSLContext.");
    if (c->server_side) return raise_value_error(t, "Cannot set session for server-side SSLSocket.");
    if (SSL_is_init_finished(c->handle)) return raise_value_error(t, "Cannot set session after handshake.");
    SSL_SESSION* own = SSL_SESSION_dup(session->handle);
    if (!own) return raise_memory_error(t);
    bool done = SSL_set_session(c->handle, own);  // takes a reference of its own
    SSL_SESSION_free(own);
    if (!done) return raise_openssl(t, 2881);
    return {};
}

Owned cipher_tuple(Thread& t, const SSL_CIPHER* one) {
    Owned name = TRY(text_or_none(t, SSL_CIPHER_get_name(one))),
          protocol = TRY(text_or_none(t, SSL_CIPHER_get_version(one)));
    return make_tuple(t, {name.get(), protocol.get(), Value::from_int(SSL_CIPHER_get_bits(one, nullptr))});
}

Owned cipher_dict(Thread& t, const SSL_CIPHER* one) {
    Ref<Dict> dict = TRY(new_dict(t));
    auto put = [&](const char* key, Owned value) -> Status {
        if (value.is_error()) return Raised{};
        return dict_set_ascii(t, dict.get(), key, value);
    };
    auto long_name = [&](int nid) { return text_or_none(t, nid != NID_undef ? OBJ_nid2ln(nid) : nullptr); };
    char buffer[512] = "";
    SSL_CIPHER_description(one, buffer, sizeof buffer);
    std::string description = buffer;
    if (!description.empty() && description.back() == '\n') description.pop_back();
    int algorithm_bits = 0, strength = SSL_CIPHER_get_bits(one, &algorithm_bits);
    TRY(put("id", make_int(t, static_cast<int64_t>(SSL_CIPHER_get_id(one)))));
    TRY(put("name", text_or_none(t, SSL_CIPHER_get_name(one))));
    TRY(put("protocol", text_or_none(t, SSL_CIPHER_get_version(one))));
    TRY(put("description", make_str(t, description)));
    TRY(put("strength_bits", make_int(t, strength)));
    TRY(put("alg_bits", make_int(t, algorithm_bits)));
    TRY(put("aead", Owned::from_bool(SSL_CIPHER_is_aead(one))));
    TRY(put("symmetric", long_name(SSL_CIPHER_get_cipher_nid(one))));
    TRY(put("digest", long_name(SSL_CIPHER_get_digest_nid(one))));
    TRY(put("kea", long_name(SSL_CIPHER_get_kx_nid(one))));
    TRY(put("auth", long_name(SSL_CIPHER_get_auth_nid(one))));
    return dict;
}

std::span<const FunctionSpec> connection_facts() { return facts; }
std::span<const GetSetSpec> connection_attributes() { return attributes; }

}  // namespace minipy::tls
