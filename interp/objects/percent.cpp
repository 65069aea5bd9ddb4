// str % args, and bytes % args (PEP 461): there the format and the result are read as Latin-1 text while it is made.
//
//     %[(name)][flags][width][.precision][length]type         flags: # 0 - blank +
#include <cstring>

#include "native/module.h"
#include "objects/format.h"
#include "objects/int_internal.h"
#include "support/float_text.h"

namespace minipy {

namespace {

class Percent {
  public:
    Percent(Thread& t, Str* s, Value args, bool bytes = false) : t_(t), s_(s), args_(args), bytes_(bytes) {}

    Owned run() {
        StrBuilder out(t_);
        size_t n = s_->length;
        while (at_ < n) {
            size_t from = at_;
            if (s_->width == 1) {
                const void* sign = std::memchr(s_->data() + at_, '%', n - at_);
                at_ = sign ? static_cast<size_t>(static_cast<const char*>(sign) - s_->data()) : n;
            }
            while (at_ < n && s_->at(at_) != '%') ++at_;
            out.append(s_, from, at_);
            if (at_ == n) break;
            ++at_;
            if (peek() == '%') {
                out.append_char('%');
                ++at_;
                continue;
            }
            TRY(directive(out));
        }
        bool mapping = is_mapping();
        if (is_tuple(args_) ? next_ < args_.as<Tuple>()->length : next_ == 0 && !mapping) {
            return raise_type_error(t_, "not all arguments converted during %s formatting",
                                    bytes_ ? "bytes" : "string");
        }
        return out.finish();
    }

  private:
    bool is_mapping() {
        bool text = is_str(args_) || (bytes_ && (is_bytes(args_) || is_kind(args_, Kind::ByteArray)));
        return !is_tuple(args_) && !text && type_of(t_, args_)->slots.get_item;
    }

    uint32_t peek() const { return at_ < s_->length ? s_->at(at_) : 0; }

    Owned next_argument() {
        if (keyed_.is_valid() && !keyed_.is_unbound()) return Owned::share(keyed_);
        if (is_tuple(args_)) {
            if (next_ < args_.as<Tuple>()->length) return Owned::share(args_.as<Tuple>()->at(next_++));
        } else if (next_++ == 0) {
            return Owned::share(args_);
        }
        return raise_type_error(t_, "not enough arguments for format string");
    }

    // A number or '*'.
    Result<int64_t> size(int64_t most, const char* too_big) {
        if (peek() == '*') {
            ++at_;
            Owned v = TRY(next_argument());
            if (!is_int(v)) return raise_type_error(t_, "* wants int");
            return most == INT32_MAX ? TRY(to_c_int(t_, v)) : TRY(to_ssize(t_, v));
        }
        int64_t n = 0;
        for (; peek() >= '0' && peek() <= '9'; ++at_) {
            int64_t digit = static_cast<int64_t>(peek() - '0');
            if (n > (most - digit) / 10) return raise_value_error(t_, "%s", too_big);
            n = n * 10 + digit;
        }
        return n;
    }

    Status directive(StrBuilder& out) {
        Owned holder;
        keyed_ = Value::unbound();
        if (peek() == '(') {
            if (!is_mapping()) return raise_type_error(t_, "format requires a mapping");
            size_t from = ++at_;
            for (int depth = 1; at_ < s_->length; ++at_) {
                if (s_->at(at_) == '(') ++depth;
                if (s_->at(at_) == ')' && --depth == 0) break;
            }
            if (at_ == s_->length) return raise_value_error(t_, "incomplete format key");
            Owned key = TRY(substring(t_, Value(s_), from, at_++));
            if (bytes_) key = TRY(make_bytes(t_, latin1(key)));
            holder = TRY(get_item(t_, args_, key));
            keyed_ = holder;
            next_ = 1;
        }
        FormatSpec f;
        bool left = false, zero = false;
        for (;; ++at_) {
            uint32_t c = peek();
            if (c == '-')
                left = true;
            else if (c == '0')
                zero = true;
            else if (c == '+')
                f.sign = '+';
            else if (c == ' ')
                f.sign = f.sign == '+' ? '+' : ' ';
            else if (c == '#')
                f.alternate = true;
            else
                break;
        }
        f.width = TRY(size(INT64_MAX, "width too big"));
        if (f.width < 0) {
            left = true;
            f.width = -f.width;
        }
        if (peek() == '.') {
            ++at_;
            f.precision = TRY(size(INT32_MAX, bytes_ ? "prec too big" : "precision too big"));
            if (f.precision < 0) f.precision = 0;
        }
        if (peek() == 'h' || peek() == 'l' || peek() == 'L') ++at_;
        if (at_ == s_->length) return raise_value_error(t_, "incomplete format");
        f.type = s_->at(at_++);
        f.align = left ? '<' : '>';
        Owned value = TRY(next_argument());
        if (zero && !left && f.type != 's' && f.type != 'r' && f.type != 'a' && f.type != 'c') {
            f.align = '=';
            f.fill = '0';
        }
        bool plain = f.width == 0 && f.precision < 0 && f.sign == '-';
        if (plain && value.get().is_int() && (f.type == 'd' || (f.type == 's' && !bytes_))) {
            out.append_int(value.get().as_int());
            return {};
        }
        if (plain && f.type == 's' && !bytes_ && is_exact(value, Kind::Str)) {
            out.append(value.get());
            return {};
        }
        Owned text = TRY(convert(f, value));
        out.append(text.get());
        return {};
    }

