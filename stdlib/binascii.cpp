// The module `binascii`: bytes as text and back (hexadecimal, base64, quoted-printable, uuencode), and checksums.
#include <zlib.h>

#include "native/module.h"

namespace minipy {

namespace {

struct BinasciiState {
    Value error = Value::none(), incomplete = Value::none();
};
ModuleRegistration& registration();

Raised raise_binascii(Thread& t, const std::string& text) {
    return raise_with(t, module_state<BinasciiState>(t, registration()).error.as<Type>(),
                      TRY(make_str(t, text)));
}

// What the a2b functions read: an ASCII str or any buffer.
class Input {
  public:
    explicit Input(Thread& t) : t_(t), buffer_(t) {}
    Status open(Value v) {
        if (is_str(v)) {
            if (!as_str(v)->ascii)
                return raise_value_error(t_, "string argument should contain only ASCII characters");
            view_ = as_str(v)->ascii_view();
            return {};
        }
        if (!has_buffer(t_, v))
            return raise_type_error(t_, "argument should be bytes, buffer or ASCII string, not '%.100s'",
                                    type_name(t_, v));
        TRY(buffer_.open(v));
        view_ = buffer_.view();
        return {};
    }
    std::string_view view() const { return view_; }

  private:
    Thread& t_;
    Buffer buffer_;
    std::string_view view_;
};

// The low 32 bits of any int.
Result<uint32_t> low_bits(Thread& t, Value v) {
    Owned number = TRY(to_index(t, v));
    int64_t small;
    if (int_fits_int64(number, &small)) return static_cast<uint32_t>(small);
    IntView view(number);
    uint64_t bits = mpz_get_ui(view);
    return static_cast<uint32_t>(mpz_sgn(static_cast<mpz_srcptr>(view)) < 0 ? 0 - bits : bits);
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}
void append_hex(std::string& out, char c) {
    constexpr const char* kDigits = "0123456789ABCDEF";
    out += '=';
    out += kDigits[static_cast<uint8_t>(c) >> 4];
    out += kDigits[static_cast<uint8_t>(c) & 15];
}

// ---- hexadecimal ----

Owned a2b_hex(Thread& t, const Value* args) {
    Input input(t);
    TRY(input.open(args[0]));
    std::string_view text = input.view();
    if (text.size() % 2) return raise_binascii(t, "Odd-length string");
    Bytes* made = new_bytes(t, text.size() / 2);
    if (!made) return raise_memory_error(t);
    Owned out = Owned::adopt(made);
    for (size_t i = 0; i < text.size(); i += 2) {
        int high = hex_digit(text[i]), low = hex_digit(text[i + 1]);
        if (high < 0 || low < 0) return raise_binascii(t, "Non-hexadecimal digit found");
        made->data()[i / 2] = static_cast<char>(high << 4 | low);
    }
    return out;
}
Owned b2a_hex(Thread& t, const Value* args) {
    char separator = 0;
    bool separated = !args[1].is_unbound();
    int64_t group = TRY(to_c_int(t, args[2]));
    Buffer data(t);
    TRY(data.open(args[0]));
    if (separated) {
        if (!is_str(args[1]) && !is_bytes(args[1])) return raise_type_error(t, "sep must be str or bytes.");
        if (TRY(length(t, args[1])) != 1) return raise_value_error(t, "sep must be length 1.");
        uint32_t c =
            is_str(args[1]) ? as_str(args[1])->at(0) : static_cast<uint8_t>(args[1].as<Bytes>()->data()[0]);
        if (c > 255) return raise_value_error(t, "sep must be ASCII.");
        separator = static_cast<char>(c);
    }
    std::string out;
    size_t n = data.length(), size = static_cast<size_t>(group < 0 ? -group : group);
    out.reserve(n * 3);
    for (size_t i = 0; i < n; ++i) {
        bool boundary = separated && size && i && (group > 0 ? (n - i) % size == 0 : i % size == 0);
        if (boundary) out += separator;
        uint8_t c = static_cast<uint8_t>(data.data()[i]);
        out += "0123456789abcdef"[c >> 4];
        out += "0123456789abcdef"[c & 15];
    }
    return make_bytes(t, out);
}

// ---- base64 ----

constexpr char kBase64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
struct Base64Values {
    uint8_t of[256];
    constexpr Base64Values() : of() {
        for (uint8_t& v : of) v = 255;
        for (uint8_t i = 0; i < 64; ++i) of[static_cast<uint8_t>(kBase64[i])] = i;
    }
};
constexpr Base64Values kBase64Values;

Owned a2b_base64(Thread& t, const Value* args) {
    bool strict = TRY(truth(t, args[1]));
    Input input(t);
    TRY(input.open(args[0]));
    std::string_view text = input.view();
    if (strict && !text.empty() && text[0] == '=') return raise_binascii(t, "Leading padding not allowed");
    std::string out;
    out.reserve(text.size() / 4 * 3 + 3);
    int position = 0, pads = 0;  // in the group of four; '='s seen in a row
    bool padding = false, complete = false;
    uint32_t bits = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '=') {
            padding = true;
            if (position >= 2 && position + ++pads >= 4) {
                if (strict && i + 1 < text.size()) return raise_binascii(t, "Excess data after padding");
                complete = true;
                break;
            }
            continue;
        }
        uint8_t value = kBase64Values.of[static_cast<uint8_t>(text[i])];
        if (value > 63) {
            if (strict) return raise_binascii(t, "Only base64 data is allowed");
            continue;
        }
        if (strict && padding) return raise_binascii(t, "Discontinuous padding not allowed");
        pads = 0;
        bits = bits << 6 | value;
        if (position) out += static_cast<char>(bits >> (position == 1 ? 4 : position == 2 ? 2 : 0));
        position = (position + 1) % 4;
    }
    if (!complete && position == 1) {
        return raise_binascii(t, "Invalid base64-encoded string: number of data characters (" +
                                     std::to_string(out.size() / 3 * 4 + 1) +
                                     ") cannot be 1 more than a multiple of 4");
    }
    if (!complete && position) return raise_binascii(t, "Incorrect padding");
    return make_bytes(t, out);
}
Owned b2a_base64(Thread& t, const Value* args) {
    bool newline = TRY(truth(t, args[1]));
    Buffer data(t);
    TRY(data.open(args[0]));
    std::string_view in = data.view();
    Bytes* made = new_bytes(t, (in.size() + 2) / 3 * 4 + newline);
    if (!made) return raise_memory_error(t);
    char* p = made->data();
    for (size_t i = 0; i < in.size(); i += 3) {
        size_t have = std::min<size_t>(3, in.size() - i);
        uint32_t group = 0;
        for (size_t k = 0; k < 3; ++k) group = group << 8 | (k < have ? static_cast<uint8_t>(in[i + k]) : 0);
        *p++ = kBase64[group >> 18];
        *p++ = kBase64[group >> 12 & 63];
        *p++ = have > 1 ? kBase64[group >> 6 & 63] : '=';
        *p++ = have > 2 ? kBase64[group & 63] : '=';
    }
    if (newline) *p = '\n';
    return Owned::adopt(made);
}

