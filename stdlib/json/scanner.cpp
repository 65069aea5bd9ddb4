// JSON text into objects: one pass over the code points, by recursive descent.
//
// Names of members come again and again in most documents: a small table finds the string made for the same name before.
#include <charconv>
#include <cstring>

#include "json.h"
#include "support/float_text.h"

namespace minipy::json {

namespace {

struct Scanner : GcObject {
    Value strict = Value::true_(), object_hook = Value::none(), object_pairs_hook = Value::none();
    Value parse_float = Value::none(), parse_int = Value::none(), parse_constant = Value::none();
};
Scanner* scanner_of(Value v) { return v.as<Scanner>(); }

void scanner_traverse(Object* o, Visitor& visitor) {
    Scanner* s = static_cast<Scanner*>(o);
    for (Value v : {s->object_hook, s->object_pairs_hook, s->parse_float, s->parse_int, s->parse_constant})
        visitor.visit(v);
    traverse_instance_tail(o, visitor);
}
void scanner_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    clear_instance_tail(t, o);
    Scanner* s = static_cast<Scanner*>(o);
    for (Value v : {s->object_hook, s->object_pairs_hook, s->parse_float, s->parse_int, s->parse_constant})
        release(v);
    free_object(t, o);
}

Raised raise_decode(Thread& t, const char* message, Str* text, size_t at) {
    Owned type = TRY(import_attr(t, "json.decoder", "JSONDecodeError"));
    Owned words = TRY(make_str(t, message));
    Owned error = TRY(call(t, type, {words, Value(text), Value::from_int(static_cast<int64_t>(at))}));
    return raise_instance(t, error);
}
Raised raise_stop_at(Thread& t, size_t at) {
    return raise_stop_iteration(t, Value::from_int(static_cast<int64_t>(at)));
}

int hex_value(uint32_t c) {
    if (c >= '0' && c <= '9') return static_cast<int>(c - '0');
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? static_cast<int>(c - 'a' + 10) : -1;
}

// One text being read, in units of its width.
template <class Unit>
class Reader {
  public:
    Reader(Thread& t, Str* text)
        : t_(t), text_(text), p_(reinterpret_cast<const Unit*>(text->data())), n_(text->length) {}

    void configure(const Scanner* s) {
        scanner_ = s;
        strict_ = s->strict.is_true();
        plain_float_ = s->parse_float == Value(types(t_).float_);
        plain_int_ = s->parse_int == Value(types(t_).int_);
    }

    // The value at *at, which moves behind it.
    Owned value(size_t* at) {
        size_t i = *at;
        if (i >= n_) return raise_stop_at(t_, i);
        switch (p_[i]) {
            case '"':
                return string(i + 1, strict_, at);
            case '{':
                return nested(&Reader::object, at, " while decoding a JSON object from a unicode string");
            case '[':
                return nested(&Reader::array, at, " while decoding a JSON array from a unicode string");
            case 'n':
                if (literal(i, "null", at)) return Owned::none();
                break;
            case 't':
                if (literal(i, "true", at)) return Owned::from_bool(true);
                break;
            case 'f':
                if (literal(i, "false", at)) return Owned::from_bool(false);
                break;
            case 'N':
                if (literal(i, "NaN", at)) return constant("NaN");
                break;
            case 'I':
                if (literal(i, "Infinity", at)) return constant("Infinity");
                break;
            case '-':
                if (literal(i, "-Infinity", at)) return constant("-Infinity");
                break;
            default:
                break;
        }
        return number(i, at);
    }

