#include "builtins/sys_info.h"

#include <gnu/libc-version.h>

#include <cfloat>

#include "builtins/builtins.h"
#include "builtins/code_cache.h"

namespace minipy {

namespace {

ModuleSpec info_state_spec() { return {}; }
ModuleRegistration info_state_registration("state:sys_info", info_state_spec);

template <size_t N>
Type* plain(Thread& t, const char* name, const char* const (&fields)[N]) {
    FieldSpec specs[N];
    for (size_t i = 0; i < N; ++i) specs[i] = {fields[i]};
    return define_struct_sequence(t, name, specs, N);
}

constexpr const char* kFlagNames[] = {"debug",
                                      "inspect",
                                      "interactive",
                                      "optimize",
                                      "dont_write_bytecode",
                                      "no_user_site",
                                      "no_site",
                                      "ignore_environment",
                                      "verbose",
                                      "bytes_warning",
                                      "quiet",
                                      "hash_randomization",
                                      "isolated",
                                      "dev_mode",
                                      "utf8_mode",
                                      "warn_default_encoding",
                                      "safe_path",
                                      "int_max_str_digits"};

void define_types(Thread& t, SysInfoTypes& ty) {
    ty.flags = plain(t, "sys.flags", kFlagNames);
    ty.version_info = plain(t, "sys.version_info", {"major", "minor", "micro", "releaselevel", "serial"});
    ty.float_info = plain(t, "sys.float_info",
                          {"max", "max_exp", "max_10_exp", "min", "min_exp", "min_10_exp", "dig", "mant_dig",
                           "epsilon", "radix", "rounds"});
    ty.int_info =
        plain(t, "sys.int_info",
              {"bits_per_digit", "sizeof_digit", "default_max_str_digits", "str_digits_check_threshold"});
    ty.hash_info =
        plain(t, "sys.hash_info",
              {"width", "modulus", "inf", "nan", "imag", "algorithm", "hash_bits", "seed_bits", "cutoff"});
    ty.thread_info = plain(t, "sys.thread_info", {"name", "lock", "version"});
    ty.asyncgen_hooks = plain(t, "sys.asyncgen_hooks", {"firstiter", "finalizer"});
    ty.unraisable_args =
        plain(t, "sys.UnraisableHookArgs", {"exc_type", "exc_value", "exc_traceback", "err_msg", "object"});
    // Not to be made by programs: sys.flags() and its kin raise TypeError.
    for (Type* type : {ty.flags, ty.version_info}) type->slots.new_ = nullptr;
}

Value small(int64_t i) { return Value::from_int(i); }

Status add_versions(Thread& t, Module* module) {
    SysInfoTypes& ty = sys_info_types(t);
    Owned version = TRY(make_struct_sequence(t, ty.version_info,
                                             {small(3), small(11), small(2), intern(t, "final"), small(0)}));
    TRY(module_add(t, module, "version_info", version));
    TRY(module_add_str(t, module, "version",
                       std::string("3.11.2 (minipy 0.1.0) [") +
#ifdef __clang__
                           "Clang " __clang_version__
#else
                           "GCC " __VERSION__
#endif
                           "]"));
    TRY(module_add_int(t, module, "hexversion", 0x030b02f0));
    TRY(module_add_int(t, module, "api_version", 1013));
    TRY(module_add_str(t, module, "copyright", "Copyright (c) the minipy authors."));
    TRY(module_add_str(t, module, "platform", "linux"));
    TRY(module_add_str(t, module, "byteorder", "little"));
    TRY(module_add_int(t, module, "maxsize", INT64_MAX));
    TRY(module_add_int(t, module, "maxunicode", 0x10ffff));
    TRY(module_add_str(t, module, "float_repr_style", "short"));
    TRY(module_add_str(t, module, "abiflags", ""));
    TRY(module_add_str(t, module, "platlibdir", "lib"));
    TRY(module_add_str(t, module, "_framework", ""));
    Owned git = TRY(make_tuple(t, {intern(t, "minipy"), intern(t, ""), intern(t, "")}));
    TRY(module_add(t, module, "_git", git));
    Owned implementation = TRY(call(t, Value(types(t).simple_namespace)));
    TRY(set_attr(t, implementation, names(t).name, intern(t, "minipy")));
    TRY(set_attr(t, implementation, intern(t, "cache_tag"), intern(t, "minipy-311")));
    TRY(set_attr(t, implementation, intern(t, "version"), version));
    TRY(set_attr(t, implementation, intern(t, "hexversion"), small(0x030b02f0)));
    TRY(set_attr(t, implementation, intern(t, "_multiarch"), intern(t, "x86_64-linux-gnu")));
    return module_add(t, module, "implementation", implementation);
}

Status add_number_info(Thread& t, Module* module) {
    SysInfoTypes& ty = sys_info_types(t);
    Owned biggest = make_float(t, DBL_MAX), least = make_float(t, DBL_MIN),
          epsilon = make_float(t, DBL_EPSILON);
    TRY(module_add(
        t, module, "float_info",
        TRY(make_struct_sequence(t, ty.float_info,
                                 {biggest.get(), small(DBL_MAX_EXP), small(DBL_MAX_10_EXP), least.get(),
                                  small(DBL_MIN_EXP), small(DBL_MIN_10_EXP), small(DBL_DIG),
                                  small(DBL_MANT_DIG), epsilon.get(), small(FLT_RADIX), small(1)}))));
    TRY(module_add(
        t, module, "int_info",
        TRY(make_struct_sequence(t, ty.int_info, {small(30), small(4), small(4300), small(640)}))));
    Owned modulus = make_int(t, (int64_t{1} << 61) - 1);
    TRY(module_add(
        t, module, "hash_info",
        TRY(make_struct_sequence(t, ty.hash_info,
                                 {small(64), modulus.get(), small(314159), small(0), small(1000003),
                                  intern(t, "siphash13"), small(64), small(128), small(0)}))));
    Owned libc = TRY(make_str(t, std::string("NPTL ") + gnu_get_libc_version()));
    return module_add(t, module, "thread_info",
                      TRY(make_struct_sequence(t, ty.thread_info,
                                               {intern(t, "pthread"), intern(t, "semaphore"), libc.get()})));
}

Owned string_list(Thread& t, const std::vector<std::string>& texts) {
    Ref<List> list = TRY(new_list(t, texts.size()));
    for (const std::string& text : texts) TRY(list_push(t, list.get(), TRY(make_str(t, text))));
    return list;
}

Status add_command_line(Thread& t, Module* module) {
    const Config& config = t.interp->config;
    TRY(module_add(t, module, "argv", TRY(string_list(t, config.argv))));
    TRY(module_add(t, module, "orig_argv", TRY(string_list(t, config.orig_argv))));
    TRY(module_add(t, module, "warnoptions", TRY(string_list(t, config.warn_options))));
    TRY(module_add_str(t, module, "executable", config.executable));
    TRY(module_add_str(t, module, "_base_executable", config.executable));
    for (const char* prefix : {"prefix", "exec_prefix", "base_prefix", "base_exec_prefix"})
        TRY(module_add_str(t, module, prefix, "/usr"));
    TRY(module_add_str(t, module, "_stdlib_dir", kLibraryFolder));
    TRY(module_add(t, module, "_home", Value::none()));
    TRY(module_add(t, module, "pycache_prefix", Value::none()));
    TRY(module_add(t, module, "dont_write_bytecode", Value::from_bool(config.dont_write_bytecode)));
    Ref<Dict> options = TRY(new_dict(t));
    for (const auto& [key, value] : config.x_options) {
        Owned text = value == "\x01" ? Owned::from_bool(true) : TRY(make_str(t, value));
        TRY(dict_set(t, options.get(), intern(t, key), text));
    }
    TRY(module_add(t, module, "_xoptions", options));
    return refresh_sys_flags(t, module);
}

// The modules of CPython's library, for messages and tools.
constexpr const char* kLibraryNames =
    "__future__ _thread abc aifc argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb "
    "binascii bisect "
    "builtins bz2 cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys "
    "compileall "
    "concurrent configparser contextlib contextvars copy copyreg crypt csv ctypes curses dataclasses "
    "datetime dbm "
    "decimal difflib dis distutils doctest email encodings ensurepip enum errno faulthandler fcntl filecmp "
    "fileinput "
    "fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib "
    "heapq hmac "
    "html http idlelib imaplib imghdr imp importlib inspect io ipaddress itertools json keyword lib2to3 "
    "linecache locale "
    "logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder msilib msvcrt multiprocessing "
    "netrc nis "
    "nntplib nt ntpath nturl2path numbers opcode operator optparse os ossaudiodev pathlib pdb pickle "
    "pickletools pipes "
    "pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc "
    "pydoc_data "
    "pyexpat queue quopri random re readline reprlib resource rlcompleter runpy sched secrets select "
    "selectors shelve "
    "shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3 sre_compile "
    "sre_constants sre_parse "
    "ssl stat statistics string stringprep struct subprocess sunau symtable sys sysconfig syslog tabnanny "
    "tarfile "
    "telnetlib tempfile termios textwrap this threading time timeit tkinter token tokenize tomllib trace "
    "traceback "
    "tracemalloc tty turtle turtledemo types typing unicodedata unittest urllib uu uuid venv warnings wave "
    "weakref "
    "webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo";

Status add_module_names(Thread& t, Module* module) {
    Owned words = TRY(call_method(t, TRY(make_str(t, kLibraryNames)), names(t).split));
    TRY(module_add(t, module, "stdlib_module_names", TRY(call(t, Value(types(t).frozenset), {words}))));
    Owned all = TRY(native_module_names(t));
    Ref<List> shown = TRY(new_list(t));
    for (Value name : *all.as<Tuple>()) {  // states of C++ files are registered as well: they are no modules
        std::string text = to_utf8(name);
        if (text != "_import_state" && text != "_sys_state" && text != "state:sys_info")
            TRY(list_append(t, shown.get(), name));
    }
    return module_add(t, module, "builtin_module_names", TRY(list_to_tuple(t, shown.get())));
}

// -X warn_default_encoding: to leave an encoding out is worth a warning.
bool warns_of_default_encoding(const Config& c) {
    for (const auto& [name, value] : c.x_options) {
        if (name == "warn_default_encoding") return true;
    }
    const char* set = c.ignore_environment ? nullptr : getenv("PYTHONWARNDEFAULTENCODING");
    return set && *set;
}

}  // namespace

SysInfoTypes& sys_info_types(Thread& t) { return module_state<SysInfoTypes>(t, info_state_registration); }

Status refresh_sys_flags(Thread& t, Module* module) {
    const Config& c = t.interp->config;
    const Value values[] = {small(c.debug),
                            small(c.inspect),
                            small(c.interactive),
                            small(c.optimize),
                            small(c.dont_write_bytecode),
                            small(c.no_user_site),
                            small(c.no_site),
                            small(c.ignore_environment),
                            small(c.verbose),
                            small(c.bytes_warning),
                            small(c.quiet),
                            small(c.hash_randomization),
                            small(c.isolated),
                            Value::from_bool(c.dev_mode),
                            small(c.utf8_mode),
                            small(warns_of_default_encoding(c)),
                            Value::from_bool(c.safe_path),
                            small(c.int_max_str_digits == 4300 ? -1 : c.int_max_str_digits)};
    return module_add(t, module, "flags", TRY(make_struct_sequence(t, sys_info_types(t).flags, values)));
}

Status add_sys_info(Thread& t, Module* module) {
    SysInfoTypes& ty = sys_info_types(t);
    define_types(t, ty);
    TRY(add_versions(t, module));
    TRY(add_number_info(t, module));
    TRY(add_command_line(t, module));
    TRY(module_add(t, module, "UnraisableHookArgs", Value(ty.unraisable_args)));
    return add_module_names(t, module);
}

}  // namespace minipy
