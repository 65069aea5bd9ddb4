// The module `_hashlib`: every digest of OpenSSL by its name, HMAC, and keys derived from passwords.
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>

#include <cstring>
#include <memory>

#include "hash_lock.h"
#include "native/module.h"

namespace minipy {

namespace {

struct HashlibState {
    Type *hash = nullptr, *xof = nullptr, *hmac = nullptr;
    Value unsupported = Value::none(), constructors = Value::none();  // the latter: a Dict, function -> name
};
ModuleRegistration& registration();
HashlibState& state(Thread& t) { return module_state<HashlibState>(t, registration()); }

struct FreeContext {
    void operator()(EVP_MD_CTX* c) const { EVP_MD_CTX_free(c); }
    void operator()(EVP_MD* m) const { EVP_MD_free(m); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;
using Method = std::unique_ptr<EVP_MD, FreeContext>;

// Python's names that are not OpenSSL's in small letters.
constexpr const char* kNames[][2] = {{"sha512_224", "SHA512-224"},
                                     {"sha512_256", "SHA512-256"},
                                     {"sha3_224", "SHA3-224"},
                                     {"sha3_256", "SHA3-256"},
                                     {"sha3_384", "SHA3-384"},
                                     {"sha3_512", "SHA3-512"},
                                     {"shake_128", "SHAKE-128"},
                                     {"shake_256", "SHAKE-256"},
                                     {"blake2b", "BLAKE2B-512"},
                                     {"blake2s", "BLAKE2S-256"},
                                     {"sha1", "SHA1"},
                                     {"sha224", "SHA2-224"},
                                     {"sha256", "SHA2-256"},
                                     {"sha384", "SHA2-384"},
                                     {"sha512", "SHA2-512"}};
std::string python_name(const EVP_MD* method) {
    for (auto& [ours, theirs] : kNames) {
        if (EVP_MD_is_a(method, theirs)) return ours;
    }
    std::string name = EVP_MD_get0_name(method);
    for (char& c : name) c = static_cast<char>(tolower(c));
    return name == "ripemd-160" ? "ripemd160" : name;
}
// Why OpenSSL refused.
Raised raise_openssl(Thread& t, const char* otherwise) {
    unsigned long code = ERR_peek_last_error();
    ERR_clear_error();
    const char *library = ERR_lib_error_string(code), *reason = ERR_reason_error_string(code);
    if (!code || !reason) return raise_value_error(t, "%s", otherwise);
    if (!library) return raise_value_error(t, "%s", reason);
    return raise_value_error(t, "[%s] %s", library, reason);
}
Result<Method> find_method(Thread& t, Value name) {
    std::string text = to_utf8(name);
    const char* wanted = text.c_str();
    for (auto& [ours, theirs] : kNames) {
        if (text == ours) wanted = theirs;
    }
    Method method(EVP_MD_fetch(nullptr, wanted, nullptr));
    if (!method) return raise_openssl(t, "[digital envelope routines] unsupported");
    return method;
}

constexpr size_t kWithoutGil = 2047;  // more bytes than this are worth giving the GIL up

Status feed(Thread& t, EVP_MD_CTX* context, std::mutex& mutex, Value data) {
    if (is_str(data)) return raise_type_error(t, "Strings must be encoded before hashing");
    if (!has_buffer(t, data)) return raise_type_error(t, "object supporting the buffer API required");
    Buffer buffer(t);
    TRY(buffer.open(data));
    HashLock lock(t, mutex);
    if (buffer.length() <= kWithoutGil) {
        EVP_DigestUpdate(context, buffer.data(), buffer.length());
    } else {
        GilRelease nogil(t);
        EVP_DigestUpdate(context, buffer.data(), buffer.length());
    }
    return {};
}
std::string to_hex(const std::string& bytes) {
    std::string text;
    for (char c : bytes) {
        text += "0123456789abcdef"[static_cast<uint8_t>(c) >> 4];
        text += "0123456789abcdef"[static_cast<uint8_t>(c) & 15];
    }
    return text;
}

// ---- HASH, HASHXOF ----

struct Hash : GcObject {
    EVP_MD_CTX* context = nullptr;
    std::mutex mutex;
};
EVP_MD_CTX* context_of(Value v) { return v.as<Hash>()->context; }

void hash_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    EVP_MD_CTX_free(static_cast<Hash*>(o)->context);
    free_object(t, o);
}
Owned new_hash(Thread& t, Value name, Value data) {
    Method method = TRY(find_method(t, name));
    bool xof = EVP_MD_get_flags(method.get()) & EVP_MD_FLAG_XOF;
    Hash* h = make<Hash>(t, xof ? state(t).xof : state(t).hash);
    if (!h) return raise_memory_error(t);
    Owned held = Owned::adopt(h);
    h->context = EVP_MD_CTX_new();
    if (!h->context) return raise_memory_error(t);
    if (!EVP_DigestInit_ex2(h->context, method.get(), nullptr)) return raise_openssl(t, "cannot start");
    if (!is_bytes(data) || data.as<Bytes>()->length) TRY(feed(t, h->context, h->mutex, data));
    return held;
}
Result<std::string> finish(Thread& t, EVP_MD_CTX* context) {
    Context copy(EVP_MD_CTX_new());
    if (!copy || !EVP_MD_CTX_copy_ex(copy.get(), context)) return raise_memory_error(t);
    std::string out(EVP_MAX_MD_SIZE, '\0');
    unsigned size = 0;
    if (!EVP_DigestFinal_ex(copy.get(), reinterpret_cast<unsigned char*>(out.data()), &size))
        return raise_openssl(t, "cannot end");
    out.resize(size);
    return out;
}
Result<std::string> finish_xof(Thread& t, EVP_MD_CTX* context, Value length) {
    int64_t n = TRY(to_size(t, length));
    if (n < 0) return raise_error(t, exc(t).SystemError, "Negative size passed to PyBytes_FromStringAndSize");
    Context copy(EVP_MD_CTX_new());
    if (!copy || !EVP_MD_CTX_copy_ex(copy.get(), context)) return raise_memory_error(t);
    std::string out(static_cast<size_t>(n), '\0');
    if (!EVP_DigestFinalXOF(copy.get(), reinterpret_cast<unsigned char*>(out.data()), out.size()))
        return raise_openssl(t, "cannot end");
    return out;
}
Owned hash_update(Thread& t, const Value* args) {
    TRY(feed(t, context_of(args[0]), args[0].as<Hash>()->mutex, args[1]));
    return Owned::none();
}
Owned hash_digest(Thread& t, const Value* args) {
    HashLock lock(t, args[0].as<Hash>()->mutex);
    return make_bytes(t, TRY(finish(t, context_of(args[0]))));
}
Owned hash_hexdigest(Thread& t, const Value* args) {
    HashLock lock(t, args[0].as<Hash>()->mutex);
    return make_str(t, to_hex(TRY(finish(t, context_of(args[0])))));
}
Owned xof_digest(Thread& t, const Value* args) {
    HashLock lock(t, args[0].as<Hash>()->mutex);
    return make_bytes(t, TRY(finish_xof(t, context_of(args[0]), args[1])));
}
Owned xof_hexdigest(Thread& t, const Value* args) {
    HashLock lock(t, args[0].as<Hash>()->mutex);
    return make_str(t, to_hex(TRY(finish_xof(t, context_of(args[0]), args[1]))));
}
Owned hash_copy(Thread& t, const Value* args) {
    HashLock lock(t, args[0].as<Hash>()->mutex);
    Hash* h = make<Hash>(t, type_of(t, args[0]));
    if (!h) return raise_memory_error(t);
    Owned held = Owned::adopt(h);
    h->context = EVP_MD_CTX_new();
    if (!h->context || !EVP_MD_CTX_copy_ex(h->context, context_of(args[0]))) return raise_memory_error(t);
    return held;
}
std::string name_of(Value self) { return python_name(EVP_MD_CTX_get0_md(context_of(self))); }
Owned get_name(Thread& t, Value self) { return make_str(t, name_of(self)); }
Owned get_digest_size(Thread& t, Value self) {
    const EVP_MD* method = EVP_MD_CTX_get0_md(context_of(self));
    return make_int(t, EVP_MD_get_flags(method) & EVP_MD_FLAG_XOF ? 0 : EVP_MD_get_size(method));
}
Owned get_block_size(Thread& t, Value self) {
    return make_int(t, EVP_MD_CTX_get_block_size(context_of(self)));
}
Owned hash_repr(Thread& t, Value self) {
    char place[64];
    snprintf(place, sizeof place, " %s object @ %p>", type_name(t, self), static_cast<void*>(self.object()));
    return make_str(t, "<" + name_of(self) + place);
}

// ---- HMAC ----

struct Hmac : GcObject {
    EVP_MD_CTX *inner = nullptr, *outer = nullptr;
    std::mutex mutex;
};
Hmac* hmac_of(Value v) { return v.as<Hmac>(); }

void hmac_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    EVP_MD_CTX_free(static_cast<Hmac*>(o)->inner);
    EVP_MD_CTX_free(static_cast<Hmac*>(o)->outer);
    free_object(t, o);
}
// A digest named by a str, or by one of this module's functions.
Result<Method> digest_argument(Thread& t, Value digest) {
    if (is_str(digest)) return find_method(t, digest);
    Value name =
        digest.is_object() ? dict_get(t, state(t).constructors.as<Dict>(), digest) : Value::unbound();
    if (name.is_error()) (void)take_exception(t);
    if (!is_str(name)) {
        std::string text = "Unsupported digestmod " + TRY(repr_utf8(t, digest));
        return raise_with(t, state(t).unsupported.as<Type>(), TRY(make_str(t, text)));
    }
    return find_method(t, name);
}
Owned new_hmac(Thread& t, Value key, Value digest) {
    Buffer key_bytes(t);
    TRY(key_bytes.open(key));
    Method method = TRY(digest_argument(t, digest));
    size_t block = static_cast<size_t>(EVP_MD_get_block_size(method.get()));
    if (EVP_MD_get_flags(method.get()) & EVP_MD_FLAG_XOF)
        return raise_value_error(t, "[digital envelope routines] unsupported");
    std::string padded(key_bytes.view());
    if (padded.size() > block) {
        unsigned size = 0;
        std::string hashed(EVP_MAX_MD_SIZE, '\0');
        if (!EVP_Digest(padded.data(), padded.size(), reinterpret_cast<unsigned char*>(hashed.data()), &size,
                        method.get(), nullptr))
            return raise_openssl(t, "cannot hash the key");
        padded = hashed.substr(0, size);
    }
    padded.resize(block, '\0');
    Hmac* h = make<Hmac>(t, state(t).hmac);
    if (!h) return raise_memory_error(t);
    Owned held = Owned::adopt(h);
    h->inner = EVP_MD_CTX_new();
    h->outer = EVP_MD_CTX_new();
    if (!h->inner || !h->outer) return raise_memory_error(t);
    for (auto [context, pad] : {std::pair{h->inner, 0x36}, std::pair{h->outer, 0x5c}}) {
        std::string mixed = padded;
        for (char& c : mixed) c = static_cast<char>(c ^ pad);
        if (!EVP_DigestInit_ex2(context, method.get(), nullptr) ||
            !EVP_DigestUpdate(context, mixed.data(), block))
            return raise_openssl(t, "cannot start");
    }
    return held;
}
Result<std::string> hmac_finish(Thread& t, Hmac* h) {
    std::string inner = TRY(finish(t, h->inner));
    Context copy(EVP_MD_CTX_new());
    if (!copy || !EVP_MD_CTX_copy_ex(copy.get(), h->outer)) return raise_memory_error(t);
    EVP_DigestUpdate(copy.get(), inner.data(), inner.size());
    return finish(t, copy.get());
}
Owned hmac_update(Thread& t, const Value* args) {
    TRY(feed(t, hmac_of(args[0])->inner, hmac_of(args[0])->mutex, args[1]));
    return Owned::none();
}
Owned hmac_digest_method(Thread& t, const Value* args) {
    HashLock lock(t, hmac_of(args[0])->mutex);
    return make_bytes(t, TRY(hmac_finish(t, hmac_of(args[0]))));
}
Owned hmac_hexdigest(Thread& t, const Value* args) {
    HashLock lock(t, hmac_of(args[0])->mutex);
    return make_str(t, to_hex(TRY(hmac_finish(t, hmac_of(args[0])))));
}
Owned hmac_copy(Thread& t, const Value* args) {
    HashLock lock(t, hmac_of(args[0])->mutex);
    Hmac* h = make<Hmac>(t, state(t).hmac);
    if (!h) return raise_memory_error(t);
    Owned held = Owned::adopt(h);
    h->inner = EVP_MD_CTX_new();
    h->outer = EVP_MD_CTX_new();
    if (!h->inner || !h->outer || !EVP_MD_CTX_copy_ex(h->inner, hmac_of(args[0])->inner) ||
        !EVP_MD_CTX_copy_ex(h->outer, hmac_of(args[0])->outer))
        return raise_memory_error(t);
    return held;
}
std::string hmac_method_name(Value self) { return python_name(EVP_MD_CTX_get0_md(hmac_of(self)->inner)); }
Owned hmac_name(Thread& t, Value self) { return make_str(t, "hmac-" + hmac_method_name(self)); }
Owned hmac_digest_size(Thread& t, Value self) {
    return make_int(t, EVP_MD_CTX_get_size(hmac_of(self)->inner));
}
Owned hmac_block_size(Thread& t, Value self) {
    return make_int(t, EVP_MD_CTX_get_block_size(hmac_of(self)->inner));
}
Owned hmac_repr(Thread& t, Value self) {
    char place[64];
    snprintf(place, sizeof place, " HMAC object @ %p>", static_cast<void*>(self.object()));
    return make_str(t, "<" + hmac_method_name(self) + place);
}
Owned module_hmac_new(Thread& t, const Value* args) {
    if (args[2].is_none()) return raise_type_error(t, "Missing required parameter 'digestmod'.");
    Owned made = TRY(new_hmac(t, args[0], args[2]));
    bool empty = args[1].is_none() || (is_bytes(args[1]) && !args[1].as<Bytes>()->length);
    if (!empty) TRY(feed(t, hmac_of(made)->inner, hmac_of(made)->mutex, args[1]));
    return made;
}
Owned module_hmac_digest(Thread& t, const Value* args) {
    Owned made = TRY(new_hmac(t, args[0], args[2]));
    Buffer message(t);
    TRY(message.open(args[1]));
    EVP_DigestUpdate(hmac_of(made)->inner, message.data(), message.length());
    return make_bytes(t, TRY(hmac_finish(t, hmac_of(made))));
}

// ---- keys from passwords ----

Owned pbkdf2(Thread& t, const Value* args) {
    if (!is_str(args[0]))
        return raise_type_error(t, "pbkdf2_hmac() argument 'hash_name' must be str, not %.50s",
                                type_name(t, args[0]));
    Buffer password(t), salt(t);
    TRY(password.open(args[1]));
    TRY(salt.open(args[2]));
    int64_t iterations = TRY(to_int64(t, args[3]));
    Method method = TRY(find_method(t, args[0]));
    if (password.length() > INT32_MAX) return raise_overflow_error(t, "password is too long.");
    if (salt.length() > INT32_MAX) return raise_overflow_error(t, "salt is too long.");
    if (iterations < 1) return raise_value_error(t, "iteration value must be greater than 0.");
    if (iterations > INT32_MAX) return raise_overflow_error(t, "iteration value is too great.");
    int64_t length = args[4].is_none() ? EVP_MD_get_size(method.get()) : TRY(to_int64(t, args[4]));
    if (length < 1) return raise_value_error(t, "key length must be greater than 0.");
    if (length > INT32_MAX) return raise_overflow_error(t, "key length is too great.");
    std::string key(static_cast<size_t>(length), '\0');
    int done;
    {
        GilRelease nogil(t);
        done = PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.length()),
                                 reinterpret_cast<const unsigned char*>(salt.data()),
                                 static_cast<int>(salt.length()), static_cast<int>(iterations), method.get(),
                                 static_cast<int>(length), reinterpret_cast<unsigned char*>(key.data()));
    }
    if (!done) return raise_openssl(t, "pbkdf2_hmac failed");
    return make_bytes(t, key);
}
Result<uint64_t> scrypt_number(Thread& t, Value v, const char* name) {
    if (v.is_none()) return raise_type_error(t, "%s is required and must be an unsigned int", name);
    if (!is_int(v))
        return raise_type_error(t, "scrypt() argument '%s' must be int, not %.50s", name, type_name(t, v));
    int64_t n = TRY(to_int64(t, v));
    if (n < 0) return raise_type_error(t, "%s is required and must be an unsigned int", name);
    return static_cast<uint64_t>(n);
}
Owned scrypt(Thread& t, const Value* args) {
    Buffer password(t), salt(t);
    TRY(password.open(args[0]));
    if (args[1].is_none()) return raise_type_error(t, "salt is required");
    TRY(salt.open(args[1]));
    uint64_t n = TRY(scrypt_number(t, args[2], "n"));
    if (n < 2 || n & (n - 1)) return raise_value_error(t, "n must be a power of 2.");
    uint64_t r = TRY(scrypt_number(t, args[3], "r")), p = TRY(scrypt_number(t, args[4], "p"));
    int64_t most = TRY(to_int64(t, args[5])), length = TRY(to_int64(t, args[6]));
    if (most < 0 || most > INT32_MAX)
        return raise_value_error(t, "maxmem must be positive and smaller than %d", INT32_MAX);
    if (length < 1 || length > INT32_MAX)
        return raise_value_error(t, "dklen must be greater than 0 and smaller than %d", INT32_MAX);
    uint64_t memory = static_cast<uint64_t>(most);
    if (!EVP_PBE_scrypt(nullptr, 0, nullptr, 0, n, r, p, memory, nullptr, 0)) {
        ERR_peek_last_error() ? (void)0 : ERR_clear_error();
        return raise_openssl(t, "Invalid parameter combination for n, r, p, maxmem.");
    }
    std::string key(static_cast<size_t>(length), '\0');
    int done;
    {
        GilRelease nogil(t);
        done = EVP_PBE_scrypt(password.data(), password.length(),
                              reinterpret_cast<const unsigned char*>(salt.data()), salt.length(), n, r, p,
                              memory, reinterpret_cast<unsigned char*>(key.data()), key.size());
    }
    if (!done) return raise_openssl(t, "scrypt failed");
    return make_bytes(t, key);
}

