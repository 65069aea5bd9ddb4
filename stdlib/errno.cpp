// The module `errno`: the names of the system's error numbers.
#include <cerrno>

#include "native/module.h"

namespace minipy {

namespace {

// clang-format off
#define ERROR_NAMES(X) \
    X(EPERM) X(ENOENT) X(ESRCH) X(EINTR) X(EIO) X(ENXIO) X(E2BIG) X(ENOEXEC) X(EBADF) X(ECHILD) X(EAGAIN) \
    X(EWOULDBLOCK) X(ENOMEM) X(EACCES) X(EFAULT) X(ENOTBLK) X(EBUSY) X(EEXIST) X(EXDEV) X(ENODEV) X(ENOTDIR) \
    X(EISDIR) X(EINVAL) X(ENFILE) X(EMFILE) X(ENOTTY) X(ETXTBSY) X(EFBIG) X(ENOSPC) X(ESPIPE) X(EROFS) \
    X(EMLINK) X(EPIPE) X(EDOM) X(ERANGE) X(EDEADLK) X(EDEADLOCK) X(ENAMETOOLONG) X(ENOLCK) X(ENOSYS) \
    X(ENOTEMPTY) X(ELOOP) X(ENOMSG) X(EIDRM) X(ECHRNG) X(EL2NSYNC) X(EL3HLT) X(EL3RST) X(ELNRNG) X(EUNATCH) \
    X(ENOCSI) X(EL2HLT) X(EBADE) X(EBADR) X(EXFULL) X(ENOANO) X(EBADRQC) X(EBADSLT) X(EBFONT) X(ENOSTR) \
    X(ENODATA) X(ETIME) X(ENOSR) X(ENONET) X(ENOPKG) X(EREMOTE) X(ENOLINK) X(EADV) X(ESRMNT) X(ECOMM) \
    X(EPROTO) X(EMULTIHOP) X(EDOTDOT) X(EBADMSG) X(EOVERFLOW) X(ENOTUNIQ) X(EBADFD) X(EREMCHG) X(ELIBACC) \
    X(ELIBBAD) X(ELIBSCN) X(ELIBMAX) X(ELIBEXEC) X(EILSEQ) X(ERESTART) X(ESTRPIPE) X(EUSERS) X(ENOTSOCK) \
    X(EDESTADDRREQ) X(EMSGSIZE) X(EPROTOTYPE) X(ENOPROTOOPT) X(EPROTONOSUPPORT) X(ESOCKTNOSUPPORT) \
    X(ENOTSUP) X(EOPNOTSUPP) X(EPFNOSUPPORT) X(EAFNOSUPPORT) X(EADDRINUSE) X(EADDRNOTAVAIL) X(ENETDOWN) \
    X(ENETUNREACH) X(ENETRESET) X(ECONNABORTED) X(ECONNRESET) X(ENOBUFS) X(EISCONN) X(ENOTCONN) X(ESHUTDOWN) \
    X(ETOOMANYREFS) X(ETIMEDOUT) X(ECONNREFUSED) X(EHOSTDOWN) X(EHOSTUNREACH) X(EALREADY) X(EINPROGRESS) \
    X(ESTALE) X(EUCLEAN) X(ENOTNAM) X(ENAVAIL) X(EISNAM) X(EREMOTEIO) X(EDQUOT) X(ENOMEDIUM) X(EMEDIUMTYPE) \
    X(ECANCELED) X(ENOKEY) X(EKEYEXPIRED) X(EKEYREVOKED) X(EKEYREJECTED) X(EOWNERDEAD) X(ENOTRECOVERABLE) \
    X(ERFKILL)
// clang-format on

Status fill(Thread& t, Module* module) {
    Ref<Dict> names_by_code = TRY(new_dict(t));
#define ADD(name)                                \
    TRY(module_add_int(t, module, #name, name)); \
    TRY(dict_set(t, names_by_code.get(), Value::from_int(name), intern(t, #name)));
    ERROR_NAMES(ADD)
#undef ADD
    // Where two names share a number, the usual one stands for it.
    TRY(dict_set(t, names_by_code.get(), Value::from_int(EAGAIN), intern(t, "EAGAIN")));
    TRY(dict_set(t, names_by_code.get(), Value::from_int(EDEADLK), intern(t, "EDEADLOCK")));
    TRY(dict_set(t, names_by_code.get(), Value::from_int(EOPNOTSUPP), intern(t, "ENOTSUP")));
    return module_add(t, module, "errorcode", names_by_code);
}
MINIPY_MODULE(errno, {.doc = "The names of the system's error numbers; errorcode maps numbers to names.",
                      .exec = fill});

}  // namespace

}  // namespace minipy
