// The module `_ssl`: random bytes, names of objects, and all its types.
#include <openssl/pem.h>
#include <openssl/rand.h>

#include <climits>

#include "ssl.h"

namespace minipy::tls {

namespace {

Owned rand_add(Thread& t, const Value* args) {
    Buffer buffer(t);
    std::string text;
    std::string_view data;
    if (is_str(args[0])) {
        data = text = to_utf8(args[0]);
    } else {
        TRY(buffer.open(args[0]));
        data = buffer.view();
    }
    double entropy = TRY(to_double(t, args[1]));
    while (!data.empty()) {
        size_t n = std::min<size_t>(data.size(), INT_MAX);
        RAND_add(data.data(), static_cast<int>(n), entropy);
        data.remove_prefix(n);
    }
    return Owned::none();
}

Owned random_bytes(Thread& t, Value count, bool pair) {
    int n = TRY(to_c_int(t, count));
    if (n < 0) return raise_value_error(t, "num must be positive");
    std::string data(static_cast<size_t>(n), '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(data.data()), n) != 1) {
        unsigned long code = ERR_get_error();
        Owned number = TRY(make_int(t, static_cast<int64_t>(code)));
        const char* reason = ERR_reason_error_string(code);
        Owned text = TRY(make_str(t, reason ? reason : "unknown error"));
        Owned error = TRY(call(t, Value(state(t).error), {number, text}));
        return raise_instance(t, error);
    }
    Owned bytes = TRY(make_bytes(t, data));
    if (!pair) return bytes;
    return make_tuple(t, {bytes.get(), Value::true_()});
}
Owned rand_bytes(Thread& t, const Value* args) { return random_bytes(t, args[0], false); }
Owned rand_pseudo_bytes(Thread& t, const Value* args) {
    TRY(warn(t, exc(t).DeprecationWarning, "ssl.RAND_pseudo_bytes() is deprecated"));
    return random_bytes(t, args[0], true);
}
Owned rand_status(Thread&, const Value*) { return Owned::from_bool(RAND_status() == 1); }

Owned default_paths(Thread& t, const Value*) {
    Owned parts[4];
    const char* texts[] = {X509_get_default_cert_file_env(), X509_get_default_cert_file(),
                           X509_get_default_cert_dir_env(), X509_get_default_cert_dir()};
    for (int i = 0; i < 4; ++i) parts[i] = TRY(make_str(t, texts[i]));
    return make_tuple(t, {parts[0].get(), parts[1].get(), parts[2].get(), parts[3].get()});
}

// (number, short name, long name, dotted number)
Owned describe_object(Thread& t, ASN1_OBJECT* object) {
    int nid = OBJ_obj2nid(object);
    if (nid == NID_undef) return raise_value_error(t, "Unknown object");
    Owned short_name = TRY(make_str(t, OBJ_nid2sn(nid))), long_name = TRY(make_str(t, OBJ_nid2ln(nid)));
    char text[256];
    int n = OBJ_obj2txt(text, sizeof text, object, 1);
    if (n < 0) return raise_openssl(t, 1020);
    Owned dotted = n ? make_str(t, text) : Owned::none();
    return make_tuple(t, {Value::from_int(nid), short_name.get(), long_name.get(), dotted.get()});
}
Owned txt2obj(Thread& t, const Value* args) {
    if (!is_str(args[0]))
        return raise_type_error(t, "txt2obj() argument 'txt' must be str, not %s",
                                args[0].is_none() ? "None" : type_name(t, args[0]));
    std::string text = to_utf8(args[0]);
    if (text.find('\0') != std::string::npos) return raise_value_error(t, "embedded null character");
    ASN1_OBJECT* object = OBJ_txt2obj(text.c_str(), TRY(truth(t, args[1])) ? 0 : 1);
    if (!object) {
        ERR_clear_error();
        return raise_value_error(t, "unknown object '%.100s'", text.c_str());
    }
    Owned described = describe_object(t, object);
    ASN1_OBJECT_free(object);
    return described;
}
Owned nid2obj(Thread& t, const Value* args) {
    int nid = TRY(to_c_int(t, args[0]));
    if (nid < NID_undef) return raise_value_error(t, "NID must be positive.");
    ASN1_OBJECT* object = OBJ_nid2obj(nid);
    if (!object) {
        ERR_clear_error();
        return raise_value_error(t, "unknown NID %i", nid);
    }
    return describe_object(t, object);
}

Owned test_decode_cert(Thread& t, const Value* args) {
    std::string path = TRY(path_argument(t, args[0], "path should be a valid filesystem path"));
    auto fail = [&](const char* text) -> Owned {
        ERR_clear_error();
        return raise_with(t, state(t).error, TRY(make_str(t, text)));
    };
    BIO* file = BIO_new_file(path.c_str(), "r");
    if (!file) return fail("Can't open file");
    X509* certificate = PEM_read_bio_X509(file, nullptr, nullptr, nullptr);
    BIO_free(file);
    if (!certificate) return fail("Error decoding PEM-encoded file");
    Owned described = describe_certificate(t, certificate);
    X509_free(certificate);
    return described;
}

const FunctionSpec functions[] = {
    {"RAND_add(string, entropy, /)", rand_add, "Mix string into the state of OpenSSL's generator."},
    {"RAND_bytes(n, /)", rand_bytes, "Generate n cryptographically strong pseudo-random bytes."},
    {"RAND_pseudo_bytes(n, /)", rand_pseudo_bytes,
     "Generate n pseudo-random bytes; gives a pair (bytes, is_strong)."},
    {"RAND_status()", rand_status, "Whether OpenSSL's generator has been seeded."},
    {"_test_decode_cert(path, /)", test_decode_cert},
    {"get_default_verify_paths()", default_paths,
     "Names and values of the places where certificates to trust are looked for."},
    {"nid2obj(nid, /)", nid2obj,
     "Number, short name, long name and dotted number of the object with that number."},
    {"txt2obj(txt, name=False)", txt2obj,
     "Number, short name, long name and dotted number of an object; with name=True names are looked up too."},
};

Status fill(Thread& t, Module* module) {
    // The type of the sockets under TLS must be there.
    TRY(import_attr(t, "_socket", "socket"));
    SslState& s = state(t);
    s.context_index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    TRY(add_constants(t, module));
    TRY(add_error_classes(t, module));
    TRY(add_error_names(t, module));
    TRY(add_memory_bio_type(t, module));
    TRY(add_session_type(t, module));
    TRY(add_certificate_type(t, module));
    TRY(add_context_type(t, module));
    return add_connection_type(t, module);
}
MINIPY_MODULE(_ssl, {.doc = "Implementation module for SSL socket operations.",
                     .functions = functions,
                     .exec = fill});

}  // namespace

SslState& state(Thread& t) { return module_state<SslState>(t, module_registration__ssl); }

Result<std::string> path_argument(Thread& t, Value v, const char* message) {
    Owned path = Owned::share(v);
    if (!is_str(v) && !is_bytes(v)) {
        path = TRY(call_special(t, v, intern(t, "__fspath__")));
        if (path.is_unbound() || (!is_str(path) && !is_bytes(path)))
            return raise_type_error(t, "%s", message);
    }
    if (is_str(path)) {
        Value utf8 = intern(t, "utf-8"), how = intern(t, "surrogateescape");
        path = TRY(call_method(t, path, names(t).encode, {utf8, how}));
    }
    std::string text(path.as<Bytes>()->view());
    if (text.find('\0') != std::string::npos) return raise_value_error(t, "embedded null byte");
    return text;
}

}  // namespace minipy::tls
