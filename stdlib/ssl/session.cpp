// SSLSession: what a client keeps of a conversation, to begin the next one quicker.
#include <cstring>

#include "ssl.h"

namespace minipy::tls {

namespace {

Session* session_of(Value v) { return v.as<Session>(); }

void session_dealloc(Thread& t, Object* o) {
    Session* s = static_cast<Session*>(o);
    SSL_SESSION_free(s->handle);
    release(s->context);
    free_object(t, o);
}
void session_traverse(Object* o, Visitor& visitor) { visitor.visit(static_cast<Session*>(o)->context); }
void session_clear(Thread&, Object* o) {
    Value old = static_cast<Session*>(o)->context;
    static_cast<Session*>(o)->context = Value::none();
    release(old);
}

std::string_view id_of(Session* s) {
    unsigned length = 0;
    const unsigned char* id = SSL_SESSION_get_id(s->handle, &length);
    return {reinterpret_cast<const char*>(id), length};
}

Owned session_compare(Thread& t, Value a, Value b, CompareOp op) {
    if (!is_instance_exact(t, a, state(t).session) || !is_instance_exact(t, b, state(t).session))
        return Owned::not_implemented();
    if (op != CompareOp::Eq && op != CompareOp::Ne) return Owned::not_implemented();
    bool same = a == b || id_of(session_of(a)) == id_of(session_of(b));
    return Owned::from_bool(same == (op == CompareOp::Eq));
}

Owned get_id(Thread& t, Value self) { return make_bytes(t, id_of(session_of(self))); }
Owned get_time(Thread& t, Value self) {
    return make_int(t, static_cast<int64_t>(SSL_SESSION_get_time(session_of(self)->handle)));
}
Owned get_timeout(Thread& t, Value self) {
    return make_int(t, static_cast<int64_t>(SSL_SESSION_get_timeout(session_of(self)->handle)));
}
Owned get_hint(Thread& t, Value self) {
    return make_int(t, static_cast<int64_t>(SSL_SESSION_get_ticket_lifetime_hint(session_of(self)->handle)));
}
Owned get_has_ticket(Thread&, Value self) {
    return Owned::from_bool(SSL_SESSION_has_ticket(session_of(self)->handle));
}

const GetSetSpec getset[] = {
    {"has_ticket", get_has_ticket, nullptr, "Does the session contain a ticket?"},
    {"id", get_id, nullptr, "Session id"},
    {"ticket_lifetime_hint", get_hint, nullptr, "Ticket life time hint."},
    {"time", get_time, nullptr, "Session creation time (seconds since epoch)."},
    {"timeout", get_timeout, nullptr, "Session timeout (delta in seconds)."},
};

}  // namespace

Owned new_session(Thread& t, SSL_SESSION* owned, Value context) {
    Session* s = make<Session>(t, state(t).session);
    if (!s) {
        SSL_SESSION_free(owned);
        return raise_memory_error(t);
    }
    s->handle = owned;
    s->context = Owned::share(context).take();
    return Owned::adopt(s);
}

Status add_session_type(Thread& t, Module* module) {
    TypeSpec spec{};
    spec.name = "_ssl.SSLSession";
    spec.size = sizeof(Session);
    spec.flags = kTypeNoInstantiate;
    spec.slots.dealloc = session_dealloc;
    spec.slots.traverse = session_traverse;
    spec.slots.clear = session_clear;
    spec.slots.compare = session_compare;
    spec.getset = getset;
    state(t).session = define_type(t, spec);
    return module_add(t, module, "SSLSession", Value(state(t).session));
}

}  // namespace minipy::tls
