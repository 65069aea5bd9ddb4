// The module `marshal`: simple values as bytes, in CPython's format, and back. Code is written in this interpreter's own
// form (compiler/marshal.h) inside of that format: its instructions mean nothing to another.
#include <algorithm>
#include <cstring>
#include <unordered_map>

#include "compiler/marshal.h"
#include "native/module.h"
#include "support/float_text.h"

namespace minipy {

namespace {

constexpr int kVersion = 4;
constexpr int kDeepest = 2000;
constexpr uint8_t kRefFlag = 0x80;
constexpr int kDigitBits = 15;  // ints past 32 bits are written in such digits

class MarshalWriter {
  public:
    MarshalWriter(Thread& t, int64_t version) : t_(t), version_(version) {}
    std::string out;

    Status value(Value v) {
        if (++depth_ > kDeepest) return raise_value_error(t_, "object too deeply nested to marshal");
        TRY(any(v));
        --depth_;
        return {};
    }

  private:
    void byte(uint8_t b) { out += static_cast<char>(b); }
    void word(uint32_t n) {
        for (int i = 0; i < 4; ++i) byte(static_cast<uint8_t>(n >> 8 * i));
    }
    void half(uint32_t n) {
        byte(static_cast<uint8_t>(n));
        byte(static_cast<uint8_t>(n >> 8));
    }
    void number(double d) {
        if (version_ > 1) {
            out.append(reinterpret_cast<const char*>(&d), sizeof d);
            return;
        }
        std::string text = format_double(d, 'g', 17);
        byte(static_cast<uint8_t>(text.size()));
        out += text;
    }
    void type(char code) { byte(static_cast<uint8_t>(code) | flag_); }
    Status size(size_t n) {
        if (n > INT32_MAX) return raise_value_error(t_, "unmarshallable object");
        word(static_cast<uint32_t>(n));
        return {};
    }

    // An object that others may hold too is written once; true when it was written before.
    bool known(Value v) {
        flag_ = 0;
        if (version_ < 3 || (v.is_object() && !v.object()->immortal() && v.object()->refcount == 1))
            return false;
        auto [it, fresh] = refs_by_value_.try_emplace(v.bits(), refs_by_value_.size());
        if (!fresh) return reference(it->second);
        flag_ = kRefFlag;
        return false;
    }
    bool reference(size_t index) {
        byte('r');
        word(static_cast<uint32_t>(index));
        return true;
    }

