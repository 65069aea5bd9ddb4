// Messages of multiprocessing's connections: four bytes of length, big-endian, then the data; -1 and eight bytes of length
// from 2 GiB on.
//
// A short message goes out by one write, which no other writer of the same pipe can come between up to a page. A reader
// takes the length first and then exactly that much, because what follows may be for another process.
#include "stdlib/multiprocessing/messages.h"

#include <endian.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cstring>

namespace minipy::processes {

namespace {

constexpr size_t kShort = 16384;  // sent and received in a place on the stack
constexpr uint64_t kMostShortLength = 0x7fffffff;

// A piece of a message on its way in or out.
struct Rest {
    char* at;
    size_t left;
};
enum class Ended { Done, Closed, Failed };

// Until nothing is left, without the GIL; errno when it failed.
Ended read_rest(int fd, Rest& rest) {
    while (rest.left) {
        ssize_t n = ::read(fd, rest.at, rest.left);
        if (n < 0) return Ended::Failed;
        if (n == 0) return Ended::Closed;
        rest.at += n;
        rest.left -= static_cast<size_t>(n);
    }
    return Ended::Done;
}
Ended write_rest(int fd, Rest& rest) {
    while (rest.left) {
        ssize_t n = ::write(fd, rest.at, rest.left);
        if (n < 0) return Ended::Failed;
        rest.at += n;
        rest.left -= static_cast<size_t>(n);
    }
    return Ended::Done;
}

// Goes on after signals, whose handlers run in between.
template <class Step>
Result<Ended> complete(Thread& t, Step&& step) {
    for (;;) {
        Ended ended;
        {
            GilRelease nogil(t);
            ended = step();
        }
        if (ended != Ended::Failed) return ended;
        if (errno != EINTR) return raise_os_error(t, errno);
        TRY(after_interrupt(t));
    }
}

Result<int> descriptor(Thread& t, Value v) {
    int fd = TRY(to_c_int(t, v));
    if (fd < 0) return raise_os_error(t, EBADF);
    return fd;
}

Status send_piece(Thread& t, int fd, const void* data, size_t size) {
    note_released(t, &t.interp->clock);  // whoever receives it goes on because of this
    Rest rest{static_cast<char*>(const_cast<void*>(data)), size};
    (void)TRY(complete(t, [&] { return write_rest(fd, rest); }));
    return {};
}

Raised raise_end(Thread& t, bool before_anything) {
    if (before_anything) return raise_with(t, exc(t).EOFError, Value::unbound());
    return raise_error(t, exc(t).OSError, "got end of file during message");
}

Status receive_piece(Thread& t, int fd, void* data, size_t size) {
    Rest rest{static_cast<char*>(data), size};
    Ended ended = TRY(complete(t, [&] { return read_rest(fd, rest); }));
    note_acquired(t, &t.interp->clock);
    if (ended == Ended::Done) return {};
    return raise_end(t, rest.left == size);
}

bool is_too_long(uint64_t size, int64_t most) { return most >= 0 && size > static_cast<uint64_t>(most); }

}  // namespace

Owned send_message(Thread& t, const Value* args) {
    int fd = TRY(descriptor(t, args[0]));
    Buffer data(t);
    TRY(data.open(args[1]));
    uint64_t size = data.length();
    uint32_t header = htobe32(static_cast<uint32_t>(size));
    if (size <= kShort) {
        char message[sizeof header + kShort];
        memcpy(message, &header, sizeof header);
        memcpy(message + sizeof header, data.data(), size);
        TRY(send_piece(t, fd, message, sizeof header + size));
        return Owned::none();
    }
    if (size > kMostShortLength) {
        char long_header[12];
        uint64_t big = htobe64(size);
        memset(long_header, 0xff, 4);
        memcpy(long_header + 4, &big, sizeof big);
        TRY(send_piece(t, fd, long_header, sizeof long_header));
    } else {
        TRY(send_piece(t, fd, &header, sizeof header));
    }
    TRY(send_piece(t, fd, data.data(), size));
    return Owned::none();
}

Owned receive_message(Thread& t, const Value* args) {
    int fd = TRY(descriptor(t, args[0]));
    int64_t most = TRY(to_int64(t, args[1]));
    uint32_t header;
    char message[kShort];
    Rest head{reinterpret_cast<char*>(&header), sizeof header}, body{message, 0};
    bool known = false;  // the length
    auto is_short = [&] { return be32toh(header) <= kShort && !is_too_long(be32toh(header), most); };
    Ended ended = TRY(complete(t, [&] {
        Ended so_far = read_rest(fd, head);
        if (so_far != Ended::Done || !is_short()) return so_far;
        if (!known) body.left = be32toh(header);
        known = true;
        return read_rest(fd, body);
    }));
    note_acquired(t, &t.interp->clock);
    if (ended != Ended::Done)
        return raise_end(t, known ? body.left == be32toh(header) : head.left == sizeof header);
    if (known) return make_bytes(t, {message, static_cast<size_t>(body.at - message)});
    uint64_t size = be32toh(header);
    if (header == 0xffffffff) {
        TRY(receive_piece(t, fd, &size, sizeof size));
        size = be64toh(size);
    }
    if (is_too_long(size, most)) return Owned::none();
    if (size > static_cast<uint64_t>(Value::kMaxInt)) return raise_memory_error(t);
    Bytes* bytes = new_bytes(t, size);
    if (!bytes) return raise_memory_error(t);
    Owned result = Owned::adopt(bytes);
    TRY(receive_piece(t, fd, bytes->data(), size));
    return result;
}

}  // namespace minipy::processes
