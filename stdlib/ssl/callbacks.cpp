// What OpenSSL calls while it works: it runs Python, so the GIL is taken for as long.
#include "ssl.h"

namespace minipy::tls {

namespace {

Connection* connection_of_handle(const SSL* ssl) { return static_cast<Connection*>(SSL_get_app_data(ssl)); }

Owned server_name(Thread& t, const char* name) {
    if (!name) return Owned::none();
    for (const char* p = name; *p; ++p) {
        if (static_cast<unsigned char>(*p) < 0x80) continue;
        Owned bytes = TRY(make_bytes(t, name));
        return call_method(t, bytes, names(t).decode, {intern(t, "ascii")});
    }
    return make_str(t, name);
}

// Keeps the first exception of the callbacks of an operation, for its end.
void keep_error(Thread& t, Connection* c) {
    Owned error = take_exception(t);
    if (c->callback_error.is_unbound()) c->callback_error = error.take();
}

}  // namespace

Owned shown_connection(Connection* c) {
    Value reference = c->owner.is_none() ? c->socket : c->owner;
    return reference.is_none() ? Owned::share(Value(c)) : weakref_get(reference);
}

int server_name_callback(SSL* ssl, int* alert, void* context_pointer) {
    Connection* c = connection_of_handle(ssl);
    auto* context = static_cast<Context*>(context_pointer);
    Thread& t = *current_thread;
    GilTaken gil(t);
    if (context->server_name_callback.is_none()) return SSL_TLSEXT_ERR_OK;
    *alert = SSL_AD_INTERNAL_ERROR;
    Owned callback = Owned::share(context->server_name_callback), held = Owned::share(Value(context)),
          shown = shown_connection(c);
    if (shown.is_none()) return SSL_TLSEXT_ERR_ALERT_FATAL;
    const char* asked = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
    Owned name = server_name(t, asked);
    if (name.is_error()) {
        Owned kept = take_exception(t);
        Owned bytes = make_bytes(t, asked);
        static_cast<void>(restore_exception(t, std::move(kept)));
        write_unraisable(t, bytes.is_error() ? Value::none() : bytes.get());
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    }
    Owned answer = call(t, callback, {shown, name, held});
    if (answer.is_error()) {
        write_unraisable(t, callback);
        *alert = SSL_AD_HANDSHAKE_FAILURE;
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    }
    if (answer.is_none()) return SSL_TLSEXT_ERR_OK;
    Result<int64_t> number = to_int64(t, answer);
    if (number.is_error()) {
        write_unraisable(t, answer);
    } else {
        *alert = static_cast<int>(number.value());
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

void message_callback(int write, int version, int type, const void* data, size_t size, SSL* ssl, void*) {
    Connection* c = connection_of_handle(ssl);
    Thread& t = *current_thread;
    GilTaken gil(t);
    Owned callback = Owned::share(context_of(c->context)->message_callback);
    if (callback.is_none()) return;
    const auto* bytes = static_cast<const unsigned char*>(data);
    int message = -1;
    if (type == SSL3_RT_CHANGE_CIPHER_SPEC) message = SSL3_MT_CHANGE_CIPHER_SPEC;
    if (type == SSL3_RT_ALERT && size > 1) message = bytes[1];  // behind the alert's level
    bool first_byte =
        type == SSL3_RT_HANDSHAKE || type == SSL3_RT_HEADER || type == SSL3_RT_INNER_CONTENT_TYPE;
    if (first_byte && size > 0) message = bytes[0];
    if (type == SSL3_RT_HEADER && size > 2) version = bytes[1] << 8 | bytes[2];
    Owned shown = shown_connection(c), content = make_bytes(t, {static_cast<const char*>(data), size});
    Owned done;
    if (content.is_error()) {
        done = Raised{};
    } else {
        Value direction = intern(t, write ? "write" : "read");
        done = call(t, callback,
                    {shown, direction, Value::from_int(version), Value::from_int(type),
                     Value::from_int(message), content});
    }
    if (done.is_error()) keep_error(t, c);
}

void keylog_callback(const SSL* ssl, const char* line) {
    Connection* c = connection_of_handle(ssl);
    Thread& t = *current_thread;
    GilTaken gil(t);  // so that lines of several connections do not mix
    Context* context = context_of(c->context);
    if (!context->keylog) return;
    int written = BIO_printf(context->keylog, "%s\n", line);
    static_cast<void>(BIO_flush(context->keylog));
    if (written > 0) return;
    static_cast<void>(raise_os_error(t, errno, context->keylog_filename));
    keep_error(t, c);
}

Status raise_callback_error(Thread& t, Connection* c) {
    if (c->callback_error.is_unbound()) return {};
    Owned error = Owned::adopt(c->callback_error);
    c->callback_error = Value::unbound();
    if (!has_exception(t)) return restore_exception(t, std::move(error));
    Owned current = take_exception(t);
    replace(current.as<Exception>()->context, error);
    return restore_exception(t, std::move(current));
}

}  // namespace minipy::tls
