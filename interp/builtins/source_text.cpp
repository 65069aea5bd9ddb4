#include "builtins/source_text.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/compile.h"
#include "native/module.h"
#include "support/utf8.h"

namespace minipy {

namespace {

Raised raise_source_error(Thread& t, Value filename, int line, const std::string& message) {
    SyntaxErrorInfo info;
    info.message = message;
    info.line = info.end_line = line;
    return raise_syntax_error(t, info, filename);
}

// Where the first byte that is not UTF-8 stands; npos when all are.
size_t invalid_utf8(std::string_view text) {
    size_t i = 0;
    while (i < text.size()) {
        unsigned char c = static_cast<unsigned char>(text[i]);
        if (c < 0x80) {
            ++i;
            continue;
        }
        size_t length = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
        uint32_t least = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80;
        if (c < 0xc2 || c > 0xf4 || i + length > text.size()) return i;
        uint32_t point = c & (0x7f >> length);
        for (size_t k = 1; k < length; ++k) {
            unsigned char d = static_cast<unsigned char>(text[i + k]);
            if ((d & 0xc0) != 0x80) return i;
            point = point << 6 | (d & 0x3f);
        }
        if (point < least || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return i;
        i += length;
    }
    return std::string_view::npos;
}

Result<std::string> checked_utf8(Thread& t, std::string_view text, const EncodingInfo& encoding,
                                 Value filename) {
    size_t bad = invalid_utf8(text);
    if (bad == std::string_view::npos) return std::string(text);
    int line = 1;
    for (size_t i = 0; i < bad; ++i) line += text[i] == '\n';
    char byte[8];
    snprintf(byte, sizeof byte, "\\x%02x", static_cast<unsigned char>(text[bad]));
    if (encoding.has_cookie || encoding.bom_size) {
        size_t end = bad;
        return raise_source_error(t, filename, 0,
                                  "(unicode error) 'utf-8' codec can't decode byte 0x" +
                                      std::string(byte + 2) + " in position " + std::to_string(end) +
                                      ": invalid start byte");
    }
    return raise_source_error(
        t, filename, line,
        "Non-UTF-8 code starting with '" + std::string(byte) + "' in file " + to_utf8(filename) +
            " on line " + std::to_string(line) +
            ", but no encoding declared; see https://peps.python.org/pep-0263/ for details");
}

}  // namespace

Result<std::string> decode_source(Thread& t, std::string_view bytes, Value filename) {
    EncodingInfo encoding = detect_encoding(bytes);
    if (!encoding.error.empty()) return raise_source_error(t, filename, 0, encoding.error);
    bytes.remove_prefix(encoding.bom_size);
    std::string text;
    if (encoding.name == "utf-8") {
        text = TRY(checked_utf8(t, bytes, encoding, filename));
    } else {
        Owned object = TRY(make_bytes(t, bytes));
        Owned name = TRY(make_str(t, encoding.name));
        Owned decoded = call_method(t, object, names(t).decode, {name.get()});
        if (decoded.is_error()) {
            if (exception_matches(t, exc(t).LookupError)) {
                (void)take_exception(t);
                return raise_source_error(t, filename, 0, "encoding problem: " + encoding.name);
            }
            if (exception_matches(t, exc(t).UnicodeDecodeError)) {
                Owned error = take_exception(t);
                std::string why = TRY(str_utf8(t, error));
                return raise_source_error(t, filename, 0, "(unicode error) " + why);
            }
            return Raised{};
        }
        text = to_utf8(decoded);
    }
    if (text.find('\0') != std::string::npos)
        return raise_value_error(t, "source code string cannot contain null bytes");
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
