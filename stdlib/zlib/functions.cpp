// The module `zlib`: compress, decompress, checksums.
#include "zlib_module.h"

namespace minipy::compression {

namespace {

struct ZlibState {
    Value error = Value::none();
};
ModuleRegistration& registration();

constexpr size_t kWithoutGil = 5 * 1024;  // shorter checksums are done before the GIL would be back

struct Deflating {
    z_stream z = {};
    ~Deflating() { deflateEnd(&z); }
};
struct Inflating {
    z_stream z = {};
    ~Inflating() { inflateEnd(&z); }
};

Owned zlib_compress(Thread& t, const Value* args) {
    Buffer data(t);
    TRY(data.open(args[0]));
    int level = TRY(to_c_int(t, args[1])), wbits = TRY(to_c_int(t, args[2]));
    Deflating d;
    int code = deflateInit2(&d.z, level, Z_DEFLATED, wbits, 8, Z_DEFAULT_STRATEGY);
    if (code == Z_MEM_ERROR)
        return raise_error(t, exc(t).MemoryError, "Out of memory while compressing data");
    if (code == Z_STREAM_ERROR)
        return raise_with(t, module_state<ZlibState>(t, registration()).error.as<Type>(),
                          TRY(make_str(t, "Bad compression level")));
    if (code != Z_OK) return raise_zlib(t, d.z, code, "while compressing data");
    std::string out;
    {
        GilRelease nogil(t);
        size_t done = 0;
        for (;;) {
            next_input(d.z, data.data() + done, data.length() - done);
            size_t given = d.z.avail_in, before = out.size();
            bool last = done + given == data.length();
            out.resize(std::max<size_t>(before * 2, 4096));
            d.z.next_out = reinterpret_cast<Bytef*>(out.data() + before);
            d.z.avail_out = static_cast<uInt>(std::min<size_t>(out.size() - before, UINT_MAX));
            size_t room = d.z.avail_out;
            code = deflate(&d.z, last ? Z_FINISH : Z_NO_FLUSH);
            done += given - d.z.avail_in;
            out.resize(before + room - d.z.avail_out);
            if (code == Z_STREAM_ERROR || code == Z_STREAM_END) break;
        }
    }
    if (code == Z_STREAM_ERROR) return raise_zlib(t, d.z, code, "while compressing data");
    return make_bytes(t, out);
}

Owned zlib_decompress(Thread& t, const Value* args) {
    Buffer data(t);
    TRY(data.open(args[0]));
    int wbits = TRY(to_c_int(t, args[1]));
    int64_t size = TRY(to_ssize(t, args[2]));
    if (size < 0) return raise_value_error(t, "bufsize must be non-negative");
    if (!size) size = 1;
    Inflating d;
    next_input(d.z, data.data(), data.length());
    int code = inflateInit2(&d.z, wbits);
    if (code == Z_MEM_ERROR)
        return raise_error(t, exc(t).MemoryError, "Out of memory while decompressing data");
    if (code != Z_OK) return raise_zlib(t, d.z, code, "while preparing to decompress data");
    std::string out;
    {
        GilRelease nogil(t);
        size_t done = 0;
        for (;;) {
            next_input(d.z, data.data() + done, data.length() - done);
            size_t given = d.z.avail_in, before = out.size();
            out.resize(before + std::max(static_cast<size_t>(size), before));
            d.z.next_out = reinterpret_cast<Bytef*>(out.data() + before);
            d.z.avail_out = static_cast<uInt>(std::min<size_t>(out.size() - before, UINT_MAX));
            size_t room = d.z.avail_out;
            code = inflate(&d.z, Z_SYNC_FLUSH);
            size_t taken = given - d.z.avail_in;
            done += taken;
            out.resize(before + room - d.z.avail_out);
            if (code != Z_OK && code != Z_BUF_ERROR) break;
            if (d.z.avail_out && done == data.length()) break;  // nothing more to read
            if (code == Z_BUF_ERROR && !taken && d.z.avail_out) break;
        }
    }
    if (code == Z_MEM_ERROR)
        return raise_error(t, exc(t).MemoryError, "Out of memory while decompressing data");
    if (code == Z_OK) code = Z_BUF_ERROR;
    if (code != Z_STREAM_END) return raise_zlib(t, d.z, code, "while decompressing data");
    return make_bytes(t, out);
}

template <uLong (*Sum)(uLong, const Bytef*, z_size_t)>
Owned checksum(Thread& t, const Value* args) {
    Buffer data(t);
    TRY(data.open(args[0]));
    Owned number = TRY(to_index(t, args[1]));
    IntView view(number);
    uint64_t bits = mpz_get_ui(view);
    uLong sum = static_cast<uint32_t>(mpz_sgn(static_cast<mpz_srcptr>(view)) < 0 ? 0 - bits : bits);
    auto* bytes = reinterpret_cast<const Bytef*>(data.data());
    if (!bytes) bytes = reinterpret_cast<const Bytef*>("");
    if (data.length() > kWithoutGil) {
        GilRelease nogil(t);
        sum = Sum(sum, bytes, data.length());
    } else {
        sum = Sum(sum, bytes, data.length());
    }
    return make_int(t, static_cast<int64_t>(sum & 0xffffffff));
}

const FunctionSpec functions[] = {
    {"compress(data, /, level=-1, wbits=15)", zlib_compress, "The compressed form of data."},
    {"decompress(data, /, wbits=15, bufsize=16384)", zlib_decompress, "What the compressed data stands for."},
    {"adler32(data, value=1, /)", checksum<adler32_z>, "The Adler-32 checksum of data, going on from value."},
    {"crc32(data, value=0, /)", checksum<crc32_z>, "The CRC-32 checksum of data, going on from value."},
};

struct Constant {
    const char* name;
    int value;
};
constexpr Constant kConstants[] = {
    {"MAX_WBITS", MAX_WBITS},
    {"DEFLATED", Z_DEFLATED},
    {"DEF_MEM_LEVEL", 8},
    {"DEF_BUF_SIZE", 16 * 1024},
    {"Z_BEST_SPEED", Z_BEST_SPEED},
    {"Z_BEST_COMPRESSION", Z_BEST_COMPRESSION},
    {"Z_DEFAULT_COMPRESSION", Z_DEFAULT_COMPRESSION},
    {"Z_NO_COMPRESSION", Z_NO_COMPRESSION},
    {"Z_FILTERED", Z_FILTERED},
    {"Z_HUFFMAN_ONLY", Z_HUFFMAN_ONLY},
    {"Z_RLE", Z_RLE},
    {"Z_FIXED", Z_FIXED},
    {"Z_DEFAULT_STRATEGY", Z_DEFAULT_STRATEGY},
    {"Z_FINISH", Z_FINISH},
    {"Z_NO_FLUSH", Z_NO_FLUSH},
    {"Z_PARTIAL_FLUSH", Z_PARTIAL_FLUSH},
    {"Z_SYNC_FLUSH", Z_SYNC_FLUSH},
    {"Z_FULL_FLUSH", Z_FULL_FLUSH},
    {"Z_BLOCK", Z_BLOCK},
    {"Z_TREES", Z_TREES},
};

Status fill(Thread& t, Module* module) {
    ZlibState& s = module_state<ZlibState>(t, registration());
    s.error = TRY(make_exception_class(t, "zlib.error", Value(exc(t).Exception))).take();
    TRY(module_add(t, module, "error", s.error));
    TRY(define_streams(t, module));
    for (const FunctionSpec& spec : stream_functions()) {
        Owned function = TRY(make_native_function(t, spec, intern(t, "zlib")));
        TRY(dict_set(t, module_dict(Value(module)), TRY(get_attr(t, function, names(t).__name__)), function));
    }
    for (const Constant& c : kConstants) TRY(module_add_int(t, module, c.name, c.value));
    TRY(module_add_str(t, module, "ZLIB_VERSION", ZLIB_VERSION));
    TRY(module_add_str(t, module, "ZLIB_RUNTIME_VERSION", zlibVersion()));
    return module_add_str(t, module, "__version__", "1.0");
}
MINIPY_MODULE(zlib, {.doc = "Compression and decompression with the zlib library, which is based on GNU zip.",
                     .functions = functions,
                     .exec = fill});
ModuleRegistration& registration() { return module_registration_zlib; }

}  // namespace

Raised raise_zlib(Thread& t, const z_stream& z, int code, const char* doing) {
    const char* why = z.msg;
    if (code == Z_VERSION_ERROR) why = "library version mismatch";
    if (!why && code == Z_BUF_ERROR) why = "incomplete or truncated stream";
    if (!why && code == Z_STREAM_ERROR) why = "inconsistent stream state";
    if (!why && code == Z_DATA_ERROR) why = "invalid input data";
    std::string text = "Error " + std::to_string(code) + " " + doing;
    if (why) text += std::string(": ") + why;
    return raise_with(t, module_state<ZlibState>(t, registration()).error.as<Type>(), TRY(make_str(t, text)));
}

}  // namespace minipy::compression