// ---- uuencode: a line's length, then three bytes in four characters ----

Owned a2b_uu(Thread& t, const Value* args) {
    Input input(t);
    TRY(input.open(args[0]));
    std::string_view text = input.view();
    size_t length = ((text.empty() ? 0u : static_cast<uint8_t>(text[0])) - 32u) & 63u, at = 1;
    std::string out;
    uint32_t bits = 0;
    int held = 0;
    while (out.size() < length) {
        char c = at < text.size() ? text[at] : '\0';
        ++at;
        uint32_t value = 0;
        if (c != '\n' && c != '\r' && at <= text.size()) {  // what a line lost at its end were blanks
            if (c < ' ' || c > ' ' + 64) return raise_binascii(t, "Illegal char");
            value = (static_cast<uint32_t>(c) - 32u) & 63u;
        }
        bits = bits << 6 | value;
        held += 6;
        if (held >= 8) out += static_cast<char>(bits >> (held -= 8));
    }
    for (; at < text.size(); ++at) {
        char c = text[at];
        if (c != ' ' && c != ' ' + 64 && c != '\n' && c != '\r') return raise_binascii(t, "Trailing garbage");
    }
    return make_bytes(t, out);
}
Owned b2a_uu(Thread& t, const Value* args) {
    bool backtick = TRY(truth(t, args[1]));
    Buffer data(t);
    TRY(data.open(args[0]));
    std::string_view in = data.view();
    if (in.size() > 45) return raise_binascii(t, "At most 45 bytes at once");
    auto letter = [&](uint32_t v) { return static_cast<char>(backtick && !v ? '`' : ' ' + v); };
    std::string out(1, letter(static_cast<uint32_t>(in.size())));
    for (size_t i = 0; i < in.size(); i += 3) {
        uint32_t group = 0;
        for (size_t k = 0; k < 3; ++k)
            group = group << 8 | (i + k < in.size() ? static_cast<uint8_t>(in[i + k]) : 0);
        for (int shift = 18; shift >= 0; shift -= 6) out += letter(group >> shift & 63);
    }
    return make_bytes(t, out + '\n');
}