    Owned string(size_t begin, bool strict, size_t* end) {
        size_t i = plain_run(begin);
        if (i < n_ && p_[i] == '"') {
            *end = i + 1;
            return plain_text(begin, i);
        }
        StrBuilder out(t_);
        size_t from = begin;
        for (;; i = plain_run(i)) {
            if (i >= n_) return raise_decode(t_, "Unterminated string starting at", text_, begin - 1);
            uint32_t c = p_[i];
            if (c == '"') break;
            if (c != '\\') {
                if (strict) return raise_decode(t_, "Invalid control character at", text_, i);
                ++i;
                continue;
            }
            out.append(text_, from, i);
            if (++i >= n_) return raise_decode(t_, "Unterminated string starting at", text_, begin - 1);
            uint32_t point = 0;
            if (p_[i] == 'u') {
                if (!unicode_escape(i + 1, &point))
                    return raise_decode(t_, "Invalid \\uXXXX escape", text_, i);
                i += 5;
                uint32_t low = 0;
                if ((point & 0xfffffc00) == 0xd800 && i + 1 < n_ && p_[i] == '\\' && p_[i + 1] == 'u') {
                    if (!unicode_escape(i + 2, &low)) {
                        if (i + 6 < n_) return raise_decode(t_, "Invalid \\uXXXX escape", text_, i + 1);
                    } else if ((low & 0xfffffc00) == 0xdc00) {
                        point = 0x10000 + ((point - 0xd800) << 10 | (low - 0xdc00));
                        i += 6;
                    }
                }
            } else {
                point = simple_escape(p_[i]);
                if (!point) return raise_decode(t_, "Invalid \\escape", text_, i - 1);
                ++i;
            }
            out.append_char(point);
            from = i;
        }
        out.append(text_, from, i);
        *end = i + 1;
        return out.finish();
    }

  private:
    using Part = Owned (Reader::*)(size_t*);

    Owned nested(Part part, size_t* at, const char* where) {
        if (native_stack_low(t_, where)) return Raised{};
        ++*at;
        return (this->*part)(at);
    }

    size_t skip_blanks(size_t i) const {
        while (i < n_ && (p_[i] == ' ' || p_[i] == '\n' || p_[i] == '\t' || p_[i] == '\r')) ++i;
        return i;
    }
    // Where the characters end that stand for themselves.
    size_t plain_run(size_t i) const {
        while (i < n_ && p_[i] != '"' && p_[i] != '\\' && p_[i] > 0x1f) ++i;
        return i;
    }
    Owned plain_text(size_t begin, size_t end) {
        if constexpr (sizeof(Unit) == 1) {
            if (text_->ascii) return make_str(t_, text_->ascii_view().substr(begin, end - begin));
        }
        return substring(t_, Value(text_), begin, end);
    }
    bool literal(size_t i, const char* word, size_t* at) const {
        for (; *word; ++word, ++i) {
            if (i >= n_ || p_[i] != static_cast<Unit>(*word)) return false;
        }
        *at = i;
        return true;
    }
    bool unicode_escape(size_t i, uint32_t* point) const {
        // The text goes on behind the four digits, or the string has no end: only then is the escape looked at.
        if (i + 4 >= n_) return false;
        for (size_t k = 0; k < 4; ++k) {
            int digit = hex_value(p_[i + k]);
            if (digit < 0) return false;
            *point = *point << 4 | static_cast<uint32_t>(digit);
        }
        return true;
    }
    static uint32_t simple_escape(uint32_t c) {
        switch (c) {
            case '"':
            case '\\':
            case '/':
                return c;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            default:
                return 0;
        }
    }

    Owned constant(const char* name) {
        Owned text = TRY(make_str(t_, name));
        return call(t_, scanner_->parse_constant, {text});
    }

