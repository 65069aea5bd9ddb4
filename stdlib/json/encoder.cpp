// Objects into JSON text, and the module `_json`. The text grows as UTF-8 and becomes one str at the end.
#include <charconv>
#include <cmath>

#include "json.h"
#include "support/float_text.h"
#include "support/utf8.h"

namespace minipy::json {

namespace {

ModuleRegistration& registration();

struct Encoder : GcObject {
    Value markers = Value::none(), default_ = Value::none(), encoder = Value::none(), indent = Value::none();
    Value key_separator = Value::none(), item_separator = Value::none();
    Value sort_keys = Value::false_(), skip_keys = Value::false_();
    bool allow_nan = true;
};
Encoder* encoder_of(Value v) { return v.as<Encoder>(); }

void encoder_traverse(Object* o, Visitor& visitor) {
    Encoder* e = static_cast<Encoder*>(o);
    for (Value v : {e->markers, e->default_, e->encoder, e->indent}) visitor.visit(v);
    traverse_instance_tail(o, visitor);
}
void encoder_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    clear_instance_tail(t, o);
    Encoder* e = static_cast<Encoder*>(o);
    for (Value v : {e->markers, e->default_, e->encoder, e->indent, e->key_separator, e->item_separator})
        release(v);
    free_object(t, o);
}

// One call of the encoder.
class Writer {
  public:
    Writer(Thread& t, const Encoder* e)
        : t_(t),
          e_(e),
          key_separator_(to_utf8(e->key_separator)),
          item_separator_(to_utf8(e->item_separator)) {
        quotes_ascii_ = e->encoder == state(t).quote_ascii;
        quotes_plain_ = e->encoder == state(t).quote_plain;
    }
    std::string& text() { return out_; }

    Status value(Value v) {
        if (v.is_int()) {
            char digits[24];
            out_.append(digits, std::to_chars(digits, digits + sizeof digits, v.as_int()).ptr);
            return {};
        }
        if (is_str(v)) return string(v);
        if (v.is_none()) return word("null");
        if (v.is_bool()) return word(v.is_true() ? "true" : "false");
        if (is_int(v)) return big_int(v);
        if (is_float(v)) return number(float_value(v));
        if (is_list(v) || is_tuple(v)) return list(v);
        if (is_dict(v)) return dict(v);
        return other(v);
    }

  private:
    Status word(const char* text) {
        out_ += text;
        return {};
    }
    Status string(Value v) {
        if (quotes_ascii_ || quotes_plain_) {
            append_quoted(out_, as_str(v), quotes_ascii_);
            return {};
        }
        Owned quoted = TRY(call(t_, e_->encoder, {v}));
        if (!is_str(quoted))
            return raise_type_error(t_, "encoder() must return a string, not %.80s", type_name(t_, quoted));
        out_ += to_utf8(quoted);
        return {};
    }
    Status big_int(Value v) {
        out_ += to_utf8(TRY(types(t_).int_->slots.repr(t_, v)));
        return {};
    }
    Status number(double d) {
        if (std::isfinite(d)) {
            out_ += repr_double(d);
            return {};
        }
        if (!e_->allow_nan) return raise_value_error(t_, "Out of range float values are not JSON compliant");
        return word(std::isnan(d) ? "NaN" : d > 0 ? "Infinity" : "-Infinity");
    }

    // Remembers the containers around the value at hand; one that comes again inside itself has no end.
    Status enter(Value v) {
        if (e_->markers.is_none()) return {};
        for (Object* outer : around_) {
            if (outer == v.object()) return raise_value_error(t_, "Circular reference detected");
        }
        around_.push_back(v.object());
        return {};
    }
    void leave() {
        if (!e_->markers.is_none()) around_.pop_back();
    }

