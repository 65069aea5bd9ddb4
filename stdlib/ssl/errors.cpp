// OpenSSL's errors as Python's.
//
// OpenSSL gives each error a text ("certificate verify failed"); Python's `reason` is the name of its constant
// (CERTIFICATE_VERIFY_FAILED), which is the text in capitals, but for a few.
#include <cstring>

#include "ssl.h"

namespace minipy::tls {

namespace {

struct LibraryName {
    int library;
    const char* name;
};
const LibraryName library_names[] = {
    {1, "NONE"},          {2, "SYS"},     {3, "BN"},     {4, "RSA"},           {5, "DH"},
    {6, "EVP"},           {7, "BUF"},     {8, "OBJ"},    {9, "PEM"},           {10, "DSA"},
    {11, "X509"},         {13, "ASN1"},   {14, "CONF"},  {15, "CRYPTO"},       {16, "EC"},
    {20, "SSL"},          {23, "OFFSET"}, {32, "BIO"},   {33, "PKCS7"},        {34, "X509V3"},
    {35, "PKCS12"},       {36, "RAND"},   {37, "DSO"},   {38, "ENGINE"},       {39, "OCSP"},
    {40, "UI"},           {41, "COMP"},   {42, "ECDSA"}, {43, "ECDH"},         {44, "OSSL_STORE"},
    {45, "FIPS"},         {46, "CMS"},    {47, "TS"},    {48, "HMAC"},         {50, "CT"},
    {51, "ASYNC"},        {52, "KDF"},    {53, "SM2"},   {54, "ESS"},          {55, "PROP"},
    {56, "CRMF"},         {57, "PROV"},   {58, "CMP"},   {59, "OSSL_ENCODER"}, {61, "HTTP"},
    {60, "OSSL_DECODER"}, {128, "USER"},  {255, "MASK"},
};

struct ReasonName {
    int library, reason;
    const char* name;
};
const ReasonName odd_reasons[] = {
    {4, 135, "SLEN_RECOVERY_FAILED"},
    {4, 136, "SLEN_CHECK_FAILED"},
    {5, 102, "INVALID_PUBKEY"},
    {6, 142, "EXPECTING_A_EC_KEY"},
    {6, 162, "PARTIALLY_OVERLAPPING"},
    {6, 219, "EXPECTING_A_ECX_KEY"},
    {10, 110, "SEED_LEN_SMALL"},
    {20, 158, "AT_LEAST_TLS_1_2_NEEDED_IN_SUITEB_MODE"},
    {20, 330, "NO_GOST_CERTIFICATE_SENT_BY_PEER"},
    {20, 358, "MISSING_SRP_PARAM"},
    {20, 361, "SRP_A_CALC"},
    {20, 380, "ILLEGAL_SUITEB_DIGEST"},
    {36, 101, "FUNC_NOT_IMPLEMENTED"},
    {36, 123, "FWRITE_ERROR"},
    {37, 100, "CTRL_FAILED"},
    {37, 102, "FINISH_FAILED"},
    {37, 103, "LOAD_FAILED"},
    {37, 104, "NULL_HANDLE"},
    {37, 105, "STACK_ERROR"},
    {37, 106, "SYM_FAILURE"},
    {37, 107, "UNLOAD_FAILED"},
    {37, 108, "UNSUPPORTED"},
    {38, 105, "ENGINE_IS_NOT_IN_LIST"},
    {40, 109, "SYSASSIGN_ERROR"},
    {40, 110, "SYSDASSGN_ERROR"},
    {40, 111, "SYSQIOW_ERROR"},
    {47, 136, "VAR_LOOKUP_FAILURE"},
    {47, 137, "CANNOT_LOAD_CERT"},
    {47, 138, "CANNOT_LOAD_KEY"},
};

const char* library_name(int library) {
    for (const LibraryName& l : library_names) {
        if (l.library == library) return l.name;
    }
    return nullptr;
}

// Reasons from here on are the same for all libraries ("PEM lib", "malloc failure").
constexpr int kGeneral = 1 << ERR_RFLAGS_OFFSET;

// Empty when OpenSSL knows no such error. Codes of the system library are errnos: they have no constant.
std::string reason_name(int library, int reason) {
    if (library == ERR_LIB_SYS || library == ERR_LIB_NONE || reason >= kGeneral) return "";
    for (const ReasonName& r : odd_reasons) {
        if (r.library == library && r.reason == reason) return r.name;
    }
    const char* text = ERR_reason_error_string(ERR_PACK(library, 0, reason));
    if (!text) return "";
    std::string name;
    for (const char* c = text; *c; ++c) {
        bool letter = isalnum(static_cast<unsigned char>(*c));
        if (letter) name += static_cast<char>(toupper(static_cast<unsigned char>(*c)));
        if (!letter && !name.empty() && name.back() != '_') name += '_';
    }
    while (!name.empty() && name.back() == '_') name.pop_back();
    return name;
}

Owned text_or_none(Thread& t, const std::string& text) {
    return text.empty() ? Owned::none() : make_str(t, text);
}

// Why the peer's certificate was refused.
std::string verification_text(Thread& t, Connection* connection, int64_t code) {
    const char* what =
        code == X509_V_ERR_HOSTNAME_MISMATCH     ? "Hostname mismatch, certificate is not valid for '"
        : code == X509_V_ERR_IP_ADDRESS_MISMATCH ? "IP address mismatch, certificate is not valid for '"
                                                 : nullptr;
    if (!what) return X509_verify_cert_error_string(code);
    Result<std::string> name = str_utf8(t, connection->server_hostname);
    return what + (name.is_error() ? std::string() : name.value()) + "'.";
}

// Raises type(number, message), with the attributes that tell where in OpenSSL it came from.
Raised raise_filled(Thread& t, Connection* connection, Type* type, int64_t number, const char* text, int line,
                    unsigned long code) {
    std::string library, reason;
    if (code) {
        if (const char* name = library_name(ERR_GET_LIB(code))) library = name;
        reason = reason_name(ERR_GET_LIB(code), ERR_GET_REASON(code));
        if (!text) text = ERR_reason_error_string(code);
    }
    if (!text) text = "unknown error";
    std::string message = text, verify_text;
    int64_t verify_code = 0;
    bool verification = connection && type == state(t).cert_verification_error;
    if (verification) {
        verify_code = SSL_get_verify_result(connection->handle);
        verify_text = verification_text(t, connection, verify_code);
    }
    if (!library.empty()) {
        std::string where = "[" + library + (reason.empty() ? "" : ": " + reason) + "] ";
        if (verification && !reason.empty()) message += ": " + verify_text;
        message = where + message;
    }
    message += " (_ssl.c:" + std::to_string(line) + ")";
    ERR_clear_error();
    Owned error_number = TRY(make_int(t, number)), shown = TRY(make_str(t, message));
    Owned error = TRY(call(t, Value(type), {error_number, shown}));
    TRY(set_attr(t, error, intern(t, "reason"), TRY(text_or_none(t, reason))));
    TRY(set_attr(t, error, intern(t, "library"), TRY(text_or_none(t, library))));
    if (verification) {
        TRY(set_attr(t, error, intern(t, "verify_code"), TRY(make_int(t, verify_code))));
        TRY(set_attr(t, error, intern(t, "verify_message"), TRY(make_str(t, verify_text))));
    }
    return raise_instance(t, error);
}

bool is_reason(unsigned long code, int reason) {
    return ERR_GET_LIB(code) == ERR_LIB_SSL && ERR_GET_REASON(code) == reason;
}

Owned ssl_error_str(Thread& t, Value self) {
    OSError* error = self.as<OSError>();
    if (is_str(error->strerror)) return Owned::share(error->strerror);
    return str(t, error->args);
}

Owned derived_error(Thread& t, const char* name, const char* doc, Value second_base = Value::unbound()) {
    Value base(state(t).error);
    Owned bases = TRY(second_base.is_unbound() ? make_tuple(t, {base}) : make_tuple(t, {base, second_base}));
    Ref<Dict> space = TRY(new_dict(t));
    TRY(dict_set(t, space.get(), names(t).__module__, intern(t, "ssl")));
    TRY(dict_set_ascii(t, space.get(), "__doc__", TRY(make_str(t, doc))));
    return call(t, Value(types(t).type), {intern(t, name), bases.get(), Value(space)});
}

}  // namespace

Raised raise_ssl(Thread& t, const char* text, int line) {
    return raise_filled(t, nullptr, state(t).error, 0, text, line, 0);
}
Raised raise_openssl(Thread& t, int line) {
    unsigned long code = ERR_peek_last_error();
    return raise_filled(t, nullptr, state(t).error, ERR_GET_REASON(code), nullptr, line, code);
}
Raised raise_errno_or_openssl(Thread& t, int errno_value, int line) {
    if (!errno_value) return raise_openssl(t, line);
    ERR_clear_error();
    return raise_os_error(t, errno_value);
}

Raised raise_connection_error(Thread& t, Connection* c, int code, int result, int errno_value, int line) {
    SslState& s = state(t);
    unsigned long queued = ERR_peek_last_error();
    Type* type = s.error;
    int number = code;
    const char* text = nullptr;
    switch (code) {
        case SSL_ERROR_ZERO_RETURN:
            type = s.zero_return_error;
            text = "TLS/SSL connection has been closed (EOF)";
            break;
        case SSL_ERROR_WANT_READ:
            type = s.want_read_error;
            text = "The operation did not complete (read)";
            break;
        case SSL_ERROR_WANT_WRITE:
            type = s.want_write_error;
            text = "The operation did not complete (write)";
            break;
        case SSL_ERROR_WANT_X509_LOOKUP:
            text = "The operation did not complete (X509 lookup)";
            break;
        case SSL_ERROR_WANT_CONNECT:
            text = "The operation did not complete (connect)";
            break;
        case SSL_ERROR_SYSCALL:
            if (queued) {
                if (is_reason(queued, SSL_R_CERTIFICATE_VERIFY_FAILED)) type = s.cert_verification_error;
            } else if (result == 0 || !c->has_socket || !errno_value) {
                number = kEof;
                type = s.eof_error;
                text = "EOF occurred in violation of protocol";
            } else {
                ERR_clear_error();
                return raise_os_error(t, errno_value);
            }
            break;
        case SSL_ERROR_SSL:
            if (!queued) {
                text = "A failure in the SSL library occurred";
            } else if (is_reason(queued, SSL_R_CERTIFICATE_VERIFY_FAILED)) {
                type = s.cert_verification_error;
            } else if (is_reason(queued, SSL_R_UNEXPECTED_EOF_WHILE_READING)) {
                number = kEof;
                type = s.eof_error;
                text = "EOF occurred in violation of protocol";
            }
            break;
        default:
            number = kInvalidErrorCode;
            text = "Invalid error code";
    }
    return raise_filled(t, c, type, number, text, line, queued);
}

Status add_error_classes(Thread& t, Module* module) {
    SslState& s = state(t);
    TypeSpec spec{};
    spec.name = "ssl.SSLError";
    spec.kind = Kind::Exception;
    spec.flags = kTypeBaseAllowed;
    spec.slots.str = ssl_error_str;
    spec.doc = "An error occurred in the SSL implementation.";
    s.error = define_type(t, spec, exc(t).OSError);
    TRY(module_add(t, module, "SSLError", Value(s.error)));
    const struct {
        const char* name;
        Type** where;
        const char* doc;
    } derived[] = {
        {"SSLCertVerificationError", &s.cert_verification_error, "A certificate could not be verified."},
        {"SSLZeroReturnError", &s.zero_return_error, "SSL/TLS session closed cleanly."},
        {"SSLWantReadError", &s.want_read_error,
         "Non-blocking SSL socket needs to read more data\nbefore the requested operation can be completed."},
        {"SSLWantWriteError", &s.want_write_error,
         "Non-blocking SSL socket needs to write more data\nbefore the requested operation can be "
         "completed."},
        {"SSLSyscallError", &s.syscall_error, "System error when attempting SSL operation."},
        {"SSLEOFError", &s.eof_error, "SSL/TLS connection terminated abruptly."},
    };
    for (const auto& d : derived) {
        Value second = d.where == &s.cert_verification_error ? Value(exc(t).ValueError) : Value::unbound();
        Owned made = TRY(derived_error(t, d.name, d.doc, second));
        TRY(module_add(t, module, d.name, made));
        *d.where = static_cast<Type*>(made.take().object());
    }
    return {};
}

Status add_error_names(Thread& t, Module* module) {
    constexpr int kMostReasons = 600, kMostSslReasons = 1300;
    Ref<Dict> by_code = TRY(new_dict(t)), by_name = TRY(new_dict(t)), libraries = TRY(new_dict(t));
    for (const LibraryName& l : library_names) {
        TRY(dict_set(t, libraries.get(), Value::from_int(l.library), TRY(make_str(t, l.name))));
        if (l.library == ERR_LIB_SYS || l.library >= 128) continue;
        for (int reason = 100; reason < (l.library == ERR_LIB_SSL ? kMostSslReasons : kMostReasons);
             ++reason) {
            std::string name = reason_name(l.library, reason);
            if (name.empty()) continue;
            Owned key = TRY(make_tuple(t, {Value::from_int(l.library), Value::from_int(reason)}));
            Owned text = TRY(make_str(t, name));
            TRY(dict_set(t, by_code.get(), key, text));
            TRY(dict_set(t, by_name.get(), text, key));
        }
    }
    TRY(module_add(t, module, "err_codes_to_names", Value(by_code)));
    TRY(module_add(t, module, "err_names_to_codes", Value(by_name)));
    return module_add(t, module, "lib_codes_to_names", Value(libraries));
}

}  // namespace minipy::tls
