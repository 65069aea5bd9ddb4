// _md5, _sha1, _sha256, _sha512, _sha3: the hash functions behind hashlib, by OpenSSL's libcrypto.
#include <openssl/evp.h>

#include <cstring>

#include "native/module.h"

namespace minipy {

namespace {

struct HashTypes {
    Type* type = nullptr;
};
ModuleSpec state_spec() { return {}; }
ModuleRegistration state_registration("state:hashes", state_spec);
HashTypes& state(Thread& t) { return module_state<HashTypes>(t, state_registration); }

struct Hash : GcObject {
    EVP_MD_CTX* context = nullptr;
    const char* name = "";
    bool variable = false;  // shake: the length of the digest is asked for
};
Hash* hash_of(Value v) { return v.as<Hash>(); }

constexpr size_t kWithoutGil = 2047;  // more bytes than this are worth giving the GIL up

void hash_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    EVP_MD_CTX_free(static_cast<Hash*>(o)->context);
    free_object(t, o);
}
Status feed(Thread& t, Hash* h, Value data) {
    if (is_str(data)) return raise_type_error(t, "Strings must be encoded before hashing");
    Buffer buffer(t);
    if (!type_of(t, data)->slots.get_buffer)
        return raise_type_error(t, "object supporting the buffer API required");
    TRY(buffer.open(data));
    if (buffer.length() > kWithoutGil) {
        GilRelease nogil(t);
        EVP_DigestUpdate(h->context, buffer.data(), buffer.length());
    } else {
        EVP_DigestUpdate(h->context, buffer.data(), buffer.length());
    }
    return {};
}
Owned new_hash(Thread& t, const char* name) {
    const EVP_MD* method = EVP_get_digestbyname(name);
    if (!method) return raise_value_error(t, "unsupported hash type %s", name);
    Hash* h = make<Hash>(t, state(t).type);
    if (!h) return raise_memory_error(t);
    Owned held = Owned::adopt(h);
    h->name = name;
    h->variable = strncmp(name, "shake", 5) == 0;
    h->context = EVP_MD_CTX_new();
    if (!h->context || !EVP_DigestInit_ex(h->context, method, nullptr)) return raise_memory_error(t);
    return held;
}
template <const char* const* Name>
Owned make_hash(Thread& t, const Value* args) {
    Owned made = TRY(new_hash(t, *Name));
    TRY(feed(t, hash_of(made), args[0]));
    return made;
}

Result<std::string> digest_of(Thread& t, Hash* h, int64_t length) {
    EVP_MD_CTX* copy = EVP_MD_CTX_new();
    if (!copy || !EVP_MD_CTX_copy_ex(copy, h->context)) return raise_memory_error(t);
    std::string out(length >= 0 ? static_cast<size_t>(length) : EVP_MAX_MD_SIZE, '\0');
    unsigned size = static_cast<unsigned>(out.size());
    if (length >= 0)
        EVP_DigestFinalXOF(copy, reinterpret_cast<unsigned char*>(out.data()), out.size());
    else
        EVP_DigestFinal_ex(copy, reinterpret_cast<unsigned char*>(out.data()), &size);
    EVP_MD_CTX_free(copy);
    out.resize(size);
    return out;
}
Result<int64_t> length_argument(Thread& t, Hash* h, Value v) {
    if (!h->variable) return int64_t{-1};
    if (v.is_unbound()) return raise_type_error(t, "digest() missing required argument 'length' (pos 1)");
    int64_t n = TRY(to_ssize(t, v));
    if (n < 0) return raise_value_error(t, "value must be positive");
    return n;
}
Owned hash_update(Thread& t, const Value* args) {
    TRY(feed(t, hash_of(args[0]), args[1]));
    return Owned::none();
}
Owned hash_digest(Thread& t, const Value* args) {
    return make_bytes(
        t, TRY(digest_of(t, hash_of(args[0]), TRY(length_argument(t, hash_of(args[0]), args[1])))));
}
Owned hash_hexdigest(Thread& t, const Value* args) {
    std::string digest =
                    TRY(digest_of(t, hash_of(args[0]), TRY(length_argument(t, hash_of(args[0]), args[1])))),
                text;
    for (char c : digest) {
        text += "0123456789abcdef"[static_cast<uint8_t>(c) >> 4];
        text += "0123456789abcdef"[static_cast<uint8_t>(c) & 15];
    }
    return make_str(t, text);
}
Owned hash_copy(Thread& t, const Value* args) {
    Owned made = TRY(new_hash(t, hash_of(args[0])->name));
    if (!EVP_MD_CTX_copy_ex(hash_of(made)->context, hash_of(args[0])->context)) return raise_memory_error(t);
    return made;
}
// OpenSSL's names in Python's spelling.
std::string python_name(const char* name) {
    std::string text = name;
    if (text.rfind("sha3-", 0) == 0) text[4] = '_';
    if (text == "shake128") return "shake_128";
    if (text == "shake256") return "shake_256";
    return text;
}
Owned get_name(Thread& t, Value self) { return make_str(t, python_name(hash_of(self)->name)); }
Owned get_digest_size(Thread& t, Value self) {
    return make_int(t,
                    hash_of(self)->variable ? int64_t{0} : int64_t{EVP_MD_CTX_size(hash_of(self)->context)});
}
Owned get_block_size(Thread& t, Value self) {
    return make_int(t, int64_t{EVP_MD_CTX_block_size(hash_of(self)->context)});
}
Owned hash_repr(Thread& t, Value self) {
    char place[40];
    snprintf(place, sizeof place, " _hashlib.HASH object @ %p>", static_cast<void*>(self.object()));
    return make_str(t, "<" + python_name(hash_of(self)->name) + place);
}
const FunctionSpec hash_methods[] = {
    {"update(self, obj, /)", hash_update, "Update this hash object's state with the provided string."},
    {"digest(self, length=...)", hash_digest, "Return the digest value as a bytes object."},
    {"hexdigest(self, length=...)", hash_hexdigest,
     "Return the digest value as a string of hexadecimal digits."},
    {"copy(self, /)", hash_copy, "Return a copy of the hash object."}};
const GetSetSpec hash_getset[] = {
    {"name", get_name}, {"digest_size", get_digest_size}, {"block_size", get_block_size}};

Status define_hash(Thread& t, Module*) {
    if (state(t).type) return {};
    TypeSpec spec{};
    spec.name = "_hashlib.HASH";
    spec.size = sizeof(Hash);
    spec.flags = kTypeNoInstantiate;
    spec.slots.dealloc = hash_dealloc;
    spec.slots.repr = hash_repr;
    spec.methods = hash_methods;
    spec.getset = hash_getset;
    state(t).type = define_type(t, spec);
    return {};
}

#define NAME_OF(id, text) constexpr const char* k##id = text;
NAME_OF(Md5, "md5")
NAME_OF(Sha1, "sha1")
NAME_OF(Sha224, "sha224")
NAME_OF(Sha256, "sha256")
NAME_OF(Sha384, "sha384")
NAME_OF(Sha512, "sha512")
NAME_OF(Sha3_224, "sha3-224")
NAME_OF(Sha3_256, "sha3-256")
NAME_OF(Sha3_384, "sha3-384")
NAME_OF(Sha3_512, "sha3-512")
NAME_OF(Shake128, "shake128")
NAME_OF(Shake256, "shake256")
#undef NAME_OF

const FunctionSpec md5[] = {{"md5(string=b'', *, usedforsecurity=True)", make_hash<&kMd5>}};
const FunctionSpec sha1[] = {{"sha1(string=b'', *, usedforsecurity=True)", make_hash<&kSha1>}};
const FunctionSpec sha256[] = {{"sha224(string=b'', *, usedforsecurity=True)", make_hash<&kSha224>},
                               {"sha256(string=b'', *, usedforsecurity=True)", make_hash<&kSha256>}};
const FunctionSpec sha512[] = {{"sha384(string=b'', *, usedforsecurity=True)", make_hash<&kSha384>},
                               {"sha512(string=b'', *, usedforsecurity=True)", make_hash<&kSha512>}};
const FunctionSpec sha3[] = {{"sha3_224(data=b'', /, *, usedforsecurity=True)", make_hash<&kSha3_224>},
                             {"sha3_256(data=b'', /, *, usedforsecurity=True)", make_hash<&kSha3_256>},
                             {"sha3_384(data=b'', /, *, usedforsecurity=True)", make_hash<&kSha3_384>},
                             {"sha3_512(data=b'', /, *, usedforsecurity=True)", make_hash<&kSha3_512>},
                             {"shake_128(data=b'', /, *, usedforsecurity=True)", make_hash<&kShake128>},
                             {"shake_256(data=b'', /, *, usedforsecurity=True)", make_hash<&kShake256>}};

MINIPY_MODULE(_md5, {.functions = md5, .exec = define_hash});
MINIPY_MODULE(_sha1, {.functions = sha1, .exec = define_hash});
MINIPY_MODULE(_sha256, {.functions = sha256, .exec = define_hash});
MINIPY_MODULE(_sha512, {.functions = sha512, .exec = define_hash});
MINIPY_MODULE(_sha3, {.functions = sha3, .exec = define_hash});

}  // namespace

}  // namespace minipy