    Status any(Value v) {
        flag_ = 0;
        if (v.is_none()) return single('N');
        if (v.is_ellipsis()) return single('.');
        if (v.is_bool()) return single(v.is_true() ? 'T' : 'F');
        if (v == Value(exc(t_).StopIteration)) return single('S');
        if (known(v)) return {};
        if (is_exact_int(v)) return integer(v);
        if (is_exact(v, Kind::Float)) {
            type(version_ > 1 ? 'g' : 'f');
            number(float_value(v));
            return {};
        }
        if (is_exact(v, Kind::Complex)) {
            type(version_ > 1 ? 'y' : 'x');
            number(v.as<Complex>()->real);
            number(v.as<Complex>()->imag);
            return {};
        }
        if (is_exact(v, Kind::Bytes)) {
            type('s');
            TRY(size(v.as<Bytes>()->length));
            out += v.as<Bytes>()->view();
            return {};
        }
        if (is_exact(v, Kind::Str)) return text(v);
        if (is_exact(v, Kind::Tuple)) {
            size_t n = v.as<Tuple>()->length;
            if (version_ >= 4 && n < 256) {
                type(')');
                byte(static_cast<uint8_t>(n));
            } else {
                type('(');
                TRY(size(n));
            }
            for (size_t i = 0; i < n; ++i) TRY(value(v.as<Tuple>()->at(i)));
            return {};
        }
        if (is_exact(v, Kind::List)) {
            type('[');
            TRY(size(v.as<List>()->length));
            for (size_t i = 0; i < v.as<List>()->length; ++i) TRY(value(v.as<List>()->items[i]));
            return {};
        }
        if (is_exact(v, Kind::Dict)) {
            type('{');
            size_t at = 0;
            while (DictEntry* entry = dict_next(v.as<Dict>(), &at)) {
                TRY(value(entry->key));
                TRY(value(entry->value));
            }
            byte('0');
            return {};
        }
        if (is_exact(v, Kind::Set) || is_exact(v, Kind::FrozenSet)) return set(v);
        if (is_kind(v, Kind::Code)) {
            std::string code = marshal_code(v.as<Code>());
            type('c');
            TRY(size(code.size()));
            out += code;
            return {};
        }
        if (has_buffer(t_, v)) {
            Buffer buffer(t_);
            TRY(buffer.open(v));
            type('s');
            TRY(size(buffer.length()));
            out += buffer.view();
            return {};
        }
        return raise_value_error(t_, "unmarshallable object");
    }
    Status single(char code) {
        type(code);
        return {};
    }
    Status integer(Value v) {
        int64_t n = 0;
        if (int_fits_int64(v, &n) && n >= INT32_MIN && n <= INT32_MAX) {
            type('i');
            word(static_cast<uint32_t>(n));
            return {};
        }
        IntView view(v);
        mpz_srcptr big = view;
        size_t bits = mpz_sizeinbase(big, 2), digits = (bits + kDigitBits - 1) / kDigitBits;
        type('l');
        word(static_cast<uint32_t>(mpz_sgn(big) < 0 ? -static_cast<int64_t>(digits)
                                                    : static_cast<int64_t>(digits)));
        mpz_t rest;
        mpz_init(rest);
        mpz_abs(rest, big);
        for (size_t i = 0; i < digits; ++i) {
            half(static_cast<uint32_t>(mpz_get_ui(rest) & ((1u << kDigitBits) - 1)));
            mpz_fdiv_q_2exp(rest, rest, kDigitBits);
        }
        mpz_clear(rest);
        return {};
    }
    Status text(Value v) {
        bool interned = version_ >= 1 && (v.object()->flags & kInterned);
        std::string utf8 = to_utf8(v);
        if (version_ >= 4 && as_str(v)->ascii) {
            if (utf8.size() < 256) {
                type(interned ? 'Z' : 'z');
                byte(static_cast<uint8_t>(utf8.size()));
            } else {
                type(interned ? 'A' : 'a');
                TRY(size(utf8.size()));
            }
        } else {
            type(version_ >= 3 && interned ? 't' : 'u');
            TRY(size(utf8.size()));
        }
        out += utf8;
        return {};
    }
    // In the order of the items' own bytes, so that equal sets are equal bytes.
    Status set(Value v) {
        uint8_t flag = flag_;
        std::vector<std::pair<std::string, Owned>> items;
        TRY(for_each(t_, v, [&](Value item) -> Status {
            MarshalWriter alone(t_, 2);
            TRY(alone.value(item));
            items.emplace_back(std::move(alone.out), Owned::share(item));
            return {};
        }));
        std::sort(items.begin(), items.end(), [](auto& a, auto& b) { return a.first < b.first; });
        flag_ = flag;
        type(is_kind(v, Kind::Set) ? '<' : '>');
        TRY(size(items.size()));
        for (auto& item : items) TRY(value(item.second));
        return {};
    }

    Thread& t_;
    int64_t version_;
    int depth_ = 0;
    uint8_t flag_ = 0;
    std::unordered_map<uint64_t, size_t> refs_by_value_;
};

// Where the bytes come from: memory, or a file that is asked for exactly as many as are needed.
class MarshalReader {
  public:
    MarshalReader(Thread& t, std::string_view bytes) : t_(t), bytes_(bytes) {}
    MarshalReader(Thread& t, Value file) : t_(t), file_(file) {}

    // Unbound for the end mark of a dict.
    Owned value() {
        if (++depth_ > kDeepest) return raise_value_error(t_, "recursion limit exceeded");
        Owned read = any();
        --depth_;
        return read;
    }
    Owned whole() {
        Owned read = TRY(value());
        if (read.is_unbound()) return raise_type_error(t_, "NULL object in marshal data for object");
        return read;
    }

