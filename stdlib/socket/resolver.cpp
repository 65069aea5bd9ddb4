// _socket: names and numbers of hosts, services, protocols and interfaces.
#include <arpa/inet.h>
#include <net/if.h>
#include <netdb.h>
#include <unistd.h>

#include <climits>
#include <cstring>

#include "socket.h"

namespace minipy::sockets {

Raised raise_gai(Thread& t, int code) {
    if (code == EAI_SYSTEM) return raise_os_error(t, errno);
    Owned text = TRY(make_str(t, gai_strerror(code)));
    Owned error = TRY(call(t, state(t).gai_error, {Value::from_int(code), text}));
    return raise_instance(t, error);
}

namespace {

// ---- hosts ----

// A host's name as an argument of its own: str (by IDNA), bytes or bytearray, without zero characters.
Result<std::string> host_argument(Thread& t, Value v, const char* function) {
    std::string host;
    if (is_str(v)) {
        Owned bytes = TRY(call_method(t, v, names(t).encode, {intern(t, "idna")}));
        host = bytes.as<Bytes>()->view();
    } else if (is_bytes(v)) {
        host = v.as<Bytes>()->view();
    } else if (is_kind(v, Kind::ByteArray)) {
        host = v.as<ByteArray>()->view();
    } else {
        return raise_type_error(t, "%s() argument 1 must be str, bytes or bytearray, not %s", function,
                                v.is_none() ? "None" : type_name(t, v));
    }
    if (host.find('\0') != std::string::npos)
        return raise_type_error(t, "%s() argument 1 must be encoded string without null bytes, not %s",
                                function, type_name(t, v));
    return host;
}

Owned describe(Thread& t, addrinfo* found) {
    Ref<List> all = TRY(new_list(t));
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
    return all;
}
// A port's number or a service's name. CPython takes an int and none of its subclasses here.
Result<std::string> service_argument(Thread& t, Value v) {
    if (type_of(t, v) == types(t).int_) return std::to_string(TRY(to_int64(t, v)));
    if (is_str(v))
        return std::string(TRY(call_method(t, v, names(t).encode, {intern(t, "utf-8")})).as<Bytes>()->view());
    if (is_bytes(v)) return std::string(v.as<Bytes>()->view());
    return raise_error(t, exc(t).OSError, "Int or String expected");
}
Owned get_address_info(Thread& t, const Value* args) {
    std::string host, port;
    bool has_host = !args[0].is_none(), has_port = !args[1].is_none();
    if (is_str(args[0])) {
        host = TRY(call_method(t, args[0], names(t).encode, {intern(t, "idna")})).as<Bytes>()->view();
    } else if (is_bytes(args[0])) {
        host = args[0].as<Bytes>()->view();
    } else if (has_host) {
        return raise_type_error(t, "getaddrinfo() argument 1 must be string or None");
    }
    if (has_port) port = TRY(service_argument(t, args[1]));
    addrinfo hints = {}, *found = nullptr;
    hints.ai_family = TRY(int_argument(t, args[2]));
    hints.ai_socktype = TRY(int_argument(t, args[3]));
    hints.ai_protocol = TRY(int_argument(t, args[4]));
    hints.ai_flags = TRY(int_argument(t, args[5]));
    int code;
    {
        GilRelease nogil(t);
        code =
            getaddrinfo(has_host ? host.c_str() : nullptr, has_port ? port.c_str() : nullptr, &hints, &found);
    }
    if (code) return raise_gai(t, code);
    Owned all = describe(t, found);
    freeaddrinfo(found);
    return all;
}

Owned get_name_info(Thread& t, const Value* args) {
    constexpr const char* kIllegal = "getnameinfo(): illegal sockaddr argument";
    int flags = TRY(int_argument(t, args[1]));
    if (!is_tuple(args[0])) return raise_type_error(t, "getnameinfo() argument 1 must be a tuple");
    auto* parts = args[0].as<Tuple>();
    if (parts->length < 2 || parts->length > 4 || !is_str(parts->at(0)))
        return raise_type_error(t, "%s", kIllegal);
    std::string host = TRY(text_argument(t, parts->at(0), "getnameinfo", 1)),
                port = std::to_string(TRY(int_argument(t, parts->at(1))));
    uint32_t flow = parts->length > 2 ? TRY(masked_argument(t, parts->at(2))) : 0,
                  scope = parts->length > 3 ? TRY(masked_argument(t, parts->at(3))) : 0;
    if (flow > 0xfffff) return raise_overflow_error(t, "getnameinfo(): flowinfo must be 0-1048575.");
    addrinfo hints = {}, *found = nullptr;
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_DGRAM;
    hints.ai_flags = AI_NUMERICHOST;
    int code;
    {
        GilRelease nogil(t);
        code = getaddrinfo(host.c_str(), port.c_str(), &hints, &found);
    }
    if (code) return raise_gai(t, code);
    Address a;
    memcpy(&a.storage, found->ai_addr, found->ai_addrlen);
    a.length = found->ai_addrlen;
    bool several = found->ai_next;
    freeaddrinfo(found);
    if (several) return raise_error(t, exc(t).OSError, "sockaddr resolved to multiple addresses");
    if (a.get()->sa_family == AF_INET && parts->length != 2)
        return raise_error(t, exc(t).OSError, "IPv4 sockaddr must be 2 tuple");
    if (a.get()->sa_family == AF_INET6) {
        auto* in = reinterpret_cast<sockaddr_in6*>(a.get());
        in->sin6_flowinfo = htonl(flow);
        in->sin6_scope_id = scope;
    }
    char host_out[NI_MAXHOST], port_out[NI_MAXSERV];
    {
        GilRelease nogil(t);
        code = getnameinfo(a.get(), a.length, host_out, sizeof host_out, port_out, sizeof port_out, flags);
    }
    if (code) return raise_gai(t, code);
    Owned h = TRY(make_str(t, host_out)), p = TRY(make_str(t, port_out));
    return make_tuple(t, {h.get(), p.get()});
}

Owned get_host_by_name(Thread& t, const Value* args) {
    Address a;
    TRY(resolve(t, TRY(host_argument(t, args[0], "gethostbyname")), AF_INET, a));
    return host_text(t, a);
}
Raised raise_h_error(Thread& t, int code) {
    Owned text = TRY(make_str(t, hstrerror(code)));
    return raise_instance(t, TRY(call(t, state(t).h_error, {Value::from_int(code), text})));
}

// A question to the resolver that needs memory for its answer.
struct HostQuestion {
    hostent entry = {};
    hostent* found = nullptr;
    int error = 0;
    char room[16384];
};
Owned host_entry(Thread& t, HostQuestion& q) {
    if (!q.found) return raise_h_error(t, q.error);
    Ref<List> aliases = TRY(new_list(t)), addresses = TRY(new_list(t));
    for (char** at = q.found->h_aliases; at && *at; ++at)
        TRY(list_push(t, aliases.get(), TRY(make_str(t, *at))));
    for (char** at = q.found->h_addr_list; at && *at; ++at) {
        char text[INET6_ADDRSTRLEN];
        TRY(list_push(t, addresses.get(),
                      TRY(make_str(t, inet_ntop(q.found->h_addrtype, *at, text, sizeof text)))));
    }
    Owned name = TRY(make_str(t, q.found->h_name));
    return make_tuple(t, {name.get(), Value(aliases), Value(addresses)});
}
Owned get_host_by_name_ex(Thread& t, const Value* args) {
    std::string host = TRY(host_argument(t, args[0], "gethostbyname_ex"));
    Address a;
    TRY(resolve(t, host, AF_INET, a));
    auto q = std::make_unique<HostQuestion>();
    {
        GilRelease nogil(t);
        gethostbyname_r(host.c_str(), &q->entry, q->room, sizeof q->room, &q->found, &q->error);
    }
    return host_entry(t, *q);
}
Owned get_host_by_address(Thread& t, const Value* args) {
    Address a;
    TRY(resolve(t, TRY(host_argument(t, args[0], "gethostbyaddr")), AF_UNSPEC, a));
    sockaddr* found = a.get();
    bool four = found->sa_family == AF_INET;
    const void* number = four ? static_cast<void*>(&reinterpret_cast<sockaddr_in*>(found)->sin_addr)
                              : static_cast<void*>(&reinterpret_cast<sockaddr_in6*>(found)->sin6_addr);
    auto q = std::make_unique<HostQuestion>();
    {
        GilRelease nogil(t);
        gethostbyaddr_r(number, four ? 4 : 16, found->sa_family, &q->entry, q->room, sizeof q->room,
                        &q->found, &q->error);
    }
    return host_entry(t, *q);
}

Owned get_host_name(Thread& t, const Value*) {
    char name[1024];
    if (gethostname(name, sizeof name) < 0) return raise_os_error(t, errno);
    return make_str(t, name);
}
Owned set_host_name(Thread& t, const Value* args) {
    std::string name = TRY(path_text(t, args[0]));
    if (sethostname(name.c_str(), name.size()) != 0) return raise_os_error(t, errno);
    return Owned::none();
}

// ---- services and protocols ----

Result<std::string> protocol_argument(Thread& t, Value v, const char* function) {
    if (v.is_unbound()) return std::string();
    return text_argument(t, v, function, 2);
}
Owned get_service_by_name(Thread& t, const Value* args) {
    std::string name = TRY(text_argument(t, args[0], "getservbyname", 1)),
                protocol = TRY(protocol_argument(t, args[1], "getservbyname"));
    servent* entry = getservbyname(name.c_str(), args[1].is_unbound() ? nullptr : protocol.c_str());
    if (!entry) return raise_error(t, exc(t).OSError, "service/proto not found");
    return make_int(t, int64_t{ntohs(static_cast<uint16_t>(entry->s_port))});
}
Owned get_service_by_port(Thread& t, const Value* args) {
    int port = TRY(int_argument(t, args[0]));
    std::string protocol = TRY(protocol_argument(t, args[1], "getservbyport"));
    if (port < 0 || port > 0xffff) return raise_overflow_error(t, "getservbyport: port must be 0-65535.");
    servent* entry =
        getservbyport(htons(static_cast<uint16_t>(port)), args[1].is_unbound() ? nullptr : protocol.c_str());
    if (!entry) return raise_error(t, exc(t).OSError, "port/proto not found");
    return make_str(t, entry->s_name);
}
Owned get_protocol_by_name(Thread& t, const Value* args) {
    protoent* entry = getprotobyname(TRY(text_argument(t, args[0], "getprotobyname", 1)).c_str());
    if (!entry) return raise_error(t, exc(t).OSError, "protocol not found");
    return make_int(t, int64_t{entry->p_proto});
}

// ---- numbers and text ----

Owned text_to_four(Thread& t, const Value* args) {
    in_addr a;
    if (!inet_aton(TRY(text_argument(t, args[0], "inet_aton", 1)).c_str(), &a))
        return raise_error(t, exc(t).OSError, "illegal IP address string passed to inet_aton");
    return make_bytes(t, {reinterpret_cast<char*>(&a), sizeof a});
}
Owned four_to_text(Thread& t, const Value* args) {
    Buffer buffer(t);
    TRY(buffer.open(args[0]));
    if (buffer.length() != 4) return raise_error(t, exc(t).OSError, "packed IP wrong length for inet_ntoa");
    char text[INET_ADDRSTRLEN];
    return make_str(t, inet_ntop(AF_INET, buffer.data(), text, sizeof text));
}
Owned text_to_packed(Thread& t, const Value* args) {
    int family = TRY(int_argument(t, args[0]));
    char packed[16];
    int n = inet_pton(family, TRY(text_argument(t, args[1], "inet_pton", 2)).c_str(), packed);
    if (n < 0) return raise_os_error(t, errno);
    if (n == 0) return raise_error(t, exc(t).OSError, "illegal IP address string passed to inet_pton");
    return make_bytes(t, {packed, family == AF_INET ? size_t{4} : size_t{16}});
}
Owned packed_to_text(Thread& t, const Value* args) {
    int family = TRY(int_argument(t, args[0]));
    Buffer buffer(t);
    TRY(buffer.open(args[1]));
    if (family != AF_INET && family != AF_INET6)
        return raise_value_error(t, "unknown address family %d", family);
    if (buffer.length() != (family == AF_INET ? 4u : 16u))
        return raise_value_error(t, "invalid length of packed IP address string");
    char text[INET6_ADDRSTRLEN];
    return make_str(t, inet_ntop(family, buffer.data(), text, sizeof text));
}
template <bool ToNetwork>
Owned swap_short(Thread& t, const Value* args) {
    constexpr const char* kName = ToNetwork ? "htons" : "ntohs";
    int n = TRY(int_argument(t, args[0]));
    if (n < 0)
        return raise_overflow_error(t, "%s: can't convert negative Python int to C 16-bit unsigned integer",
                                    kName);
    if (n > 0xffff)
        return raise_overflow_error(t, "%s: Python int too large to convert to C 16-bit unsigned integer",
                                    kName);
    return make_int(t, int64_t{htons(static_cast<uint16_t>(n))});  // its own inverse
}
Owned swap_long(Thread& t, const Value* args) {
    if (!is_int(args[0])) return raise_type_error(t, "expected int, %s found", type_name(t, args[0]));
    unsigned long n = TRY(unsigned_argument(t, args[0]));
    if (n > 0xffffffff) return raise_overflow_error(t, "int larger than 32 bits");
    return make_int(t, int64_t{htonl(static_cast<uint32_t>(n))});
}

// ---- interfaces ----

Owned interface_names(Thread& t, const Value*) {
    Ref<List> all = TRY(new_list(t));
    struct if_nameindex* list = if_nameindex();
    if (!list) return raise_os_error(t, errno);
    Status done;
    for (struct if_nameindex* at = list; at->if_index && !done.is_error(); ++at) {
        Owned name = make_str(t, at->if_name);
        Owned pair =
            name.is_error() ? Owned(Raised{}) : make_tuple(t, {Value::from_int(at->if_index), name.get()});
        done = pair.is_error() ? Status(Raised{}) : list_append(t, all.get(), pair);
    }
    if_freenameindex(list);
    if (done.is_error()) return Raised{};
    return all;
}
Owned interface_index(Thread& t, const Value* args) {
    std::string name = TRY(path_text(t, args[0]));
    if (name.find('\0') != std::string::npos) return raise_value_error(t, "embedded null byte");
    unsigned n = if_nametoindex(name.c_str());
    if (!n) return raise_error(t, exc(t).OSError, "no interface with this name");
    return make_int(t, int64_t{n});
}
Owned interface_name(Thread& t, const Value* args) {
    if (!is_int(args[0])) return raise_type_error(t, "an integer is required");
    unsigned long index = TRY(unsigned_argument(t, args[0]));
    char name[IF_NAMESIZE];
    if (!if_indextoname(static_cast<unsigned>(index), name)) return raise_os_error(t, errno);
    return make_str(t, name);
}

const FunctionSpec resolving[] = {
    {"getaddrinfo(host, port, family=0, type=0, proto=0, flags=0)", get_address_info,
     "Resolve host and port into addrinfo struct."},
    {"getnameinfo(sockaddr, flags, /)", get_name_info, "Get host and port for a sockaddr."},
    {"gethostbyname(host, /)", get_host_by_name, "The IP address ('255.255.255.255') of a host."},
    {"gethostbyname_ex(host, /)", get_host_by_name_ex,
     "The true host name, aliases and IP addresses of a host."},
    {"gethostbyaddr(host, /)", get_host_by_address,
     "The true host name, aliases and IP addresses of a host's address."},
    {"gethostname()", get_host_name, "Return the current host name."},
    {"sethostname(name, /)", set_host_name, "Sets the hostname to name."},
    {"counted getservbyname(servicename, protocolname=..., /)", get_service_by_name, "The port of a service."},
    {"counted getservbyport(port, protocolname=..., /)", get_service_by_port, "The name of the service at a port."},
    {"getprotobyname(name, /)", get_protocol_by_name, "The number of a protocol."},
};
const FunctionSpec numbers[] = {
    {"inet_aton(string, /)", text_to_four, "'127.0.0.1' as 4 bytes."},
    {"inet_ntoa(packed_ip, /)", four_to_text, "4 bytes as '127.0.0.1'."},
    {"inet_pton(af, ip, /)", text_to_packed, "An IP address of that family as bytes."},
    {"inet_ntop(af, packed_ip, /)", packed_to_text, "Bytes as an IP address of that family."},
    {"ntohs(x, /)", swap_short<false>, "Convert a 16-bit unsigned integer from network to host byte order."},
    {"htons(x, /)", swap_short<true>, "Convert a 16-bit unsigned integer from host to network byte order."},
    {"ntohl(x, /)", swap_long, "Convert a 32-bit unsigned integer from network to host byte order."},
    {"htonl(x, /)", swap_long, "Convert a 32-bit unsigned integer from host to network byte order."},
    {"if_nameindex()", interface_names, "A list of pairs (index, name) of the network interfaces."},
    {"if_nametoindex(oname, /)", interface_index,
     "Returns the interface index corresponding to the interface name."},
    {"if_indextoname(index, /)", interface_name,
     "Returns the interface name corresponding to the interface index."},
};

}  // namespace

std::span<const FunctionSpec> resolver_functions() { return resolving; }
std::span<const FunctionSpec> number_functions() { return numbers; }

}  // namespace minipy::sockets
