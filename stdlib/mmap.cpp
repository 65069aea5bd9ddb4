// The module `mmap`: memory shared with a file or, when anonymous, with forked children.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "native/module.h"

namespace minipy {

namespace {

enum Access : int { kAccessDefault, kAccessRead, kAccessWrite, kAccessCopy };

struct Map : GcObject {
    Attrs attrs = {};
    char* data = nullptr;
    size_t size = 0, at = 0;
    int64_t offset = 0;
    int fd = -1, access = kAccessDefault, exports = 0;
};
Map* map_of(Value v) { return v.as<Map>(); }

Status check_open(Thread& t, Map* m) {
    if (m->data) return {};
    return raise_value_error(t, "mmap closed or invalid");
}
Status check_writable(Thread& t, Map* m) {
    TRY(check_open(t, m));
    if (m->access != kAccessRead) return {};
    return raise_type_error(t, "mmap can't modify a readonly memory map.");
}
void unmap(Map* m) {
    if (m->data) ::munmap(m->data, m->size);
    if (m->fd >= 0) ::close(m->fd);
    m->data = nullptr;
    m->fd = -1;
}

Owned mmap_new(Thread& t, Type* type, const CallArgs& args) {
    Value v[6];
    BoundArgs bound(t, "mmap(fileno, length, flags=1, prot=3, access=0, offset=0)", args, v);
    TRY(bound.status());
    int fd = TRY(to_c_int(t, v[0])), flags = TRY(to_c_int(t, v[2])), protection = TRY(to_c_int(t, v[3])),
        access = TRY(to_c_int(t, v[4]));
    int64_t length = TRY(to_ssize(t, v[1])), offset = TRY(to_int64(t, v[5]));
    if (length < 0) return raise_overflow_error(t, "memory mapped length must be positive");
    if (offset < 0) return raise_overflow_error(t, "memory mapped offset must be positive");
    if (access != kAccessDefault && (flags != MAP_SHARED || protection != (PROT_READ | PROT_WRITE)))
        return raise_value_error(t, "mmap can't specify both access and flags, prot.");
    if (access == kAccessRead) protection = PROT_READ;
    if (access == kAccessCopy) flags = MAP_PRIVATE;
    if (access < 0 || access > kAccessCopy) return raise_value_error(t, "mmap invalid access parameter.");
    if (access == kAccessDefault && !(protection & PROT_WRITE)) access = kAccessRead;
    struct stat info;
    if (fd >= 0 && fstat(fd, &info) == 0 && S_ISREG(info.st_mode)) {
        if (length == 0) {
            if (info.st_size == 0) return raise_value_error(t, "cannot mmap an empty file");
            if (offset >= info.st_size) return raise_value_error(t, "mmap offset is greater than file size");
            length = info.st_size - offset;
        } else if (offset > info.st_size || info.st_size - offset < length) {
            return raise_value_error(t, "mmap length is greater than file size");
        }
    }
    Map* m = make_instance<Map>(t, type);
    if (!m) return raise_memory_error(t);
    Owned held = Owned::adopt(m);
    if (fd < 0)
        flags |= MAP_ANONYMOUS;
    else if ((m->fd = ::fcntl(fd, F_DUPFD_CLOEXEC, 0)) < 0)
        return raise_os_error(t, errno);
    void* data = ::mmap(nullptr, static_cast<size_t>(length), protection, flags, fd, offset);
    if (data == MAP_FAILED) return raise_os_error(t, errno);
    m->data = static_cast<char*>(data);
    m->size = static_cast<size_t>(length);
    m->offset = offset;
    m->access = access;
    return held;
}
Status no_init(Thread&, Value, const CallArgs&) { return {}; }
void mmap_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    unmap(static_cast<Map*>(o));
    clear_instance_tail(t, o);
    free_object(t, o);
}

// ---- as a file ----

Owned take(Thread& t, Map* m, size_t count) {
    count = std::min(count, m->at < m->size ? m->size - m->at : 0);
    Owned bytes = make_bytes(t, {m->data + m->at, count});
    m->at += count;
    return bytes;
}
Owned method_read(Thread& t, const Value* args) {
    TRY(check_open(t, map_of(args[0])));
    int64_t n = args[1].is_none() ? -1 : TRY(to_ssize(t, args[1]));
    return take(t, map_of(args[0]), n < 0 ? SIZE_MAX : static_cast<size_t>(n));
}
Owned method_readline(Thread& t, const Value* args) {
    Map* m = map_of(args[0]);
    TRY(check_open(t, m));
    size_t left = m->at < m->size ? m->size - m->at : 0;
    const void* newline = memchr(m->data + m->at, '\n', left);
    return take(
        t, m,
        newline ? static_cast<size_t>(static_cast<const char*>(newline) - (m->data + m->at)) + 1 : left);
}
Owned method_read_byte(Thread& t, const Value* args) {
    Map* m = map_of(args[0]);
    TRY(check_open(t, m));
    if (m->at >= m->size) return raise_value_error(t, "read byte out of range");
    return make_int(t, static_cast<int>(static_cast<uint8_t>(m->data[m->at++])));
}
Owned method_write(Thread& t, const Value* args) {
    Map* m = map_of(args[0]);
    Buffer data(t);
    TRY(data.open(args[1]));
    TRY(check_writable(t, m));
    if (m->at > m->size || m->size - m->at < data.length()) return raise_value_error(t, "data out of range");
    memcpy(m->data + m->at, data.data(), data.length());
    m->at += data.length();
    return make_int(t, static_cast<int64_t>(data.length()));
}
Owned method_write_byte(Thread& t, const Value* args) {
    Map* m = map_of(args[0]);
    TRY(check_writable(t, m));
    int64_t byte = TRY(to_int64(t, args[1]));
    if (m->at >= m->size) return raise_value_error(t, "write byte out of range");
    m->data[m->at++] = static_cast<char>(byte);
    return Owned::none();
}
Owned method_seek(Thread& t, const Value* args) {
    Map* m = map_of(args[0]);
    TRY(check_open(t, m));
    int64_t distance = TRY(to_ssize(t, args[1]));
    int whence = TRY(to_c_int(t, args[2]));
    if (whence < 0 || whence > 2) return raise_value_error(t, "unknown seek type");
    int64_t where = distance + (whence == 0 ? 0 : static_cast<int64_t>(whence == 1 ? m->at : m->size));
    if (where < 0 || where > static_cast<int64_t>(m->size)) return raise_value_error(t, "seek out of range");
    m->at = static_cast<size_t>(where);
    return Owned::none();
}
Owned method_tell(Thread& t, const Value* args) {
    TRY(check_open(t, map_of(args[0])));
    return make_int(t, static_cast<int64_t>(map_of(args[0])->at));
}
Owned method_size(Thread& t, const Value* args) {
    Map* m = map_of(args[0]);
    TRY(check_open(t, m));
    struct stat info;
    if (m->fd >= 0 && fstat(m->fd, &info) == 0) return make_int(t, int64_t{info.st_size});
    return make_int(t, static_cast<int64_t>(m->size));
}
Owned method_flush(Thread& t, const Value* args) {
    Map* m = map_of(args[0]);
    TRY(check_open(t, m));
    int64_t offset = TRY(to_ssize(t, args[1])),
            size = args[2].is_unbound() ? static_cast<int64_t>(m->size) : TRY(to_ssize(t, args[2]));
    if (size + offset > static_cast<int64_t>(m->size))
        return raise_value_error(t, "flush values out of range");
    if (m->access == kAccessRead || m->access == kAccessCopy) return Owned::none();
    if (::msync(m->data + offset, static_cast<size_t>(size), MS_SYNC) < 0) return raise_os_error(t, errno);
    return Owned::none();
}
Owned method_close(Thread& t, const Value* args) {
    if (map_of(args[0])->exports)
        return raise_error(t, exc(t).BufferError, "cannot close exported pointers exist");
    unmap(map_of(args[0]));
    return Owned::none();
}
Owned method_resize(Thread& t, const Value* args) {
    Map* m = map_of(args[0]);
    TRY(check_writable(t, m));
    int64_t size = TRY(to_ssize(t, args[1]));
    if (m->exports)
        return raise_error(t, exc(t).BufferError, "mmap can't resize with extant pointers exported.");
    if (size < 0) return raise_value_error(t, "new size out of range");
    if (m->fd >= 0 && ::ftruncate(m->fd, m->offset + size) < 0) return raise_os_error(t, errno);
    void* data = ::mremap(m->data, m->size, static_cast<size_t>(size), MREMAP_MAYMOVE);
    if (data == MAP_FAILED) return raise_os_error(t, errno);
    m->data = static_cast<char*>(data);
    m->size = static_cast<size_t>(size);
    return Owned::none();
}
Owned search(Thread& t, const Value* args, bool backwards) {
    Map* m = map_of(args[0]);
    TRY(check_open(t, m));
    Buffer wanted(t);
    TRY(wanted.open(args[1]));
    int64_t n = static_cast<int64_t>(m->size),
            start = args[2].is_unbound() ? static_cast<int64_t>(backwards ? 0 : m->at)
                                         : TRY(to_ssize(t, args[2])),
            end = args[3].is_unbound() ? n : TRY(to_ssize(t, args[3]));
    if (start < 0) start = std::max<int64_t>(0, start + n);
    if (end < 0) end = std::max<int64_t>(0, end + n);
    start = std::min(start, n);
    end = std::min(end, n);
    if (start > end) return make_int(t, -1);
    std::string_view part(m->data + start, static_cast<size_t>(end - start));
    size_t found = backwards ? part.rfind(wanted.view()) : part.find(wanted.view());
    return make_int(t, found == std::string_view::npos ? int64_t{-1} : start + static_cast<int64_t>(found));
}
Owned method_find(Thread& t, const Value* args) { return search(t, args, false); }
Owned method_rfind(Thread& t, const Value* args) { return search(t, args, true); }
Owned method_move(Thread& t, const Value* args) {
    Map* m = map_of(args[0]);
    TRY(check_writable(t, m));
    int64_t to = TRY(to_ssize(t, args[1])), from = TRY(to_ssize(t, args[2])),
            count = TRY(to_ssize(t, args[3])), n = static_cast<int64_t>(m->size);
    if (to < 0 || from < 0 || count < 0 || n - to < count || n - from < count)
        return raise_value_error(t, "source, destination, or count out of range");
    memmove(m->data + to, m->data + from, static_cast<size_t>(count));
    return Owned::none();
}
Owned method_enter(Thread& t, const Value* args) {
    TRY(check_open(t, map_of(args[0])));
    return Owned::share(args[0]);
}
Owned get_closed(Thread&, Value self) { return Owned::from_bool(!map_of(self)->data); }

// ---- as a sequence of bytes ----

Result<int64_t> mmap_length(Thread& t, Value self) {
    TRY(check_open(t, map_of(self)));
    return static_cast<int64_t>(map_of(self)->size);
}
Result<size_t> index_of(Thread& t, Map* m, Value key) {
    int64_t i = TRY(to_subscript(t, key));
    TRY(check_open(t, m));
    auto n = static_cast<int64_t>(m->size);
    if (i < 0) i += n;
    if (i < 0 || i >= n) return raise_index_error(t, "mmap index out of range");
    return static_cast<size_t>(i);
}
Owned mmap_get_item(Thread& t, Value self, Value key) {
    Map* m = map_of(self);
    TRY(check_open(t, m));
    if (is_int(key) || type_of(t, key)->slots.index) {
        size_t i = TRY(index_of(t, m, key));
        return make_int(t, static_cast<int>(static_cast<uint8_t>(m->data[i])));
    }
    if (!is_kind(key, Kind::Slice)) return raise_type_error(t, "mmap indices must be integers");
    SliceNumbers numbers = TRY(slice_numbers(t, key.as<Slice>()));
    TRY(check_open(t, m));
    SliceBounds b = clamp_slice(numbers, m->size);
    std::string out;
    for (int64_t i = 0, at = b.start; i < b.count; ++i, at += b.step) out += m->data[at];
    return make_bytes(t, out);
}
Status mmap_set_item(Thread& t, Value self, Value key, Value value) {
    Map* m = map_of(self);
    TRY(check_writable(t, m));
    if (value.is_unbound()) return raise_type_error(t, "mmap object doesn't support item deletion");
    if (is_int(key) || type_of(t, key)->slots.index) {
        size_t i = TRY(index_of(t, m, key));
        if (!is_int(value)) return raise_type_error(t, "mmap item value must be an int");
        int64_t byte = TRY(to_int64(t, value));
        if (byte < 0 || byte > 255) return raise_value_error(t, "mmap item value must be in range(0, 256)");
        m->data[i] = static_cast<char>(byte);
        return {};
    }
    if (!is_kind(key, Kind::Slice)) return raise_type_error(t, "mmap indices must be integers");
    SliceNumbers numbers = TRY(slice_numbers(t, key.as<Slice>()));
    TRY(check_writable(t, m));
    SliceBounds b = clamp_slice(numbers, m->size);
    Buffer data(t);
    TRY(data.open(value));
    if (data.length() != static_cast<size_t>(b.count))
        return raise_index_error(t, "mmap slice assignment is wrong size");
    for (int64_t i = 0, at = b.start; i < b.count; ++i, at += b.step) m->data[at] = data.data()[i];
    return {};
}
Status mmap_get_buffer(Thread& t, Value self, BufferView& view, bool writable) {
    Map* m = map_of(self);
    TRY(check_open(t, m));
    if (writable && m->access == kAccessRead)
        return raise_error(t, exc(t).BufferError, "Object is not writable.");
    ++m->exports;
    view.data = m->data;
    view.length = m->size;
    view.readonly = m->access == kAccessRead;
    view.shape[0] = static_cast<int64_t>(m->size);
    view.strides[0] = 1;
    return {};
}
void mmap_release_buffer(Thread&, Value self, BufferView&) { --map_of(self)->exports; }

const FunctionSpec methods[] = {{"read(self, n=None, /)", method_read},
                                {"readline(self, /)", method_readline},
                                {"read_byte(self, /)", method_read_byte},
                                {"write(self, bytes, /)", method_write},
                                {"write_byte(self, byte, /)", method_write_byte},
                                {"seek(self, pos, whence=0, /)", method_seek},
                                {"tell(self, /)", method_tell},
                                {"size(self, /)", method_size},
                                {"flush(self, offset=0, size=..., /)", method_flush},
                                {"close(self, /)", method_close},
                                {"resize(self, newsize, /)", method_resize},
                                {"find(self, sub, start=..., end=..., /)", method_find},
                                {"rfind(self, sub, start=..., end=..., /)", method_rfind},
                                {"move(self, dest, src, count, /)", method_move},
                                {"__enter__(self, /)", method_enter},
                                {"__exit__(self, /, *args)", method_close}};
const GetSetSpec getset[] = {{"closed", get_closed}};

Status fill(Thread& t, Module* module) {
    TypeSpec spec{};
    spec.name = "mmap.mmap";
    spec.size = sizeof(Map);
    spec.attrs_offset = offsetof(Map, attrs);
    spec.flags = kTypeBaseAllowed;
    spec.slots.new_ = mmap_new;
    spec.slots.init = no_init;
    spec.slots.dealloc = mmap_dealloc;
    spec.slots.traverse = traverse_instance_tail;
    spec.slots.length = mmap_length;
    spec.slots.get_item = mmap_get_item;
    spec.slots.set_item = mmap_set_item;
    spec.slots.get_buffer = mmap_get_buffer;
    spec.slots.release_buffer = mmap_release_buffer;
    spec.methods = methods;
    spec.getset = getset;
    spec.text_signature = "mmap(fileno, length[, flags[, prot[, access[, offset]]]])";
    TRY(module_add(t, module, "mmap", Value(define_type(t, spec))));
    TRY(module_add(t, module, "error", Value(exc(t).OSError)));
    struct Constant {
        const char* name;
        int64_t value;
    };
    const Constant constants[] = {{"PROT_EXEC", PROT_EXEC},
                                  {"PROT_READ", PROT_READ},
                                  {"PROT_WRITE", PROT_WRITE},
                                  {"MAP_SHARED", MAP_SHARED},
                                  {"MAP_PRIVATE", MAP_PRIVATE},
                                  {"MAP_ANON", MAP_ANON},
                                  {"MAP_ANONYMOUS", MAP_ANONYMOUS},
                                  {"MAP_DENYWRITE", MAP_DENYWRITE},
                                  {"MAP_EXECUTABLE", MAP_EXECUTABLE},
                                  {"MAP_POPULATE", MAP_POPULATE},
                                  {"MAP_STACK", MAP_STACK},
                                  {"MAP_NORESERVE", MAP_NORESERVE},
                                  {"PAGESIZE", ::sysconf(_SC_PAGESIZE)},
                                  {"ALLOCATIONGRANULARITY", ::sysconf(_SC_PAGESIZE)},
                                  {"ACCESS_DEFAULT", kAccessDefault},
                                  {"ACCESS_READ", kAccessRead},
                                  {"ACCESS_WRITE", kAccessWrite},
                                  {"ACCESS_COPY", kAccessCopy}};
    for (const Constant& c : constants) TRY(module_add_int(t, module, c.name, c.value));
    return {};
}
MINIPY_MODULE(mmap, {.doc = "Memory-mapped files.", .exec = fill});

}  // namespace

}  // namespace minipy
