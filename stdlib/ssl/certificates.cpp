// Certificates: the dict that getpeercert() gives, and the objects of a peer's chain.
#include <arpa/inet.h>

#include <memory>

#include "ssl.h"

namespace minipy::tls {

namespace {

template <auto Free>
struct Freer {
    template <class T>
    void operator()(T* p) const {
        Free(p);
    }
};
using OwnedBio = std::unique_ptr<BIO, Freer<BIO_free>>;

OwnedBio memory_bio() { return OwnedBio(BIO_new(BIO_s_mem())); }
std::string_view text_of(BIO* bio) {
    char* data = nullptr;
    long length = BIO_get_mem_data(bio, &data);
    return {data, static_cast<size_t>(std::max(length, 0l))};
}

// The long name of an object ("commonName"), or its number in dots.
Owned object_name(Thread& t, const ASN1_OBJECT* object) {
    char text[256];
    int nid = OBJ_obj2nid(object);
    if (nid != NID_undef) return make_str(t, OBJ_nid2ln(nid));
    int n = OBJ_obj2txt(text, sizeof text, object, 1);
    if (n < 0) return raise_openssl(t, 1020);
    return make_str(t, std::string_view(text, std::min<size_t>(static_cast<size_t>(n), sizeof text - 1)));
}

// ((name, value),): one of the parts that belong together.
Owned attribute_pair(Thread& t, X509_NAME_ENTRY* entry) {
    Owned name = TRY(object_name(t, X509_NAME_ENTRY_get_object(entry)));
    unsigned char* data = nullptr;
    int length = ASN1_STRING_to_UTF8(&data, X509_NAME_ENTRY_get_data(entry));
    if (length < 0) return raise_openssl(t, 1067);
    Owned value = make_str(t, {reinterpret_cast<char*>(data), static_cast<size_t>(length)});
    OPENSSL_free(data);
    if (value.is_error()) return value;
    return make_tuple(t, {name.get(), value.get()});
}

// A name is a tuple of sets, each a tuple of pairs; entries of one set follow each other.
Owned describe_name(Thread& t, const X509_NAME* name) {
    Ref<List> sets = TRY(new_list(t)), current = TRY(new_list(t));
    int last = -1;
    for (int i = 0; i < X509_NAME_entry_count(name); ++i) {
        X509_NAME_ENTRY* entry = X509_NAME_get_entry(name, i);
        int set = X509_NAME_ENTRY_set(entry);
        if (last >= 0 && set != last) {
            TRY(list_push(t, sets.get(), TRY(list_to_tuple(t, current.get()))));
            current = TRY(new_list(t));
        }
        last = set;
        TRY(list_push(t, current.get(), TRY(attribute_pair(t, entry))));
    }
    if (current->length) TRY(list_push(t, sets.get(), TRY(list_to_tuple(t, current.get()))));
    return list_to_tuple(t, sets.get());
}

Owned address_text(Thread& t, const ASN1_OCTET_STRING* address) {
    const unsigned char* p = ASN1_STRING_get0_data(address);
    char text[64];
    int length = ASN1_STRING_length(address);
    if (length == 4) {
        snprintf(text, sizeof text, "%d.%d.%d.%d", p[0], p[1], p[2], p[3]);
    } else if (length == 16) {
        int at = 0;
        for (int i = 0; i < 16; i += 2)
            at += snprintf(text + at, sizeof text - static_cast<size_t>(at), i ? ":%X" : "%X",
                           p[i] << 8 | p[i + 1]);
    } else {
        return make_str(t, "<invalid>");
    }
    return make_str(t, text);
}

Owned pair(Thread& t, const char* kind, Owned value) {
    if (value.is_error()) return value;
    return make_tuple(t, {intern(t, kind), value.get()});
}
Owned string_of(Thread& t, const ASN1_IA5STRING* s) {
    return make_str(t, {reinterpret_cast<const char*>(ASN1_STRING_get0_data(s)),
                        static_cast<size_t>(ASN1_STRING_length(s))});
}

Owned alternative_name(Thread& t, GENERAL_NAME* name) {
    switch (name->type) {
        case GEN_DIRNAME:
            return pair(t, "DirName", describe_name(t, name->d.directoryName));
        case GEN_EMAIL:
            return pair(t, "email", string_of(t, name->d.rfc822Name));
        case GEN_DNS:
            return pair(t, "DNS", string_of(t, name->d.dNSName));
        case GEN_URI:
            return pair(t, "URI", string_of(t, name->d.uniformResourceIdentifier));
        case GEN_RID: {
            char text[256];
            int n = i2t_ASN1_OBJECT(text, sizeof text, name->d.rid);
            if (n <= 0 || n >= static_cast<int>(sizeof text))
                return pair(t, "Registered ID", make_str(t, "<INVALID>"));
            return pair(t, "Registered ID", make_str(t, std::string_view(text, static_cast<size_t>(n))));
        }
        case GEN_IPADD:
            return pair(t, "IP Address", address_text(t, name->d.ip));
        case GEN_OTHERNAME:
        case GEN_X400:
        case GEN_EDIPARTY:
            break;
        default:
            TRY(warn(t, exc(t).RuntimeWarning, "Unknown general name type " + std::to_string(name->type)));
    }
    OwnedBio bio = memory_bio();
    GENERAL_NAME_print(bio.get(), name);
    std::string_view text = text_of(bio.get());
    size_t colon = text.find(':');
    if (colon == std::string_view::npos)
        return raise_value_error(t, "Invalid value %.200s", std::string(text).c_str());
    Owned kind = TRY(make_str(t, text.substr(0, colon))), value = TRY(make_str(t, text.substr(colon + 1)));
    return make_tuple(t, {kind.get(), value.get()});
}

Owned alternative_names(Thread& t, X509* certificate) {
    std::unique_ptr<GENERAL_NAMES, Freer<GENERAL_NAMES_free>> all(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    if (!all) return Owned::none();
    Ref<List> list = TRY(new_list(t));
    for (int i = 0; i < sk_GENERAL_NAME_num(all.get()); ++i)
        TRY(list_push(t, list.get(), TRY(alternative_name(t, sk_GENERAL_NAME_value(all.get(), i)))));
    return list_to_tuple(t, list.get());
}

Owned tuple_or_none(Thread& t, List* list) {
    if (!list->length) return Owned::none();
    return list_to_tuple(t, list);
}

// Where to ask about the certificate, or to fetch who issued it.
Owned access_addresses(Thread& t, X509* certificate, int nid) {
    std::unique_ptr<AUTHORITY_INFO_ACCESS, Freer<AUTHORITY_INFO_ACCESS_free>> info(
        static_cast<AUTHORITY_INFO_ACCESS*>(
            X509_get_ext_d2i(certificate, NID_info_access, nullptr, nullptr)));
    if (!info) return Owned::none();
    Ref<List> list = TRY(new_list(t));
    for (int i = 0; i < sk_ACCESS_DESCRIPTION_num(info.get()); ++i) {
        ACCESS_DESCRIPTION* one = sk_ACCESS_DESCRIPTION_value(info.get(), i);
        if (OBJ_obj2nid(one->method) != nid || one->location->type != GEN_URI) continue;
        TRY(list_push(t, list.get(), TRY(string_of(t, one->location->d.uniformResourceIdentifier))));
    }
    return tuple_or_none(t, list.get());
}

Owned revocation_addresses(Thread& t, X509* certificate) {
    std::unique_ptr<CRL_DIST_POINTS, Freer<CRL_DIST_POINTS_free>> points(static_cast<CRL_DIST_POINTS*>(
        X509_get_ext_d2i(certificate, NID_crl_distribution_points, nullptr, nullptr)));
    if (!points) return Owned::none();
    Ref<List> list = TRY(new_list(t));
    for (int i = 0; i < sk_DIST_POINT_num(points.get()); ++i) {
        DIST_POINT* point = sk_DIST_POINT_value(points.get(), i);
        if (!point->distpoint || point->distpoint->type != 0) continue;
        GENERAL_NAMES* names_there = point->distpoint->name.fullname;
        for (int j = 0; j < sk_GENERAL_NAME_num(names_there); ++j) {
            GENERAL_NAME* name = sk_GENERAL_NAME_value(names_there, j);
            if (name->type != GEN_URI) continue;
            TRY(list_push(t, list.get(), TRY(string_of(t, name->d.uniformResourceIdentifier))));
        }
    }
    return tuple_or_none(t, list.get());
}

Status put(Thread& t, Dict* dict, const char* key, Owned value) {
    if (value.is_error()) return Raised{};
    return dict_set_ascii(t, dict, key, value);
}
Status put_unless_none(Thread& t, Dict* dict, const char* key, Owned value) {
    if (value.is_none()) return {};
    return put(t, dict, key, std::move(value));
}

template <class Print>
Owned printed(Thread& t, Print&& print) {
    OwnedBio bio = memory_bio();
    if (!bio) return raise_ssl(t, "failed to allocate BIO", 1452);
    print(bio.get());
    return make_str(t, text_of(bio.get()));
}

// ---- Certificate ----

Certificate* certificate_of(Value v) { return v.as<Certificate>(); }

void certificate_dealloc(Thread& t, Object* o) {
    X509_free(static_cast<Certificate*>(o)->handle);
    free_object(t, o);
}
Owned public_bytes(Thread& t, const Value* args) {
    int format = TRY(to_c_int(t, args[1]));
    X509* handle = certificate_of(args[0])->handle;
    if (format == 2) return certificate_der(t, handle);
    if (format != 1) return raise_value_error(t, "Unsupported format");
    OwnedBio bio = memory_bio();
    if (!PEM_write_bio_X509(bio.get(), handle)) return raise_openssl(t, 62);
    return make_str(t, text_of(bio.get()));
}
Owned get_info(Thread& t, const Value* args) {
    return describe_certificate(t, certificate_of(args[0])->handle);
}
Owned certificate_repr(Thread& t, Value self) {
    OwnedBio bio = memory_bio();
    X509_NAME_print_ex(bio.get(), X509_get_subject_name(certificate_of(self)->handle), 0,
                       (XN_FLAG_RFC2253 & ~XN_FLAG_SEP_MASK) | XN_FLAG_SEP_CPLUS_SPC);
    return make_str(t, "<_ssl.Certificate '" + std::string(text_of(bio.get())) + "'>");
}
Result<int64_t> certificate_hash(Thread&, Value self) {
    Certificate* c = certificate_of(self);
    if (c->hash == -1) {
        c->hash = static_cast<int64_t>(X509_subject_name_hash(c->handle));
        if (c->hash == -1) c->hash = -2;
    }
    return c->hash;
}
Owned certificate_compare(Thread& t, Value a, Value b, CompareOp op) {
    bool comparable =
        is_instance_exact(t, a, state(t).certificate) && is_instance_exact(t, b, state(t).certificate);
    if (!comparable || (op != CompareOp::Eq && op != CompareOp::Ne)) return Owned::not_implemented();
    bool same = X509_cmp(certificate_of(a)->handle, certificate_of(b)->handle) == 0;
    return Owned::from_bool(same == (op == CompareOp::Eq));
}

const FunctionSpec methods[] = {
    {"public_bytes(self, /, format=1)", public_bytes},
    {"get_info(self, /)", get_info},
};

}  // namespace

Owned describe_certificate(Thread& t, X509* certificate) {
    Ref<Dict> dict = TRY(new_dict(t));
    TRY(put(t, dict.get(), "subject", describe_name(t, X509_get_subject_name(certificate))));
    TRY(put(t, dict.get(), "issuer", describe_name(t, X509_get_issuer_name(certificate))));
    TRY(put(t, dict.get(), "version", make_int(t, static_cast<int64_t>(X509_get_version(certificate) + 1))));
    TRY(put(t, dict.get(), "serialNumber",
            printed(t, [&](BIO* bio) { i2a_ASN1_INTEGER(bio, X509_get_serialNumber(certificate)); })));
    TRY(put(t, dict.get(), "notBefore",
            printed(t, [&](BIO* bio) { ASN1_TIME_print(bio, X509_get0_notBefore(certificate)); })));
    TRY(put(t, dict.get(), "notAfter",
            printed(t, [&](BIO* bio) { ASN1_TIME_print(bio, X509_get0_notAfter(certificate)); })));
    TRY(put_unless_none(t, dict.get(), "subjectAltName", alternative_names(t, certificate)));
    TRY(put_unless_none(t, dict.get(), "OCSP", access_addresses(t, certificate, NID_ad_OCSP)));
    TRY(put_unless_none(t, dict.get(), "caIssuers", access_addresses(t, certificate, NID_ad_ca_issuers)));
    TRY(put_unless_none(t, dict.get(), "crlDistributionPoints", revocation_addresses(t, certificate)));
    return dict;
}

Owned certificate_der(Thread& t, X509* certificate) {
    unsigned char* data = nullptr;
    int length = i2d_X509(certificate, &data);
    if (length < 0) return raise_openssl(t, 1626);
    Owned bytes = make_bytes(t, {reinterpret_cast<char*>(data), static_cast<size_t>(length)});
    OPENSSL_free(data);
    return bytes;
}

Owned make_certificate(Thread& t, X509* handle) {
    Certificate* c = make<Certificate>(t, state(t).certificate);
    if (!c) return raise_memory_error(t);
    X509_up_ref(handle);
    c->handle = handle;
    return Owned::adopt(c);
}

Status add_certificate_type(Thread& t, Module* module) {
    TypeSpec spec{};
    spec.name = "_ssl.Certificate";
    spec.size = sizeof(Certificate);
    spec.flags = kTypeNoInstantiate;
    spec.slots.dealloc = certificate_dealloc;
    spec.slots.repr = certificate_repr;
    spec.slots.hash = certificate_hash;
    spec.slots.compare = certificate_compare;
    spec.methods = methods;
    state(t).certificate = define_type(t, spec);
    return module_add(t, module, "Certificate", Value(state(t).certificate));
}

}  // namespace minipy::tls
