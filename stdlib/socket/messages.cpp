// _socket: messages: several buffers at once, and beside them what is not data (descriptors, credentials, options).
//
//     sock.sendmsg([b"data"], [(SOL_SOCKET, SCM_RIGHTS, array("i", [fd]))])      the other process gets a copy of fd
#include <linux/if_alg.h>

#include <climits>
#include <cstring>
#include <memory>
#include <vector>

#include "socket.h"

namespace minipy::sockets {

namespace {

// Lengths that the kernel takes fit in an int.
bool fits(int64_t length, size_t overhead) {
    return length >= 0 && static_cast<uint64_t>(length) <= uint64_t{INT_MAX} - overhead;
}

class Buffers {
  public:
    explicit Buffers(Thread& t) : t_(t) {}
    Status open(Value iterable, const char* function, bool writable) {
        Ref<List> list = to_list(t_, iterable);
        if (!list) {
            if (!catch_exception(t_, exc(t_).TypeError)) return Raised{};
            return raise_type_error(t_, "%s() argument 1 must be an iterable", function);
        }
        for (size_t i = 0; i < list->length; ++i) {
            buffers_.push_back(std::make_unique<Buffer>(t_));
            if (buffers_.back()->open(list->items[i], writable).is_error()) return refuse(function, writable);
            parts.push_back({buffers_.back()->data(), buffers_.back()->length()});
        }
        return {};
    }
    std::vector<iovec> parts;

  private:
    Status refuse(const char* function, bool writable) {
        if (!writable) return Raised{};
        if (!catch_exception(t_, exc(t_).TypeError) && !catch_exception(t_, exc(t_).BufferError))
            return Raised{};
        return raise_type_error(
            t_, "%s() argument 1 must be an iterable of single-segment read-write buffers", function);
    }

    Thread& t_;
    std::vector<std::unique_ptr<Buffer>> buffers_;
};

// Room for ancillary data, aligned as its headers want it.
class Control {
  public:
    Status open(Thread& t, size_t size) {
        size_ = size;
        if (!size) return {};
        data_.reset(new (std::nothrow) cmsghdr[size / sizeof(cmsghdr) + 1]());
        if (!data_) return raise_memory_error(t);
        return {};
    }
    void put_into(msghdr& message) {
        message.msg_control = data_.get();
        message.msg_controllen = size_;
    }