    Owned number(size_t begin, size_t* at) {
        size_t i = begin;
        bool negative = p_[i] == '-';
        if (negative) ++i;
        if (i >= n_ || p_[i] < '0' || p_[i] > '9') return raise_stop_at(t_, begin);
        size_t first = i;
        if (p_[i] == '0') {
            ++i;
        } else {
            i = digits(i);
        }
        size_t whole_end = i;
        bool is_float = false;
        if (i + 1 < n_ && p_[i] == '.' && is_digit(i + 1)) {
            is_float = true;
            i = digits(i + 1);
        }
        if (i + 1 < n_ && (p_[i] == 'e' || p_[i] == 'E')) {
            size_t exponent = i + 1;
            if (exponent + 1 < n_ && (p_[exponent] == '-' || p_[exponent] == '+')) ++exponent;
            if (is_digit(exponent)) {
                is_float = true;
                i = digits(exponent);
            }
        }
        *at = i;
        if (!is_float && plain_int_ && whole_end - first <= 18) {
            int64_t n = 0;
            for (size_t k = first; k < whole_end; ++k) n = n * 10 + (p_[k] - '0');
            return make_int(t_, negative ? -n : n);
        }
        char few[64];
        std::string many;
        const char* chars = few;
        if constexpr (sizeof(Unit) == 1) {
            chars = reinterpret_cast<const char*>(p_ + begin);
        } else if (i - begin <= sizeof few) {
            for (size_t k = begin; k < i; ++k) few[k - begin] = static_cast<char>(p_[k]);
        } else {
            for (size_t k = begin; k < i; ++k) many += static_cast<char>(p_[k]);
            chars = many.data();
        }
        std::string_view digits_text(chars, i - begin);
        if (is_float) {
            if (!plain_float_) return call(t_, scanner_->parse_float, {TRY(make_str(t_, digits_text))});
            double d = 0;
            auto [end, error] = std::from_chars(chars, chars + digits_text.size(), d);
            if (error == std::errc{}) return make_float(t_, d);
            return float_from_text(t_, digits_text);
        }
        if (!plain_int_) return call(t_, scanner_->parse_int, {TRY(make_str(t_, digits_text))});
        return int_from_text(t_, digits_text, 10);
    }
    bool is_digit(size_t i) const { return i < n_ && p_[i] >= '0' && p_[i] <= '9'; }
    size_t digits(size_t i) const {
        while (is_digit(i)) ++i;
        return i;
    }

    // Behind the '['.
    Owned array(size_t* at) {
        Ref<List> list = TRY(new_list(t_));
        size_t i = skip_blanks(*at);
        if (i < n_ && p_[i] == ']') {
            *at = i + 1;
            return list;
        }
        for (;;) {
            TRY(list_push(t_, list.get(), TRY(value(&i))));
            i = skip_blanks(i);
            if (i < n_ && p_[i] == ']') break;
            if (i >= n_ || p_[i] != ',') return raise_decode(t_, "Expecting ',' delimiter", text_, i);
            i = skip_blanks(i + 1);
        }
        *at = i + 1;
        return list;
    }

    // Behind the '{'.
    Owned object(size_t* at) {
        bool as_pairs = !scanner_->object_pairs_hook.is_none();
        Ref<List> pairs;
        Ref<Dict> dict;
        if (as_pairs)
            pairs = TRY(new_list(t_));
        else
            dict = TRY(new_dict(t_));
        size_t i = skip_blanks(*at);
        if (i >= n_ || p_[i] != '}') {
            for (;;) {
                if (i >= n_ || p_[i] != '"')
                    return raise_decode(t_, "Expecting property name enclosed in double quotes", text_, i);
                Owned key = TRY(name(i + 1, &i));
                i = skip_blanks(i);
                if (i >= n_ || p_[i] != ':') return raise_decode(t_, "Expecting ':' delimiter", text_, i);
                i = skip_blanks(i + 1);
                Owned item = TRY(value(&i));
                if (as_pairs)
                    TRY(list_push(t_, pairs.get(), TRY(make_tuple(t_, {key, item}))));
                else
                    TRY(dict_set_hashed(t_, dict.get(), key, str_hash(t_, as_str(key)), item));
                i = skip_blanks(i);
                if (i < n_ && p_[i] == '}') break;
                if (i >= n_ || p_[i] != ',') return raise_decode(t_, "Expecting ',' delimiter", text_, i);
                i = skip_blanks(i + 1);
            }
        }
        *at = i + 1;
        if (as_pairs) return call(t_, scanner_->object_pairs_hook, {pairs});
        if (!scanner_->object_hook.is_none()) return call(t_, scanner_->object_hook, {dict});
        return dict;
    }

    // A member's name: the same object for the same name.
    Owned name(size_t begin, size_t* end) {
        size_t i = begin;
        uint32_t mix = 2166136261u;
        while (i < n_ && p_[i] != '"' && p_[i] != '\\' && p_[i] > 0x1f) mix = (mix ^ p_[i++]) * 16777619u;
        bool whole = i < n_ && p_[i] == '"';
        if (!whole) return string(begin, strict_, end);
        *end = i + 1;
        size_t length = i - begin;
        Known& known = known_[(mix ^ mix >> 15) % kKnown];
        if (!known.text.is_none() && known.length == length &&
            std::memcmp(p_ + known.begin, p_ + begin, length * sizeof(Unit)) == 0)
            return known.text.dup();
        Owned text = TRY(plain_text(begin, i));
        known.text = text.dup();
        known.begin = begin;
        known.length = length;
        return text;
    }

