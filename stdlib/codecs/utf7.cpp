// utf_7: text as ASCII. What is not safe in old mail stands in runs "+...-" of base 64 over UTF-16, high bits first.
#include "codecs.h"

namespace minipy::codecs {

namespace {

bool is_base64(uint32_t c) { return c < 0x80 && (isalnum(static_cast<int>(c)) || c == '+' || c == '/'); }
uint32_t base64_value(uint32_t c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '+' ? 62 : 63;
}
char base64_digit(uint32_t value) {
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[value & 63];
}
// What is written as it is: the printable characters, less those that ASCII's national variants change, and white space.
bool is_direct(uint32_t c) {
    if (c == '\t' || c == '\n' || c == '\r') return true;
    return c >= ' ' && c < 0x7f && c != '+' && c != '\\' && c != '~';
}

// Bits on their way into or out of base 64.
struct Shift {
    bool open = false;
    unsigned bits = 0;
    uint32_t buffer = 0;

    void put(std::string& out, uint32_t unit) {
        buffer = buffer << 16 | unit;
        for (bits += 16; bits >= 6; bits -= 6) out += base64_digit(buffer >> (bits - 6));
    }
    void close(std::string& out) {
        if (bits) out += base64_digit(buffer << (6 - bits));
        *this = Shift();
    }
};

Owned utf_7_encode(Thread& t, const Value* args) {
    if (!is_str(args[0]))
        return raise_type_error(t, "utf_7_encode() argument 1 must be str, not %.50s", type_name(t, args[0]));
    TRY(errors_argument(t, args[1]));
    Str* text = as_str(args[0]);
    std::string out;
    Shift shift;
    for (size_t i = 0; i < text->length; ++i) {
        uint32_t c = text->at(i);
        if (shift.open && is_direct(c)) {
            shift.close(out);
            if (is_base64(c) || c == '-') out += '-';
        }
        if (!shift.open) {
            if (is_direct(c)) {
                out += static_cast<char>(c);
                continue;
            }
            out += '+';
            if (c == '+') {
                out += '-';
                continue;
            }
            shift.open = true;
        }
        if (c >= 0x10000) {
            shift.put(out, 0xd800 + ((c - 0x10000) >> 10));
            c = 0xdc00 + ((c - 0x10000) & 0x3ff);
        }
        shift.put(out, c);
    }
    if (shift.open) {
        shift.close(out);
        out += '-';
    }
    return pair(t, TRY(make_bytes(t, out)), text->length);
}

Owned utf_7_decode(Thread& t, const Value* args) {
    Buffer buffer(t);
    TRY(buffer.open(args[0]));
    std::string_view bytes = buffer.view();
    std::string errors = TRY(errors_argument(t, args[1]));
    bool final = TRY(truth(t, args[2]));

    std::vector<uint32_t> out;
    Shift shift;
    uint32_t high = 0;  // a high surrogate that waits for its other half
    size_t at = 0, start = 0, shift_out = 0;
    auto error = [&](const char* reason) -> Status {
        Replacement r = TRY(handle_decode_error(t, "utf7", bytes, start, at, reason, errors));
        Str* s = as_str(r.value);
        for (size_t i = 0; i < s->length; ++i) out.push_back(s->at(i));
        at = r.resume;
        return {};
    };
    auto take_unit = [&](uint32_t unit) {
        if (high && unit >= 0xdc00 && unit <= 0xdfff) {
            out.push_back(0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00));
            high = 0;
            return;
        }
        if (high) out.push_back(high);
        high = unit >= 0xd800 && unit <= 0xdbff ? unit : 0;
        if (!high) out.push_back(unit);
    };
    for (;;) {
        while (at < bytes.size()) {
            uint32_t c = static_cast<uint8_t>(bytes[at]);
            if (shift.open && is_base64(c)) {
                shift.buffer = shift.buffer << 6 | base64_value(c);
                shift.bits += 6;
                ++at;
                if (shift.bits < 16) continue;
                shift.bits -= 16;
                uint32_t unit = shift.buffer >> shift.bits & 0xffff;
                shift.buffer &= (1u << shift.bits) - 1;
                take_unit(unit);
            } else if (shift.open) {
                shift.open = false;
                if (shift.bits >= 6 || (shift.bits && shift.buffer)) {
                    ++at;
                    TRY(error(shift.bits >= 6 ? "partial character in shift sequence"
                                              : "non-zero padding bits in shift sequence"));
                    continue;
                }
                if (high && c < 0x80 && c != '+') out.push_back(high);
                high = 0;
                if (c == '-') ++at;
            } else if (c == '+') {
                start = at++;
                uint32_t next = at < bytes.size() ? static_cast<uint8_t>(bytes[at]) : 'A';
                if (next == '-') {
                    ++at;
                    out.push_back('+');
                } else if (!is_base64(next)) {
                    ++at;
                    TRY(error("ill-formed sequence"));
                } else {
                    shift = Shift();
                    shift.open = true;
                    high = 0;
                    shift_out = out.size();
                }
            } else if (c < 0x80) {
                ++at;
                out.push_back(c);
            } else {
                start = at++;
                TRY(error("unexpected special character"));
            }
        }
        if (!shift.open || !final) break;
        shift.open = false;
        if (!high && shift.bits < 6 && !(shift.bits && shift.buffer)) break;
        at = bytes.size();
        TRY(error("unterminated shift sequence"));
        if (at >= bytes.size()) break;
    }
    if (shift.open) {  // the next call begins with this run
        out.resize(shift_out);
        at = start;
    }
    return pair(t, TRY(make_str_ucs4(t, out.data(), out.size())), at);
}

const FunctionSpec functions[] = {
    {"utf_7_encode(str, errors=None, /)", utf_7_encode},
    {"utf_7_decode(data, errors=None, final=False, /)", utf_7_decode},
};

}  // namespace

std::span<const FunctionSpec> utf7_functions() { return functions; }

}  // namespace minipy::codecs