    Status list(Value v) {
        if (native_stack_low(t_, " while encoding a JSON object")) return Raised{};
        bool is_tuple_kind = is_tuple(v);
        auto length = [&] { return is_tuple_kind ? v.as<Tuple>()->length : v.as<List>()->length; };
        if (!length()) return word("[]");
        Owned held = Owned::share(v);
        TRY(enter(v));
        out_ += '[';
        for (size_t i = 0; i < length(); ++i) {
            if (i) out_ += item_separator_;
            Owned item = Owned::share(is_tuple_kind ? v.as<Tuple>()->at(i) : v.as<List>()->items[i]);
            TRY(value(item));
        }
        out_ += ']';
        leave();
        return {};
    }

    Status dict(Value v) {
        if (native_stack_low(t_, " while encoding a JSON object")) return Raised{};
        Dict* d = v.as<Dict>();
        if (!d->used) return word("{}");
        Owned held = Owned::share(v);
        TRY(enter(v));
        out_ += '{';
        bool first = true;
        if (is_exact(v, Kind::Dict) && !e_->sort_keys.is_true()) {
            size_t at = 0;
            while (DictEntry* entry = dict_next(d, &at)) {
                Owned key = Owned::share(entry->key), item = Owned::share(entry->value);
                TRY(member(key, item, &first));
            }
        } else {
            Owned items = TRY(to_list(t_, TRY(call_method(t_, v, names(t_).items))));
            if (e_->sort_keys.is_true()) TRY(list_sort(t_, items.as<List>(), Value::none(), false));
            for (size_t i = 0; i < items.as<List>()->length; ++i) {
                Owned pair = Owned::share(items.as<List>()->items[i]);
                if (!is_tuple(pair) || pair.as<Tuple>()->length != 2)
                    return raise_value_error(t_, "items must return 2-tuples");
                TRY(member(pair.as<Tuple>()->at(0), pair.as<Tuple>()->at(1), &first));
            }
        }
        out_ += '}';
        leave();
        return {};
    }
    Status member(Value key, Value item, bool* first) {
        size_t before = out_.size();
        if (!*first) out_ += item_separator_;
        if (is_str(key)) {
            TRY(string(key));
        } else if (is_float(key) || key.is_bool() || key.is_none() || is_int(key)) {
            std::string rest = std::move(out_);
            out_.clear();
            TRY(value(key));
            Owned name = TRY(make_str(t_, out_));
            out_ = std::move(rest);
            TRY(string(name));
        } else if (e_->skip_keys.is_true()) {
            out_.resize(before);
            return {};
        } else {
            return raise_type_error(t_, "keys must be str, int, float, bool or None, not %.100s",
                                    type_name(t_, key));
        }
        *first = false;
        out_ += key_separator_;
        return value(item);
    }

    // What default() makes of it.
    Status other(Value v) {
        TRY(enter(v));
        Owned held = Owned::share(v);
        Owned instead = TRY(call(t_, e_->default_, {v}));
        if (native_stack_low(t_, " while encoding a JSON object")) return Raised{};
        TRY(value(instead));
        leave();
        return {};
    }

