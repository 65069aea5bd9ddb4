// _socket: addresses between Python and the system, names and numbers of hosts and services.
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/vm_sockets.h>
#include <net/if.h>
#include <netdb.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>

#include "socket.h"

namespace minipy::sockets {

namespace {

Raised raise_gai(Thread& t, int code) {
    if (code == EAI_SYSTEM) return raise_os_error(t, errno);
    Owned text = TRY(make_str(t, gai_strerror(code)));
    Owned error = TRY(call(t, state(t).gai_error, {Value::from_int(code), text}));
    return raise_instance(t, error);
}

// A host name: str (by IDNA when it is not ASCII), bytes, or None.
Result<std::string> host_name(Thread& t, Value v, const char* function) {
    if (is_str(v)) {
        if (as_str(v)->ascii) return to_utf8(v);
        Value idna = intern(t, "idna");
        Owned bytes = TRY(call_method(t, v, names(t).encode, {idna}));
        return std::string(bytes.as<Bytes>()->view());
    }
    if (is_bytes(v)) return std::string(v.as<Bytes>()->view());
    if (is_kind(v, Kind::ByteArray)) return std::string(v.as<ByteArray>()->view());
    return raise_type_error(t, "%s(): str, bytes or bytearray expected, not %s", function, type_name(t, v));
}

// Fills in the host part of an address; "" is any, "<broadcast>" all.
Status resolve(Thread& t, const std::string& host, int family, Address& out) {
    if (family == AF_INET && (host.empty() || host == "<broadcast>")) {
        auto* in = reinterpret_cast<sockaddr_in*>(&out.storage);
        in->sin_family = AF_INET;
        in->sin_addr.s_addr = htonl(host.empty() ? INADDR_ANY : INADDR_BROADCAST);
        out.length = sizeof *in;
        return {};
    }
    if (family == AF_INET) {
        auto* in = reinterpret_cast<sockaddr_in*>(&out.storage);
        if (inet_pton(AF_INET, host.c_str(), &in->sin_addr) == 1) {
            in->sin_family = AF_INET;
            out.length = sizeof *in;
            return {};
        }
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
    memcpy(&out.storage, found->ai_addr, found->ai_addrlen);
    out.length = found->ai_addrlen;
    freeaddrinfo(found);
    return {};
}

Result<uint16_t> port_argument(Thread& t, Value v, const char* function) {
    if (!is_int(v) && !type_of(t, v)->slots.index) {
        return raise_type_error(t, "'%.200s' object cannot be interpreted as an integer", type_name(t, v));
    }
    int64_t port;
    Owned number = TRY(to_index(t, v));
    if (!int_fits_int64(number, &port) || port < 0 || port > 0xffff)
        return raise_overflow_error(t, "%s(): port must be 0-65535.", function);
    return static_cast<uint16_t>(port);
}

Status read_inet(Thread& t, Value v, Address& out, const char* function, int family) {
    const char* name = family == AF_INET ? "AF_INET" : "AF_INET6";
    if (!is_tuple(v))
        return raise_type_error(t, "%s(): %s address must be tuple, not %.500s", function, name,
                                type_name(t, v));
    Tuple* parts = v.as<Tuple>();
    bool fits = family == AF_INET ? parts->length == 2 : parts->length >= 2 && parts->length <= 4;
    if (!fits) {
        return raise_type_error(
            t,
            family == AF_INET ? "%s(): AF_INET address must be a pair (host, port)"
                              : "%s(): AF_INET6 address must be a tuple (host, port[, flowinfo[, scopeid]])",
            function);
    }
    std::string host = TRY(host_name(t, parts->at(0), function));
    uint16_t port = TRY(port_argument(t, parts->at(1), function));
    TRY(resolve(t, host, family, out));
    if (family == AF_INET) {
        reinterpret_cast<sockaddr_in*>(&out.storage)->sin_port = htons(port);
        return {};
    }
    auto* in = reinterpret_cast<sockaddr_in6*>(&out.storage);
    in->sin6_port = htons(port);
    if (parts->length > 2) {
        int64_t flow = TRY(to_int64(t, parts->at(2)));
        if (flow < 0 || flow > 0xfffff)
            return raise_overflow_error(t, "%s(): flowinfo must be 0-1048575.", function);
        in->sin6_flowinfo = htonl(static_cast<uint32_t>(flow));
    }
    if (parts->length > 3) in->sin6_scope_id = static_cast<uint32_t>(TRY(to_int64(t, parts->at(3))));
    return {};
}

Status read_unix(Thread& t, Value v, Address& out) {
    std::string path;
    if (is_str(v)) {
        Value utf8 = intern(t, "utf-8"), how = intern(t, "surrogateescape");
        Owned bytes = TRY(call_method(t, v, names(t).encode, {utf8, how}));
        path = bytes.as<Bytes>()->view();
    } else {
        Buffer buffer(t);
        TRY(buffer.open(v));
        path = buffer.view();
    }
    auto* un = reinterpret_cast<sockaddr_un*>(&out.storage);
    bool abstract = !path.empty() && path[0] == '\0';
    if (path.size() + !abstract > sizeof un->sun_path)
        return raise_error(t, exc(t).OSError, "AF_UNIX path too long");
    un->sun_family = AF_UNIX;
    memcpy(un->sun_path, path.data(), path.size());
    out.length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() +
                                        (abstract || path.empty() ? 0 : 1));
    return {};
}

Owned host_text(Thread& t, Address& address) {
    char text[NI_MAXHOST];
    int code = getnameinfo(address.get(), address.length, text, sizeof text, nullptr, 0, NI_NUMERICHOST);
    if (code) return raise_gai(t, code);
    return make_str(t, text);
}

}  // namespace

Status read_address(Thread& t, Socket* s, Value v, Address& out, const char* function) {
    switch (s->family) {
        case AF_UNIX:
            return read_unix(t, v, out);
        case AF_INET:
        case AF_INET6:
            return read_inet(t, v, out, function, s->family);
        case AF_NETLINK: {
            if (!is_tuple(v) || v.as<Tuple>()->length != 2)
                return raise_type_error(t, "%s(): AF_NETLINK address must be a pair (pid, groups)", function);
            auto* nl = reinterpret_cast<sockaddr_nl*>(&out.storage);
            nl->nl_family = AF_NETLINK;
            nl->nl_pid = static_cast<uint32_t>(TRY(to_int64(t, v.as<Tuple>()->at(0))));
            nl->nl_groups = static_cast<uint32_t>(TRY(to_int64(t, v.as<Tuple>()->at(1))));
            out.length = sizeof *nl;
            return {};
        }
        case AF_VSOCK: {
            if (!is_tuple(v) || v.as<Tuple>()->length != 2)
                return raise_type_error(t, "%s(): AF_VSOCK address must be a pair (cid, port)", function);
            auto* vm = reinterpret_cast<sockaddr_vm*>(&out.storage);
            vm->svm_family = AF_VSOCK;
            vm->svm_cid = static_cast<uint32_t>(TRY(to_int64(t, v.as<Tuple>()->at(0))));
            vm->svm_port = static_cast<uint32_t>(TRY(to_int64(t, v.as<Tuple>()->at(1))));
            out.length = sizeof *vm;
            return {};
        }
        default:
            return raise_error(t, exc(t).OSError, "%s(): bad family", function);
    }
}

Owned make_address(Thread& t, Address& a, int) {
    if (a.length == 0) return Owned::none();
    switch (a.get()->sa_family) {
        case AF_INET: {
            Owned host = TRY(host_text(t, a));
            return make_tuple(
                t, {host.get(), Value::from_int(ntohs(reinterpret_cast<sockaddr_in*>(a.get())->sin_port))});
        }
        case AF_INET6: {
            Owned host = TRY(host_text(t, a));
            auto* in = reinterpret_cast<sockaddr_in6*>(a.get());
            return make_tuple(
                t, {host.get(), Value::from_int(ntohs(in->sin6_port)),
                    Value::from_int(ntohl(in->sin6_flowinfo)), Value::from_int(in->sin6_scope_id)});
        }
        case AF_UNIX: {
            auto* un = reinterpret_cast<sockaddr_un*>(a.get());
            size_t size = a.length - std::min<size_t>(a.length, offsetof(sockaddr_un, sun_path));
            if (size && un->sun_path[0] == '\0')
                return make_bytes(t, {un->sun_path, size});  // an abstract name
            Owned bytes = TRY(make_bytes(t, {un->sun_path, strnlen(un->sun_path, size)}));
            Value utf8 = intern(t, "utf-8"), how = intern(t, "surrogateescape");
            return call_method(t, bytes, names(t).decode, {utf8, how});
        }
        case AF_NETLINK: {
            auto* nl = reinterpret_cast<sockaddr_nl*>(a.get());
            return make_tuple(t, {Value::from_int(nl->nl_pid), Value::from_int(nl->nl_groups)});
        }
        case AF_VSOCK: {
            auto* vm = reinterpret_cast<sockaddr_vm*>(a.get());
            return make_tuple(t, {Value::from_int(vm->svm_cid), Value::from_int(vm->svm_port)});
        }
        default: {
            Owned bytes = TRY(make_bytes(t, {a.get()->sa_data, a.length - sizeof(sa_family_t)}));
            return make_tuple(t, {Value::from_int(a.get()->sa_family), bytes.get()});
        }
    }
}

namespace {

// ---- the resolver ----

Owned socket_getaddrinfo(Thread& t, const Value* args) {
    std::string host, port;
    bool has_host = !args[0].is_none(), has_port = !args[1].is_none();
    if (has_host) {
        if (!is_str(args[0]) && !is_bytes(args[0]))
            return raise_type_error(t, "getaddrinfo() argument 1 must be string or None");
        host = TRY(host_name(t, args[0], "getaddrinfo"));
    }
    if (is_int(args[1]))
        port = std::to_string(TRY(to_int64(t, args[1])));
    else if (is_str(args[1]))
        port = to_utf8(args[1]);
    else if (is_bytes(args[1]))
        port = args[1].as<Bytes>()->view();
    else if (has_port)
        return raise_error(t, exc(t).OSError, "Int or String expected");
    addrinfo hints = {}, *found = nullptr;
    hints.ai_family = TRY(to_c_int(t, args[2]));
    hints.ai_socktype = TRY(to_c_int(t, args[3]));
    hints.ai_protocol = TRY(to_c_int(t, args[4]));
    hints.ai_flags = TRY(to_c_int(t, args[5]));
    int code;
    {
        GilRelease nogil(t);
        code =
            getaddrinfo(has_host ? host.c_str() : nullptr, has_port ? port.c_str() : nullptr, &hints, &found);
    }
    if (code) return raise_gai(t, code);
    Ref<List> all = TRY(new_list(t));
    Status done = [&]() -> Status {
        for (addrinfo* at = found; at; at = at->ai_next) {
            Address a;
            memcpy(&a.storage, at->ai_addr, at->ai_addrlen);
            a.length = at->ai_addrlen;
            Owned address = TRY(make_address(t, a, at->ai_protocol)),
                  canonical = TRY(make_str(t, at->ai_canonname ? at->ai_canonname : ""));
            TRY(list_push(
                t, all.get(),
                TRY(make_tuple(t, {Value::from_int(at->ai_family), Value::from_int(at->ai_socktype),
                                   Value::from_int(at->ai_protocol), canonical.get(), address.get()}))));
        }
        return {};
    }();
    freeaddrinfo(found);
    TRY(std::move(done));
    return all;
}
Owned socket_getnameinfo(Thread& t, const Value* args) {
    if (!is_tuple(args[0])) return raise_type_error(t, "getnameinfo() argument 1 must be a tuple");
    Tuple* parts = args[0].as<Tuple>();
    if (parts->length < 2) return raise_type_error(t, "getnameinfo(): illegal sockaddr argument");
    std::string host = TRY(host_name(t, parts->at(0), "getnameinfo")),
                port = std::to_string(TRY(to_int64(t, parts->at(1))));
    addrinfo hints = {}, *found = nullptr;
    hints.ai_socktype = SOCK_DGRAM;
    hints.ai_flags = AI_NUMERICHOST;
    int code, flags = TRY(to_c_int(t, args[1]));
    char host_out[NI_MAXHOST], port_out[NI_MAXSERV];
    {
        GilRelease nogil(t);
        code = getaddrinfo(host.c_str(), port.c_str(), &hints, &found);
        if (!code) {
            code = getnameinfo(found->ai_addr, found->ai_addrlen, host_out, sizeof host_out, port_out,
                               sizeof port_out, flags);
            freeaddrinfo(found);
        }
    }
    if (code) return raise_gai(t, code);
    Owned h = TRY(make_str(t, host_out)), p = TRY(make_str(t, port_out));
    return make_tuple(t, {h.get(), p.get()});
}
Owned socket_gethostbyname(Thread& t, const Value* args) {
    Address a;
    TRY(resolve(t, TRY(host_name(t, args[0], "gethostbyname")), AF_INET, a));
    return host_text(t, a);
}
Raised raise_h_error(Thread& t) {
    int code = h_errno;
    Owned text = TRY(make_str(t, hstrerror(code)));
    return raise_instance(t, TRY(call(t, state(t).h_error, {Value::from_int(code), text})));
}
Owned host_entry(Thread& t, hostent* entry) {
    if (!entry) return raise_h_error(t);
    Ref<List> aliases = TRY(new_list(t)), addresses = TRY(new_list(t));
    for (char** at = entry->h_aliases; at && *at; ++at)
        TRY(list_push(t, aliases.get(), TRY(make_str(t, *at))));
    for (char** at = entry->h_addr_list; at && *at; ++at) {
        char text[INET6_ADDRSTRLEN];
        TRY(list_push(t, addresses.get(),
                      TRY(make_str(t, inet_ntop(entry->h_addrtype, *at, text, sizeof text)))));
    }
    Owned name = TRY(make_str(t, entry->h_name));
    return make_tuple(t, {name.get(), Value(aliases), Value(addresses)});
}
Owned socket_gethostbyname_ex(Thread& t, const Value* args) {
    return host_entry(t, gethostbyname(TRY(host_name(t, args[0], "gethostbyname_ex")).c_str()));
}
Owned socket_gethostbyaddr(Thread& t, const Value* args) {
    Address a;
    TRY(resolve(t, TRY(host_name(t, args[0], "gethostbyaddr")), AF_UNSPEC, a));
    if (a.get()->sa_family == AF_INET)
        return host_entry(t, gethostbyaddr(&reinterpret_cast<sockaddr_in*>(a.get())->sin_addr, 4, AF_INET));
    return host_entry(t, gethostbyaddr(&reinterpret_cast<sockaddr_in6*>(a.get())->sin6_addr, 16, AF_INET6));
}
Owned socket_gethostname(Thread& t, const Value*) {
    char name[1024];
    if (gethostname(name, sizeof name) < 0) return raise_os_error(t, errno);
    return make_str(t, name);
}
Owned socket_getservbyname(Thread& t, const Value* args) {
    std::string name = TRY(str_utf8(t, args[0])),
                protocol = args[1].is_unbound() ? "" : TRY(str_utf8(t, args[1]));
    servent* entry = getservbyname(name.c_str(), protocol.empty() ? nullptr : protocol.c_str());
    if (!entry) return raise_error(t, exc(t).OSError, "service/proto not found");
    return make_int(t, int64_t{ntohs(static_cast<uint16_t>(entry->s_port))});
}
Owned socket_getservbyport(Thread& t, const Value* args) {
    int port = TRY(to_c_int(t, args[0]));
    if (port < 0 || port > 0xffff) return raise_overflow_error(t, "getservbyport: port must be 0-65535.");
    std::string protocol = args[1].is_unbound() ? "" : TRY(str_utf8(t, args[1]));
    servent* entry =
        getservbyport(htons(static_cast<uint16_t>(port)), protocol.empty() ? nullptr : protocol.c_str());
    if (!entry) return raise_error(t, exc(t).OSError, "port/proto not found");
    return make_str(t, entry->s_name);
}
Owned socket_getprotobyname(Thread& t, const Value* args) {
    protoent* entry = getprotobyname(TRY(str_utf8(t, args[0])).c_str());
    if (!entry) return raise_error(t, exc(t).OSError, "protocol not found");
    return make_int(t, int64_t{entry->p_proto});
}

// ---- numbers and text ----

Owned socket_inet_aton(Thread& t, const Value* args) {
    in_addr a;
    if (!inet_aton(TRY(str_utf8(t, args[0])).c_str(), &a))
        return raise_error(t, exc(t).OSError, "illegal IP address string passed to inet_aton");
    return make_bytes(t, {reinterpret_cast<char*>(&a), sizeof a});
}
Owned socket_inet_ntoa(Thread& t, const Value* args) {
    Buffer buffer(t);
    TRY(buffer.open(args[0]));
    if (buffer.length() != 4) return raise_error(t, exc(t).OSError, "packed IP wrong length");
    in_addr a;
    memcpy(&a, buffer.data(), 4);
    return make_str(t, inet_ntoa(a));
}
Owned socket_inet_pton(Thread& t, const Value* args) {
    int family = TRY(to_c_int(t, args[0]));
    char packed[16];
    int n = inet_pton(family, TRY(str_utf8(t, args[1])).c_str(), packed);
    if (n < 0) return raise_os_error(t, errno);
    if (n == 0) return raise_error(t, exc(t).OSError, "illegal IP address string passed to inet_pton");
    return make_bytes(t, {packed, family == AF_INET ? size_t{4} : size_t{16}});
}
Owned socket_inet_ntop(Thread& t, const Value* args) {
    int family = TRY(to_c_int(t, args[0]));
    Buffer buffer(t);
    TRY(buffer.open(args[1]));
    if (family != AF_INET && family != AF_INET6)
        return raise_value_error(t, "unknown address family %d", family);
    if (buffer.length() != (family == AF_INET ? 4u : 16u))
        return raise_value_error(t, "invalid length of packed IP address string");
    char text[INET6_ADDRSTRLEN];
    return make_str(t, inet_ntop(family, buffer.data(), text, sizeof text));
}
template <class T, T (*F)(T)>
Owned swap_bytes(Thread& t, const Value* args) {
    int64_t n = TRY(to_int64(t, args[0]));
    if (n < 0)
        return raise_overflow_error(t, "can't convert negative Python int to C 16-bit unsigned integer");
    if (n > static_cast<int64_t>(static_cast<T>(-1)))
        return raise_overflow_error(t, "Python int too large to convert to C %zu-bit unsigned integer",
                                    sizeof(T) * 8);
    return make_int(t, static_cast<int64_t>(F(static_cast<T>(n))));
}
Owned socket_if_nameindex(Thread& t, const Value*) {
    Ref<List> all = TRY(new_list(t));
    struct if_nameindex* list = if_nameindex();
    if (!list) return raise_os_error(t, errno);
    for (struct if_nameindex* at = list; at->if_index; ++at) {
        Owned name = make_str(t, at->if_name);
        Owned pair = make_tuple(t, {Value::from_int(at->if_index), name.get()});
        if (list_append(t, all.get(), pair).is_error()) break;
    }
    if_freenameindex(list);
    return all;
}
Owned socket_if_nametoindex(Thread& t, const Value* args) {
    unsigned n = if_nametoindex(TRY(str_utf8(t, args[0])).c_str());
    if (!n) return raise_error(t, exc(t).OSError, "no interface with this name");
    return make_int(t, int64_t{n});
}
Owned socket_if_indextoname(Thread& t, const Value* args) {
    char name[IF_NAMESIZE];
    if (!if_indextoname(static_cast<unsigned>(TRY(to_int64(t, args[0]))), name))
        return raise_os_error(t, errno);
    return make_str(t, name);
}
Owned socket_sethostname(Thread& t, const Value* args) {
    std::string name = TRY(host_name(t, args[0], "sethostname"));
    if (sethostname(name.c_str(), name.size()) != 0) return raise_os_error(t, errno);
    return Owned::none();
}

const FunctionSpec functions[] = {
    {"getaddrinfo(host, port, family=0, type=0, proto=0, flags=0)", socket_getaddrinfo},
    {"getnameinfo(sockaddr, flags, /)", socket_getnameinfo},
    {"gethostbyname(host, /)", socket_gethostbyname},
    {"gethostbyname_ex(host, /)", socket_gethostbyname_ex},
    {"gethostbyaddr(host, /)", socket_gethostbyaddr},
    {"gethostname()", socket_gethostname},
    {"sethostname(name, /)", socket_sethostname},
    {"getservbyname(servicename, protocolname=..., /)", socket_getservbyname},
    {"getservbyport(port, protocolname=..., /)", socket_getservbyport},
    {"getprotobyname(name, /)", socket_getprotobyname},
    {"inet_aton(string, /)", socket_inet_aton},
    {"inet_ntoa(packed_ip, /)", socket_inet_ntoa},
    {"inet_pton(af, ip, /)", socket_inet_pton},
    {"inet_ntop(af, packed_ip, /)", socket_inet_ntop},
    {"ntohs(x, /)", swap_bytes<uint16_t, ntohs>},
    {"htons(x, /)", swap_bytes<uint16_t, htons>},
    {"ntohl(x, /)", swap_bytes<uint32_t, ntohl>},
    {"htonl(x, /)", swap_bytes<uint32_t, htonl>},
    {"if_nameindex()", socket_if_nameindex},
    {"if_nametoindex(oname, /)", socket_if_nametoindex},
    {"if_indextoname(index, /)", socket_if_indextoname},
};

}  // namespace

std::span<const FunctionSpec> address_functions() { return functions; }

}  // namespace minipy::sockets
