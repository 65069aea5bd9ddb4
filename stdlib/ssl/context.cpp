// _SSLContext: the settings that connections share.
#include <climits>

#include "ssl.h"

namespace minipy::tls {

namespace {

enum Protocol { kTls = 2, kTls1 = 3, kTls11 = 4, kTls12 = 5, kTlsClient = 16, kTlsServer = 17 };
constexpr uint64_t kVersionOptions = SSL_OP_NO_SSLv2 | SSL_OP_NO_SSLv3 | SSL_OP_NO_TLSv1 | SSL_OP_NO_TLSv1_1 |
                                     SSL_OP_NO_TLSv1_2 | SSL_OP_NO_TLSv1_3;
constexpr int kMinimumSupported = -2, kMaximumSupported = -1;

Status warn_old(Thread& t, const std::string& what) {
    return warn(t, exc(t).DeprecationWarning, what + " deprecated", 2);
}

Result<const SSL_METHOD*> method_for(Thread& t, int protocol) {
    switch (protocol) {
        case kTls:
            TRY(warn_old(t, "ssl.PROTOCOL_TLS is"));
            return TLS_method();
        case kTlsClient:
            return TLS_client_method();
        case kTlsServer:
            return TLS_server_method();
        case kTls1:
        case kTls11:
        case kTls12: {
            TRY(warn_old(t, protocol == kTls1    ? "ssl.PROTOCOL_TLSv1 is"
                            : protocol == kTls11 ? "ssl.PROTOCOL_TLSv1_1 is"
                                                 : "ssl.PROTOCOL_TLSv1_2 is"));
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
            return protocol == kTls1    ? TLSv1_method()
                   : protocol == kTls11 ? TLSv1_1_method()
                                        : TLSv1_2_method();
#pragma GCC diagnostic pop
        }
        default:
            return raise_value_error(t, "invalid or unsupported protocol version %i", protocol);
    }
}

Status set_verify_mode(Thread& t, Context* c, int mode) {
    constexpr int modes[] = {SSL_VERIFY_NONE, SSL_VERIFY_PEER,
                             SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT};
    if (mode < 0 || mode > 2) return raise_value_error(t, "invalid value for verify_mode");
    SSL_CTX_set_verify(c->handle, modes[mode], SSL_CTX_get_verify_callback(c->handle));
    return {};
}

Owned context_new(Thread& t, Type* type, const CallArgs& args) {
    if (args.kwnames && args.kwnames->length)
        return raise_type_error(t, "_SSLContext() takes no keyword arguments");
    if (args.count != 1) return raise_type_error(t, "_SSLContext expected 1 argument, got %u", args.count);
    int protocol = TRY(to_c_int(t, args.args[0]));
    const SSL_METHOD* method = TRY(method_for(t, protocol));
    Context* c = make_instance<Context>(t, type);
    if (!c) return raise_memory_error(t);
    Owned held = Owned::adopt(c);
    c->handle = SSL_CTX_new(method);
    if (!c->handle) return raise_openssl(t, 3121);
    SSL_CTX_set_ex_data(c->handle, state(t).context_index, c);
    c->protocol = protocol;
    c->host_flags = X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;
    c->check_hostname = protocol == kTlsClient;
    TRY(set_verify_mode(t, c, protocol == kTlsClient ? 2 : 0));
    // The end of the stream without a farewell counts as its end; old and doubtful things are off.
    SSL_CTX_set_options(c->handle, (SSL_OP_ALL & ~SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS) | SSL_OP_NO_SSLv3 |
                                       SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                       SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_mode(c->handle, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_id_context(c->handle, reinterpret_cast<const unsigned char*>("Python"), 6);
    X509_VERIFY_PARAM* verification = SSL_CTX_get0_param(c->handle);
    X509_VERIFY_PARAM_set_flags(verification, X509_V_FLAG_TRUSTED_FIRST);
    X509_VERIFY_PARAM_set_hostflags(verification, c->host_flags);
    SSL_CTX_set_post_handshake_auth(c->handle, 0);
    return held;
}

void context_dealloc(Thread& t, Object* o) {
    Context* c = static_cast<Context*>(o);
    gc_untrack(t, c);
    SSL_CTX_free(c->handle);
    BIO_free_all(c->keylog);
    for (Value v : {c->server_name_callback, c->message_callback, c->keylog_filename}) release(v);
    std::string().swap(c->alpn);
    clear_instance_tail(t, o);
    c->~Context();
    free_object(t, o);
}
void context_traverse(Object* o, Visitor& visitor) {
    Context* c = static_cast<Context*>(o);
    visitor.visit(c->server_name_callback);
    visitor.visit(c->message_callback);
    traverse_instance_tail(o, visitor);
}
void context_clear(Thread& t, Object* o) {
    Context* c = static_cast<Context*>(o);
    replace(c->server_name_callback, Value::none());
    replace(c->message_callback, Value::none());
    clear_instance_tail(t, o);
}

// ---- attributes ----

Result<int64_t> long_argument(Thread& t, Value v) {
    if (!is_int(v) && !type_of(t, v)->slots.index) {
        return raise_type_error(t, "'%.200s' object cannot be interpreted as an integer", type_name(t, v));
    }
    return to_int64(t, v);
}

Owned get_protocol(Thread& t, Value self) { return make_int(t, context_of(self)->protocol); }

Owned get_verify_mode(Thread& t, Value self) {
    int mode = SSL_CTX_get_verify_mode(context_of(self)->handle) &
               (SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT);
    if (mode == SSL_VERIFY_NONE) return make_int(t, 0);
    return make_int(t, mode == SSL_VERIFY_PEER ? 1 : 2);
}
Status set_verify_mode_attribute(Thread& t, Value self, Value v) {
    int mode = TRY(to_c_int(t, v));
    if (mode == 0 && context_of(self)->check_hostname)
        return raise_value_error(t, "Cannot set verify_mode to CERT_NONE when check_hostname is enabled.");
    return set_verify_mode(t, context_of(self), mode);
}

Owned get_verify_flags(Thread& t, Value self) {
    return make_int(
        t, static_cast<int64_t>(X509_VERIFY_PARAM_get_flags(SSL_CTX_get0_param(context_of(self)->handle))));
}
Status set_verify_flags(Thread& t, Value self, Value v) {
    if (!is_int(v)) return raise_type_error(t, "argument must be int, not %.200s", type_name(t, v));
    auto wanted = static_cast<unsigned long>(TRY(to_int64(t, v)));
    X509_VERIFY_PARAM* verification = SSL_CTX_get0_param(context_of(self)->handle);
    unsigned long flags = X509_VERIFY_PARAM_get_flags(verification), off = flags & ~wanted,
                  on = ~flags & wanted;
    if (off && !X509_VERIFY_PARAM_clear_flags(verification, off)) return raise_openssl(t, 3386);
    if (on && !X509_VERIFY_PARAM_set_flags(verification, on)) return raise_openssl(t, 3392);
    return {};
}

Owned get_options(Thread& t, Value self) {
    return make_int(t, static_cast<int64_t>(SSL_CTX_get_options(context_of(self)->handle)));
}
Status set_options(Thread& t, Value self, Value v) {
    auto wanted = static_cast<uint64_t>(TRY(long_argument(t, v)));
    SSL_CTX* handle = context_of(self)->handle;
    uint64_t options = SSL_CTX_get_options(handle), off = options & ~wanted, on = ~options & wanted;
    if (on & kVersionOptions) TRY(warn_old(t, "ssl.OP_NO_SSL*/ssl.OP_NO_TLS* options are"));
    if (off) SSL_CTX_clear_options(handle, off);
    if (on) SSL_CTX_set_options(handle, on);
    return {};
}

template <bool Highest>
Owned get_version_border(Thread& t, Value self) {
    SSL_CTX* handle = context_of(self)->handle;
    auto version = Highest ? SSL_CTX_get_max_proto_version(handle) : SSL_CTX_get_min_proto_version(handle);
    if (version == 0) return make_int(t, Highest ? kMaximumSupported : kMinimumSupported);
    return make_int(t, static_cast<int64_t>(version));
}
template <bool Highest>
Status set_version_border(Thread& t, Value self, Value v) {
    int wanted = TRY(to_c_int(t, v));
    Context* c = context_of(self);
    if (c->protocol != kTls && c->protocol != kTlsClient && c->protocol != kTlsServer) {
        return raise_value_error(
            t, "The context's protocol doesn't support modification of highest and lowest version.");
    }
    if (wanted == SSL3_VERSION) TRY(warn_old(t, "ssl.TLSVersion.SSLv3 is"));
    if (wanted == TLS1_VERSION) TRY(warn_old(t, "ssl.TLSVersion.TLSv1 is"));
    if (wanted == TLS1_1_VERSION) TRY(warn_old(t, "ssl.TLSVersion.TLSv1_1 is"));
    int version = wanted;
    if (wanted == kMinimumSupported) version = Highest ? TLS1_VERSION : 0;
    if (wanted == kMaximumSupported) version = Highest ? 0 : TLS1_3_VERSION;
    bool done = Highest ? SSL_CTX_set_max_proto_version(c->handle, version)
                        : SSL_CTX_set_min_proto_version(c->handle, version);
    if (!done) {
        ERR_clear_error();
        return raise_value_error(t, "Unsupported TLS/SSL version 0x%x", static_cast<unsigned>(wanted));
    }
    return {};
}

Owned get_num_tickets(Thread& t, Value self) {
    return make_int(t, static_cast<int64_t>(SSL_CTX_get_num_tickets(context_of(self)->handle)));
}
Status set_num_tickets(Thread& t, Value self, Value v) {
    int64_t count = TRY(long_argument(t, v));
    if (count < 0) return raise_value_error(t, "value must be non-negative");
    if (context_of(self)->protocol != kTlsServer)
        return raise_value_error(t, "SSLContext is not a server context.");
    if (SSL_CTX_set_num_tickets(context_of(self)->handle, static_cast<size_t>(count)) != 1)
        return raise_value_error(t, "failed to set num tickets.");
    return {};
}
Owned get_security_level(Thread& t, Value self) {
    return make_int(t, SSL_CTX_get_security_level(context_of(self)->handle));
}

Owned get_check_hostname(Thread&, Value self) { return Owned::from_bool(context_of(self)->check_hostname); }
Status set_check_hostname(Thread& t, Value self, Value v) {
    bool check = TRY(truth(t, v));
    Context* c = context_of(self);
    if (check && SSL_CTX_get_verify_mode(c->handle) == SSL_VERIFY_NONE) TRY(set_verify_mode(t, c, 2));
    c->check_hostname = check;
    return {};
}
Owned get_host_flags(Thread& t, Value self) { return make_int(t, int64_t{context_of(self)->host_flags}); }
Status set_host_flags(Thread& t, Value self, Value v) {
    context_of(self)->host_flags = static_cast<unsigned>(TRY(to_c_int(t, v)));
    X509_VERIFY_PARAM_set_hostflags(SSL_CTX_get0_param(context_of(self)->handle),
                                    context_of(self)->host_flags);
    return {};
}
Owned get_pha(Thread&, Value self) { return Owned::from_bool(context_of(self)->post_handshake_auth); }
Status set_pha(Thread& t, Value self, Value v) {
    bool on = TRY(truth(t, v));
    context_of(self)->post_handshake_auth = on;
    SSL_CTX_set_post_handshake_auth(context_of(self)->handle, on);
    return {};
}

// ---- callbacks ----

Owned get_sni_callback(Thread&, Value self) { return Owned::share(context_of(self)->server_name_callback); }
Status set_sni_callback(Thread& t, Value self, Value v) {
    Context* c = context_of(self);
    if (c->protocol == kTlsClient)
        return raise_value_error(t, "sni_callback cannot be set on TLS_CLIENT context");
    if (!v.is_none() && !is_callable(t, v)) {
        SSL_CTX_set_tlsext_servername_callback(c->handle, nullptr);
        replace(c->server_name_callback, Value::none());
        return raise_type_error(t, "not a callable object");
    }
    replace(c->server_name_callback, v);
    auto* function = v.is_none() ? nullptr : server_name_callback;
    SSL_CTX_set_tlsext_servername_callback(c->handle, function);
    SSL_CTX_set_tlsext_servername_arg(c->handle, c);
    return {};
}
Owned get_message_callback(Thread&, Value self) { return Owned::share(context_of(self)->message_callback); }
Status set_message_callback(Thread& t, Value self, Value v) {
    Context* c = context_of(self);
    replace(c->message_callback, Value::none());
    SSL_CTX_set_msg_callback(c->handle, nullptr);
    if (v.is_none()) return {};
    if (!is_callable(t, v)) return raise_type_error(t, "not a callable object");
    replace(c->message_callback, v);
    SSL_CTX_set_msg_callback(c->handle, message_callback);
    return {};
}
Owned get_keylog(Thread&, Value self) { return Owned::share(context_of(self)->keylog_filename); }
Status set_keylog(Thread& t, Value self, Value v) {
    Context* c = context_of(self);
    SSL_CTX_set_keylog_callback(c->handle, nullptr);
    BIO_free_all(c->keylog);
    c->keylog = nullptr;
    replace(c->keylog_filename, Value::none());
    if (v.is_none()) return {};
    std::string message = std::string("expected str, bytes or os.PathLike object, not ") + type_name(t, v);
    std::string path = TRY(path_argument(t, v, message.c_str()));
    FILE* file = fopen(path.c_str(), "ae");
    if (!file) return raise_os_error(t, errno, v);
    c->keylog = BIO_new_fp(file, BIO_CLOSE | BIO_FP_TEXT);
    replace(c->keylog_filename, v);
    BIO_seek(c->keylog, 0);
    if (ftell(file) == 0) BIO_puts(c->keylog, "# TLS secrets log file, generated by OpenSSL / Python\n");
    BIO_flush(c->keylog);
    SSL_CTX_set_keylog_callback(c->handle, keylog_callback);
    return {};
}

// ---- methods ----

Owned set_ciphers(Thread& t, const Value* args) {
    if (!is_str(args[1])) {
        return raise_type_error(t, "set_ciphers() argument must be str, not %s",
                                args[1].is_none() ? "None" : type_name(t, args[1]));
    }
    if (SSL_CTX_set_cipher_list(context_of(args[0])->handle, to_utf8(args[1]).c_str())) return Owned::none();
    ERR_clear_error();
    return raise_with(t, state(t).error, TRY(make_str(t, "No cipher can be selected.")));
}
Owned get_ciphers(Thread& t, const Value* args) {
    SSL* probe = SSL_new(context_of(args[0])->handle);
    if (!probe) return raise_openssl(t, 3301);
    Ref<List> list = TRY(new_list(t));
    STACK_OF(SSL_CIPHER)* all = SSL_get_ciphers(probe);
    for (int i = 0; i < sk_SSL_CIPHER_num(all); ++i) {
        Owned one = cipher_dict(t, sk_SSL_CIPHER_value(all, i));
        if (one.is_error() || list_append(t, list.get(), one).is_error()) {
            SSL_free(probe);
            return Raised{};
        }
    }
    SSL_free(probe);
    return list;
}

int choose_protocol(SSL*, const unsigned char** out, unsigned char* length, const unsigned char* offered,
                    unsigned offered_length, void* context) {
    const std::string& ours = static_cast<Context*>(context)->alpn;
    int found = SSL_select_next_proto(const_cast<unsigned char**>(out), length,
                                      reinterpret_cast<const unsigned char*>(ours.data()),
                                      static_cast<unsigned>(ours.size()), offered, offered_length);
    return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}
Owned set_alpn(Thread& t, const Value* args) {
    Context* c = context_of(args[0]);
    Buffer protocols(t);
    TRY(protocols.open(args[1]));
    c->alpn = protocols.view();
    auto* data = reinterpret_cast<const unsigned char*>(c->alpn.data());
    if (SSL_CTX_set_alpn_protos(c->handle, data, static_cast<unsigned>(c->alpn.size())))
        return raise_memory_error(t);
    SSL_CTX_set_alpn_select_cb(c->handle, choose_protocol, c);
    return Owned::none();
}

Owned session_stats(Thread& t, const Value* args) {
    SSL_CTX* handle = context_of(args[0])->handle;
    const struct {
        const char* name;
        long value;
    } numbers[] = {
        {"number", SSL_CTX_sess_number(handle)},
        {"connect", SSL_CTX_sess_connect(handle)},
        {"connect_good", SSL_CTX_sess_connect_good(handle)},
        {"connect_renegotiate", SSL_CTX_sess_connect_renegotiate(handle)},
        {"accept", SSL_CTX_sess_accept(handle)},
        {"accept_good", SSL_CTX_sess_accept_good(handle)},
        {"accept_renegotiate", SSL_CTX_sess_accept_renegotiate(handle)},
        {"hits", SSL_CTX_sess_hits(handle)},
        {"misses", SSL_CTX_sess_misses(handle)},
        {"timeouts", SSL_CTX_sess_timeouts(handle)},
        {"cache_full", SSL_CTX_sess_cache_full(handle)},
    };
    Ref<Dict> dict = TRY(new_dict(t));
    for (const auto& n : numbers) TRY(dict_set_ascii(t, dict.get(), n.name, Value::from_int(n.value)));
    return dict;
}

Result<sockets::Socket*> socket_argument(Thread& t, Value v) {
    Type* type = sockets::state(t).socket;
    if (!v.is_object() || !is_subtype(type_of(t, v), type)) {
        return raise_type_error(t, "_wrap_socket() argument 'sock' must be _socket.socket, not %s",
                                v.is_none() ? "None" : type_name(t, v));
    }
    return v.as<sockets::Socket>();
}
Result<MemoryBio*> bio_argument(Thread& t, Value v, const char* name) {
    if (!v.is_object() || !is_subtype(type_of(t, v), state(t).memory_bio)) {
        return raise_type_error(t, "_wrap_bio() argument '%s' must be _ssl.MemoryBIO, not %s", name,
                                v.is_none() ? "None" : type_name(t, v));
    }
    return v.as<MemoryBio>();
}
Owned wrap_socket(Thread& t, const Value* args) {
    sockets::Socket* socket = TRY(socket_argument(t, args[1]));
    return new_connection(t, context_of(args[0]), socket, nullptr, nullptr, args + 2);
}
Owned wrap_bio(Thread& t, const Value* args) {
    MemoryBio *incoming = TRY(bio_argument(t, args[1], "incoming")),
              *outgoing = TRY(bio_argument(t, args[2], "outgoing"));
    return new_connection(t, context_of(args[0]), nullptr, incoming, outgoing, args + 3);
}

const FunctionSpec methods[] = {
    {"_wrap_socket(self, /, sock, server_side, server_hostname=None, *, owner=None, session=None)",
     wrap_socket},
    {"_wrap_bio(self, /, incoming, outgoing, server_side, server_hostname=None, *, owner=None, session=None)",
     wrap_bio},
    {"_set_alpn_protocols(self, protos, /)", set_alpn},
    {"set_ciphers(self, cipherlist, /)", set_ciphers},
    {"get_ciphers(self, /)", get_ciphers},
    {"session_stats(self, /)", session_stats},
};
const GetSetSpec getset[] = {
    {"_host_flags", get_host_flags, set_host_flags},
    {"_msg_callback", get_message_callback, set_message_callback},
    {"check_hostname", get_check_hostname, set_check_hostname},
    {"keylog_filename", get_keylog, set_keylog},
    {"maximum_version", get_version_border<true>, set_version_border<true>},
    {"minimum_version", get_version_border<false>, set_version_border<false>},
    {"num_tickets", get_num_tickets, set_num_tickets, "Control the number of TLSv1.3 session tickets"},
    {"options", get_options, set_options},
    {"post_handshake_auth", get_pha, set_pha},
    {"protocol", get_protocol},
    {"security_level", get_security_level, nullptr, "The current security level"},
    {"sni_callback", get_sni_callback, set_sni_callback, "Called with the name that a client asks for."},
    {"verify_flags", get_verify_flags, set_verify_flags},
    {"verify_mode", get_verify_mode, set_verify_mode_attribute},
};

}  // namespace

Status add_context_type(Thread& t, Module* module) {
    std::vector<FunctionSpec> all(std::begin(methods), std::end(methods));
    for (const FunctionSpec& spec : context_loading_methods()) all.push_back(spec);
    TypeSpec spec{};
    spec.name = "_ssl._SSLContext";
    spec.size = sizeof(Context);
    spec.flags = kTypeBaseAllowed;
    spec.slots.new_ = context_new;
    spec.slots.dealloc = context_dealloc;
    spec.slots.traverse = context_traverse;
    spec.slots.clear = context_clear;
    spec.methods = all;
    spec.getset = getset;
    state(t).context = define_type(t, spec);
    return module_add(t, module, "_SSLContext", Value(state(t).context));
}

}  // namespace minipy::tls
