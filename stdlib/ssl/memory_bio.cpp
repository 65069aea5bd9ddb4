// MemoryBIO: a buffer between OpenSSL and who carries the bytes.
#include <climits>

#include "ssl.h"

namespace minipy::tls {

namespace {

MemoryBio* bio_of(Value v) { return v.as<MemoryBio>(); }

Owned bio_new(Thread& t, Type* type, const CallArgs& args) {
    if (args.count) return raise_type_error(t, "MemoryBIO() takes no positional arguments");
    if (args.kwnames && args.kwnames->length)
        return raise_type_error(t, "MemoryBIO() takes no keyword arguments");
    MemoryBio* bio = make<MemoryBio>(t, type);
    if (!bio) return raise_memory_error(t);
    Owned held = Owned::adopt(bio);
    bio->handle = BIO_new(BIO_s_mem());
    if (!bio->handle) return raise_ssl(t, "failed to allocate BIO", 4938);
    // An empty buffer means that more may come: to be asked again.
    BIO_set_retry_read(bio->handle);
    BIO_set_mem_eof_return(bio->handle, -1);
    return held;
}
void bio_dealloc(Thread& t, Object* o) {
    BIO_free_all(static_cast<MemoryBio*>(o)->handle);
    free_object(t, o);
}

Owned bio_read(Thread& t, const Value* args) {
    BIO* bio = bio_of(args[0])->handle;
    int wanted = TRY(to_c_int(t, args[1]));
    int there = static_cast<int>(std::min<size_t>(BIO_ctrl_pending(bio), INT_MAX));
    if (wanted < 0 || wanted > there) wanted = there;
    std::string data(static_cast<size_t>(wanted), '\0');
    if (wanted == 0) return make_bytes(t, "");
    int n = BIO_read(bio, data.data(), wanted);
    if (n < 0) return raise_openssl(t, 5003);
    return make_bytes(t, std::string_view(data).substr(0, static_cast<size_t>(n)));
}
Owned bio_write(Thread& t, const Value* args) {
    Buffer data(t);
    TRY(data.open(args[1]));
    if (data.length() > INT_MAX) return raise_overflow_error(t, "string longer than %d bytes", INT_MAX);
    if (bio_of(args[0])->eof_written) {
        Owned text = TRY(make_str(t, "cannot write() after write_eof()"));
        return raise_with(t, state(t).error, text);
    }
    int n = BIO_write(bio_of(args[0])->handle, data.data(), static_cast<int>(data.length()));
    if (n < 0) return raise_openssl(t, 5040);
    return make_int(t, n);
}
Owned bio_write_eof(Thread&, const Value* args) {
    MemoryBio* bio = bio_of(args[0]);
    bio->eof_written = true;
    BIO_clear_retry_flags(bio->handle);
    BIO_set_mem_eof_return(bio->handle, 0);
    return Owned::none();
}
Owned get_pending(Thread& t, Value self) {
    return make_int(t, static_cast<int64_t>(BIO_ctrl_pending(bio_of(self)->handle)));
}
Owned get_eof(Thread&, Value self) {
    return Owned::from_bool(BIO_ctrl_pending(bio_of(self)->handle) == 0 && bio_of(self)->eof_written);
}

const FunctionSpec methods[] = {
    {"read(self, size=-1, /)", bio_read,
     "Take up to size bytes out; all that there are when size is negative."},
    {"write(self, b, /)", bio_write, "Put bytes in; gives their number."},
    {"write_eof(self, /)", bio_write_eof, "Nothing more will be written."},
};
const GetSetSpec getset[] = {
    {"pending", get_pending, nullptr, "The number of bytes waiting."},
    {"eof", get_eof, nullptr, "Whether all has been read, and no more will come."},
};

}  // namespace

Status add_memory_bio_type(Thread& t, Module* module) {
    TypeSpec spec{};
    spec.name = "_ssl.MemoryBIO";
    spec.size = sizeof(MemoryBio);
    spec.slots.new_ = bio_new;
    spec.slots.dealloc = bio_dealloc;
    spec.methods = methods;
    spec.getset = getset;
    state(t).memory_bio = define_type(t, spec);
    return module_add(t, module, "MemoryBIO", Value(state(t).memory_bio));
}

}  // namespace minipy::tls
