// The numbers of `_ssl`.
#include "ssl.h"

namespace minipy::tls {

namespace {

struct Constant {
    const char* name;
    int64_t value;
};

// OpenSSL names its bits with different signs in different versions; Python shows them as unsigned 32 bits.
constexpr int64_t bits(uint64_t options) { return static_cast<int64_t>(options); }

const Constant constants[] = {
    {"ALERT_DESCRIPTION_CLOSE_NOTIFY", 0},
    {"ALERT_DESCRIPTION_UNEXPECTED_MESSAGE", 10},
    {"ALERT_DESCRIPTION_BAD_RECORD_MAC", 20},
    {"ALERT_DESCRIPTION_RECORD_OVERFLOW", 22},
    {"ALERT_DESCRIPTION_DECOMPRESSION_FAILURE", 30},
    {"ALERT_DESCRIPTION_HANDSHAKE_FAILURE", 40},
    {"ALERT_DESCRIPTION_BAD_CERTIFICATE", 42},
    {"ALERT_DESCRIPTION_UNSUPPORTED_CERTIFICATE", 43},
    {"ALERT_DESCRIPTION_CERTIFICATE_REVOKED", 44},
    {"ALERT_DESCRIPTION_CERTIFICATE_EXPIRED", 45},
    {"ALERT_DESCRIPTION_CERTIFICATE_UNKNOWN", 46},
    {"ALERT_DESCRIPTION_ILLEGAL_PARAMETER", 47},
    {"ALERT_DESCRIPTION_UNKNOWN_CA", 48},
    {"ALERT_DESCRIPTION_ACCESS_DENIED", 49},
    {"ALERT_DESCRIPTION_DECODE_ERROR", 50},
    {"ALERT_DESCRIPTION_DECRYPT_ERROR", 51},
    {"ALERT_DESCRIPTION_PROTOCOL_VERSION", 70},
    {"ALERT_DESCRIPTION_INSUFFICIENT_SECURITY", 71},
    {"ALERT_DESCRIPTION_INTERNAL_ERROR", 80},
    {"ALERT_DESCRIPTION_USER_CANCELLED", 90},
    {"ALERT_DESCRIPTION_NO_RENEGOTIATION", 100},
    {"ALERT_DESCRIPTION_UNSUPPORTED_EXTENSION", 110},
    {"ALERT_DESCRIPTION_CERTIFICATE_UNOBTAINABLE", 111},
    {"ALERT_DESCRIPTION_UNRECOGNIZED_NAME", 112},
    {"ALERT_DESCRIPTION_BAD_CERTIFICATE_STATUS_RESPONSE", 113},
    {"ALERT_DESCRIPTION_BAD_CERTIFICATE_HASH_VALUE", 114},
    {"ALERT_DESCRIPTION_UNKNOWN_PSK_IDENTITY", 115},
    {"CERT_NONE", 0},
    {"CERT_OPTIONAL", 1},
    {"CERT_REQUIRED", 2},
    {"ENCODING_PEM", 1},
    {"ENCODING_DER", 2},
    {"HOSTFLAG_ALWAYS_CHECK_SUBJECT", X509_CHECK_FLAG_ALWAYS_CHECK_SUBJECT},
    {"HOSTFLAG_NEVER_CHECK_SUBJECT", X509_CHECK_FLAG_NEVER_CHECK_SUBJECT},
    {"HOSTFLAG_NO_WILDCARDS", X509_CHECK_FLAG_NO_WILDCARDS},
    {"HOSTFLAG_NO_PARTIAL_WILDCARDS", X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS},
    {"HOSTFLAG_MULTI_LABEL_WILDCARDS", X509_CHECK_FLAG_MULTI_LABEL_WILDCARDS},
    {"HOSTFLAG_SINGLE_LABEL_SUBDOMAINS", X509_CHECK_FLAG_SINGLE_LABEL_SUBDOMAINS},
    {"OP_ALL", bits(SSL_OP_ALL & ~SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS)},
    {"OP_NO_SSLv2", bits(SSL_OP_NO_SSLv2)},
    {"OP_NO_SSLv3", bits(SSL_OP_NO_SSLv3)},
    {"OP_NO_TLSv1", bits(SSL_OP_NO_TLSv1)},
    {"OP_NO_TLSv1_1", bits(SSL_OP_NO_TLSv1_1)},
    {"OP_NO_TLSv1_2", bits(SSL_OP_NO_TLSv1_2)},
    {"OP_NO_TLSv1_3", bits(SSL_OP_NO_TLSv1_3)},
    {"OP_CIPHER_SERVER_PREFERENCE", bits(SSL_OP_CIPHER_SERVER_PREFERENCE)},
    {"OP_SINGLE_DH_USE", bits(SSL_OP_SINGLE_DH_USE)},
    {"OP_NO_TICKET", bits(SSL_OP_NO_TICKET)},
    {"OP_SINGLE_ECDH_USE", bits(SSL_OP_SINGLE_ECDH_USE)},
    {"OP_NO_COMPRESSION", bits(SSL_OP_NO_COMPRESSION)},
    {"OP_ENABLE_MIDDLEBOX_COMPAT", bits(SSL_OP_ENABLE_MIDDLEBOX_COMPAT)},
    {"OP_NO_RENEGOTIATION", bits(SSL_OP_NO_RENEGOTIATION)},
    {"OP_IGNORE_UNEXPECTED_EOF", bits(SSL_OP_IGNORE_UNEXPECTED_EOF)},
    {"PROTOCOL_SSLv23", 2},
    {"PROTOCOL_TLS", 2},
    {"PROTOCOL_TLS_CLIENT", 16},
    {"PROTOCOL_TLS_SERVER", 17},
    {"PROTOCOL_TLSv1", 3},
    {"PROTOCOL_TLSv1_1", 4},
    {"PROTOCOL_TLSv1_2", 5},
    {"PROTO_MINIMUM_SUPPORTED", -2},
    {"PROTO_MAXIMUM_SUPPORTED", -1},
    {"PROTO_SSLv3", SSL3_VERSION},
    {"PROTO_TLSv1", TLS1_VERSION},
    {"PROTO_TLSv1_1", TLS1_1_VERSION},
    {"PROTO_TLSv1_2", TLS1_2_VERSION},
    {"PROTO_TLSv1_3", TLS1_3_VERSION},
    {"SSL_ERROR_ZERO_RETURN", 6},
    {"SSL_ERROR_WANT_READ", 2},
    {"SSL_ERROR_WANT_WRITE", 3},
    {"SSL_ERROR_WANT_X509_LOOKUP", 4},
    {"SSL_ERROR_SYSCALL", 5},
    {"SSL_ERROR_SSL", 1},
    {"SSL_ERROR_WANT_CONNECT", 7},
    {"SSL_ERROR_EOF", kEof},
    {"SSL_ERROR_INVALID_ERROR_CODE", kInvalidErrorCode},
    {"VERIFY_DEFAULT", 0},
    {"VERIFY_CRL_CHECK_LEAF", X509_V_FLAG_CRL_CHECK},
    {"VERIFY_CRL_CHECK_CHAIN", X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL},
    {"VERIFY_X509_STRICT", X509_V_FLAG_X509_STRICT},
    {"VERIFY_ALLOW_PROXY_CERTS", X509_V_FLAG_ALLOW_PROXY_CERTS},
    {"VERIFY_X509_TRUSTED_FIRST", X509_V_FLAG_TRUSTED_FIRST},
    {"VERIFY_X509_PARTIAL_CHAIN", X509_V_FLAG_PARTIAL_CHAIN},
};

const Constant capabilities[] = {
    {"HAS_SNI", 1},     {"HAS_TLS_UNIQUE", 1}, {"HAS_ECDH", 1},    {"HAS_NPN", 0},
    {"HAS_ALPN", 1},    {"HAS_SSLv2", 0},      {"HAS_SSLv3", 0},   {"HAS_TLSv1", 1},
    {"HAS_TLSv1_1", 1}, {"HAS_TLSv1_2", 1},    {"HAS_TLSv1_3", 1},
};

}  // namespace

Status add_constants(Thread& t, Module* module) {
    for (const Constant& c : constants) TRY(module_add_int(t, module, c.name, c.value));
    for (const Constant& c : capabilities) TRY(module_add(t, module, c.name, Value::from_bool(c.value != 0)));
    TRY(module_add_str(t, module, "_DEFAULT_CIPHERS", "ALL:!COMPLEMENTOFDEFAULT:!eNULL"));
    unsigned long number = OpenSSL_version_num();
    TRY(module_add_int(t, module, "OPENSSL_VERSION_NUMBER", static_cast<int64_t>(number)));
    TRY(module_add_str(t, module, "OPENSSL_VERSION", OpenSSL_version(OPENSSL_VERSION)));
    for (const auto& [name, n] :
         {std::pair{"OPENSSL_VERSION_INFO", number},
          std::pair{"_OPENSSL_API_VERSION", static_cast<unsigned long>(OPENSSL_VERSION_NUMBER)}}) {
        auto part = [&, v = n](int shift, int mask) {
            return Value::from_int(static_cast<int64_t>(v >> shift) & mask);
        };
        Owned info =
            TRY(make_tuple(t, {part(28, 0xff), part(20, 0xff), part(12, 0xff), part(4, 0xff), part(0, 0xf)}));
        TRY(module_add(t, module, name, info));
    }
    return {};
}

}  // namespace minipy::tls