    Thread& t_;
    const Encoder* e_;
    std::string key_separator_, item_separator_, out_;
    bool quotes_ascii_, quotes_plain_;
    std::vector<Object*> around_;
};

Owned encoder_new(Thread& t, Type* type, const CallArgs& args) {
    Value v[9];
    BoundArgs bound(
        t,
        "make_encoder(markers, default, encoder, indent, key_separator, item_separator, sort_keys, "
        "skipkeys, allow_nan)",
        args, v);
    TRY(bound.status());
    for (int i : {4, 5}) {
        if (!is_str(v[i]))
            return raise_type_error(t, "make_encoder() argument %d must be str, not %.200s", i + 1,
                                    type_name(t, v[i]));
    }
    bool sort_keys = TRY(truth(t, v[6])), skip_keys = TRY(truth(t, v[7])), allow_nan = TRY(truth(t, v[8]));
    if (!v[0].is_none() && !is_dict(v[0]))
        return raise_type_error(t, "make_encoder() argument 1 must be dict or None, not %.200s",
                                type_name(t, v[0]));
    Encoder* e = make_instance<Encoder>(t, type);
    if (!e) return raise_memory_error(t);
    e->markers = Owned::share(v[0]).take();
    e->default_ = Owned::share(v[1]).take();
    e->encoder = Owned::share(v[2]).take();
    e->indent = Owned::share(v[3]).take();
    e->key_separator = Owned::share(v[4]).take();
    e->item_separator = Owned::share(v[5]).take();
    e->sort_keys = Value::from_bool(sort_keys);
    e->skip_keys = Value::from_bool(skip_keys);
    e->allow_nan = allow_nan;
    return Owned::adopt(e);
}
Status no_init(Thread&, Value, const CallArgs&) { return {}; }

Owned encoder_call(Thread& t, Value self, const CallArgs& args) {
    Value v[2];
    BoundArgs bound(t, "_iterencode(obj, _current_indent_level)", args, v);
    TRY(bound.status());
    TRY(to_ssize_argument(t, v[1]));
    Owned held = Owned::share(self), object = Owned::share(v[0]);
    Writer writer(t, encoder_of(held));
    TRY(writer.value(object));
    Owned text = TRY(make_str(t, writer.text()));
    return make_list(t, {text});
}

const MemberSpec members[] = {{"markers", offsetof(Encoder, markers)},
                              {"default", offsetof(Encoder, default_)},
                              {"encoder", offsetof(Encoder, encoder)},
                              {"indent", offsetof(Encoder, indent)},
                              {"key_separator", offsetof(Encoder, key_separator)},
                              {"item_separator", offsetof(Encoder, item_separator)},
                              {"sort_keys", offsetof(Encoder, sort_keys)},
                              {"skipkeys", offsetof(Encoder, skip_keys)}};

// ---- the module's functions ----

Owned quoted(Thread& t, Value text, bool ascii_only) {
    if (!is_str(text))
        return raise_type_error(t, "first argument must be a string, not %.80s", type_name(t, text));
    std::string out;
    append_quoted(out, as_str(text), ascii_only);
    return make_str(t, out);
}
Owned encode_basestring(Thread& t, const Value* args) { return quoted(t, args[0], false); }
Owned encode_basestring_ascii(Thread& t, const Value* args) { return quoted(t, args[0], true); }

Owned scanstring(Thread& t, const Value* args) {
    size_t given = args[0].as<Tuple>()->length;
    if (given < 2 || given > 3) {
        return raise_type_error(t, "scanstring() takes at %s arguments (%zu given)",
                                given < 2 ? "least 2" : "most 3", given);
    }
    Tuple* all = args[0].as<Tuple>();
    int64_t begin = TRY(to_ssize_argument(t, all->at(1)));
    bool strict = given == 3 ? TRY(truth(t, all->at(2))) : true;
    if (!is_str(all->at(0)))
        return raise_type_error(t, "first argument must be a string, not %.80s", type_name(t, all->at(0)));
    Str* text = as_str(all->at(0));
    if (begin < 0 || static_cast<size_t>(begin) > text->length)
        return raise_value_error(t, "end is out of bounds");
    size_t end = 0;
    Owned value = TRY(scan_string(t, text, static_cast<size_t>(begin), strict, &end));
    return make_tuple(t, {value, Value::from_int(static_cast<int64_t>(end))});
}

const FunctionSpec functions[] = {
    {"encode_basestring_ascii(string, /)", encode_basestring_ascii,
     "encode_basestring_ascii(string) -> string\n\nThe string in quotes, in ASCII: what is not becomes "
     "\\uXXXX."},
    {"encode_basestring(string, /)", encode_basestring,
     "encode_basestring(string) -> string\n\nThe string in quotes."},
    {"scanstring(*args)", scanstring,
     "scanstring(string, end, strict=True) -> (string, end)\n\n"
     "The JSON string whose first character is string[end], and where it stops."}};

Status fill(Thread& t, Module* module) {
    state(t).quote_ascii = TRY(get_attr(t, Value(module), "encode_basestring_ascii")).take();
    state(t).quote_plain = TRY(get_attr(t, Value(module), "encode_basestring")).take();
    TRY(define_scanner(t, module));
    return define_encoder(t, module);
}
MINIPY_MODULE(_json, {.doc = "json speedups\n", .functions = functions, .exec = fill});
ModuleRegistration& registration() { return module_registration__json; }

}  // namespace