    static std::string latin1(Value text) {
        std::string out;
        for (size_t i = 0; i < as_str(text)->length; ++i) out += static_cast<char>(as_str(text)->at(i));
        return out;
    }
    Owned from_bytes(std::string_view bytes) {
        return make_str_latin1(t_, reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
    }
    // %b and %s of bytes: an object with bytes, or with __bytes__.
    Owned bytes_text(Value v) {
        if (type_of(t_, v)->slots.get_buffer) {
            Buffer buffer(t_);
            TRY(buffer.open(v));
            return from_bytes(buffer.view());
        }
        Owned made = TRY(call_special(t_, v, names(t_).__bytes__));
        if (made.is_unbound()) {
            return raise_type_error(
                t_, "%%b requires a bytes-like object, or an object that implements __bytes__, not '%.100s'",
                type_name(t_, v));
        }
        if (!is_bytes(made))
            return raise_type_error(t_, "__bytes__ returned non-bytes (type %.200s)", type_name(t_, made));
        return from_bytes(made.as<Bytes>()->view());
    }
    Owned byte_character(Value v) {
        if (is_bytes(v) && v.as<Bytes>()->length == 1) return from_bytes(v.as<Bytes>()->view());
        if (is_kind(v, Kind::ByteArray) && v.as<ByteArray>()->length == 1)
            return from_bytes(v.as<ByteArray>()->view());
        if (!is_int(v) && !type_of(t_, v)->slots.index)
            return raise_type_error(t_, "%%c requires an integer in range(256) or a single byte");
        Owned index = TRY(to_index(t_, v));
        int64_t byte;
        if (!int_fits_int64(index, &byte) || byte < 0 || byte > 255)
            return raise_overflow_error(t_, "%%c arg not in range(256)");
        return make_char(t_, static_cast<uint32_t>(byte));
    }

    Owned convert(FormatSpec& f, Value v) {
        if (bytes_ && (f.type == 'b' || f.type == 's' || f.type == 'c')) {
            Owned text = f.type == 'c' ? TRY(byte_character(v)) : TRY(bytes_text(v));
            size_t end = as_str(text)->length;
            if (f.type != 'c' && f.precision >= 0) end = std::min(end, static_cast<size_t>(f.precision));
            return pad_text(t_, as_str(text), end, f, '>');
        }
        if (bytes_ && f.type == 'r') f.type = 'a';
        switch (f.type) {
            case 's':
            case 'r':
            case 'a': {
                Owned text = f.type == 's'   ? TRY(str(t_, v))
                             : f.type == 'r' ? TRY(repr(t_, v))
                                             : TRY(ascii(t_, v));
                size_t end = as_str(text)->length;
                if (f.precision >= 0 && static_cast<size_t>(f.precision) < end)
                    end = static_cast<size_t>(f.precision);
                return pad_text(t_, as_str(text), end, f, '>');
            }
            case 'c':
                return character(f, v);
            case 'd':
            case 'i':
            case 'u':
            case 'o':
            case 'x':
            case 'X':
                return integer(f, v);
            case 'e':
            case 'E':
            case 'f':
            case 'F':
            case 'g':
            case 'G':
                return floating(f, v);
        }
        uint32_t c = f.type;
        return raise_value_error(t_, "unsupported format character '%c' (0x%x) at index %zu",
                                 c >= 32 && c < 127 ? static_cast<int>(c) : '?', c, at_ - 1);
    }

    Owned character(FormatSpec& f, Value v) {
        Owned c;
        if (is_str(v)) {
            if (as_str(v)->length != 1) return raise_type_error(t_, "%%c requires int or char");
            c = Owned::share(v);
        } else {
            if (!is_int(v) && !type_of(t_, v)->slots.index)
                return raise_type_error(t_, "%%c requires int or char");
            Owned index = TRY(to_index(t_, v));
            int64_t point;
            if (!int_fits_int64(index, &point) || point < 0 || point > 0x10ffff) {
                return raise_overflow_error(t_, "%%c arg not in range(0x110000)");
            }
            c = TRY(make_char(t_, static_cast<uint32_t>(point)));
        }
        return pad_text(t_, as_str(c), 1, f, '>');
    }

    Owned integer(FormatSpec& f, Value v) {
        bool decimal = f.type == 'd' || f.type == 'i' || f.type == 'u';
        Owned number;
        if (is_int(v)) {
            number = Owned::share(v);
        } else {
            Type* type = type_of(t_, v);
            bool can = type->slots.index || (decimal && type->slots.to_int);
            if (!can || is_str(v)) {
                return raise_type_error(t_,
                                        decimal ? "%%%c format: a real number is required, not %.200s"
                                                : "%%%c format: an integer is required, not %.200s",
                                        static_cast<int>(f.type), type_name(t_, v));
            }
            number = decimal ? TRY(to_int(t_, v)) : TRY(to_index(t_, v));
        }
        int base = f.type == 'o' ? 8 : f.type == 'x' || f.type == 'X' ? 16 : 10;
        NumberText parts;
        std::string digits = TRY(int_to_text(t_, number, base));
        if (digits[0] == '-') {
            parts.sign = '-';
            digits.erase(0, 1);
        }
        if (f.type == 'X') {
            for (char& c : digits) c = c >= 'a' ? static_cast<char>(c - 32) : c;
        }
        if (f.precision > static_cast<int64_t>(digits.size()))
            digits.insert(0, static_cast<size_t>(f.precision) - digits.size(), '0');
        if (f.alternate && base != 10) parts.prefix = std::string("0") + static_cast<char>(f.type);
        parts.digits = digits;
        return lay_out_number(t_, f, parts);
    }

    Owned floating(FormatSpec& f, Value v) {
        double d = TRY(to_double(t_, v));
        int precision = f.precision < 0 ? 6 : static_cast<int>(f.precision);
        std::string text =
            format_double(d, static_cast<char>(f.type), precision, f.alternate ? kFloatAlternate : 0u);
        NumberText parts;
        if (text[0] == '-') {
            parts.sign = '-';
            text.erase(0, 1);
        }
        size_t i = 0;
        while (i < text.size() && text[i] >= '0' && text[i] <= '9') ++i;
        if (i == 0) i = text.size();
        parts.digits = text.substr(0, i);
        parts.rest = text.substr(i);
        return lay_out_number(t_, f, parts);
    }

    Thread& t_;
    Str* s_;
    Value args_;
    bool bytes_;
    Value keyed_ = Value::unbound();
    size_t at_ = 0, next_ = 0;
};

}  // namespace

Owned str_percent(Thread& t, Value format, Value args) { return Percent(t, as_str(format), args).run(); }

Owned bytes_percent(Thread& t, Value format, Value args) {
    Buffer buffer(t);
    TRY(buffer.open(format));
    Owned text = TRY(make_str_latin1(t, reinterpret_cast<const uint8_t*>(buffer.data()), buffer.length()));
    Owned made = TRY(Percent(t, as_str(text), args, true).run());
    std::string bytes;
    for (size_t i = 0; i < as_str(made)->length; ++i) bytes += static_cast<char>(as_str(made)->at(i));
    return is_kind(format, Kind::ByteArray) ? make_bytearray(t, bytes) : make_bytes(t, bytes);
}

}  // namespace minipy
