// _SSLContext: keys and certificates that come from files.
#include <openssl/pem.h>

#include <cstring>

#include "ssl.h"

namespace minipy::tls {

namespace {

// A password that OpenSSL may ask for while it reads a key.
struct Password {
    Thread* thread = nullptr;
    Value callable = Value::unbound();
    std::string text;
    bool failed = false;
};

Status take_password(Thread& t, Password& out, Value v, const char* refusal) {
    Buffer buffer(t);
    if (is_str(v)) {
        out.text = to_utf8(v);
    } else if (is_bytes(v) || is_kind(v, Kind::ByteArray)) {
        TRY(buffer.open(v));
        out.text = buffer.view();
    } else {
        return raise_type_error(t, "%s", refusal);
    }
    return {};
}
int give_password(char* out, int room, int, void* data) {
    Password& password = *static_cast<Password*>(data);
    Thread& t = *password.thread;
    GilTaken gil(t);
    if (password.failed) return -1;
    if (!password.callable.is_unbound()) {
        Owned answer = call(t, password.callable);
        password.failed =
            answer.is_error() ||
            take_password(t, password, answer, "password callback must return a string").is_error();
        if (password.failed) return -1;
    }
    if (password.text.size() > static_cast<size_t>(room)) {
        password.failed = true;
        static_cast<void>(raise_value_error(t, "password cannot be longer than %d bytes", room));
        return -1;
    }
    memcpy(out, password.text.data(), password.text.size());
    return static_cast<int>(password.text.size());
}

Status failure_of_file(Thread& t, const Password& password, int errno_value, int line) {
    if (password.failed) {
        ERR_clear_error();
        return Raised{};
    }
    return raise_errno_or_openssl(t, errno_value, line);
}

// The call with the GIL given up; errno is what the system said in it.
template <class Call>
int without_gil(Thread& t, int* errno_value, Call&& make_call) {
    GilRelease nogil(t);
    errno = 0;
    int result = make_call();
    *errno_value = errno;
    return result;
}

Status load_chain(Thread& t, Context* c, const std::string& certificates, const std::string& key,
                  Password& password) {
    int failure;
    int done = without_gil(
        t, &failure, [&] { return SSL_CTX_use_certificate_chain_file(c->handle, certificates.c_str()); });
    if (done != 1) return failure_of_file(t, password, failure, 3877);
    done = without_gil(t, &failure,
                       [&] { return SSL_CTX_use_PrivateKey_file(c->handle, key.c_str(), SSL_FILETYPE_PEM); });
    if (done != 1) return failure_of_file(t, password, failure, 3898);
    if (SSL_CTX_check_private_key(c->handle) != 1) return raise_openssl(t, 3908);
    return {};
}
Owned load_cert_chain(Thread& t, const Value* args) {
    Context* c = context_of(args[0]);
    std::string certificates = TRY(path_argument(t, args[1], "certfile should be a valid filesystem path"));
    std::string key = certificates;
    if (!args[2].is_none()) key = TRY(path_argument(t, args[2], "keyfile should be a valid filesystem path"));
    Password password;
    password.thread = &t;
    if (!args[3].is_none()) {
        if (is_callable(t, args[3])) {
            password.callable = args[3];
        } else {
            TRY(take_password(t, password, args[3], "password should be a string or callable"));
        }
        SSL_CTX_set_default_passwd_cb(c->handle, give_password);
        SSL_CTX_set_default_passwd_cb_userdata(c->handle, &password);
    }
    Status loaded = load_chain(t, c, certificates, key, password);
    SSL_CTX_set_default_passwd_cb(c->handle, nullptr);
    SSL_CTX_set_default_passwd_cb_userdata(c->handle, nullptr);
    if (loaded.is_error()) return Raised{};
    return Owned::none();
}

// ---- certificates to trust ----

// Certificates in memory: text one after the other, or DER one after the other.
Status add_certificates(Thread& t, Context* c, std::string_view data, bool pem) {
    if (data.empty()) return raise_value_error(t, "Empty certificate data");
    if (data.size() > INT32_MAX) return raise_value_error(t, "Certificate data is too long.");
    BIO* bio = BIO_new_mem_buf(data.data(), static_cast<int>(data.size()));
    if (!bio) return raise_openssl(t, 3950);
    X509_STORE* store = SSL_CTX_get_cert_store(c->handle);
    int loaded = 0;
    bool refused = false;
    for (;;) {
        X509* certificate = pem ? PEM_read_bio_X509(bio, nullptr, SSL_CTX_get_default_passwd_cb(c->handle),
                                                    SSL_CTX_get_default_passwd_cb_userdata(c->handle))
                                : d2i_X509_bio(bio, nullptr);
        if (!certificate) break;
        refused = X509_STORE_add_cert(store, certificate) != 1;
        X509_free(certificate);
        if (refused) {
            unsigned long code = ERR_peek_last_error();
            bool known = ERR_GET_LIB(code) == ERR_LIB_X509 &&
                         ERR_GET_REASON(code) == X509_R_CERT_ALREADY_IN_HASH_TABLE;
            if (!known) break;
            ERR_clear_error();
            refused = false;
        }
        ++loaded;
    }
    unsigned long code = ERR_peek_last_error();
    int library = ERR_GET_LIB(code), reason = ERR_GET_REASON(code);
    bool at_end = !pem ? library == ERR_LIB_ASN1 && reason == ASN1_R_HEADER_TOO_LONG
                       : library == ERR_LIB_PEM && reason == PEM_R_NO_START_LINE;
    bool nothing_more = BIO_eof(bio);
    BIO_free(bio);
    if (!refused && loaded == 0) {
        return raise_ssl(t,
                         pem ? "no start line: cadata does not contain a certificate"
                             : "not enough data: cadata does not contain a certificate",
                         3992);
    }
    if (!refused && (at_end || code == 0 || (!pem && nothing_more))) {
        ERR_clear_error();
        return {};
    }
    return raise_openssl(t, 4007);
}

Owned load_verify_locations(Thread& t, const Value* args) {
    Context* c = context_of(args[0]);
    std::string file, folder;
    if (args[1].is_none() && args[2].is_none() && args[3].is_none())
        return raise_type_error(t, "cafile, capath and cadata cannot be all omitted");
    if (!args[1].is_none()) file = TRY(path_argument(t, args[1], "cafile should be a valid filesystem path"));
    if (!args[2].is_none())
        folder = TRY(path_argument(t, args[2], "capath should be a valid filesystem path"));
    if (is_str(args[3])) {
        if (!as_str(args[3])->ascii)
            return raise_type_error(t, "cadata should be an ASCII string or a bytes-like object");
        TRY(add_certificates(t, c, as_str(args[3])->ascii_view(), true));
    } else if (!args[3].is_none()) {
        if (!has_buffer(t, args[3]))
            return raise_type_error(t, "cadata should be an ASCII string or a bytes-like object");
        Buffer data(t);
        TRY(data.open(args[3]));
        TRY(add_certificates(t, c, data.view(), false));
    }
    if (args[1].is_none() && args[2].is_none()) return Owned::none();
    int failure;
    int done = without_gil(t, &failure, [&] {
        return SSL_CTX_load_verify_locations(c->handle, args[1].is_none() ? nullptr : file.c_str(),
                                             args[2].is_none() ? nullptr : folder.c_str());
    });
    if (done != 1) return raise_errno_or_openssl(t, failure, 4126);
    return Owned::none();
}
Owned set_default_verify_paths(Thread& t, const Value* args) {
    int failure;
    int done = without_gil(t, &failure,
                           [&] { return SSL_CTX_set_default_verify_paths(context_of(args[0])->handle); });
    if (!done) return raise_openssl(t, 4270);
    return Owned::none();
}

Owned cert_store_stats(Thread& t, const Value* args) {
    STACK_OF(X509_OBJECT)* objects =
        X509_STORE_get0_objects(SSL_CTX_get_cert_store(context_of(args[0])->handle));
    int certificates = 0, revocations = 0, authorities = 0;
    for (int i = 0; i < sk_X509_OBJECT_num(objects); ++i) {
        X509_OBJECT* object = sk_X509_OBJECT_value(objects, i);
        if (X509_OBJECT_get_type(object) == X509_LU_CRL) ++revocations;
        if (X509_OBJECT_get_type(object) != X509_LU_X509) continue;
        ++certificates;
        authorities += X509_check_ca(X509_OBJECT_get0_X509(object)) != 0;
    }
    Ref<Dict> dict = TRY(new_dict(t));
    TRY(dict_set_ascii(t, dict.get(), "x509", Value::from_int(certificates)));
    TRY(dict_set_ascii(t, dict.get(), "crl", Value::from_int(revocations)));
    TRY(dict_set_ascii(t, dict.get(), "x509_ca", Value::from_int(authorities)));
    return dict;
}
Owned get_ca_certs(Thread& t, const Value* args) {
    bool binary = TRY(truth(t, args[1]));
    STACK_OF(X509_OBJECT)* objects =
        X509_STORE_get0_objects(SSL_CTX_get_cert_store(context_of(args[0])->handle));
    Ref<List> list = TRY(new_list(t));
    for (int i = 0; i < sk_X509_OBJECT_num(objects); ++i) {
        X509_OBJECT* object = sk_X509_OBJECT_value(objects, i);
        if (X509_OBJECT_get_type(object) != X509_LU_X509) continue;
        X509* certificate = X509_OBJECT_get0_X509(object);
        if (!X509_check_ca(certificate)) continue;
        TRY(list_push(t, list.get(),
                      TRY(binary ? certificate_der(t, certificate) : describe_certificate(t, certificate))));
    }
    return list;
}

// ---- parameters of the key exchange ----

Owned load_dh_params(Thread& t, const Value* args) {
    std::string message =
        std::string("expected str, bytes or os.PathLike object, not ") + type_name(t, args[1]);
    std::string path = TRY(path_argument(t, args[1], message.c_str()));
    FILE* file = fopen(path.c_str(), "rbe");
    if (!file) return raise_os_error(t, errno, args[1]);
    int failure;
    // The newer way to read them (any parameters, by decoders) says less well what is wrong with a file.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    DH* parameters;
    {
        GilRelease nogil(t);
        errno = 0;
        parameters = PEM_read_DHparams(file, nullptr, nullptr, nullptr);
        failure = errno;
        fclose(file);
    }
    if (!parameters) return raise_errno_or_openssl(t, failure, 4174);
    bool done = SSL_CTX_set_tmp_dh(context_of(args[0])->handle, parameters);
    DH_free(parameters);
#pragma GCC diagnostic pop
    if (!done) return raise_openssl(t, 4180);
    return Owned::none();
}
Owned set_ecdh_curve(Thread& t, const Value* args) {
    std::string message =
        std::string("expected str, bytes or os.PathLike object, not ") + type_name(t, args[1]);
    std::string name = TRY(path_argument(t, args[1], message.c_str()));
    int nid = OBJ_sn2nid(name.c_str());
    if (nid == 0)
        return raise_value_error(t, "unknown elliptic curve name %s", TRY(repr_utf8(t, args[1])).c_str());
    if (!SSL_CTX_set1_groups(context_of(args[0])->handle, &nid, 1)) return raise_openssl(t, 4313);
    return Owned::none();
}

const FunctionSpec methods[] = {
    {"load_cert_chain(self, /, certfile, keyfile=None, password=None)", load_cert_chain},
    {"load_dh_params(self, path, /)", load_dh_params},
    {"load_verify_locations(self, /, cafile=None, capath=None, cadata=None)", load_verify_locations},
    {"set_default_verify_paths(self, /)", set_default_verify_paths},
    {"set_ecdh_curve(self, name, /)", set_ecdh_curve},
    {"cert_store_stats(self, /)", cert_store_stats,
     "How many certificates, authorities among them, and revocation lists are loaded."},
    {"get_ca_certs(self, /, binary_form=False)", get_ca_certs,
     "The loaded authorities: a list of dicts, or of bytes in DER when binary_form is true."},
};

}  // namespace

std::span<const FunctionSpec> context_loading_methods() { return methods; }

}  // namespace minipy::tls
