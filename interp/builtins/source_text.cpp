#include "builtins/source_text.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/compile.h"
#include "native/module.h"
#include "support/utf8.h"

namespace minipy {

namespace {

Raised raise_source_error(Thread& t, Value filename, SourceKind kind, const std::string& message) {
    Owned text = TRY(make_str(t, message)), error;
    if (kind == SourceKind::Program) {
        error = TRY(call(t, Value(exc(t).SyntaxError), {text.get()}));
    } else {
        Owned place = TRY(make_tuple(t, {filename, Value::from_int(0), Value::from_int(-1), Value::none()}));
        error = TRY(call(t, Value(exc(t).SyntaxError), {text.get(), place.get()}));
    }
    return raise_instance(t, error);
}

Status check_utf8(Thread& t, std::string_view text, Value filename) {
    Utf8Info info = utf8_scan(text);
    if (info.error == Utf8Error::None) return {};
    int line = 1;
    for (size_t i = 0; i < info.valid; ++i) line += text[i] == '\n';
    char byte[8];
    snprintf(byte, sizeof byte, "\\x%02x", static_cast<unsigned>(static_cast<uint8_t>(text[info.valid])));
    return raise_source_error(
        t, filename, SourceKind::Program,
        "Non-UTF-8 code starting with '" + std::string(byte) + "' in file " + to_utf8(filename) +
            " on line " + std::to_string(line) +
            ", but no encoding declared; see https://peps.python.org/pep-0263/ for details");
}

}  // namespace

Result<std::string> decode_source(Thread& t, std::string_view bytes, Value filename, bool* byte_columns,
                                  SourceKind kind) {
    EncodingInfo encoding = detect_encoding(bytes);
    if (!encoding.error.empty()) return raise_source_error(t, filename, kind, encoding.error);
    bytes.remove_prefix(encoding.bom_size);
    std::string text;
    bool declared = encoding.has_cookie || encoding.bom_size;
    if (byte_columns) *byte_columns = !declared;
    if (encoding.name == "utf-8") {
        if (!declared && kind == SourceKind::Program) TRY(check_utf8(t, bytes, filename));
        text = bytes;  // what is not UTF-8 is found when it is read, unless it is a comment
    } else {
        Owned object = TRY(make_bytes(t, bytes));
        Owned name = TRY(make_str(t, encoding.name));
        Owned decoded = call_method(t, object, names(t).decode, {name.get()});
        if (decoded.is_error()) {
            bool unknown = exception_matches(t, exc(t).LookupError);
            if (!unknown && !exception_matches(t, exc(t).UnicodeDecodeError)) return Raised{};
            Owned error = take_exception(t);
            if (kind == SourceKind::Program)
                return raise_source_error(t, filename, kind, "encoding problem: " + encoding.name);
            return raise_source_error(t, filename, kind, TRY(str_utf8(t, error)));
        }
        text = to_utf8(decoded);
    }
    if (text.find('\0') != std::string::npos) {
        if (kind == SourceKind::Program)
            return raise_error(t, exc(t).SyntaxError, "source code cannot contain null bytes");
        return raise_value_error(t, "source code string cannot contain null bytes");
    }
    return text;
}

Result<std::string> read_file(Thread& t, const std::string& path) {
    std::string out;
    int failure = 0;
    {
        GilRelease nogil(t);
        int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        struct stat info;
        if (fd < 0) {
            failure = errno;
        } else if (fstat(fd, &info) == 0 && S_ISDIR(info.st_mode)) {
            failure = EISDIR;
        } else {
            char chunk[1 << 16];
            ssize_t n;
            while ((n = ::read(fd, chunk, sizeof chunk)) > 0) out.append(chunk, static_cast<size_t>(n));
            if (n < 0) failure = errno;
        }
        if (fd >= 0) ::close(fd);
    }
    if (failure) return raise_os_error(t, failure, TRY(make_str(t, path)));
    return out;
}

bool source_line(Thread& t, const std::string& path, int line, std::string& out) {
    Value pending = t.exception;  // callers print an exception: what goes wrong here must not touch it
    t.exception = Value();
    bool found = false;
    Result<std::string> bytes = read_file(t, path);
    if (!bytes.is_error()) {
        Owned name = make_str(t, path);
        Result<std::string> text = decode_source(t, bytes.value(), name);
        if (!text.is_error()) {
            std::string_view rest = text.value();
            for (int at = 1; !rest.empty(); ++at) {
                size_t end = rest.find('\n');
                std::string_view here = rest.substr(0, end);
                if (at == line) {
                    if (!here.empty() && here.back() == '\r') here.remove_suffix(1);
                    out = here;
                    found = true;
                    break;
                }
                if (end == std::string_view::npos) break;
                rest.remove_prefix(end + 1);
            }
        }
    }
    if (has_exception(t)) (void)take_exception(t);
    t.exception = pending;
    return found;
}

}  // namespace minipy
