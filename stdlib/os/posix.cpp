// The module `posix`: what os.py is made of. Here: arguments, the environment, questions about the system.
#include "posix.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/utsname.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cstring>

namespace minipy::posix {

// ---- arguments ----

Owned path_text(Thread& t, std::string_view bytes, bool as_bytes) {
    if (as_bytes) return make_bytes(t, bytes);
    bool ascii = true;
    for (char c : bytes) ascii &= static_cast<signed char>(c) >= 0;
    if (ascii) return make_str(t, bytes);
    Owned object = TRY(make_bytes(t, bytes));
    Value utf8 = intern(t, "utf-8"), how = intern(t, "surrogateescape");
    return call_method(t, object, names(t).decode, {utf8, how});
}

namespace {

Owned fspath(Thread& t, Value v) {
    if (is_str(v) || is_bytes(v)) return Owned::share(v);
    Owned path = TRY(call_special(t, v, intern(t, "__fspath__")));
    if (path.is_unbound())
        return raise_type_error(t, "expected str, bytes or os.PathLike object, not %.200s", type_name(t, v));
    if (is_str(path) || is_bytes(path)) return path;
    return raise_type_error(t, "expected %.200s.__fspath__() to return str or bytes, not %.200s",
                            type_name(t, v), type_name(t, path));
}

}  // namespace

Status read_path(Thread& t, Value argument, Path& out, const char* function, const char* name, bool allow_fd,
                 bool allow_none) {
    out.shown = Owned::share(argument);
    Owned path = Owned::share(argument);
    if (argument.is_none() && allow_none) {
        out.bytes = ".";
        return {};
    }
    if (!is_str(argument) && !is_bytes(argument)) {
        bool index = is_int(argument) || type_of(t, argument)->slots.index;
        if (allow_fd && index) {
            out.fd = TRY(to_c_int(t, argument));
            return {};
        }
        path = TRY(call_special(t, argument, intern(t, "__fspath__")));
        if (path.is_unbound()) {
            const char* what = allow_fd && allow_none ? "string, bytes, os.PathLike, integer or None"
                               : allow_fd             ? "string, bytes, os.PathLike or integer"
                               : allow_none           ? "string, bytes, os.PathLike or None"
                                                      : "string, bytes or os.PathLike";
            return raise_type_error(t, "%s: %s should be %s, not %.200s", function, name, what,
                                    type_name(t, argument));
        }
        if (!is_str(path) && !is_bytes(path)) {
            return raise_type_error(t, "expected %.200s.__fspath__() to return str or bytes, not %.200s",
                                    type_name(t, argument), type_name(t, path));
        }
    }
    if (is_bytes(path)) {
        out.bytes = path.as<Bytes>()->view();
        out.as_bytes = true;
    } else if (as_str(path)->ascii) {
        out.bytes = as_str(path)->ascii_view();
    } else {
        Value utf8 = intern(t, "utf-8"), how = intern(t, "surrogateescape");
        Owned encoded = TRY(call_method(t, path, names(t).encode, {utf8, how}));
        out.bytes = encoded.as<Bytes>()->view();
    }
    if (out.bytes.find('\0') != std::string::npos)
        return raise_value_error(t, "%s: embedded null character in %s", function, name);
    out.shown = std::move(path);
    return {};
}

Result<int> dir_fd_argument(Thread& t, Value v) {
    if (v.is_none()) return AT_FDCWD;
    if (!is_int(v) && !type_of(t, v)->slots.index)
        return raise_type_error(t, "argument should be integer or None, not %.200s", type_name(t, v));
    return to_c_int(t, v);
}
Result<int> fd_argument(Thread& t, Value v) { return to_c_int(t, v); }
Result<int> any_fd(Thread& t, Value v) {
    if (is_int(v)) return to_c_int(t, v);
    Owned method = TRY(lookup_attr(t, v, names(t).fileno));
    if (method.is_unbound())
        return raise_type_error(t, "argument must be an int, or have a fileno() method.");
    Owned fd = TRY(call(t, method));
    if (!is_int(fd)) return raise_type_error(t, "fileno() returned a non-integer");
    int n = TRY(to_c_int(t, fd));
    if (n < 0) return raise_value_error(t, "file descriptor cannot be a negative integer (%i)", n);
    return n;
}

Raised raise_errno(Thread& t) { return raise_os_error(t, errno); }
Raised raise_errno(Thread& t, const Path& path) {
    int failure = errno;
    return path.shown.is_none() ? raise_os_error(t, failure) : raise_os_error(t, failure, path.shown);
}
Raised raise_errno(Thread& t, const Path& a, const Path& b) {
    return raise_os_error(t, errno, a.shown, b.shown);
}

namespace {

// ---- the environment ----

Result<std::string> environment_text(Thread& t, Value v, const char* function) {
    Path path;
    TRY(read_path(t, v, path, function, "name"));
    return path.bytes;
}
Owned posix_putenv(Thread& t, const Value* args) {
    std::string name = TRY(environment_text(t, args[0], "putenv")),
                value = TRY(environment_text(t, args[1], "putenv"));
    if (name.find('=') != std::string::npos) return raise_value_error(t, "illegal environment variable name");
    if (::setenv(name.c_str(), value.c_str(), 1) != 0) return raise_errno(t);
    return Owned::none();
}
Owned posix_unsetenv(Thread& t, const Value* args) {
    std::string name = TRY(environment_text(t, args[0], "unsetenv"));
    if (::unsetenv(name.c_str()) != 0) return raise_errno(t);
    return Owned::none();
}
Status add_environment(Thread& t, Module* module) {
    Ref<Dict> dict = TRY(new_dict(t));
    for (char** entry = environ; entry && *entry; ++entry) {
        const char* equals = strchr(*entry, '=');
        if (!equals) continue;
        Owned key = TRY(make_bytes(t, {*entry, static_cast<size_t>(equals - *entry)})),
              value = TRY(make_bytes(t, equals + 1));
        TRY(dict_set_default(t, dict.get(), key, value));
    }
    return module_add(t, module, "environ", dict);
}

// ---- the system ----

Owned posix_fspath(Thread& t, const Value* args) { return fspath(t, args[0]); }
Owned posix_strerror(Thread& t, const Value* args) {
    return make_str(t, ::strerror(TRY(to_c_int(t, args[0]))));
}
Owned posix_umask(Thread& t, const Value* args) {
    return make_int(t, int64_t{::umask(static_cast<mode_t>(TRY(to_c_int(t, args[0]))))});
}
Owned posix_cpu_count(Thread& t, const Value*) {
    long n = ::sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? Owned::none() : make_int(t, int64_t{n});
}
Owned posix_getloadavg(Thread& t, const Value*) {
    double load[3];
    if (::getloadavg(load, 3) != 3) return raise_error(t, exc(t).OSError, "Load averages are unobtainable");
    Owned a = make_float(t, load[0]), b = make_float(t, load[1]), c = make_float(t, load[2]);
    return make_tuple(t, {a.get(), b.get(), c.get()});
}
Owned posix_uname(Thread& t, const Value*) {
    struct utsname u;
    if (::uname(&u) < 0) return raise_errno(t);
    Owned parts[] = {make_str(t, u.sysname), make_str(t, u.nodename), make_str(t, u.release),
                     make_str(t, u.version), make_str(t, u.machine)};
    return make_struct_sequence(
        t, state(t).uname_result,
        {parts[0].get(), parts[1].get(), parts[2].get(), parts[3].get(), parts[4].get()});
}
// A number, or a name looked up in the table of that name.
Result<int> configuration_name(Thread& t, Value v, const char* table) {
    if (is_int(v)) return to_c_int(t, v);
    if (!is_str(v)) return raise_type_error(t, "configuration names must be strings or integers");
    Owned dict = TRY(import_attr(t, "posix", table));
    Value known = dict_get(t, dict.as<Dict>(), v);
    if (known.is_error()) return Raised{};
    if (known.is_unbound()) return raise_value_error(t, "unrecognized configuration name");
    return to_c_int(t, known);
}
Owned posix_sysconf(Thread& t, const Value* args) {
    int name = TRY(configuration_name(t, args[0], "sysconf_names"));
    errno = 0;
    long n = ::sysconf(name);
    if (n == -1 && errno) return raise_errno(t);
    return make_int(t, int64_t{n});
}
Owned posix_confstr(Thread& t, const Value* args) {
    int name = TRY(configuration_name(t, args[0], "confstr_names"));
    errno = 0;
    size_t size = ::confstr(name, nullptr, 0);
    if (size == 0) return errno ? Owned(raise_errno(t)) : Owned::none();
    std::string text(size, '\0');
    ::confstr(name, text.data(), size);
    text.resize(size - 1);
    return make_str(t, text);
}
Owned posix_getxattr(Thread& t, const Value* args) {
    Path path, name;
    TRY(read_path(t, args[0], path, "getxattr", "path", true));
    TRY(read_path(t, args[1], name, "getxattr", "attribute"));
    bool follow = TRY(truth(t, args[2]));
    std::string buffer(65536, '\0');
    ssize_t n = path.fd >= 0 ? ::fgetxattr(path.fd, name.c_str(), buffer.data(), buffer.size())
                : follow     ? ::getxattr(path.c_str(), name.c_str(), buffer.data(), buffer.size())
                             : ::lgetxattr(path.c_str(), name.c_str(), buffer.data(), buffer.size());
    if (n < 0) return raise_errno(t, path);
    return make_bytes(t, std::string_view(buffer).substr(0, static_cast<size_t>(n)));
}
Owned posix_setxattr(Thread& t, const Value* args) {
    Path path, name;
    TRY(read_path(t, args[0], path, "setxattr", "path", true));
    TRY(read_path(t, args[1], name, "setxattr", "attribute"));
    Buffer value(t);
    TRY(value.open(args[2]));
    int flags = TRY(to_c_int(t, args[3]));
    bool follow = TRY(truth(t, args[4]));
    int n = path.fd >= 0 ? ::fsetxattr(path.fd, name.c_str(), value.data(), value.length(), flags)
            : follow     ? ::setxattr(path.c_str(), name.c_str(), value.data(), value.length(), flags)
                         : ::lsetxattr(path.c_str(), name.c_str(), value.data(), value.length(), flags);
    return none_or_error(t, n, path);
}
Owned posix_listxattr(Thread& t, const Value* args) {
    Path path;
    TRY(read_path(t, args[0], path, "listxattr", "path", true, true));
    bool follow = TRY(truth(t, args[1]));
    std::string buffer(65536, '\0');
    ssize_t n = path.fd >= 0 ? ::flistxattr(path.fd, buffer.data(), buffer.size())
                : follow     ? ::listxattr(path.c_str(), buffer.data(), buffer.size())
                             : ::llistxattr(path.c_str(), buffer.data(), buffer.size());
    if (n < 0) return raise_errno(t, path);
    Ref<List> list = TRY(new_list(t));
    for (const char* at = buffer.data(); at < buffer.data() + n; at += strlen(at) + 1)
        TRY(list_push(t, list.get(), TRY(path_text(t, at, false))));
    return list;
}

const FunctionSpec functions[] = {
    {"putenv(name, value, /)", posix_putenv},
    {"unsetenv(name, /)", posix_unsetenv},
    {"fspath(path)", posix_fspath, "Return the file system path representation of the object."},
    {"strerror(code, /)", posix_strerror},
    {"umask(mask, /)", posix_umask},
    {"cpu_count()", posix_cpu_count,
     "Return the number of CPUs in the system; return None if indeterminable."},
    {"getloadavg()", posix_getloadavg},
    {"uname()", posix_uname},
    {"sysconf(name, /)", posix_sysconf},
    {"confstr(name, /)", posix_confstr},
    {"getxattr(path, attribute, *, follow_symlinks=True)", posix_getxattr},
    {"setxattr(path, attribute, value, flags=0, *, follow_symlinks=True)", posix_setxattr},
    {"listxattr(path=None, *, follow_symlinks=True)", posix_listxattr},
};

const FieldSpec terminal_fields[] = {{"columns", "width of the terminal window in characters"},
                                     {"lines", "height of the terminal window in characters"}};
const FieldSpec uname_fields[] = {{"sysname"}, {"nodename"}, {"release"}, {"version"}, {"machine"}};

Status fill(Thread& t, Module* module) {
    for (std::span<const FunctionSpec> part :
         {file_functions(), directory_functions(), descriptor_functions(), process_functions(), system_functions()}) {
        for (const FunctionSpec& spec : part) {
            Owned function = TRY(make_native_function(t, spec, intern(t, "posix")));
            TRY(dict_set(t, module_dict(Value(module)), TRY(get_attr(t, function, names(t).__name__)),
                         function));
        }
    }
    TRY(add_constants(t, module));
    TRY(add_environment(t, module));
    TRY(add_stat_types(t, module));
    TRY(add_directory_types(t, module));
    TRY(add_process_types(t, module));
    state(t).terminal_size =
        define_struct_sequence(t, "os.terminal_size", terminal_fields, 2,
                               "A tuple of (columns, lines) for holding terminal window size");
    TRY(module_add(t, module, "terminal_size", Value(state(t).terminal_size)));
    state(t).uname_result = define_struct_sequence(t, "posix.uname_result", uname_fields, 5);
    TRY(module_add(t, module, "uname_result", Value(state(t).uname_result)));
    return module_add(t, module, "error", Value(exc(t).OSError));
}

MINIPY_MODULE(posix,
              {.doc = "The operating system's own functions; use os.", .functions = functions, .exec = fill});

}  // namespace

PosixTypes& state(Thread& t) { return module_state<PosixTypes>(t, module_registration_posix); }

}  // namespace minipy::posix
