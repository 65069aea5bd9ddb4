// The type str: its slots, and the methods that look and compare. Splitting is in str_split.cpp, case in str_case.cpp.
#include "objects/str_methods.h"

#include "objects/format.h"
#include "objects/sequence.h"
#include "objects/slice.h"
#include "support/unicode.h"

namespace minipy {

Owned str_repr(Thread& t, Value v) {
    Str* s = as_str(v);
    bool has_single = false, has_double = false;
    bool as_it_is = s->ascii;  // nothing in it needs a backslash
    if (s->ascii) {
        const uint8_t* text = s->u8();
        for (size_t i = 0, n = s->length; i < n; ++i) {
            uint8_t c = text[i];
            has_single |= c == '\'';
            has_double |= c == '"';
            as_it_is &= c != '\\' && c >= 32 && c < 127;
        }
    } else {
        for (size_t i = 0; i < s->length; ++i) {
            uint32_t c = s->at(i);
            has_single |= c == '\'';
            has_double |= c == '"';
        }
    }
    uint32_t quote = has_single && !has_double ? '"' : '\'';
    if (as_it_is && !(has_single && has_double)) {
        Str* made = new_str(t, s->length + 2, 0x7f);
        if (!made) return Raised{};
        made->data()[0] = made->data()[s->length + 1] = static_cast<char>(quote);
        std::memcpy(made->data() + 1, s->data(), s->length);
        return Owned::adopt(made);
    }
    StrBuilder out(t);
    out.append_char(quote);
    for (size_t i = 0; i < s->length; ++i) {
        uint32_t c = s->at(i);
        if (c == quote || c == '\\') {
            out.append_char('\\');
            out.append_char(c);
        } else if (c == '\n' || c == '\r' || c == '\t') {
            out.append_char('\\');
            out.append_char(c == '\n' ? 'n' : c == '\r' ? 'r' : 't');
        } else if (unicode::is_printable(c)) {
            out.append_char(c);
        } else {
            char text[16];
            snprintf(text, sizeof text, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
            out.append(std::string_view(text));
        }
    }
    out.append_char(quote);
    return out.finish();
}

Owned str_join(Thread& t, Value separator, Value iterable) {
    Owned items;
    if (is_exact(iterable, Kind::List) || is_exact(iterable, Kind::Tuple)) {
        items = Owned::share(iterable);
    } else {
        items = TRY(to_list(t, iterable, "can only join an iterable"));
    }
    Items view = items_of(items);
    if (view.length == 1 && is_exact(view.data[0], Kind::Str)) return Owned::share(view.data[0]);
    Str* sep = as_str(separator);
    size_t total = view.length ? sep->length * (view.length - 1) : 0;
    uint32_t top = view.length > 1 ? max_bound(sep) : 0;
    for (size_t i = 0; i < view.length; ++i) {
        if (!is_str(view.data[i])) {
            return raise_type_error(t, "sequence item %zu: expected str instance, %.80s found", i,
                                    type_name(t, view.data[i]));
        }
        total += as_str(view.data[i])->length;
        uint32_t bound = max_bound(as_str(view.data[i]));
        if (bound > top) top = bound;
    }
    if (!total) return Owned::share(t.interp->empty_str);
    Str* joined = new_str(t, total, top);
    if (!joined) return Raised{};
    size_t at = 0;
    if (joined->width == 1) {  // then all of them are
        char* out = joined->data();
        const char* between = sep->data();
        const size_t gap = sep->length;
        for (size_t i = 0; i < view.length; ++i) {
            if (i) {
                if (gap == 1)
                    *out = *between;
                else
                    std::memcpy(out, between, gap);
                out += gap;
            }
            Str* item = as_str(view.data[i]);
            std::memcpy(out, item->data(), item->length);
            out += item->length;
        }
        return Owned::adopt(joined);
    }
    for (size_t i = 0; i < view.length; ++i) {
        if (i) {
            copy_units(joined, at, sep, 0, sep->length);
            at += sep->length;
        }
        Str* item = as_str(view.data[i]);
        copy_units(joined, at, item, 0, item->length);
        at += item->length;
    }
    return Owned::adopt(joined);
}

namespace {

// ---- slots ----

void str_dealloc(Thread& t, Object* o) {
    if (o->subclass) clear_instance_tail(t, o);
    free_object(t, o);
}
Owned str_str(Thread& t, Value v) {
    return is_exact(v, Kind::Str) ? Owned::share(v) : substring(t, v, 0, as_str(v)->length);
}
Result<int64_t> hash_slot(Thread& t, Value v) { return str_hash(t, as_str(v)); }
Result<int64_t> length_slot(Thread&, Value v) { return static_cast<int64_t>(as_str(v)->length); }

Owned compare_slot(Thread&, Value a, Value b, CompareOp op) {
    if (!is_str(b)) return Owned::not_implemented();
    Str *x = as_str(a), *y = as_str(b);
    if (op == CompareOp::Eq) return Owned::from_bool(str_equals(x, y));
    if (op == CompareOp::Ne) return Owned::from_bool(!str_equals(x, y));
    int order = str_compare(x, y);
    return Owned::from_bool(op == CompareOp::Lt   ? order < 0
                            : op == CompareOp::Le ? order <= 0
                            : op == CompareOp::Gt ? order > 0
                                                  : order >= 0);
}

Owned get_item_slot(Thread& t, Value self, Value key) {
    Str* s = as_str(self);
    auto length = static_cast<int64_t>(s->length);
    if (is_kind(key, Kind::Slice)) {
        SliceBounds b = TRY(slice_bounds(t, key.as<Slice>(), length));
        if (b.step == 1)
            return substring(t, self, static_cast<size_t>(b.start), static_cast<size_t>(b.start + b.count));
        if (s->ascii && b.count > 1) {
            Str* part = new_str(t, static_cast<size_t>(b.count), 0x7f);
            if (!part) return Raised{};
            const uint8_t* from = s->u8();
            for (int64_t i = 0, at = b.start; i < b.count; ++i, at += b.step) part->data()[i] = static_cast<char>(from[at]);
            return Owned::adopt(part);
        }
        StrBuilder out(t);
        for (int64_t i = 0, at = b.start; i < b.count; ++i, at += b.step)
            out.append_char(s->at(static_cast<size_t>(at)));
        return out.finish();
    }
    if (!is_int(key) && !type_of(t, key)->slots.index) {
        return raise_type_error(t, "string indices must be integers, not '%.200s'", type_name(t, key));
    }
    int64_t i = TRY(to_subscript(t, key));
    if (i < 0) i += length;
    if (i < 0 || i >= length) return raise_index_error(t, "string index out of range");
    return make_char(t, s->at(static_cast<size_t>(i)));
}

Owned repeat_slot(Thread& t, Value self, Value count) {
    if (!is_int(count) && !type_of(t, count)->slots.index) return Owned::not_implemented();
    int64_t n = TRY(to_size(t, count));
    Str* s = as_str(self);
    if (n <= 0 || !s->length) return Owned::share(t.interp->empty_str);
    if (n == 1 && !s->subclass) return Owned::share(self);
    if (static_cast<uint64_t>(n) > (uint64_t{1} << 56) / s->length / 4) return raise_memory_error(t);
    size_t bytes = s->length * s->width;
    Str* product = new_str(t, s->length * static_cast<size_t>(n), max_bound(s));
    if (!product) return Raised{};
    if (bytes == 1) {
        std::memset(product->data(), s->u8()[0], static_cast<size_t>(n));
    } else {
        for (int64_t i = 0; i < n; ++i)
            std::memcpy(product->data() + static_cast<size_t>(i) * bytes, s->data(), bytes);
    }
    return Owned::adopt(product);
}

Result<bool> contains_slot(Thread& t, Value self, Value item) {
    if (!is_str(item)) {
        return raise_type_error(t, "'in <string>' requires string as left operand, not %.100s",
                                type_name(t, item));
    }
    return str_find(as_str(self), as_str(item), 0, as_str(self)->length) >= 0;
}

Owned mod_slot(Thread& t, Value a, Value b) {
    return is_str(a) ? str_percent(t, a, b) : Owned::not_implemented();
}

Owned str_new(Thread& t, Type* type, const CallArgs& args) {
    if (args.count == 1 && !args.kwnames && type == types(t).str) return str(t, args.args[0]);
    Value v[3];
    BoundArgs bound(t, "str(object=..., encoding=..., errors=...)", args, v);
    TRY(bound.status());
    Owned text;
    if (v[0].is_unbound())
        text = Owned::share(t.interp->empty_str);
    else if (v[1].is_unbound() && v[2].is_unbound())
        text = TRY(str(t, v[0]));
    else if (is_str(v[0]))
        return raise_type_error(t, "decoding str is not supported");
    else
        text = TRY(decode_bytes(t, v[0], v[1], v[2], "str"));
    if (type == types(t).str) return text;
    Str* s = as_str(text);
    Str* object = make_instance_sized<Str>(t, type, (s->length + 1) * s->width);
    if (!object) return raise_memory_error(t);
    object->hash = s->hash;
    object->length = s->length;
    object->width = s->width;
    object->ascii = s->ascii;
    std::memcpy(object->data(), s->data(), s->length * s->width);
    return Owned::adopt(object);
}

// ---- iteration ----

Owned iter_slot(Thread& t, Value self) {
    auto* it =
        make<ItemsIterator>(t, as_str(self)->ascii ? types(t).str_ascii_iterator : types(t).str_iterator);
    if (!it) return raise_memory_error(t);
    retain(self);
    it->sequence = self;
    return Owned::adopt(it);
}
Owned iterator_next(Thread& t, Value self) {
    auto* it = self.as<ItemsIterator>();
    if (it->sequence.is_none()) return Owned::stop();
    Str* s = as_str(it->sequence);
    if (it->at < static_cast<int64_t>(s->length)) return make_char(t, s->at(static_cast<size_t>(it->at++)));
    Owned done = Owned::adopt(it->sequence);  // its death may come back here
    it->sequence = Value::none();
    return Owned::stop();
}
// ---- methods ----

struct Window {
    size_t begin, end;
    bool valid;  // begin <= end before the clamp
};
// The optional start and end of find and its kin.
Result<Window> window(Thread& t, Str* s, Value start, Value stop) {
    auto length = static_cast<int64_t>(s->length);
    auto clamp = [&](int64_t i) { return i < 0 ? (i + length < 0 ? 0 : i + length) : i; };
    int64_t begin = start.is_none() || start.is_unbound() ? 0 : clamp(TRY(to_ssize(t, start, true)));
    int64_t end = stop.is_none() || stop.is_unbound() ? length : clamp(TRY(to_ssize(t, stop, true)));
    if (end > length) end = length;
    bool valid = begin <= end;
    return Window{static_cast<size_t>(begin), static_cast<size_t>(end), valid};
}

enum class Search { Find, RFind, Index, RIndex, Count };
template <Search kWhat>
Owned search_method(Thread& t, const Value* args) {
    if (!is_str(args[1])) return raise_type_error(t, "must be str, not %.100s", type_name(t, args[1]));
    Str *s = as_str(args[0]), *needle = as_str(args[1]);
    Window w = TRY(window(t, s, args[2], args[3]));
    if (kWhat == Search::Count)
        return make_int(t, w.valid ? static_cast<int64_t>(str_count(s, needle, w.begin, w.end)) : 0);
    int64_t at = -1;
    if (w.valid) {
        at = kWhat == Search::Find || kWhat == Search::Index ? str_find(s, needle, w.begin, w.end)
                                                             : str_rfind(s, needle, w.begin, w.end);
    }
    if (at < 0 && (kWhat == Search::Index || kWhat == Search::RIndex))
        return raise_value_error(t, "substring not found");
    return make_int(t, at);
}

bool matches_at(Str* s, Str* part, size_t at) {
    if (s->width == part->width) return std::memcmp(s->data() + at * s->width, part->data(), part->length * s->width) == 0;
    for (size_t i = 0; i < part->length; ++i) {
        if (s->at(at + i) != part->at(i)) return false;
    }
    return true;
}
template <bool kEnd>
Owned affix_method(Thread& t, const Value* args) {
    const char* name = kEnd ? "endswith" : "startswith";
    Str* s = as_str(args[0]);
    Window w = TRY(window(t, s, args[2], args[3]));
    auto test = [&](Value v) {
        Str* part = as_str(v);
        if (!w.valid || w.end - w.begin < part->length) return false;
        return matches_at(s, part, kEnd ? w.end - part->length : w.begin);
    };
    if (is_str(args[1])) return Owned::from_bool(test(args[1]));
    if (!is_tuple(args[1])) {
        return raise_type_error(t, "%s first arg must be str or a tuple of str, not %.100s", name,
                                type_name(t, args[1]));
    }
    for (Value item : *args[1].as<Tuple>()) {
        if (!is_str(item)) {
            return raise_type_error(t, "tuple for %s must only contain str, not %.100s", name,
                                    type_name(t, item));
        }
        if (test(item)) return Owned::from_bool(true);
    }
    return Owned::from_bool(false);
}
template <bool kEnd>
Owned remove_affix(Thread& t, const Value* args) {
    if (!is_str(args[1])) {
        return raise_type_error(t, "%s() argument must be str, not %.50s",
                                kEnd ? "removesuffix" : "removeprefix", type_name(t, args[1]));
    }
    Str *s = as_str(args[0]), *part = as_str(args[1]);
    size_t n = s->length, m = part->length;
    if (m && m <= n && matches_at(s, part, kEnd ? n - m : 0))
        return substring(t, args[0], kEnd ? 0 : m, kEnd ? n - m : n);
    return substring(t, args[0], 0, n);
}

Owned join_method(Thread& t, const Value* args) { return str_join(t, args[0], args[1]); }
Owned encode_method(Thread& t, const Value* args) { return encode_text(t, args[0], args[1], args[2]); }
Owned format_spec_method(Thread& t, const Value* args) {
    if (!is_str(args[1])) {
        return raise_type_error(t, "__format__() argument must be str, not %s", type_name(t, args[1]));
    }
    return str_format_spec(t, args[0], args[1]);
}
Owned format_method(Thread& t, const Value* args) { return str_format(t, args[0], args[1], args[2]); }
Owned format_map_method(Thread& t, const Value* args) {
    return str_format(t, args[0], Value::unbound(), args[1]);
}
Owned getnewargs(Thread& t, const Value* args) {
    Str* s = as_str(args[0]);
    Owned copy;  // never the string itself
    if (s->width == 1) {
        copy = TRY(make_str_latin1(t, s->u8(), s->length));
    } else {
        std::vector<uint32_t> points(s->length);
        for (size_t i = 0; i < s->length; ++i) points[i] = s->at(i);
        copy = TRY(make_str_ucs4(t, points.data(), points.size()));
    }
    return make_tuple(t, {copy.get()});
}
Owned size_of(Thread& t, const Value* args) {
    Str* s = as_str(args[0]);
    return make_int(t, static_cast<int64_t>((s->ascii ? 48 : 72) + (s->length + 1) * s->width));
}

// ---- padding ----

Owned padded(Thread& t, Value self, int64_t left, int64_t right, Value fill) {
    uint32_t c = ' ';
    if (!fill.is_unbound()) {
        if (!is_str(fill)) {
            return raise_type_error(t, "The fill character must be a unicode character, not %.100s",
                                    type_name(t, fill));
        }
        if (as_str(fill)->length != 1)
            return raise_type_error(t, "The fill character must be exactly one character long");
        c = as_str(fill)->at(0);
    }
    if (left <= 0 && right <= 0) return substring(t, self, 0, as_str(self)->length);
    if (as_str(self)->ascii && c < 0x80) {
        if (left < 0) left = 0;
        if (right < 0) right = 0;
        Str* s = as_str(self);
        if (left + right > int64_t{1} << 40) return raise_memory_error(t);
        Str* made = new_str(t, static_cast<size_t>(left + right) + s->length, 0x7f);
        if (!made) return Raised{};
        if (made->length == 1) {  // the one that all share
            release(static_cast<Object*>(made));
            return make_char(t, c);
        }
        char* to = made->data();
        std::memset(to, static_cast<int>(c), static_cast<size_t>(left));
        std::memcpy(to + left, s->data(), s->length);
        std::memset(to + left + s->length, static_cast<int>(c), static_cast<size_t>(right));
        return Owned::adopt(made);
    }
    StrBuilder out(t);
    out.append_fill(c, left);
    out.append(self);
    out.append_fill(c, right);
    return out.finish();
}
Owned center_method(Thread& t, const Value* args) {
    int64_t width = TRY(to_ssize(t, args[1])), extra = width - static_cast<int64_t>(as_str(args[0])->length);
    if (extra < 0) extra = 0;
    int64_t left = extra / 2 + (extra & width & 1);
    return padded(t, args[0], left, extra - left, args[2]);
}
Owned ljust_method(Thread& t, const Value* args) {
    return padded(t, args[0], 0, TRY(to_ssize(t, args[1])) - static_cast<int64_t>(as_str(args[0])->length),
                  args[2]);
}
Owned rjust_method(Thread& t, const Value* args) {
    return padded(t, args[0], TRY(to_ssize(t, args[1])) - static_cast<int64_t>(as_str(args[0])->length), 0,
                  args[2]);
}
Owned zfill_method(Thread& t, const Value* args) {
    Str* s = as_str(args[0]);
    int64_t zeros = TRY(to_ssize(t, args[1])) - static_cast<int64_t>(s->length);
    if (zeros <= 0) return substring(t, args[0], 0, s->length);
    StrBuilder out(t);
    size_t sign = s->length && (s->at(0) == '+' || s->at(0) == '-');
    out.append(s, 0, sign);
    out.append_fill('0', zeros);
    out.append(s, sign, s->length);
    return out.finish();
}
Owned expandtabs_method(Thread& t, const Value* args) {
    int64_t size = TRY(to_c_int(t, args[1]));
    Str* s = as_str(args[0]);
    StrBuilder out(t);
    int64_t column = 0;
    for (size_t i = 0; i < s->length; ++i) {
        uint32_t c = s->at(i);
        if (c == '\t') {
            if (size > 0) {
                int64_t blanks = size - column % size;
                out.append_fill(' ', blanks);
                column += blanks;
            }
            continue;
        }
        out.append_char(c);
        column = c == '\n' || c == '\r' ? 0 : column + 1;
    }
    return out.finish();
}

const FunctionSpec str_methods[] = {
    {"encode(self, /, encoding=..., errors=...)", encode_method, "The string as bytes."},
    {"replace(self, old, new, count=-1, /)", str_replace_method,
     "A copy with occurrences of old replaced by new."},
    {"split(self, /, sep=None, maxsplit=-1)", str_split_method, "The parts between separators, as a list."},
    {"rsplit(self, /, sep=None, maxsplit=-1)", str_rsplit_method, "As split, from the end."},
    {"join(self, iterable, /)", join_method, "The strings of the iterable with this one between them."},
    {"center(self, width, fillchar=..., /)", center_method, "Centered in a string of that width."},
    {"counted count(self, sub, start=None, end=None, /)", search_method<Search::Count>,
     "Occurrences that do not overlap."},
    {"expandtabs(self, /, tabsize=8)", expandtabs_method, "Tabs expanded to blanks."},
    {"counted find(self, sub, start=None, end=None, /)", search_method<Search::Find>, "Lowest index of sub, or -1."},
    {"partition(self, sep, /)", str_partition_method, "What is before, the separator, what is behind."},
    {"counted index(self, sub, start=None, end=None, /)", search_method<Search::Index>, "As find, or ValueError."},
    {"ljust(self, width, fillchar=..., /)", ljust_method, "Left-justified in a string of that width."},
    {"lstrip(self, chars=None, /)", str_lstrip_method, "Without leading characters."},
    {"counted rfind(self, sub, start=None, end=None, /)", search_method<Search::RFind>,
     "Highest index of sub, or -1."},
    {"counted rindex(self, sub, start=None, end=None, /)", search_method<Search::RIndex>, "As rfind, or ValueError."},
    {"rjust(self, width, fillchar=..., /)", rjust_method, "Right-justified in a string of that width."},
    {"rstrip(self, chars=None, /)", str_rstrip_method, "Without trailing characters."},
    {"rpartition(self, sep, /)", str_rpartition_method, "As partition, at the last separator."},
    {"splitlines(self, /, keepends=False)", str_splitlines_method, "The lines, as a list."},
    {"strip(self, chars=None, /)", str_strip_method, "Without leading and trailing characters."},
    {"translate(self, table, /)", str_translate_method, "Each character replaced by what the table says."},
    {"counted startswith(self, prefix, start=None, end=None, /)", affix_method<false>,
     "Whether it begins with the prefix."},
    {"counted endswith(self, suffix, start=None, end=None, /)", affix_method<true>,
     "Whether it ends with the suffix."},
    {"removeprefix(self, prefix, /)", remove_affix<false>, "Without the prefix, if it is there."},
    {"removesuffix(self, suffix, /)", remove_affix<true>, "Without the suffix, if it is there."},
    {"zfill(self, width, /)", zfill_method, "Padded with zeros on the left."},
    {"format(self, /, *args, **kwargs)", format_method, "Fields in braces replaced by the arguments."},
    {"format_map(self, mapping, /)", format_map_method, "As format, names looked up in the mapping."},
    {"__format__(self, format_spec, /)", format_spec_method, "The string as the format spec says."},
    {"static maketrans(x, y=..., z=..., /)", str_maketrans_method, "A table for translate()."},
    {"__getnewargs__(self, /)", getnewargs, nullptr},
    {"__sizeof__(self, /)", size_of, "Size in memory, in bytes."},
};

}  // namespace

Status init_str_type(Thread& t) {
    std::vector<FunctionSpec> all(std::begin(str_methods), std::end(str_methods));
    all.insert(all.end(), str_case_methods, str_case_methods + str_case_method_count);
    TypeSpec spec{};
    spec.name = "str";
    spec.size = sizeof(Str);
    spec.kind = Kind::Str;
    spec.flags = kTypeBaseAllowed | kTypeMatchSelf;
    Slots& s = spec.slots;
    s.dealloc = str_dealloc;
    s.new_ = str_new;
    s.repr = str_repr;
    s.str = str_str;
    s.hash = hash_slot;
    s.compare = compare_slot;
    s.iter = iter_slot;
    s.length = length_slot;
    s.get_item = get_item_slot;
    s.contains = contains_slot;
    s.concat = str_concat;
    s.repeat = repeat_slot;
    s.binary[static_cast<int>(BinaryOp::Mod)] = mod_slot;
    spec.methods = all;
    spec.doc =
        "str(object='') -> str\nstr(bytes_or_buffer[, encoding[, errors]]) -> str\n\n"
        "The text of an object, or bytes decoded.";
    types(t).str = define_type(t, spec);

    types(t).str_iterator = define_items_iterator(t, "str_iterator", Kind::StrIterator, iterator_next);
    types(t).str_ascii_iterator = define_items_iterator(t, "str_ascii_iterator", Kind::StrIterator, iterator_next);
    return {};
}

}  // namespace minipy
