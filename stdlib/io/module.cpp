// The module `_io`: open() and the types behind it. io.py presents them.
#include <cstring>

#include "io_internal.h"

namespace minipy::io {

namespace {

struct Mode {
    bool creating = false, reading = false, writing = false, appending = false, updating = false,
         text = false, binary = false;
    std::string raw() const {
        std::string out;
        if (creating) out += 'x';
        if (reading) out += 'r';
        if (writing) out += 'w';
        if (appending) out += 'a';
        if (updating) out += '+';
        return out;
    }
};

Status parse_mode(Thread& t, const std::string& text, Mode& m) {
    for (size_t i = 0; i < text.size(); ++i) {
        bool* flag = nullptr;
        switch (text[i]) {
            case 'x':
                flag = &m.creating;
                break;
            case 'r':
                flag = &m.reading;
                break;
            case 'w':
                flag = &m.writing;
                break;
            case 'a':
                flag = &m.appending;
                break;
            case '+':
                flag = &m.updating;
                break;
            case 't':
                flag = &m.text;
                break;
            case 'b':
                flag = &m.binary;
                break;
            default:
                break;
        }
        if (!flag || *flag) return raise_value_error(t, "invalid mode: '%s'", text.c_str());
        *flag = true;
    }
    if (m.text && m.binary) return raise_value_error(t, "can't have text and binary mode at once");
    // None of them at all is for FileIO to refuse.
    if (m.creating + m.reading + m.writing + m.appending > 1)
        return raise_value_error(t, "must have exactly one of create/read/write/append mode");
    return {};
}

Status check_arguments(Thread& t, const Mode& m, const Value* args, int64_t buffering) {
    if (m.binary) {
        if (!args[3].is_none()) return raise_value_error(t, "binary mode doesn't take an encoding argument");
        if (!args[4].is_none()) return raise_value_error(t, "binary mode doesn't take an errors argument");
        if (!args[5].is_none()) return raise_value_error(t, "binary mode doesn't take a newline argument");
        if (buffering == 1) {
            TRY(warn(t, exc(t).RuntimeWarning,
                     "line buffering (buffering=1) isn't supported in binary mode, the default buffer size "
                     "will be used"));
        }
    }
    return {};
}

// The layers of a file, from the raw one up; closes what there is when one of them fails.
Owned build_layers(Thread& t, const Mode& m, Value raw, const Value* args, int64_t buffering) {
    IoTypes& ty = io_types(t);
    bool line_buffering = false;
    bool terminal = raw.object()->type == ty.file ? TRY(call_named(t, raw, "isatty")).get().is_true() : false;
    if (buffering == 1 && !m.binary) {
        line_buffering = true;
        buffering = -1;
    } else if (buffering < 0 && terminal) {
        line_buffering = true;
    }
    if (buffering == 1 && m.binary) buffering = -1;
    if (buffering < 0) {
        Owned size = TRY(get_attr(t, raw, intern(t, "_blksize")));
        buffering = TRY(to_int64(t, size));
        if (buffering <= 1) buffering = kBufferSize;
    }
    if (buffering == 0) {
        if (!m.binary) return raise_value_error(t, "can't have unbuffered text I/O");
        return Owned::share(raw);
    }
    Type* type = m.updating ? ty.random : m.reading ? ty.reader : ty.writer;
    Owned buffer = TRY(call(t, Value(type), {raw, Value::from_int(buffering)}));
    if (m.binary) return buffer;
    Owned text = call(t, Value(ty.text_wrapper),
                      {buffer.get(), args[3], args[4], args[5], Value::from_bool(line_buffering)});
    if (text.is_error()) {
        Owned error = take_exception(t);
        Owned closed = call_method(t, buffer, names(t).close);
        if (closed.is_error()) (void)take_exception(t);
        return restore_exception(t, std::move(error));
    }
    TRY(set_attr(t, text, intern(t, "mode"), args[1]));
    return text;
}

Owned io_open(Thread& t, const Value* args) {
    if (!is_str(args[1]))
        return raise_type_error(t, "open() argument 'mode' must be str, not %.50s", type_name(t, args[1]));
    for (int i : {3, 4, 5}) {
        const char* const what[] = {"encoding", "errors", "newline"};
        if (!args[i].is_none() && !is_str(args[i]))
            return raise_type_error(t, "open() argument '%s' must be str or None, not %.50s", what[i - 3],
                                    type_name(t, args[i]));
    }
    Mode m;
    TRY(parse_mode(t, to_utf8(args[1]), m));
    int64_t buffering = TRY(to_c_int(t, args[2]));
    TRY(check_arguments(t, m, args, buffering));
    Owned file = Owned::share(args[0]);
    if (!is_int(file) && !is_str(file) && !is_bytes(file)) {
        file = TRY(call_special(t, args[0], intern(t, "__fspath__")));
        if (file.is_unbound())
            return raise_type_error(t, "expected str, bytes or os.PathLike object, not %.200s",
                                    type_name(t, args[0]));
        if (!is_str(file) && !is_bytes(file))
            return raise_type_error(t, "expected %.200s.__fspath__() to return str or bytes, not %.200s",
                                    type_name(t, args[0]), type_name(t, file));
    }
    Owned mode = TRY(make_str(t, m.raw()));
    Owned raw = TRY(call(t, Value(io_types(t).file), {file.get(), mode.get(), args[6], args[7]}));
    Owned made = build_layers(t, m, raw, args, buffering);
    if (made.is_error()) {
        Owned error = take_exception(t);
        Owned closed = call_method(t, raw, names(t).close);
        if (closed.is_error()) (void)take_exception(t);
        return restore_exception(t, std::move(error));
    }
    return made;
}

Owned io_open_code(Thread& t, const Value* args) {
    if (!is_str(args[0]))
        return raise_type_error(t, "open_code() argument 'path' must be str, not %.50s",
                                type_name(t, args[0]));
    const Value all[] = {args[0],       intern(t, "rb"), Value::from_int(-1), Value::none(),
                         Value::none(), Value::none(),   Value::true_(),      Value::none()};
    return io_open(t, all);
}
Owned io_text_encoding(Thread& t, const Value* args) {
    if (!args[0].is_none()) return Owned::share(args[0]);
    if (TRY(wants_encoding(t)))
        TRY(warn(t, exc(t).EncodingWarning, "'encoding' argument not specified", TRY(to_c_int(t, args[1]))));
    return Owned::share(intern(t, t.interp->config.utf8_mode ? "utf-8" : "locale"));
}

const FunctionSpec functions[] = {
    {"open(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, "
     "opener=None)",
     io_open, "Open a file and return a stream."},
    {"open_code(path)", io_open_code, "Open a file that holds code."},
    {"text_encoding(encoding, stacklevel=2, /)", io_text_encoding,
     "The encoding that a function's default argument means."},
};

// class UnsupportedOperation(OSError, ValueError)
Owned make_unsupported(Thread& t) {
    Owned bases = TRY(make_tuple(t, {Value(exc(t).OSError), Value(exc(t).ValueError)}));
    Ref<Dict> space = TRY(new_dict(t));
    TRY(dict_set(t, space.get(), names(t).__module__, intern(t, "io")));
    return call(t, Value(types(t).type), {intern(t, "UnsupportedOperation"), bases.get(), Value(space)});
}

Status fill(Thread& t, Module* module) {
    Owned unsupported = TRY(make_unsupported(t));
    io_types(t).unsupported = unsupported.as<Type>();
    TRY(module_add(t, module, "UnsupportedOperation", unsupported));
    make_immortal(unsupported);
    TRY(module_add(t, module, "BlockingIOError", Value(exc(t).BlockingIOError)));
    TRY(module_add_int(t, module, "DEFAULT_BUFFER_SIZE", kBufferSize));
    TRY(add_base_types(t, module));
    TRY(add_file_type(t, module));
    TRY(add_buffered_types(t, module));
    TRY(add_newline_decoder(t, module));
    TRY(add_memory_types(t, module));
    return add_text_types(t, module);
}

MINIPY_MODULE(_io, {.doc = "Streams: the C++ half of io.", .functions = functions, .exec = fill});

}  // namespace

ModuleRegistration& io_registration() { return module_registration__io; }

// -X warn_default_encoding: to leave the encoding out is worth a warning.
Result<bool> wants_encoding(Thread& t) {
    Owned flags = TRY(import_attr(t, "sys", "flags"));
    return truth(t, TRY(get_attr(t, flags, "warn_default_encoding")));
}

}  // namespace minipy::io