    struct Known {
        Owned text;  // None: nothing yet
        size_t begin = 0, length = 0;
    };
    static constexpr size_t kKnown = 64;

    Thread& t_;
    Str* text_;
    const Unit* p_;
    size_t n_;
    const Scanner* scanner_ = nullptr;
    bool strict_ = true, plain_float_ = true, plain_int_ = true;
    Known known_[kKnown];
};

// Calls body with a reader of the text.
template <class Body>
Owned with_reader(Thread& t, Str* text, Body&& body) {
    if (text->width == 1) {
        Reader<uint8_t> reader(t, text);
        return body(reader);
    }
    if (text->width == 2) {
        Reader<uint16_t> reader(t, text);
        return body(reader);
    }
    Reader<uint32_t> reader(t, text);
    return body(reader);
}

Owned scanner_new(Thread& t, Type* type, const CallArgs& args) {
    Value context;
    BoundArgs bound(t, "make_scanner(context)", args, &context);
    TRY(bound.status());
    Scanner* s = make_instance<Scanner>(t, type);
    if (!s) return raise_memory_error(t);
    Owned held = Owned::adopt(s);
    Owned strict = TRY(get_attr(t, context, "strict"));
    s->strict = Value::from_bool(TRY(truth(t, strict)));
    s->object_hook = TRY(get_attr(t, context, "object_hook")).take();
    s->object_pairs_hook = TRY(get_attr(t, context, "object_pairs_hook")).take();
    s->parse_float = TRY(get_attr(t, context, "parse_float")).take();
    s->parse_int = TRY(get_attr(t, context, "parse_int")).take();
    s->parse_constant = TRY(get_attr(t, context, "parse_constant")).take();
    return held;
}
Status no_init(Thread&, Value, const CallArgs&) { return {}; }

Owned scanner_call(Thread& t, Value self, const CallArgs& args) {
    Value v[2];
    BoundArgs bound(t, "scan_once(string, idx)", args, v);
    TRY(bound.status());
    int64_t at = TRY(to_ssize_argument(t, v[1]));
    if (!is_str(v[0]))
        return raise_type_error(t, "first argument must be a string, not %.80s", type_name(t, v[0]));
    if (at < 0) return raise_value_error(t, "idx cannot be negative");
    Owned held = Owned::share(self), text = Owned::share(v[0]);
    return with_reader(t, as_str(text), [&](auto& reader) -> Owned {
        size_t end = static_cast<size_t>(at);
        reader.configure(scanner_of(held));
        Owned value = TRY(reader.value(&end));
        return make_tuple(t, {value, Value::from_int(static_cast<int64_t>(end))});
    });
}

const MemberSpec members[] = {{"strict", offsetof(Scanner, strict)},
                              {"object_hook", offsetof(Scanner, object_hook)},
                              {"object_pairs_hook", offsetof(Scanner, object_pairs_hook)},
                              {"parse_float", offsetof(Scanner, parse_float)},
                              {"parse_int", offsetof(Scanner, parse_int)},
                              {"parse_constant", offsetof(Scanner, parse_constant)}};

}  // namespace

Owned scan_string(Thread& t, Str* text, size_t begin, bool strict, size_t* end) {
    return with_reader(t, text, [&](auto& reader) { return reader.string(begin, strict, end); });
}

Status define_scanner(Thread& t, Module* module) {
    TypeSpec spec{};
    spec.name = "_json.Scanner";
    spec.size = sizeof(Scanner);
    spec.flags = kTypeBaseAllowed;
    spec.slots.new_ = scanner_new;
    spec.slots.init = no_init;
    spec.slots.dealloc = scanner_dealloc;
    spec.slots.traverse = scanner_traverse;
    spec.slots.call = scanner_call;
    spec.members = members;
    spec.doc = "JSON scanner object";
    state(t).scanner = define_type(t, spec);
    return module_add(t, module, "make_scanner", Value(state(t).scanner));
}

}  // namespace minipy::json