// ---- quoted-printable ----

Owned a2b_qp(Thread& t, const Value* args) {
    Input input(t);
    TRY(input.open(args[0]));
    bool header = TRY(truth(t, args[1]));
    std::string_view in = input.view();
    std::string out;
    for (size_t i = 0; i < in.size();) {
        char c = in[i++];
        if (c != '=') {
            out += header && c == '_' ? ' ' : c;
            continue;
        }
        if (i >= in.size()) break;
        if (in[i] == '\n' || in[i] == '\r') {  // a soft line break
            while (i < in.size() && in[i] != '\n') ++i;
            ++i;
        } else if (in[i] == '=') {
            out += '=';
            ++i;
        } else if (i + 1 < in.size() && hex_digit(in[i]) >= 0 && hex_digit(in[i + 1]) >= 0) {
            out += static_cast<char>(hex_digit(in[i]) << 4 | hex_digit(in[i + 1]));
            i += 2;
        } else {
            out += '=';
        }
    }
    return make_bytes(t, out);
}
Owned b2a_qp(Thread& t, const Value* args) {
    Buffer data(t);
    TRY(data.open(args[0]));
    bool quote_tabs = TRY(truth(t, args[1])), text = TRY(truth(t, args[2])), header = TRY(truth(t, args[3]));
    std::string_view in = data.view();
    size_t first_newline = in.find('\n');
    bool crlf = first_newline != std::string_view::npos && first_newline > 0 && in[first_newline - 1] == '\r';
    constexpr size_t kLine = 76;
    std::string out;
    size_t column = 0;
    auto soft_break = [&] {
        out += crlf ? "=\r\n" : "=\n";
        column = 0;
    };
    auto must_quote = [&](size_t i) {
        char c = in[i];
        uint8_t byte = static_cast<uint8_t>(c);
        bool last = i + 1 == in.size(), line_end = c == '\r' || c == '\n', blank = c == '\t' || c == ' ';
        if (byte > 126 || c == '=' || (header && c == '_')) return true;
        if (c == '.' && column == 0 && (last || in[i + 1] == '\n' || in[i + 1] == '\r' || !in[i + 1]))
            return true;  // a dot alone on its line would end a mail
        if (line_end) return !text;
        if (blank) return last || quote_tabs;
        return byte < 33;
    };
    for (size_t i = 0; i < in.size();) {
        char c = in[i];
        if (must_quote(i)) {
            if (column + 3 >= kLine) soft_break();
            append_hex(out, c);
            column += 3;
            ++i;
        } else if (text && (c == '\n' || (c == '\r' && i + 1 < in.size() && in[i + 1] == '\n'))) {
            column = 0;
            if (!out.empty() && (out.back() == ' ' || out.back() == '\t')) {
                char blank = out.back();
                out.pop_back();
                append_hex(out, blank);
            }
            out += crlf ? "\r\n" : "\n";
            i += c == '\r' ? 2 : 1;
        } else {
            if (i + 1 != in.size() && in[i + 1] != '\n' && column + 1 >= kLine) soft_break();
            ++column;
            out += header && c == ' ' ? '_' : c;
            ++i;
        }
    }
    return make_bytes(t, out);
}