// ---- the module ----

Owned module_new(Thread& t, const Value* args) {
    if (!is_str(args[0])) return raise_type_error(t, "name must be a string");
    return new_hash(t, args[0], args[1]);
}
#define SHORTCUT(name) \
    Owned open_##name(Thread& t, const Value* args) { return new_hash(t, intern(t, #name), args[0]); }
SHORTCUT(md5)
SHORTCUT(sha1)
SHORTCUT(sha224)
SHORTCUT(sha256)
SHORTCUT(sha384)
SHORTCUT(sha512)
SHORTCUT(sha3_224)
SHORTCUT(sha3_256)
SHORTCUT(sha3_384)
SHORTCUT(sha3_512)
SHORTCUT(shake_128)
SHORTCUT(shake_256)
#undef SHORTCUT
Owned get_fips_mode(Thread& t, const Value*) {
    return make_int(t, EVP_default_properties_is_fips_enabled(nullptr));
}

#define ROW(name, said)                                                            \
    {                                                                              \
        "openssl_" #name "(string=b'', *, usedforsecurity=True)", open_##name,     \
            "Returns a " said " hash object; optionally initialized with a string" \
    }
const FunctionSpec functions[] = {
    {"new(name, string=b'', *, usedforsecurity=True)", module_new,
     "Return a new hash object using the named algorithm."},
    ROW(md5, "md5"),
    ROW(sha1, "sha1"),
    ROW(sha224, "sha224"),
    ROW(sha256, "sha256"),
    ROW(sha384, "sha384"),
    ROW(sha512, "sha512"),
    ROW(sha3_224, "sha3-224"),
    ROW(sha3_256, "sha3-256"),
    ROW(sha3_384, "sha3-384"),
    ROW(sha3_512, "sha3-512"),
    ROW(shake_128, "shake-128 variable"),
    ROW(shake_256, "shake-256 variable"),
    {"pbkdf2_hmac(hash_name, password, salt, iterations, dklen=None)", pbkdf2,
     "Password based key derivation function 2 (PKCS #5 v2.0) with HMAC as pseudorandom function."},
    {"scrypt(password, *, salt=None, n=None, r=None, p=None, maxmem=0, dklen=64)", scrypt,
     "scrypt password-based key derivation function."},
    {"hmac_digest(key, msg, digest)", module_hmac_digest, "Single-shot HMAC."},
    {"hmac_new(key, msg=b'', digestmod=None)", module_hmac_new, "Return a new hmac object."},
    {"get_fips_mode()", get_fips_mode, "Determine the OpenSSL FIPS mode of operation."}};

