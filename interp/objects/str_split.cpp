// Taking strings apart and exchanging their parts.
#include "objects/dict.h"
#include "objects/str_methods.h"
#include "support/unicode.h"

namespace minipy {

namespace {

Status push_part(Thread& t, List* list, Value str, size_t begin, size_t end) {
    Owned part = TRY(substring(t, str, begin, end));
    if (list->length == list->capacity) TRY(list_grow(t, list, list->length + 1));
    list->items[list->length++] = part.take();
    return {};
}
void reverse_list(List* list) {
    for (size_t i = 0, j = list->length; i + 1 < j; ++i) std::swap(list->items[i], list->items[--j]);
}

template <class Unit>
bool is_blank(Unit c) {
    if constexpr (sizeof(Unit) == 1) {
        static constexpr struct Table {
            bool blank[256];
            constexpr Table() : blank() {
                for (int c : {9, 10, 11, 12, 13, 28, 29, 30, 31, 32, 0x85, 0xa0}) blank[c] = true;
            }
        } table;
        return table.blank[c];
    } else {
        return unicode::is_space(c);
    }
}

Owned split_blanks(Thread& t, Value self, int64_t limit) {
    Str* s = as_str(self);
    Ref<List> parts = TRY(new_list(t));
    return with_units(s, [&](auto* units) -> Owned {
        size_t i = 0, n = s->length;
        for (;;) {
            while (i < n && is_blank(units[i])) ++i;
            if (i == n) break;
            size_t from = i;
            if (limit-- == 0) {
                TRY(push_part(t, parts.get(), self, from, n));
                break;
            }
            while (i < n && !is_blank(units[i])) ++i;
            TRY(push_part(t, parts.get(), self, from, i));
        }
        return std::move(parts);
    });
}
Owned rsplit_blanks(Thread& t, Value self, int64_t limit) {
    Str* s = as_str(self);
    Ref<List> parts = TRY(new_list(t));
    size_t i = s->length;
    for (;;) {
        while (i > 0 && unicode::is_space(s->at(i - 1))) --i;
        if (i == 0) break;
        size_t end = i;
        if (limit-- == 0) {
            TRY(push_part(t, parts.get(), self, 0, end));
            break;
        }
        while (i > 0 && !unicode::is_space(s->at(i - 1))) --i;
        TRY(push_part(t, parts.get(), self, i, end));
    }
    reverse_list(parts.get());
    return parts;
}

Status check_separator(Thread& t, Value sep) {
    if (!is_str(sep)) return raise_type_error(t, "must be str or None, not %.100s", type_name(t, sep));
    if (!as_str(sep)->length) return raise_value_error(t, "empty separator");
    return {};
}

}  // namespace

Owned str_split_method(Thread& t, const Value* args) {
    Value self = args[0], sep = args[1];
    int64_t limit = TRY(to_ssize(t, args[2]));
    if (sep.is_none()) return split_blanks(t, self, limit < 0 ? INT64_MAX : limit);
    TRY(check_separator(t, sep));
    Str *s = as_str(self), *needle = as_str(sep);
    if (limit < 0) limit = INT64_MAX;
    Ref<List> parts = TRY(new_list(t));
    size_t from = 0;
    if (s->width == 1 && needle->width == 1 && needle->length == 1) {
        const uint8_t *text = s->u8(), *end = text + s->length;
        for (; limit > 0; --limit) {
            auto* at = static_cast<const uint8_t*>(std::memchr(text + from, needle->u8()[0], s->length - from));
            if (!at) break;
            TRY(push_part(t, parts.get(), self, from, static_cast<size_t>(at - text)));
            from = static_cast<size_t>(at - text) + 1;
        }
        TRY(push_part(t, parts.get(), self, from, static_cast<size_t>(end - text)));
        return parts;
    }
    for (int64_t at; limit-- > 0 && (at = str_find(s, needle, from, s->length)) >= 0;) {
        TRY(push_part(t, parts.get(), self, from, static_cast<size_t>(at)));
        from = static_cast<size_t>(at) + needle->length;
    }
    TRY(push_part(t, parts.get(), self, from, s->length));
    return parts;
}

Owned str_rsplit_method(Thread& t, const Value* args) {
    Value self = args[0], sep = args[1];
    int64_t limit = TRY(to_ssize(t, args[2]));
    if (limit < 0) limit = INT64_MAX;
    if (sep.is_none()) return rsplit_blanks(t, self, limit);
    TRY(check_separator(t, sep));
    Str *s = as_str(self), *needle = as_str(sep);
    Ref<List> parts = TRY(new_list(t));
    size_t end = s->length;
    for (int64_t at; limit-- > 0 && (at = str_rfind(s, needle, 0, end)) >= 0;) {
        TRY(push_part(t, parts.get(), self, static_cast<size_t>(at) + needle->length, end));
        end = static_cast<size_t>(at);
    }
    TRY(push_part(t, parts.get(), self, 0, end));
    reverse_list(parts.get());
    return parts;
}

Owned str_splitlines_method(Thread& t, const Value* args) {
    Str* s = as_str(args[0]);
    bool keep = TRY(truth(t, args[1]));
    Ref<List> lines = TRY(new_list(t));
    size_t i = 0, n = s->length;
    while (i < n) {
        size_t from = i;
        while (i < n && !unicode::is_line_break(s->at(i))) ++i;
        size_t end = i;
        if (i < n) {
            i += s->at(i) == '\r' && i + 1 < n && s->at(i + 1) == '\n' ? 2 : 1;
            if (keep) end = i;
        }
        TRY(push_part(t, lines.get(), args[0], from, end));
    }
    return lines;
}

template <bool kLast>
static Owned partition(Thread& t, Value self, Value sep) {
    if (!is_str(sep)) return raise_type_error(t, "must be str, not %.100s", type_name(t, sep));
    Str *s = as_str(self), *needle = as_str(sep);
    if (!needle->length) return raise_value_error(t, "empty separator");
    int64_t at = kLast ? str_rfind(s, needle, 0, s->length) : str_find(s, needle, 0, s->length);
    Value empty = t.interp->empty_str;
    if (at < 0) {
        Owned whole = TRY(substring(t, self, 0, s->length));
        return kLast ? make_tuple(t, {empty, empty, whole.get()})
                     : make_tuple(t, {whole.get(), empty, empty});
    }
    Owned before = TRY(substring(t, self, 0, static_cast<size_t>(at)));
    Owned behind = TRY(substring(t, self, static_cast<size_t>(at) + needle->length, s->length));
    return make_tuple(t, {before.get(), sep, behind.get()});
}
Owned str_partition_method(Thread& t, const Value* args) { return partition<false>(t, args[0], args[1]); }
Owned str_rpartition_method(Thread& t, const Value* args) { return partition<true>(t, args[0], args[1]); }

Owned str_replace_method(Thread& t, const Value* args) {
    for (int i : {1, 2}) {
        if (!is_str(args[i])) {
            return raise_type_error(t, "replace() argument %d must be str, not %.50s", i,
                                    type_name(t, args[i]));
        }
    }
    int64_t limit = TRY(to_ssize(t, args[3]));
    if (limit < 0) limit = INT64_MAX;
    Str *s = as_str(args[0]), *old = as_str(args[1]), *fresh = as_str(args[2]);
    StrBuilder out(t);
    size_t from = 0;
    if (!old->length) {
        for (size_t i = 0; i <= s->length; ++i) {
            if (limit-- > 0) out.append(Value(fresh));
            if (i < s->length) out.append_char(s->at(i));
        }
        return out.finish();
    }
    bool changed = false;
    if (limit == INT64_MAX && old->length == 1 && fresh->length == 1 && s->width == 1 && fresh->width == 1 &&
        (s->ascii || !fresh->ascii)) {
        int64_t at = str_find(s, old, 0, s->length);
        if (at < 0) return substring(t, args[0], 0, s->length);
        Str* made = new_str(t, s->length, s->ascii && fresh->ascii ? 0x7f : 0xff);
        if (!made) return Raised{};
        const uint8_t from_unit = old->u8()[0], to_unit = fresh->u8()[0];
        const uint8_t* text = s->u8();
        auto* to = reinterpret_cast<uint8_t*>(made->data());
        for (size_t i = 0, n = s->length; i < n; ++i) to[i] = text[i] == from_unit ? to_unit : text[i];
        return Owned::adopt(made);
    }
    for (int64_t at; limit-- > 0 && (at = str_find(s, old, from, s->length)) >= 0; changed = true) {
        if (!changed) out.expect(s->length + fresh->length);
        out.append(s, from, static_cast<size_t>(at));
        out.append(Value(fresh));
        from = static_cast<size_t>(at) + old->length;
    }
    if (!changed) return substring(t, args[0], 0, s->length);
    out.append(s, from, s->length);
    return out.finish();
}

static Owned strip(Thread& t, const Value* args, bool left, bool right, const char* name) {
    Str* s = as_str(args[0]);
    if (!args[1].is_none() && !is_str(args[1]))
        return raise_type_error(t, "%s arg must be None or str", name);
    auto drops = [&](uint32_t c) {
        if (args[1].is_none()) return unicode::is_space(c);
        Str* chars = as_str(args[1]);
        for (size_t i = 0; i < chars->length; ++i) {
            if (chars->at(i) == c) return true;
        }
        return false;
    };
    size_t begin = 0, end = s->length;
    while (left && begin < end && drops(s->at(begin))) ++begin;
    while (right && end > begin && drops(s->at(end - 1))) --end;
    return substring(t, args[0], begin, end);
}
Owned str_strip_method(Thread& t, const Value* args) { return strip(t, args, true, true, "strip"); }
Owned str_lstrip_method(Thread& t, const Value* args) { return strip(t, args, true, false, "lstrip"); }
Owned str_rstrip_method(Thread& t, const Value* args) { return strip(t, args, false, true, "rstrip"); }

Owned str_translate_method(Thread& t, const Value* args) {
    Str* s = as_str(args[0]);
    StrBuilder out(t);
    out.expect(s->length);
    bool plain_dict = is_exact(args[1], Kind::Dict);
    for (size_t i = 0; i < s->length; ++i) {
        uint32_t c = s->at(i);
        Owned to;
        if (plain_dict) {
            Value found = dict_get(t, args[1].as<Dict>(), Value::from_int(c));
            if (found.is_unbound()) {
                out.append_char(c);
                continue;
            }
            to = Owned::share(found);
        } else {
            to = get_item(t, args[1], Value::from_int(c));
        }
        if (to.is_error()) {
            if (!catch_exception(t, exc(t).LookupError)) return Raised{};
            out.append_char(c);
        } else if (is_int(to)) {
            int64_t point;
            if (!int_fits_int64(to, &point) || point < 0 || point > 0x10ffff) {
                return raise_value_error(t, "character mapping must be in range(0x110000)");
            }
            out.append_char(static_cast<uint32_t>(point));
        } else if (is_str(to)) {
            out.append(to.get());
        } else if (!to.is_none()) {
            return raise_type_error(t, "character mapping must return integer, None or str");
        }
    }
    return out.finish();
}

Owned str_maketrans_method(Thread& t, const Value* args) {
    Value x = args[0], y = args[1], z = args[2];
    Ref<Dict> table = TRY(new_dict(t));
    if (!y.is_unbound()) {
        if (!is_str(x))
            return raise_type_error(
                t, "first maketrans argument must be a string if there is a second argument");
        if (!is_str(y))
            return raise_type_error(t, "maketrans() argument 2 must be str, not %.50s", type_name(t, y));
        if (as_str(x)->length != as_str(y)->length) {
            return raise_value_error(t, "the first two maketrans arguments must have equal length");
        }
        for (size_t i = 0; i < as_str(x)->length; ++i) {
            TRY(dict_set(t, table.get(), Value::from_int(as_str(x)->at(i)),
                         Value::from_int(as_str(y)->at(i))));
        }
        if (z.is_unbound()) return table;
        if (!is_str(z))
            return raise_type_error(t, "maketrans() argument 3 must be str, not %.50s", type_name(t, z));
        for (size_t i = 0; i < as_str(z)->length; ++i) {
            TRY(dict_set(t, table.get(), Value::from_int(as_str(z)->at(i)), Value::none()));
        }
        return table;
    }
    if (!is_exact(x, Kind::Dict)) {
        return raise_type_error(t, "if you give only one argument to maketrans it must be a dict");
    }
    size_t at = 0;
    while (DictEntry* entry = dict_next(x.as<Dict>(), &at)) {
        Value key = entry->key;
        if (is_str(key)) {
            if (as_str(key)->length != 1) {
                return raise_value_error(t, "string keys in translate table must be of length 1");
            }
            key = Value::from_int(as_str(key)->at(0));
        } else if (!is_int(key)) {
            return raise_type_error(t, "keys in translate table must be strings or integers");
        }
        TRY(dict_set(t, table.get(), key, entry->value));
    }
    return table;
}

}  // namespace minipy