JsonState& state(Thread& t) { return module_state<JsonState>(t, registration()); }

namespace {

constexpr char kHex[] = "0123456789abcdef";

char* put_unicode_escape(char* p, uint32_t unit) {
    *p++ = '\\';
    *p++ = 'u';
    for (int shift = 12; shift >= 0; shift -= 4) *p++ = kHex[unit >> shift & 15];
    return p;
}
// The character that stands behind the backslash for c; 0: none.
char short_escape(uint32_t c) {
    switch (c) {
        case '"':
        case '\\':
            return static_cast<char>(c);
        case '\b':
            return 'b';
        case '\f':
            return 'f';
        case '\n':
            return 'n';
        case '\r':
            return 'r';
        case '\t':
            return 't';
        default:
            return 0;
    }
}
// At p there is room for the longest form of every unit.
template <class Unit>
char* put_escaped(char* p, const Unit* text, size_t n, bool ascii_only) {
    for (size_t i = 0; i < n; ++i) {
        uint32_t c = text[i];
        if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
            *p++ = static_cast<char>(c);
        } else if (char letter = short_escape(c)) {
            *p++ = '\\';
            *p++ = letter;
        } else if (c < 0x20 || (ascii_only && c >= 0x7f && c < 0x10000)) {
            p = put_unicode_escape(p, c);
        } else if (ascii_only && c >= 0x10000) {
            p = put_unicode_escape(p, 0xd800 | (c - 0x10000) >> 10);
            p = put_unicode_escape(p, 0xdc00 | ((c - 0x10000) & 0x3ff));
        } else {
            p += utf8_encode(c, p);
        }
    }
    return p;
}

}  // namespace

void append_quoted(std::string& out, Str* text, bool ascii_only) {
    out += '"';
    size_t n = text->length;
    if (text->ascii) {  // most texts need no escape at all: they are copied as a whole
        const char* p = text->data();
        size_t i = 0;
        while (i < n && p[i] >= 0x20 && p[i] != 0x7f && p[i] != '"' && p[i] != '\\') ++i;
        if (i == n) {
            out.append(p, n);
            out += '"';
            return;
        }
    }
    size_t before = out.size();
    out.resize(before + n * (text->width == 4 ? 12 : 6));
    char* p = out.data() + before;
    if (text->width == 1)
        p = put_escaped(p, text->u8(), n, ascii_only);
    else if (text->width == 2)
        p = put_escaped(p, text->u16(), n, ascii_only);
    else
        p = put_escaped(p, text->u32(), n, ascii_only);
    out.resize(static_cast<size_t>(p - out.data()));
    out += '"';
}

Status define_encoder(Thread& t, Module* module) {
    TypeSpec spec{};
    spec.name = "_json.Encoder";
    spec.size = sizeof(Encoder);
    spec.flags = kTypeBaseAllowed;
    spec.slots.new_ = encoder_new;
    spec.slots.init = no_init;
    spec.slots.dealloc = encoder_dealloc;
    spec.slots.traverse = encoder_traverse;
    spec.slots.call = encoder_call;
    spec.members = members;
    spec.doc =
        "Encoder(markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, "
        "allow_nan)";
    state(t).encoder = define_type(t, spec);
    return module_add(t, module, "make_encoder", Value(state(t).encoder));
}

}  // namespace minipy::json