const FunctionSpec hash_methods[] = {
    {"update(self, obj, /)", hash_update, "Update this hash object's state with the provided string."},
    {"digest(self)", hash_digest, "Return the digest value as a bytes object."},
    {"hexdigest(self)", hash_hexdigest, "Return the digest value as a string of hexadecimal digits."},
    {"copy(self)", hash_copy, "Return a copy of the hash object."}};
const GetSetSpec hash_getset[] = {{"digest_size", get_digest_size},
                                  {"block_size", get_block_size},
                                  {"name", get_name, nullptr, "algorithm name."}};
const FunctionSpec xof_methods[] = {
    {"digest(self, length)", xof_digest, "Return the digest value as a bytes object."},
    {"hexdigest(self, length)", xof_hexdigest, "Return the digest value as a string of hexadecimal digits."}};
const FunctionSpec hmac_methods[] = {
    {"update(self, msg)", hmac_update, "Update the HMAC object with msg."},
    {"digest(self)", hmac_digest_method,
     "Return the digest of the bytes passed to the update() method so far."},
    {"hexdigest(self)", hmac_hexdigest,
     "Return hexadecimal digest of the bytes passed to the update() method so far."},
    {"copy(self)", hmac_copy, "Return a copy (\"clone\") of the HMAC object."}};
