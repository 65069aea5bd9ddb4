// _socket: addresses between Python and the system.
#include <arpa/inet.h>
#include <netdb.h>

#include <cstddef>
#include <cstring>

#include "socket.h"

namespace minipy::sockets {

namespace {

Result<uint16_t> port_argument(Thread& t, Value v, const char* function) {
    Owned number = TRY(to_index(t, v));
    int64_t port;
    if (!int_fits_int64(number, &port) || port < 0 || port > 0xffff)
        return raise_overflow_error(t, "%s(): port must be 0-65535.", function);
    return static_cast<uint16_t>(port);
}

Status read_inet(Thread& t, Value v, Address& out, const char* function) {
    Tuple* parts =
        TRY(address_parts(t, v, function, "AF_INET", 2, 2, "AF_INET address must be a pair (host, port)"));
    std::string host = TRY(host_in_address(t, parts->at(0)));
    uint16_t port = TRY(port_argument(t, parts->at(1), function));
    TRY(resolve(t, host, AF_INET, out));
    out.as<sockaddr_in>()->sin_port = htons(port);
    return {};
}
Status read_inet6(Thread& t, Value v, Address& out, const char* function) {
    Tuple* parts = TRY(address_parts(t, v, function, "AF_INET6", 2, 4,
                                     "AF_INET6 address must be a tuple (host, port[, flowinfo[, scopeid]])"));
    std::string host = TRY(host_in_address(t, parts->at(0)));
    Owned port_number = TRY(to_index(t, parts->at(1)));
    uint32_t flow = parts->length > 2 ? TRY(masked_argument(t, parts->at(2))) : 0;
    uint32_t scope = parts->length > 3 ? TRY(masked_argument(t, parts->at(3))) : 0;
    TRY(resolve(t, host, AF_INET6, out));
    uint16_t port = TRY(port_argument(t, port_number, function));
    if (flow > 0xfffff) return raise_overflow_error(t, "%s(): flowinfo must be 0-1048575.", function);
    auto* in = out.as<sockaddr_in6>();
    in->sin6_port = htons(port);
    in->sin6_flowinfo = htonl(flow);
    // What the host's name says ("fe80::1%eth0") holds unless there is a number.
    if (parts->length > 3) in->sin6_scope_id = scope;
    return {};
}

Status read_unix(Thread& t, Value v, Address& out) {
    std::string path;
    if (is_str(v)) {
        path = TRY(path_text(t, v));
    } else {
        Buffer buffer(t);
        TRY(buffer.open(v));
        path = buffer.view();
    }
    auto* un = out.as<sockaddr_un>();
    bool abstract = !path.empty() && path[0] == '\0';
    if (path.size() + !abstract > sizeof un->sun_path)
        return raise_error(t, exc(t).OSError, "AF_UNIX path too long");
    un->sun_family = AF_UNIX;
    memcpy(un->sun_path, path.data(), path.size());
    bool terminated = !abstract && !path.empty();
    out.length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + terminated);
    return {};
}
Owned make_unix(Thread& t, Address& a) {
    auto* un = reinterpret_cast<sockaddr_un*>(a.get());
    size_t size = a.length - std::min<size_t>(a.length, offsetof(sockaddr_un, sun_path));
    if (size && un->sun_path[0] == '\0') return make_bytes(t, {un->sun_path, size});  // an abstract name
    Owned bytes = TRY(make_bytes(t, {un->sun_path, strnlen(un->sun_path, size)}));
    Value utf8 = intern(t, "utf-8"), how = intern(t, "surrogateescape");
    return call_method(t, bytes, names(t).decode, {utf8, how});
}

}  // namespace

Result<std::string> path_text(Thread& t, Value v) {
    Value utf8 = intern(t, "utf-8"), how = intern(t, "surrogateescape");
    Owned bytes = is_str(v) ? TRY(call_method(t, v, names(t).encode, {utf8, how})) : Owned::share(v);
    if (!is_bytes(bytes)) {
        bytes = TRY(call_special(t, v, intern(t, "__fspath__")));
        if (is_str(bytes)) bytes = TRY(call_method(t, bytes, names(t).encode, {utf8, how}));
        if (!is_bytes(bytes))
            return raise_type_error(t, "expected str, bytes or os.PathLike object, not %s", type_name(t, v));
    }
    return std::string(bytes.as<Bytes>()->view());
}

Result<Tuple*> address_parts(Thread& t, Value v, const char* function, const char* family, size_t least,
                             size_t most, const char* shape) {
    if (!is_tuple(v))
        return raise_type_error(t, "%s(): %s address must be tuple, not %.500s", function, family,
                                type_name(t, v));
    auto* parts = v.as<Tuple>();
    if (parts->length < least || parts->length > most) return raise_type_error(t, "%s", shape);
    return parts;
}