  private:
    Result<std::string_view> take(size_t n) {
        if (file_.is_unbound()) {
            if (bytes_.size() - at_ < n) return raise_error(t_, exc(t_).EOFError, "marshal data too short");
            at_ += n;
            return bytes_.substr(at_ - n, n);
        }
        read_.clear();
        while (read_.size() < n) {
            Owned part = TRY(call_method(t_, file_, names(t_).read,
                                         {Value::from_int(static_cast<int64_t>(n - read_.size()))}));
            if (!is_bytes(part))
                return raise_type_error(t_, "file.read() returned not bytes but %.100s", type_name(t_, part));
            if (!part.as<Bytes>()->length)
                return raise_error(t_, exc(t_).EOFError, "EOF read where not expected");
            read_ += part.as<Bytes>()->view();
        }
        return std::string_view(read_);
    }
    Result<uint8_t> byte() { return static_cast<uint8_t>(TRY(take(1))[0]); }
    Result<int32_t> word() {
        int32_t n;
        memcpy(&n, TRY(take(4)).data(), 4);
        return n;
    }
    Result<size_t> size(const char* what) {
        int32_t n = TRY(word());
        if (n < 0) return raise_value_error(t_, "bad marshal data (%s size out of range)", what);
        return static_cast<size_t>(n);
    }
    Result<double> number(bool binary) {
        double d = 0;
        if (binary) {
            memcpy(&d, TRY(take(8)).data(), 8);
            return d;
        }
        size_t n = TRY(byte());
        if (!parse_double(TRY(take(n)), &d))
            return raise_value_error(t_, "could not convert string to float");
        return d;
    }

    Owned any() {
        uint8_t first = 0;
        if (file_.is_unbound() && at_ >= bytes_.size())
            return raise_error(t_, exc(t_).EOFError, "EOF read where object expected");
        first = TRY(byte());
        char code = static_cast<char>(first & ~kRefFlag);
        size_t place = refs_.size();
        bool flagged = first & kRefFlag;
        // A container takes its place among the references before its items do.
        if (flagged) refs_.push_back(Owned::none());
        Owned v = TRY(body(code, flagged, place));
        if (flagged) refs_[place] = v.dup();
        return v;
    }
    Owned keep(Owned v, bool flagged, size_t place) {
        if (flagged) refs_[place] = v.dup();
        return v;
    }

    Owned body(char code, bool flagged, size_t place) {
        switch (code) {
            case '0':
                return Owned::unbound();
            case 'N':
                return Owned::none();
            case 'T':
                return Owned::from_bool(true);
            case 'F':
                return Owned::from_bool(false);
            case '.':
                return Owned::adopt(Value::ellipsis());
            case 'S':
                return Owned::share(Value(exc(t_).StopIteration));
            case 'i':
                return make_int(t_, int64_t{TRY(word())});
            case 'I': {
                int64_t n;
                memcpy(&n, TRY(take(8)).data(), 8);
                return make_int(t_, n);
            }
            case 'l':
                return big_int();
            case 'f':
            case 'g':
                return make_float(t_, TRY(number(code == 'g')));
            case 'x':
            case 'y': {
                double real = TRY(number(code == 'y')), imag = TRY(number(code == 'y'));
                return make_complex(t_, real, imag);
            }
            case 's': {
                size_t n = TRY(size("bytes object"));
                return make_bytes(t_, TRY(take(n)));
            }
            case 'u':
            case 't':
            case 'a':
            case 'A':
            case 'z':
            case 'Z': {
                size_t n = code == 'z' || code == 'Z' ? TRY(byte()) : TRY(size("string"));
                Owned text = TRY(make_str(t_, TRY(take(n))));
                if (code == 't' || code == 'A' || code == 'Z') return Owned::share(intern(t_, text.get()));
                return text;
            }
            case '(':
            case ')': {
                size_t n = code == ')' ? TRY(byte()) : TRY(size("tuple"));
                Ref<List> items = TRY(items_of(n, "tuple"));
                return list_to_tuple(t_, items.get());
            }
            case '[': {
                size_t n = TRY(size("list"));
                Ref<List> list = TRY(new_list(t_));
                Owned held = keep(Owned::share(list), flagged, place);
                TRY(fill(list.get(), n, "list"));
                return held;
            }
            case '{': {
                Ref<Dict> dict = TRY(new_dict(t_));
                Owned held = keep(Owned::share(dict), flagged, place);
                for (;;) {
                    Owned key = TRY(value());
                    if (key.is_unbound()) return held;
                    Owned item = TRY(value());
                    if (item.is_unbound()) return held;
                    TRY(dict_set(t_, dict.get(), key, item));
                }
            }
            case '<':
            case '>': {
                size_t n = TRY(size("set"));
                Ref<List> items = TRY(items_of(n, "set"));
                return call(t_, Value(code == '<' ? types(t_).set : types(t_).frozenset), {items});
            }
            case 'r': {
                size_t index = static_cast<size_t>(TRY(word()));
                if (index >= refs_.size() || refs_[index].is_none())
                    return raise_value_error(t_, "bad marshal data (invalid reference)");
                return refs_[index].dup();
            }
            case 'c': {
                size_t n = TRY(size("code object"));
                std::string code_bytes(TRY(take(n)));
                return unmarshal_code(t_, code_bytes, Value::unbound());
            }
            default:
                return raise_value_error(t_, "bad marshal data (unknown type code)");
        }
    }
    Owned big_int() {
        int32_t n = TRY(word());
        if (n == INT32_MIN) return raise_value_error(t_, "bad marshal data (long size out of range)");
        size_t digits = static_cast<size_t>(n < 0 ? -n : n);
        std::string_view bytes = TRY(take(digits * 2));
        mpz_t total;
        mpz_init(total);
        Owned result = Owned::none();
        for (size_t i = digits; i-- > 0;) {
            uint16_t digit;
            memcpy(&digit, bytes.data() + i * 2, 2);
            if (digit >> kDigitBits) {
                mpz_clear(total);
                return raise_value_error(t_, "bad marshal data (digit out of range in long)");
            }
            if (i == digits - 1 && digit == 0) {
                mpz_clear(total);
                return raise_value_error(t_, "bad marshal data (unnormalized long data)");
            }
            mpz_mul_2exp(total, total, kDigitBits);
            mpz_add_ui(total, total, digit);
        }
        if (n < 0) mpz_neg(total, total);
        result = make_int(t_, total);
        mpz_clear(total);
        return result;
    }
    Status fill(List* list, size_t n, const char* what) {
        for (size_t i = 0; i < n; ++i) {
            Owned item = TRY(value());
            if (item.is_unbound()) return raise_type_error(t_, "NULL object in marshal data for %s", what);
            TRY(list_push(t_, list, std::move(item)));
        }
        return {};
    }
    Ref<List> items_of(size_t n, const char* what) {
        Ref<List> list = TRY(new_list(t_));
        TRY(fill(list.get(), n, what));
        return list;
    }