// ---- checksums ----

Owned binascii_crc32(Thread& t, const Value* args) {
    Buffer data(t);
    TRY(data.open(args[0]));
    uLong crc = TRY(low_bits(t, args[1]));
    if (data.length() > 5 * 1024) {
        GilRelease nogil(t);
        crc = crc32_z(crc, reinterpret_cast<const Bytef*>(data.data()), data.length());
    } else {
        crc = crc32_z(crc, reinterpret_cast<const Bytef*>(data.data()), data.length());
    }
    return make_int(t, static_cast<int64_t>(crc & 0xffffffff));
}
Owned binascii_crc_hqx(Thread& t, const Value* args) {
    Buffer data(t);
    TRY(data.open(args[0]));
    uint32_t crc = TRY(low_bits(t, args[1])) & 0xffff;
    for (char c : data.view()) {
        crc ^= static_cast<uint32_t>(static_cast<uint8_t>(c)) << 8;
        for (int bit = 0; bit < 8; ++bit) crc = (crc << 1 ^ (crc & 0x8000 ? 0x1021u : 0)) & 0xffff;
    }
    return make_int(t, int64_t{crc});
}

const FunctionSpec functions[] = {
    {"a2b_hex(hexstr, /)", a2b_hex,
     "Bytes from their hexadecimal digits, of which there must be an even number."},
    {"unhexlify(hexstr, /)", a2b_hex,
     "Bytes from their hexadecimal digits, of which there must be an even number."},
    {"b2a_hex(data, sep=..., bytes_per_sep=1)", b2a_hex,
     "The hexadecimal digits of data, with sep after every bytes_per_sep bytes from the right (negative: the "
     "left)."},
    {"hexlify(data, sep=..., bytes_per_sep=1)", b2a_hex,
     "The hexadecimal digits of data, with sep after every bytes_per_sep bytes from the right (negative: the "
     "left)."},
    {"a2b_base64(data, /, *, strict_mode=False)", a2b_base64, "Bytes from a line of base64."},
    {"b2a_base64(data, /, *, newline=True)", b2a_base64, "A line of base64 for data."},
    {"a2b_uu(data, /)", a2b_uu, "Bytes from a uuencoded line."},
    {"b2a_uu(data, /, *, backtick=False)", b2a_uu, "A uuencoded line for data."},
    {"a2b_qp(data, header=False)", a2b_qp, "Bytes from quoted-printable text."},
    {"b2a_qp(data, quotetabs=False, istext=True, header=False)", b2a_qp, "Quoted-printable text for data."},
    {"crc32(data, crc=0, /)", binascii_crc32, "The CRC-32 of data, going on from crc."},
    {"crc_hqx(data, crc, /)", binascii_crc_hqx, "The CRC-CCITT of data, going on from crc."},
};

Status fill(Thread& t, Module* module) {
    BinasciiState& s = module_state<BinasciiState>(t, registration());
    s.error = TRY(make_exception_class(t, "binascii.Error", Value(exc(t).ValueError))).take();
    s.incomplete = TRY(make_exception_class(t, "binascii.Incomplete", Value(exc(t).Exception))).take();
    TRY(module_add(t, module, "Error", s.error));
    return module_add(t, module, "Incomplete", s.incomplete);
}
MINIPY_MODULE(binascii,
              {.doc = "Conversion between binary data and ASCII", .functions = functions, .exec = fill});
ModuleRegistration& registration() { return module_registration_binascii; }

}  // namespace

}  // namespace minipy