  private:
    std::unique_ptr<cmsghdr[]> data_;
    size_t size_ = 0;
};

// ---- receiving ----

Owned ancillary_list(Thread& t, msghdr& message) {
    Ref<List> all = TRY(new_list(t));
    for (cmsghdr* c = CMSG_FIRSTHDR(&message); c; c = CMSG_NXTHDR(&message, c)) {
        char* data = reinterpret_cast<char*>(CMSG_DATA(c));
        char* end = static_cast<char*>(message.msg_control) + message.msg_controllen;
        if (c->cmsg_len < CMSG_LEN(0) || data > end) break;
        // The kernel may have cut the last one short.
        size_t size = c->cmsg_len - CMSG_LEN(0), room = static_cast<size_t>(end - data);
        bool cut = size > room;
        if (cut)
            TRY(warn(t, exc(t).RuntimeWarning, "received malformed or improperly-truncated ancillary data"));
        Owned bytes = TRY(make_bytes(t, {data, std::min(size, room)}));
        TRY(list_push(t, all.get(),
                      TRY(make_tuple(
                          t, {Value::from_int(c->cmsg_level), Value::from_int(c->cmsg_type), bytes.get()}))));
        if (cut) break;
    }
    return all;
}

// `first(n)` makes the first part of the answer.
template <class First>
Owned receive(Thread& t, Socket* s, std::vector<iovec>& parts, int64_t room, int flags, First&& first) {
    if (room < 0 || room > INT_MAX) return raise_value_error(t, "invalid ancillary data buffer length");
    Control control;
    TRY(control.open(t, static_cast<size_t>(room)));
    Address a;
    msghdr message = {};
    message.msg_name = a.get();
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    int64_t n = TRY(waiting(t, s, POLLIN, [&] {
        message.msg_namelen = sizeof a.storage;
        control.put_into(message);
        return int64_t{::recvmsg(s->fd, &message, flags)};
    }));
    a.length = message.msg_namelen;
    Owned ancillary = TRY(ancillary_list(t, message)), address = TRY(make_address(t, a, s->protocol));
    Owned received = TRY(first(static_cast<size_t>(n)));
    return make_tuple(t,
                      {received.get(), ancillary.get(), Value::from_int(message.msg_flags), address.get()});
}
Owned receive_message(Thread& t, const Value* args) {
    int64_t size = TRY(to_ssize(t, args[1])), room = TRY(to_ssize(t, args[2]));
    int flags = TRY(int_argument(t, args[3]));
    if (size < 0) return raise_value_error(t, "negative buffer size in recvmsg()");
    Incoming data;
    TRY(data.open(t, size));
    std::vector<iovec> parts = {{data.data(), data.size()}};
    return receive(t, socket_of(args[0]), parts, room, flags, [&](size_t n) { return data.cut(t, n); });
}
Owned receive_message_into(Thread& t, const Value* args) {
    int64_t room = TRY(to_ssize(t, args[2]));
    int flags = TRY(int_argument(t, args[3]));
    Buffers buffers(t);
    TRY(buffers.open(args[1], "recvmsg_into", true));
    return receive(t, socket_of(args[0]), buffers.parts, room, flags,
                   [&](size_t n) { return make_int(t, static_cast<int64_t>(n)); });
}

// ---- sending ----

struct AncillaryItem {
    int level, type;
    std::unique_ptr<Buffer> data;
};
Status read_ancillary(Thread& t, Value iterable, std::vector<AncillaryItem>& items, size_t* size) {
    Ref<List> list = to_list(t, iterable);
    if (!list) {
        if (!catch_exception(t, exc(t).TypeError)) return Raised{};
        return raise_type_error(t, "sendmsg() argument 2 must be an iterable");
    }
    constexpr const char* kWhat = "[sendmsg() ancillary data items]() argument must be";
    for (size_t i = 0; i < list->length; ++i) {
        Value v = list->items[i];
        if (!is_tuple(v) && !is_kind(v, Kind::List))
            return raise_type_error(t, "%s 3-item sequence, not %s", kWhat,
                                    v.is_none() ? "None" : type_name(t, v));
        Ref<Tuple> item = TRY(to_tuple(t, v));
        if (item->length != 3)
            return raise_type_error(t, "%s sequence of length 3, not %zu", kWhat, item->length);
        AncillaryItem one;
        one.level = TRY(int_argument(t, item->at(0)));
        one.type = TRY(int_argument(t, item->at(1)));
        one.data = std::make_unique<Buffer>(t);
        TRY(one.data->open(item->at(2)));
        if (!fits(static_cast<int64_t>(one.data->length()), CMSG_SPACE(1)))
            return raise_error(t, exc(t).OSError, "ancillary data item too large");
        *size += CMSG_SPACE(one.data->length());
        if (*size > INT_MAX) return raise_error(t, exc(t).OSError, "too much ancillary data");
        items.push_back(std::move(one));
    }
    return {};
}
void write_ancillary(msghdr& message, const std::vector<AncillaryItem>& items) {
    cmsghdr* c = CMSG_FIRSTHDR(&message);
    for (const AncillaryItem& item : items) {
        c->cmsg_level = item.level;
        c->cmsg_type = item.type;
        c->cmsg_len = CMSG_LEN(item.data->length());
        if (item.data->length()) memcpy(CMSG_DATA(c), item.data->data(), item.data->length());
        c = CMSG_NXTHDR(&message, c);
    }
}
Owned send_message(Thread& t, const Value* args) {
    Socket* s = socket_of(args[0]);
    int flags = TRY(int_argument(t, args[3]));
    Address a;
    msghdr message = {};
    if (!args[4].is_none()) {
        TRY(read_address(t, s, args[4], a, "sendmsg"));
        message.msg_name = a.get();
        message.msg_namelen = a.length;
    }
    Buffers buffers(t);
    TRY(buffers.open(args[1], "sendmsg", false));
    std::vector<AncillaryItem> items;
    size_t size = 0;
    TRY(read_ancillary(t, args[2], items, &size));
    Control control;
    TRY(control.open(t, size));
    message.msg_iov = buffers.parts.data();
    message.msg_iovlen = buffers.parts.size();
    control.put_into(message);
    write_ancillary(message, items);
    return make_int(t, TRY(waiting(t, s, POLLOUT, [&] {
                        return int64_t{::sendmsg(s->fd, &message, flags | MSG_NOSIGNAL)};
                    })));
}

// A message to the kernel's cryptography: what to do, and with what start value.
Owned send_to_algorithm(Thread& t, const Value* args) {
    Socket* s = socket_of(args[0]);
    if (s->family != AF_ALG) return raise_error(t, exc(t).OSError, "algset is only supported for AF_ALG");
    if (args[2].is_unbound() || TRY(int_argument(t, args[2])) < 0)
        return raise_type_error(t, "Invalid or missing argument 'op'");
    auto operation = static_cast<uint32_t>(TRY(int_argument(t, args[2])));
    Buffer start(t);
    if (!args[3].is_none()) TRY(start.open(args[3]));
    bool has_length = !args[4].is_unbound();
    int associated = has_length ? TRY(int_argument(t, args[4])) : 0, flags = TRY(int_argument(t, args[5]));
    if (associated < 0) return raise_type_error(t, "assoclen must be positive");
    Buffers buffers(t);
    if (!args[1].is_none()) TRY(buffers.open(args[1], "sendmsg_afalg", false));
    bool has_start = !args[3].is_none();
    size_t start_size = sizeof(af_alg_iv) + start.length();
    Control control;
    TRY(control.open(t, CMSG_SPACE(sizeof operation) + (has_start ? CMSG_SPACE(start_size) : 0) +
                            (has_length ? CMSG_SPACE(sizeof(uint32_t)) : 0)));
    msghdr message = {};
    message.msg_iov = buffers.parts.data();
    message.msg_iovlen = buffers.parts.size();
    control.put_into(message);
    cmsghdr* c = nullptr;
    auto next = [&](int type, size_t length) {
        c = c ? CMSG_NXTHDR(&message, c) : CMSG_FIRSTHDR(&message);
        c->cmsg_level = SOL_ALG;
        c->cmsg_type = type;
        c->cmsg_len = CMSG_LEN(length);
        return CMSG_DATA(c);
    };
    memcpy(next(ALG_SET_OP, sizeof operation), &operation, sizeof operation);
    if (has_start) {
        auto* iv = reinterpret_cast<af_alg_iv*>(next(ALG_SET_IV, start_size));
        iv->ivlen = static_cast<uint32_t>(start.length());
        memcpy(iv->iv, start.data(), start.length());
    }
    if (has_length) memcpy(next(ALG_SET_AEAD_ASSOCLEN, sizeof associated), &associated, sizeof associated);
    return make_int(t,
                    TRY(waiting(t, s, POLLOUT, [&] { return int64_t{::sendmsg(s->fd, &message, flags)}; })));
}

// ---- lengths ----

Owned message_length(Thread& t, const Value* args) {
    int64_t n = TRY(to_ssize(t, args[0]));
    if (!fits(n, CMSG_LEN(0))) return raise_overflow_error(t, "CMSG_LEN() argument out of range");
    return make_int(t, static_cast<int64_t>(CMSG_LEN(static_cast<size_t>(n))));
}
Owned message_space(Thread& t, const Value* args) {
    int64_t n = TRY(to_ssize(t, args[0]));
    if (!fits(n, CMSG_SPACE(1))) return raise_overflow_error(t, "CMSG_SPACE() argument out of range");
    return make_int(t, static_cast<int64_t>(CMSG_SPACE(static_cast<size_t>(n))));
}

const FunctionSpec methods[] = {
    {"counted recvmsg(self, bufsize, ancbufsize=0, flags=0, /)", receive_message},
    {"counted recvmsg_into(self, buffers, ancbufsize=0, flags=0, /)", receive_message_into},
    {"counted sendmsg(self, buffers, ancdata=(), flags=0, address=None, /)", send_message},
    {"sendmsg_afalg(self, msg=None, *, op=..., iv=None, assoclen=..., flags=0)", send_to_algorithm},
};
const FunctionSpec functions[] = {
    {"CMSG_LEN(length, /)", message_length,
     "The length of an ancillary item with that much data, without padding."},
    {"CMSG_SPACE(length, /)", message_space, "The room that an ancillary item with that much data needs."},
};

}  // namespace

std::span<const FunctionSpec> message_methods() { return methods; }
std::span<const FunctionSpec> message_functions() { return functions; }

}  // namespace minipy::sockets