const GetSetSpec hmac_getset[] = {
    {"digest_size", hmac_digest_size}, {"block_size", hmac_block_size}, {"name", hmac_name}};

Status define_types(Thread& t, Module* module) {
    HashlibState& s = state(t);
    TypeSpec hash{};
    hash.name = "_hashlib.HASH";
    hash.size = sizeof(Hash);
    hash.flags = kTypeNoInstantiate;
    hash.slots.dealloc = hash_dealloc;
    hash.slots.repr = hash_repr;
    hash.methods = hash_methods;
    hash.getset = hash_getset;
    hash.doc =
        "A hash object: update() adds bytes, digest() and hexdigest() tell the checksum of those so far.";
    s.hash = define_type(t, hash);
    TypeSpec xof{};
    xof.name = "_hashlib.HASHXOF";
    xof.size = sizeof(Hash);
    xof.flags = kTypeNoInstantiate;
    xof.slots.dealloc = hash_dealloc;
    xof.slots.repr = hash_repr;
    xof.methods = xof_methods;
    xof.doc = "A hash object whose digest is as long as one asks.";
    s.xof = define_type(t, xof, s.hash);
    TypeSpec hmac{};
    hmac.name = "_hashlib.HMAC";
    hmac.size = sizeof(Hmac);
    hmac.flags = kTypeNoInstantiate;
    hmac.slots.dealloc = hmac_dealloc;
    hmac.slots.repr = hmac_repr;
    hmac.methods = hmac_methods;
    hmac.getset = hmac_getset;
    hmac.doc = "The object used to calculate HMAC of a message.";
    s.hmac = define_type(t, hmac);
    TRY(module_add(t, module, "HASH", Value(s.hash)));
    TRY(module_add(t, module, "HASHXOF", Value(s.xof)));
    return module_add(t, module, "HMAC", Value(s.hmac));
}

