#include "builtins/streams.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstring>

#include "builtins/builtins.h"
#include "builtins/import.h"

namespace minipy {

namespace {

struct Wish {
    std::string encoding = "utf-8", errors;
    bool named = false;
};

// PYTHONIOENCODING=encoding:errors, both parts optional; the errors part is not for stderr.
Wish wish_for(Thread& t, int fd, bool codecs_ready) {
    Wish wish;
    wish.errors = fd == 2 ? "backslashreplace" : "strict";
    const char* set = t.interp->config.ignore_environment ? nullptr : getenv("PYTHONIOENCODING");
    const char* locale = getenv("LC_ALL");
    if (!locale || !*locale) locale = getenv("LC_CTYPE");
    if (!locale || !*locale) locale = getenv("LANG");
    bool plain_locale = !locale || !*locale || strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0 ||
                        strcmp(locale, "C.UTF-8") == 0;
    if (fd != 2 && (plain_locale || t.interp->config.utf8_mode)) wish.errors = "surrogateescape";
    if (!set || !*set) return wish;
    std::string text = set;
    size_t colon = text.find(':');
    if (colon != 0) wish.encoding = text.substr(0, colon), wish.named = true;
    if (wish.named && !codecs_ready) wish.encoding = "utf-8", wish.named = false;
    if (fd != 2) {
        wish.errors = "strict";
        if (colon != std::string::npos && colon + 1 < text.size()) wish.errors = text.substr(colon + 1);
    }
    return wish;
}

Owned open_stream(Thread& t, int fd, const char* name, bool codecs_ready) {
    struct stat info;
    if (fstat(fd, &info) != 0) return Owned::none();
    bool writing = fd != 0, unbuffered = t.interp->config.unbuffered && writing;
    Owned io = TRY(import_module(t, "_io"));
    Owned file_type = TRY(get_attr(t, io, "FileIO"));
    Owned mode = TRY(make_str(t, writing ? "wb" : "rb"));
    Owned raw = TRY(call(t, file_type, {Value::from_int(fd), mode, Value::false_()}));
    Owned label = TRY(make_str(t, name));
    TRY(set_attr(t, raw, names(t).name, label));
    Owned buffer = raw.dup();
    if (!unbuffered) {
        int64_t size = info.st_blksize > 1 ? info.st_blksize : 8192;
        Owned type = TRY(get_attr(t, io, writing ? "BufferedWriter" : "BufferedReader"));
        buffer = TRY(call(t, type, {raw.get(), Value::from_int(size)}));
    }
    Wish wish = wish_for(t, fd, codecs_ready);
    Owned encoding = TRY(make_str(t, wish.encoding));
    if (wish.named) {  // under the codec's own name
        Owned lookup = TRY(import_attr(t, "codecs", "lookup"));
        Owned codec = TRY(call(t, lookup, {encoding.get()}));
        encoding = TRY(get_attr(t, codec, names(t).name));
    }
    Owned errors = TRY(make_str(t, wish.errors));
    Value newline = writing ? t.interp->latin1_strs['\n'] : Value::none();
    Value by_line = Value::from_bool(isatty(fd) || fd == 2 || t.interp->config.interactive);
    Owned text_type = TRY(get_attr(t, io, "TextIOWrapper"));
    Owned stream =
        TRY(call(t, text_type, {buffer, encoding, errors, newline, by_line, Value::from_bool(unbuffered)}));
    TRY(set_attr(t, stream, intern(t, "mode"), TRY(make_str(t, writing ? "w" : "r"))));
    return stream;
}

}  // namespace

Status open_standard_streams(Thread& t, bool codecs_ready) {
    const char* const labels[] = {"<stdin>", "<stdout>", "<stderr>"};
    const char* const places[] = {"stdin", "stdout", "stderr"};
    const char* const originals[] = {"__stdin__", "__stdout__", "__stderr__"};
    Owned io = TRY(import_module(t, "_io"));
    TRY(dict_set(t, t.interp->builtins.as<Dict>(), intern(t, "open"), TRY(get_attr(t, io, "open"))));
    for (int fd : {0, 1, 2}) {
        Owned stream = TRY(open_stream(t, fd, labels[fd], codecs_ready));
        TRY(set_sys_value(t, places[fd], stream));
        TRY(set_sys_value(t, originals[fd], stream));
    }
    return {};
}

bool flush_standard_streams(Thread& t, bool tell) {
    bool good = true;
    for (const char* name : {"stdout", "stderr"}) {
        Owned stream = Owned::share(sys_value(t, name));
        if (stream.is_unbound() || stream.is_none()) continue;
        Owned closed = lookup_attr(t, stream, intern(t, "closed"));
        if (closed.is_error()) (void)take_exception(t);
        if (closed.get().is_true()) continue;
        Owned done = call_method(t, stream, names(t).flush);
        if (!done.is_error()) continue;
        if (!tell || strcmp(name, "stderr") == 0) {
            (void)take_exception(t);
        } else {
            write_unraisable(t, stream);
            good = false;
        }
    }
    return good;
}

}  // namespace minipy
