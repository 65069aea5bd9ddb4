// _socket: addresses of the families that few programs use.
//
//     AF_NETLINK   (pid, groups)                          AF_VSOCK      (cid, port)
//     AF_PACKET    (interface, protocol[, packet type[, hardware type[, address]]])
//     AF_CAN       (interface,), by protocol with more    AF_QIPCRTR    (node, port)
//     AF_TIPC      (kind, v1, v2, v3[, scope])            AF_ALG        (type, name[, feat[, mask]])
//     AF_BLUETOOTH by protocol
#include <arpa/inet.h>
#include <linux/can.h>
#include <linux/if_alg.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/qrtr.h>
#include <linux/tipc.h>
#include <linux/vm_sockets.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sys/ioctl.h>

#include <cstring>

#include "bluetooth.h"
#include "socket.h"

namespace minipy::sockets {

namespace {

Result<uint32_t> number(Thread& t, Value v) { return masked_argument(t, v); }

// The index of the interface of that name; 0 for "".
Result<int> interface_index(Thread& t, Socket* s, const std::string& name) {
    ifreq request = {};
    if (name.empty()) return 0;
    if (name.size() >= sizeof request.ifr_name)
        return raise_error(t, exc(t).OSError, "AF_CAN interface name too long");
    memcpy(request.ifr_name, name.data(), name.size());
    if (ioctl(s->fd, SIOCGIFINDEX, &request) < 0) return raise_os_error(t, errno);
    return request.ifr_ifindex;
}
Owned interface_name(Thread& t, int index) {
    char name[IF_NAMESIZE] = "";
    if (index) if_indextoname(static_cast<unsigned>(index), name);
    return make_str(t, name);
}

Status read_netlink(Thread& t, Value v, Address& out, const char* function) {
    Tuple* parts = TRY(
        address_parts(t, v, function, "AF_NETLINK", 2, 2, "AF_NETLINK address must be a pair (pid, groups)"));
    auto* nl = out.as<sockaddr_nl>();
    nl->nl_family = AF_NETLINK;
    nl->nl_pid = TRY(number(t, parts->at(0)));
    nl->nl_groups = TRY(number(t, parts->at(1)));
    return {};
}
Status read_vsock(Thread& t, Value v, Address& out) {
    if (!is_tuple(v))
        return raise_type_error(t, "getsockaddrarg: AF_VSOCK address must be tuple, not %.500s",
                                type_name(t, v));
    Tuple* parts = TRY(address_parts(t, v, "", "", 2, 2, "getsockaddrarg() takes exactly 2 arguments"));
    auto* vm = out.as<sockaddr_vm>();
    vm->svm_family = AF_VSOCK;
    vm->svm_cid = TRY(number(t, parts->at(0)));
    vm->svm_port = TRY(number(t, parts->at(1)));
    return {};
}
Status read_qrtr(Thread& t, Value v, Address& out) {
    Tuple* parts = TRY(address_parts(t, v, "getsockaddrarg", "AF_QIPCRTR", 2, 2,
                                     "AF_QIPCRTR address must be a pair (node, port)"));
    auto* qrtr = out.as<sockaddr_qrtr>();
    qrtr->sq_family = AF_QIPCRTR;
    qrtr->sq_node = TRY(number(t, parts->at(0)));
    qrtr->sq_port = TRY(number(t, parts->at(1)));
    return {};
}

Status read_packet(Thread& t, Socket* s, Value v, Address& out, const char* function) {
    constexpr const char* kShape = "AF_PACKET address must be a tuple of two to five elements";
    Tuple* parts = TRY(address_parts(t, v, function, "AF_PACKET", 2, 5, kShape));
    std::string name = TRY(text_argument(t, parts->at(0), function, 1));
    int protocol = TRY(int_argument(t, parts->at(1)));
    auto part = [&](size_t i) -> Result<int> {
        return parts->length > i ? int_argument(t, parts->at(i)) : Result<int>(0);
    };
    int packet_type = TRY(part(2)), hardware_type = TRY(part(3));
    Buffer address(t);
    if (parts->length > 4) {
        TRY(address.open(parts->at(4)));
        if (address.length() > 8) return raise_value_error(t, "Hardware address must be 8 bytes or less");
    }
    int index = TRY(interface_index(t, s, name));
    if (protocol < 0 || protocol > 0xffff)
        return raise_overflow_error(t, "%s(): proto argument must be 0-65535.", function);
    auto* ll = out.as<sockaddr_ll>();
    ll->sll_family = AF_PACKET;
    ll->sll_protocol = htons(static_cast<uint16_t>(protocol));
    ll->sll_ifindex = index;
    ll->sll_pkttype = static_cast<unsigned char>(packet_type);
    ll->sll_hatype = static_cast<unsigned short>(hardware_type);
    if (address.length()) memcpy(ll->sll_addr, address.data(), address.length());
    ll->sll_halen = static_cast<unsigned char>(address.length());
    return {};
}
Owned make_packet(Thread& t, sockaddr_ll* ll) {
    Owned name = TRY(interface_name(t, ll->sll_ifindex)),
          address = TRY(make_bytes(t, {reinterpret_cast<char*>(ll->sll_addr), ll->sll_halen}));
    return make_tuple(t, {name.get(), Value::from_int(ntohs(ll->sll_protocol)),
                          Value::from_int(ll->sll_pkttype), Value::from_int(ll->sll_hatype), address.get()});
}

Status read_can(Thread& t, Socket* s, Value v, Address& out, const char* function) {
    bool isotp = s->protocol == CAN_ISOTP, j1939 = s->protocol == CAN_J1939;
    size_t parts_count = isotp ? 3 : j1939 ? 4 : 1;
    std::string shape = std::string(function) + "(): AF_CAN address must be a tuple " +
                        (isotp   ? "(interface, rx_addr, tx_addr)"
                         : j1939 ? "(interface, name, pgn, addr)"
                                 : "(interface, )");
    Tuple* parts = TRY(address_parts(t, v, function, "AF_CAN", parts_count, parts_count, shape.c_str()));
    int index = TRY(interface_index(t, s, TRY(path_text(t, parts->at(0)))));
    auto* can = out.as<sockaddr_can>();
    can->can_family = AF_CAN;
    can->can_ifindex = index;
    if (isotp) {
        can->can_addr.tp.rx_id = TRY(number(t, parts->at(1)));
        can->can_addr.tp.tx_id = TRY(number(t, parts->at(2)));
    }
    if (j1939) {
        can->can_addr.j1939.name = TRY(unsigned_argument(t, parts->at(1)));
        can->can_addr.j1939.pgn = TRY(number(t, parts->at(2)));
        can->can_addr.j1939.addr = static_cast<uint8_t>(TRY(number(t, parts->at(3))));
    }
    return {};
}
Owned make_can(Thread& t, sockaddr_can* can, int protocol) {
    Owned name = TRY(interface_name(t, can->can_ifindex));
    if (protocol == CAN_ISOTP) {
        return make_tuple(t, {name.get(), Value::from_int(can->can_addr.tp.rx_id),
                              Value::from_int(can->can_addr.tp.tx_id)});
    }
    if (protocol == CAN_J1939) {
        Owned own = TRY(make_int(t, static_cast<int64_t>(can->can_addr.j1939.name)));
        return make_tuple(t, {name.get(), own.get(), Value::from_int(can->can_addr.j1939.pgn),
                              Value::from_int(can->can_addr.j1939.addr)});
    }
    return make_tuple(t, {name.get()});
}

Status read_tipc(Thread& t, Value v, Address& out, const char* function) {
    std::string shape =
        std::string(function) + "(): AF_TIPC address must be a tuple (addr_type, v1, v2, v3[, scope])";
    Tuple* parts = TRY(address_parts(t, v, function, "AF_TIPC", 4, 5, shape.c_str()));
    uint32_t kind = TRY(number(t, parts->at(0))), a = TRY(number(t, parts->at(1))),
             b = TRY(number(t, parts->at(2))), c = TRY(number(t, parts->at(3))), scope = TIPC_CLUSTER_SCOPE;
    if (parts->length > 4) scope = TRY(number(t, parts->at(4)));
    auto* tipc = out.as<sockaddr_tipc>();
    tipc->family = AF_TIPC;
    tipc->addrtype = static_cast<unsigned char>(kind);
    tipc->scope = static_cast<signed char>(scope);
    if (kind == TIPC_ADDR_NAMESEQ) {
        tipc->addr.nameseq = {a, b, c};
    } else if (kind == TIPC_ADDR_NAME) {
        tipc->addr.name.name = {a, b};
        tipc->addr.name.domain = c;
    } else if (kind == TIPC_ADDR_ID) {
        tipc->addr.id = {b, a};
    } else {
        return raise_type_error(t, "%s(): unknown address type", function);
    }
    return {};
}
Owned make_tipc(Thread& t, sockaddr_tipc* tipc) {
    uint32_t a, b, c;
    switch (tipc->addrtype) {
        case TIPC_ADDR_NAMESEQ:
            a = tipc->addr.nameseq.type, b = tipc->addr.nameseq.lower, c = tipc->addr.nameseq.upper;
            break;
        case TIPC_ADDR_NAME:
            a = tipc->addr.name.name.type, b = tipc->addr.name.name.instance,
            c = tipc->addr.name.name.instance;
            break;
        case TIPC_ADDR_ID:
            a = tipc->addr.id.node, b = tipc->addr.id.ref, c = 0;
            break;
        default:
            return raise_value_error(t, "Invalid address type");
    }
    return make_tuple(t, {Value::from_int(tipc->addrtype), Value::from_int(a), Value::from_int(b),
                          Value::from_int(c), Value::from_int(tipc->scope)});
}

Status read_alg(Thread& t, Value v, Address& out, const char* function) {
    std::string shape =
        std::string(function) + "(): AF_ALG address must be a tuple (type, name [, feat [, mask]])";
    Tuple* parts = TRY(address_parts(t, v, function, "AF_ALG", 2, 4, shape.c_str()));
    std::string type = TRY(text_argument(t, parts->at(0), function, 1)),
                name = TRY(text_argument(t, parts->at(1), function, 2));
    auto* alg = out.as<sockaddr_alg>();
    alg->salg_family = AF_ALG;
    if (type.size() >= sizeof alg->salg_type) return raise_value_error(t, "AF_ALG type too long.");
    if (name.size() >= sizeof alg->salg_name) return raise_value_error(t, "AF_ALG name too long.");
    memcpy(alg->salg_type, type.data(), type.size());
    memcpy(alg->salg_name, name.data(), name.size());
    if (parts->length > 2) alg->salg_feat = TRY(number(t, parts->at(2)));
    if (parts->length > 3) alg->salg_mask = TRY(number(t, parts->at(3)));
    return {};
}

// ---- Bluetooth ----

// "01:23:45:67:89:AB", the last byte first in memory.
Status read_device(Thread& t, Value v, bluetooth::Device& out) {
    std::string text = TRY(str_utf8(t, v));
    unsigned b[6];
    char rest;
    if (sscanf(text.c_str(), "%X:%X:%X:%X:%X:%X%c", &b[5], &b[4], &b[3], &b[2], &b[1], &b[0], &rest) != 6)
        return raise_error(t, exc(t).OSError, "bad bluetooth address");
    for (int i = 0; i < 6; ++i) {
        if (b[i] > 0xff) return raise_error(t, exc(t).OSError, "bad bluetooth address");
        out.bytes[i] = static_cast<uint8_t>(b[i]);
    }
    return {};
}
Owned device_text(Thread& t, const bluetooth::Device& d) {
    char text[24];
    const uint8_t* b = d.bytes;
    snprintf(text, sizeof text, "%02X:%02X:%02X:%02X:%02X:%02X", b[5], b[4], b[3], b[2], b[1], b[0]);
    return make_str(t, text);
}
Status read_bluetooth(Thread& t, Socket* s, Value v, Address& out, const char* function) {
    auto wrong = [&] { return raise_error(t, exc(t).OSError, "%s(): wrong format", function); };
    auto* parts = is_tuple(v) ? v.as<Tuple>() : nullptr;
    switch (s->protocol) {
        case bluetooth::kL2cap: {
            if (!parts || parts->length != 2) return wrong();
            auto* l2 = out.as<bluetooth::L2capAddress>();
            l2->family = AF_BLUETOOTH;
            TRY(read_device(t, parts->at(0), l2->device));
            l2->psm = static_cast<uint16_t>(TRY(int_argument(t, parts->at(1))));
            return {};
        }
        case bluetooth::kRfcomm: {
            if (!parts || parts->length != 2) return wrong();
            auto* rc = out.as<bluetooth::RfcommAddress>();
            rc->family = AF_BLUETOOTH;
            TRY(read_device(t, parts->at(0), rc->device));
            rc->channel = static_cast<uint8_t>(TRY(int_argument(t, parts->at(1))));
            return {};
        }
        case bluetooth::kHci: {
            if (!parts || parts->length != 1) return wrong();
            auto* hci = out.as<bluetooth::HciAddress>();
            hci->family = AF_BLUETOOTH;
            hci->device = static_cast<uint16_t>(TRY(int_argument(t, parts->at(0))));
            return {};
        }
        case bluetooth::kSco: {
            if (!is_bytes(v)) return wrong();
            auto* sco = out.as<bluetooth::ScoAddress>();
            sco->family = AF_BLUETOOTH;
            Owned text = TRY(make_str(t, v.as<Bytes>()->view()));
            return read_device(t, text, sco->device);
        }
        default:
            return raise_error(t, exc(t).OSError, "%s(): unknown Bluetooth protocol", function);
    }
}
Owned make_bluetooth(Thread& t, Address& a, int protocol) {
    switch (protocol) {
        case bluetooth::kL2cap: {
            auto* l2 = reinterpret_cast<bluetooth::L2capAddress*>(a.get());
            Owned device = TRY(device_text(t, l2->device));
            return make_tuple(t, {device.get(), Value::from_int(l2->psm)});
        }
        case bluetooth::kRfcomm: {
            auto* rc = reinterpret_cast<bluetooth::RfcommAddress*>(a.get());
            Owned device = TRY(device_text(t, rc->device));
            return make_tuple(t, {device.get(), Value::from_int(rc->channel)});
        }
        case bluetooth::kHci:
            return make_int(t, int64_t{reinterpret_cast<bluetooth::HciAddress*>(a.get())->device});
        case bluetooth::kSco:
            return device_text(t, reinterpret_cast<bluetooth::ScoAddress*>(a.get())->device);
        default:
            return raise_value_error(t, "Unknown Bluetooth protocol");
    }
}

Status read_by_family(Thread& t, Socket* s, Value v, Address& out, const char* function, bool* known) {
    switch (s->family) {
        case AF_NETLINK:
            return read_netlink(t, v, out, function);
        case AF_VSOCK:
            return read_vsock(t, v, out);
        case AF_QIPCRTR:
            return read_qrtr(t, v, out);
        case AF_PACKET:
            return read_packet(t, s, v, out, function);
        case AF_CAN:
            return read_can(t, s, v, out, function);
        case AF_TIPC:
            return read_tipc(t, v, out, function);
        case AF_ALG:
            return read_alg(t, v, out, function);
        case AF_BLUETOOTH:
            return read_bluetooth(t, s, v, out, function);
        default:
            *known = false;
            return {};
    }
}

}  // namespace

Result<bool> read_rare_address(Thread& t, Socket* s, Value v, Address& out, const char* function) {
    bool known = true;
    TRY(read_by_family(t, s, v, out, function, &known));
    return known;
}

Owned make_rare_address(Thread& t, Address& a, int protocol) {
    switch (a.get()->sa_family) {
        case AF_NETLINK: {
            auto* nl = reinterpret_cast<sockaddr_nl*>(a.get());
            return make_tuple(t, {Value::from_int(nl->nl_pid), Value::from_int(nl->nl_groups)});
        }
        case AF_VSOCK: {
            auto* vm = reinterpret_cast<sockaddr_vm*>(a.get());
            return make_tuple(t, {Value::from_int(vm->svm_cid), Value::from_int(vm->svm_port)});
        }
        case AF_QIPCRTR: {
            auto* qrtr = reinterpret_cast<sockaddr_qrtr*>(a.get());
            return make_tuple(t, {Value::from_int(qrtr->sq_node), Value::from_int(qrtr->sq_port)});
        }
        case AF_PACKET:
            return make_packet(t, reinterpret_cast<sockaddr_ll*>(a.get()));
        case AF_CAN:
            return make_can(t, reinterpret_cast<sockaddr_can*>(a.get()), protocol);
        case AF_TIPC:
            return make_tipc(t, reinterpret_cast<sockaddr_tipc*>(a.get()));
        case AF_BLUETOOTH:
            return make_bluetooth(t, a, protocol);
        case AF_ALG: {
            auto* alg = reinterpret_cast<sockaddr_alg*>(a.get());
            Owned type = TRY(make_str(t, reinterpret_cast<char*>(alg->salg_type))),
                  name = TRY(make_str(t, reinterpret_cast<char*>(alg->salg_name)));
            return make_tuple(t, {type.get(), name.get(), Value::from_int(alg->salg_feat),
                                  Value::from_int(alg->salg_mask)});
        }
        default:
            return Owned::unbound();
    }
}

}  // namespace minipy::sockets
