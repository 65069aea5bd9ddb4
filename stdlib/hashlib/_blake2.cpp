// The module `_blake2`: blake2b and blake2s as hashlib knows them.
#include "blake2.h"
#include "hash_lock.h"
#include "native/module.h"

namespace minipy {

namespace {

struct BlakeState {
    Type *wide = nullptr, *small = nullptr;
};
ModuleRegistration& registration();
BlakeState& types_of(Thread& t) { return module_state<BlakeState>(t, registration()); }
template <class V>
Type* type_for(Thread& t) {
    return std::is_same_v<V, blake2::Wide> ? types_of(t).wide : types_of(t).small;
}

template <class V>
struct Blake : GcObject {
    blake2::State<V> state;
    size_t digest_size = V::kMaxDigest;
    std::mutex mutex;
};

constexpr size_t kWithoutGil = 2047;

template <class V>
Status feed(Thread& t, Blake<V>* hash, Value data) {
    if (is_str(data)) return raise_type_error(t, "Strings must be encoded before hashing");
    if (!has_buffer(t, data)) return raise_type_error(t, "object supporting the buffer API required");
    Buffer buffer(t);
    TRY(buffer.open(data));
    const uint8_t* bytes = reinterpret_cast<const uint8_t*>(buffer.data());
    HashLock lock(t, hash->mutex);
    if (buffer.length() > kWithoutGil) {
        GilRelease nogil(t);
        hash->state.update(bytes, buffer.length());
    } else {
        hash->state.update(bytes, buffer.length());
    }
    return {};
}

// A number argument between 0 (or `least`) and `most`.
Result<uint64_t> number(Thread& t, Value v, uint64_t least, uint64_t most, const char* message) {
    Owned index = TRY(to_index(t, v));
    int64_t n = 0;
    if (int_fits_int64(index, &n)) {
        if (n < 0 && most > 0xffff) return raise_value_error(t, "value must be positive");
        if (n >= 0 && static_cast<uint64_t>(n) >= least && static_cast<uint64_t>(n) <= most)
            return static_cast<uint64_t>(n);
        if (most > 0xffff) return raise_overflow_error(t, "%s", message);
        if (n > INT32_MAX || n < INT32_MIN)
            return raise_overflow_error(t, "Python int too large to convert to C int");
        return raise_value_error(t, "%s", message);
    }
    IntView big(index);
    if (most == UINT64_MAX && mpz_sgn(static_cast<mpz_srcptr>(big)) > 0 && mpz_sizeinbase(big, 2) <= 64)
        return mpz_get_ui(big);
    return raise_overflow_error(
        t, most == UINT64_MAX ? "int too big to convert" : "Python int too large to convert to C int");
}
// A bytes argument of limited length.
Result<size_t> text(Thread& t, Value v, uint8_t* out, size_t most, const char* name) {
    Buffer buffer(t);
    TRY(buffer.open(v));
    if (buffer.length() > most) return raise_value_error(t, "maximum %s length is %zu bytes", name, most);
    memcpy(out, buffer.data(), buffer.length());
    return buffer.length();
}

template <class V>
Owned blake_new(Thread& t, Type* type, const CallArgs& args) {
    static const char* const kWide =
        "blake2b(data=b'', /, *, digest_size=64, key=b'', salt=b'', person=b'', fanout=1, depth=1, "
        "leaf_size=0, "
        "node_offset=0, node_depth=0, inner_size=0, last_node=False, usedforsecurity=True)";
    static const char* const kSmall =
        "blake2s(data=b'', /, *, digest_size=32, key=b'', salt=b'', person=b'', fanout=1, depth=1, "
        "leaf_size=0, "
        "node_offset=0, node_depth=0, inner_size=0, last_node=False, usedforsecurity=True)";
    Value v[13];
    BoundArgs bound(t, std::is_same_v<V, blake2::Wide> ? kWide : kSmall, args, v);
    TRY(bound.status());
    Blake<V>* hash = make_instance<Blake<V>>(t, type);
    if (!hash) return raise_memory_error(t);
    Owned held = Owned::adopt(hash);
    blake2::Parameters p;
    int64_t size = TRY(to_c_int(t, v[1]));
    if (size <= 0 || size > static_cast<int64_t>(V::kMaxDigest))
        return raise_value_error(t, "digest_size must be between 1 and %zu bytes", V::kMaxDigest);
    p.digest_size = hash->digest_size = static_cast<size_t>(size);
    (void)TRY(text(t, v[3], p.salt, V::kSalt, "salt"));
    (void)TRY(text(t, v[4], p.person, V::kPerson, "person"));
    p.fanout = static_cast<unsigned>(TRY(number(t, v[5], 0, 255, "fanout must be between 0 and 255")));
    p.depth = static_cast<unsigned>(TRY(number(t, v[6], 1, 255, "depth must be between 1 and 255")));
    p.leaf_size = static_cast<uint32_t>(TRY(number(t, v[7], 0, UINT32_MAX, "leaf_size is too large")));
    uint64_t furthest = V::kOffsetBytes == 8 ? UINT64_MAX : (uint64_t{1} << 48) - 1;
    p.node_offset = TRY(number(t, v[8], 0, furthest, "node_offset is too large"));
    p.node_depth =
        static_cast<unsigned>(TRY(number(t, v[9], 0, 255, "node_depth must be between 0 and 255")));
    char range[64];
    snprintf(range, sizeof range, "inner_size must be between 0 and is %zu", V::kMaxDigest);
    p.inner_size = static_cast<unsigned>(TRY(number(t, v[10], 0, V::kMaxDigest, range)));
    p.last_node = TRY(truth(t, v[11]));
    uint8_t key[blake2::State<V>::kBlock] = {};
    p.key_size = TRY(text(t, v[2], key, V::kMaxKey, "key"));
    hash->state.start(p);
    if (p.key_size) hash->state.update(key, sizeof key);
    TRY(feed(t, hash, v[0]));
    return held;
}
Status no_init(Thread&, Value, const CallArgs&) { return {}; }

template <class V>
std::string digest_text(Thread& t, Value self) {
    Blake<V>* hash = self.as<Blake<V>>();
    HashLock lock(t, hash->mutex);
    blake2::State<V> copy = hash->state;
    std::string out(hash->digest_size, '\0');
    copy.finish(reinterpret_cast<uint8_t*>(out.data()), out.size());
    return out;
}
template <class V>
Owned blake_update(Thread& t, const Value* args) {
    TRY(feed(t, args[0].as<Blake<V>>(), args[1]));
    return Owned::none();
}
template <class V>
Owned blake_digest(Thread& t, const Value* args) {
    return make_bytes(t, digest_text<V>(t, args[0]));
}
template <class V>
Owned blake_hexdigest(Thread& t, const Value* args) {
    std::string text;
    for (char c : digest_text<V>(t, args[0])) {
        text += "0123456789abcdef"[static_cast<uint8_t>(c) >> 4];
        text += "0123456789abcdef"[static_cast<uint8_t>(c) & 15];
    }
    return make_str(t, text);
}
template <class V>
Owned blake_copy(Thread& t, const Value* args) {
    Blake<V>* copy = make_instance<Blake<V>>(t, type_for<V>(t));
    if (!copy) return raise_memory_error(t);
    HashLock lock(t, args[0].as<Blake<V>>()->mutex);
    copy->state = args[0].as<Blake<V>>()->state;
    copy->digest_size = args[0].as<Blake<V>>()->digest_size;
    return Owned::adopt(copy);
}
template <class V>
Owned get_name(Thread& t, Value) {
    return make_str(t, V::kName);
}
template <class V>
Owned get_digest_size(Thread& t, Value self) {
    return make_int(t, static_cast<int64_t>(self.as<Blake<V>>()->digest_size));
}
template <class V>
Owned get_block_size(Thread& t, Value) {
    return make_int(t, int64_t{blake2::State<V>::kBlock});
}
template <class V>
const FunctionSpec methods[] = {
    {"copy(self)", blake_copy<V>, "Return a copy of the hash object."},
    {"digest(self)", blake_digest<V>, "Return the digest value as a bytes object."},
    {"hexdigest(self)", blake_hexdigest<V>, "Return the digest value as a string of hexadecimal digits."},
    {"update(self, data, /)", blake_update<V>,
     "Update this hash object's state with the provided bytes-like object."}};
template <class V>
const GetSetSpec getset[] = {
    {"name", get_name<V>}, {"block_size", get_block_size<V>}, {"digest_size", get_digest_size<V>}};

void blake_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    clear_instance_tail(t, o);
    free_object(t, o);
}

template <class V>
Result<Type*> define_blake(Thread& t, Module* module, const char* dotted_name, const char* doc) {
    TypeSpec spec{};
    spec.name = dotted_name;
    spec.size = sizeof(Blake<V>);
    spec.flags = kTypeBaseAllowed;
    spec.slots.new_ = blake_new<V>;
    spec.slots.init = no_init;
    spec.slots.dealloc = blake_dealloc;
    spec.slots.traverse = traverse_instance_tail;
    spec.methods = methods<V>;
    spec.getset = getset<V>;
    spec.doc = doc;
    Type* type = define_type(t, spec);
    const std::pair<const char*, size_t> sizes[] = {{"SALT_SIZE", V::kSalt},
                                                    {"PERSON_SIZE", V::kPerson},
                                                    {"MAX_KEY_SIZE", V::kMaxKey},
                                                    {"MAX_DIGEST_SIZE", V::kMaxDigest}};
    std::string prefix = std::is_same_v<V, blake2::Wide> ? "BLAKE2B_" : "BLAKE2S_";
    for (auto [name, size] : sizes) {
        Value n = Value::from_int(static_cast<int64_t>(size));
        TRY(dict_set_ascii(t, type->dict.as<Dict>(), name, n));
        TRY(module_add(t, module, (prefix + name).c_str(), n));
    }
    TRY(module_add(t, module, V::kName, Value(type)));
    return type;
}

Status fill(Thread& t, Module* module) {
    types_of(t).wide =
        TRY(define_blake<blake2::Wide>(t, module, "_blake2.blake2b", "Return a new BLAKE2b hash object."));
    types_of(t).small =
        TRY(define_blake<blake2::Small>(t, module, "_blake2.blake2s", "Return a new BLAKE2s hash object."));
    return {};
}
MINIPY_MODULE(_blake2, {.doc = "_blake2b provides BLAKE2b for hashlib\n", .exec = fill});
ModuleRegistration& registration() { return module_registration__blake2; }

}  // namespace

}  // namespace minipy
