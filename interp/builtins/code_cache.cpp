#include "builtins/code_cache.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "builtins/source_text.h"
#include "compiler_digest.h"
#include "compiler/compile.h"
#include "compiler/marshal.h"
#include "native/module.h"

namespace minipy {

namespace {

struct Header {
    char magic[8] = {'m', 'i', 'n', 'i', 'p', 'y', '1', '\n'};
    uint64_t compiler = MINIPY_COMPILER_DIGEST;
    uint32_t ops = op_table_hash();
    uint32_t version = kMarshalVersion;
    uint32_t optimize = 0;
    uint32_t size = 0;
    int64_t stamp = 0;   // mtime in ns, or a hash of the text
    uint64_t check = 0;  // of the bytes that follow
};

uint64_t fnv(std::string_view bytes) {
    uint64_t h = 0xcbf29ce484222325;
    for (char c : bytes) h = (h ^ static_cast<uint8_t>(c)) * 0x100000001b3;
    return h;
}

std::string cache_home(Thread& t) {
    if (t.interp->config.ignore_environment) return "";
    if (const char* set = getenv("XDG_CACHE_HOME"); set && *set == '/') return std::string(set) + "/minipy";
    if (const char* home = getenv("HOME"); home && *home == '/') return std::string(home) + "/.cache/minipy";
    return "";
}

std::string without_slashes(std::string text) {
    for (char& c : text) {
        if (c == '/' || c == ':') c = '.';
    }
    return text;
}

// The places to look in, best first.
std::vector<std::string> places(Thread& t, const std::string& path) {
    std::vector<std::string> out;
    size_t slash = path.rfind('/');
    std::string suffix =
        ".minipy-311" +
        (t.interp->config.optimize ? ".opt-" + std::to_string(t.interp->config.optimize) : "") + ".pyc";
    if (path[0] == '/' || path.rfind("embedded:", 0) != 0) {
        std::string folder = slash == std::string::npos ? "" : path.substr(0, slash + 1);
        std::string stem = path.substr(slash + 1);
        if (stem.size() > 3) stem.resize(stem.size() - 3);
        out.push_back(folder + "__pycache__/" + stem + suffix);
    }
    std::string home = cache_home(t);
    if (!home.empty()) out.push_back(home + "/" + without_slashes(path) + suffix);
    return out;
}

bool read_whole(const std::string& path, std::string& out) {
    int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    struct stat info;
    bool good = fstat(fd, &info) == 0;
    if (good) {
        out.resize(static_cast<size_t>(info.st_size));
        good = ::read(fd, out.data(), out.size()) == static_cast<ssize_t>(out.size());
    }
    ::close(fd);
    return good;
}

bool make_folders(const std::string& path) {
    size_t slash = path.rfind('/');
    if (slash == std::string::npos || slash == 0) return false;
    std::string folder = path.substr(0, slash);
    if (::mkdir(folder.c_str(), 0777) == 0 || errno == EEXIST) return true;
    return errno == ENOENT && make_folders(folder) && ::mkdir(folder.c_str(), 0777) == 0;
}

// Under another name first, so that no reader sees half a file.
bool write_whole(const std::string& path, std::string_view bytes) {
    std::string temporary = path + "." + std::to_string(getpid());
    int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0 && errno == ENOENT && make_folders(path))
        fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0) return false;
    bool good = ::write(fd, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
    good = ::close(fd) == 0 && good;
    good = good && ::rename(temporary.c_str(), path.c_str()) == 0;
    if (!good) ::unlink(temporary.c_str());
    return good;
}

Owned read_cache(Thread& t, const std::string& key, const Header& wanted, Value filename) {
    std::string bytes;
    for (const std::string& place : places(t, key)) {
        if (!read_whole(place, bytes) || bytes.size() < sizeof(Header)) continue;
        Header found;
        memcpy(&found, bytes.data(), sizeof found);
        std::string_view body = std::string_view(bytes).substr(sizeof(Header));
        Header expected = wanted;
        expected.check = found.check;
        if (memcmp(&found, &expected, sizeof found) != 0 || found.check != fnv(body)) continue;
        Owned code = unmarshal_code(t, body, filename);
        if (!code.is_error()) return code;
        (void)take_exception(t);
    }
    return Owned::unbound();
}

void write_cache(Thread& t, const std::string& key, Header header, Code* code) {
    if (t.interp->config.dont_write_bytecode) return;
    std::string body = marshal_code(code);
    header.check = fnv(body);
    std::string bytes(reinterpret_cast<const char*>(&header), sizeof header);
    bytes += body;
    for (const std::string& place : places(t, key)) {
        if (write_whole(place, bytes)) return;
    }
}

Header header_for(Thread& t, size_t size, int64_t stamp) {
    Header header;
    header.optimize = static_cast<uint32_t>(t.interp->config.optimize);
    header.size = static_cast<uint32_t>(size);
    header.stamp = stamp;
    return header;
}

Owned compile_text(Thread& t, std::string_view source, Value filename, bool byte_columns = false) {
    CompileOptions options;
    options.byte_columns = byte_columns;
    options.optimize = t.interp->config.optimize;
    return compile_source(t, source, filename, ParseMode::File, options);
}

}  // namespace

Owned cached_code(Thread& t, const std::string& key, std::string_view source, Value filename) {
    Header header = header_for(t, source.size(), static_cast<int64_t>(fnv(source)));
    Owned code = TRY(read_cache(t, key, header, filename));
    if (!code.is_unbound()) return code;
    code = TRY(compile_text(t, source, filename));
    write_cache(t, key, header, code.as<Code>());
    return code;
}

Owned cached_file_code(Thread& t, const std::string& path, Value filename) {
    struct stat info;
    if (::stat(path.c_str(), &info) != 0) return raise_os_error(t, errno, filename);
    Header header =
        header_for(t, static_cast<size_t>(info.st_size),
                   static_cast<int64_t>(info.st_mtim.tv_sec) * 1'000'000'000 + info.st_mtim.tv_nsec);
    Owned code = TRY(read_cache(t, path, header, filename));
    if (!code.is_unbound()) return code;
    std::string bytes = TRY(read_file(t, path));
    bool byte_columns;
    std::string text = TRY(decode_source(t, bytes, filename, &byte_columns));
    code = TRY(compile_text(t, text, filename, byte_columns));
    write_cache(t, path, header, code.as<Code>());
    return code;
}

}  // namespace minipy