    Thread& t_;
    std::string_view bytes_;
    size_t at_ = 0;
    Value file_ = Value::unbound();
    std::string read_;
    int depth_ = 0;
    std::vector<Owned> refs_;
};

Owned marshal_dumps(Thread& t, const Value* args) {
    MarshalWriter writer(t, TRY(to_c_int(t, args[1])));
    TRY(writer.value(args[0]));
    return make_bytes(t, writer.out);
}
Owned marshal_dump(Thread& t, const Value* args) {
    Value dumps_args[] = {args[0], args[2]};
    Owned bytes = TRY(marshal_dumps(t, dumps_args));
    return call_method(t, args[1], names(t).write, {bytes});
}
Owned marshal_loads(Thread& t, const Value* args) {
    Buffer buffer(t);
    TRY(buffer.open(args[0]));
    return MarshalReader(t, buffer.view()).whole();
}
Owned marshal_load(Thread& t, const Value* args) {
    Owned nothing = TRY(call_method(t, args[0], names(t).read, {Value::from_int(0)}));
    if (!is_bytes(nothing))
        return raise_type_error(t, "file.read() returned not bytes but %.100s", type_name(t, nothing));
    return MarshalReader(t, args[0]).whole();
}

const FunctionSpec functions[] = {
    {"dump(value, file, version=4, /)", marshal_dump, "Write the value on the open file."},
    {"load(file, /)", marshal_load, "Read one value from the open file and return it."},
    {"dumps(value, version=4, /)", marshal_dumps,
     "Return the bytes object that would be written to a file by dump(value, file)."},
    {"loads(bytes, /)", marshal_loads, "Convert the bytes-like object to a value."}};

Status fill_module(Thread& t, Module* module) { return module_add_int(t, module, "version", kVersion); }
MINIPY_MODULE(
    marshal,
    {.doc = "Simple values as bytes, and back: for what the interpreter itself keeps, not for exchange.",
     .functions = functions,
     .exec = fill_module});

}  // namespace

}  // namespace minipy