Status fill(Thread& t, Module* module) {
    TRY(define_types(t, module));
    HashlibState& s = state(t);
    s.unsupported =
        TRY(make_exception_class(t, "_hashlib.UnsupportedDigestmodError", Value(exc(t).ValueError))).take();
    TRY(module_add(t, module, "UnsupportedDigestmodError", s.unsupported));
    s.constructors = Value(TRY(new_dict(t)).take());
    for (const FunctionSpec& spec : functions) {
        std::string_view signature = spec.signature;
        if (signature.rfind("openssl_", 0) != 0) continue;
        std::string name(signature.substr(0, signature.find('(')));
        Owned function = TRY(get_attr(t, Value(module), name.c_str()));
        TRY(dict_set(t, s.constructors.as<Dict>(), function, intern(t, name.substr(8))));
    }
    TRY(module_add(t, module, "_constructors",
                   TRY(call(t, Value(types(t).mapping_proxy), {s.constructors}))));
    Owned all = TRY(make_list(t, {}));
    struct Names {
        Thread& t;
        List* list;
    } names{t, all.as<List>()};
    EVP_MD_do_all_provided(
        nullptr,
        [](EVP_MD* method, void* data) {
            Names* n = static_cast<Names*>(data);
            std::string name = python_name(method);
            if (name.find("null") != std::string::npos || name.find("keccak") != std::string::npos) return;
            Owned text = make_str(n->t, name);
            if (!text.is_error()) (void)list_append(n->t, n->list, text);
        },
        &names);
    TRY(module_add(t, module, "openssl_md_meth_names", TRY(call(t, Value(types(t).frozenset), {all}))));
    return module_add(t, module, "compare_digest", TRY(import_attr(t, "_operator", "_compare_digest")));
}
MINIPY_MODULE(_hashlib,
              {.doc = "OpenSSL interface for hashlib module", .functions = functions, .exec = fill});
ModuleRegistration& registration() { return module_registration__hashlib; }

}  // namespace

}  // namespace minipy