Result<std::string> host_in_address(Thread& t, Value v) {
    std::string host;
    if (is_bytes(v)) {
        host = v.as<Bytes>()->view();
    } else if (is_kind(v, Kind::ByteArray)) {
        host = v.as<ByteArray>()->view();
    } else if (!is_str(v)) {
        return raise_type_error(t, "str, bytes or bytearray expected, not %s", type_name(t, v));
    } else if (as_str(v)->ascii) {
        host = to_utf8(v);
    } else {
        Owned bytes = call_method(t, v, names(t).encode, {intern(t, "idna")});
        if (bytes.is_error()) {
            if (!catch_exception(t, exc(t).Exception)) return Raised{};
            return raise_type_error(t, "encoding of hostname failed");
        }
        host = bytes.as<Bytes>()->view();
    }
    if (host.find('\0') != std::string::npos)
        return raise_type_error(t, "host name must not contain null character");
    return host;
}

Status resolve(Thread& t, const std::string& host, int family, Address& out) {
    bool any4 = family == AF_INET || family == AF_UNSPEC, any6 = family == AF_INET6 || family == AF_UNSPEC;
    if (host == "<broadcast>" || host == "255.255.255.255") {
        if (!any4) return raise_error(t, exc(t).OSError, "address family mismatched");
        auto* in = out.as<sockaddr_in>();
        in->sin_family = AF_INET;
        in->sin_addr.s_addr = INADDR_BROADCAST;
        return {};
    }
    in_addr four;
    if (any4 && inet_pton(AF_INET, host.c_str(), &four) == 1) {
        auto* in = out.as<sockaddr_in>();
        in->sin_family = AF_INET;
        in->sin_addr = four;
        return {};
    }
    in6_addr six;
    if (any6 && host.find('%') == std::string::npos && inet_pton(AF_INET6, host.c_str(), &six) == 1) {
        auto* in = out.as<sockaddr_in6>();
        in->sin6_family = AF_INET6;
        in->sin6_addr = six;
        return {};
    }
    addrinfo hints = {}, *found = nullptr;
    hints.ai_family = family;
    hints.ai_flags = host.empty() ? AI_PASSIVE : 0;
    hints.ai_socktype = host.empty() ? SOCK_DGRAM : 0;
    int code;
    {
        GilRelease nogil(t);
        code =
            getaddrinfo(host.empty() ? nullptr : host.c_str(), host.empty() ? "0" : nullptr, &hints, &found);
    }
    if (code) return raise_gai(t, code);
    bool several = found->ai_next;
    memcpy(&out.storage, found->ai_addr, found->ai_addrlen);
    out.length = found->ai_addrlen;
    freeaddrinfo(found);
    if (host.empty() && several)
        return raise_error(t, exc(t).OSError, "wildcard resolved to multiple address");
    return {};
}

Owned host_text(Thread& t, Address& address) {
    char text[INET6_ADDRSTRLEN] = "";
    sockaddr* a = address.get();
    const void* number = a->sa_family == AF_INET
                             ? static_cast<const void*>(&reinterpret_cast<sockaddr_in*>(a)->sin_addr)
                             : static_cast<const void*>(&reinterpret_cast<sockaddr_in6*>(a)->sin6_addr);
    if (!inet_ntop(a->sa_family, number, text, sizeof text)) return raise_os_error(t, errno);
    return make_str(t, text);
}

Status read_address(Thread& t, Socket* s, Value v, Address& out, const char* function) {
    switch (s->family) {
        case AF_UNIX:
            return read_unix(t, v, out);
        case AF_INET:
        case AF_RDS:
            return read_inet(t, v, out, function);
        case AF_INET6:
            return read_inet6(t, v, out, function);
        default:
            if (TRY(read_rare_address(t, s, v, out, function))) return {};
            return raise_error(t, exc(t).OSError, "%s(): bad family", function);
    }
}

Owned make_address(Thread& t, Address& a, int protocol) {
    if (a.length == 0) return Owned::none();
    switch (a.get()->sa_family) {
        case AF_INET: {
            Owned host = TRY(host_text(t, a));
            auto* in = reinterpret_cast<sockaddr_in*>(a.get());
            return make_tuple(t, {host.get(), Value::from_int(ntohs(in->sin_port))});
        }
        case AF_INET6: {
            Owned host = TRY(host_text(t, a));
            auto* in = reinterpret_cast<sockaddr_in6*>(a.get());
            return make_tuple(
                t, {host.get(), Value::from_int(ntohs(in->sin6_port)),
                    Value::from_int(ntohl(in->sin6_flowinfo)), Value::from_int(in->sin6_scope_id)});
        }
        case AF_UNIX:
            return make_unix(t, a);
        default: {
            Owned rare = make_rare_address(t, a, protocol);
            if (!rare.is_unbound()) return rare;
            Owned bytes = TRY(make_bytes(t, {a.get()->sa_data, sizeof a.get()->sa_data}));
            return make_tuple(t, {Value::from_int(a.get()->sa_family), bytes.get()});
        }
    }
}

}  // namespace minipy::sockets
