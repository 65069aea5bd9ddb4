#include "objects/dict.h"
#include "objects/list.h"
#include "objects/set.h"
#include "objects/slice.h"
#include "objects/str.h"
#include "objects/str_units.h"
#include "objects/tuple.h"
#include "support/digits.h"
#include "vm/ops.h"

namespace minipy {

Value op_get_item(Thread& t, Value container, Value key) { return get_item(t, container, key).take(); }

Value op_build_slice(Thread& t, Value* w, unsigned count) {
    Owned slice = make_slice(t, w[0], w[1], count == 3 ? w[2] : Value::none());
    for (unsigned i = 0; i < count; ++i) release(w[i]);
    return slice.take();
}

Value op_build_tuple(Thread& t, Value* w, unsigned count) {
    Ref<Tuple> tuple = new_tuple(t, count);
    if (!tuple) {
        for (unsigned i = 0; i < count; ++i) release(w[i]);
        return Value::error();
    }
    for (unsigned i = 0; i < count; ++i) tuple->items()[i] = w[i];
    return Value(tuple.take());
}

Value op_build_list(Thread& t, Value* w, unsigned count) {
    Ref<List> list = new_list(t, count);
    if (!list) {
        for (unsigned i = 0; i < count; ++i) release(w[i]);
        return Value::error();
    }
    for (unsigned i = 0; i < count; ++i) list->items[i] = w[i];
    list->length = count;
    return Value(list.take());
}

Value op_build_set(Thread& t, Value* w, unsigned count) {
    Ref<Set> set = new_set(t);
    bool failed = !set;
    for (unsigned i = 0; i < count; ++i) {
        if (!failed) failed = set_add(t, set.get(), w[i]).is_error();
        release(w[i]);
    }
    return failed ? Value::error() : Value(set.take());
}

Value op_build_map(Thread& t, Value* w, unsigned pairs) {
    Ref<Dict> dict = new_dict(t, pairs);
    bool failed = !dict;
    for (unsigned i = 0; i < pairs; ++i) {
        if (!failed) failed = dict_set(t, dict.get(), w[2 * i], w[2 * i + 1]).is_error();
        release(w[2 * i]);
        release(w[2 * i + 1]);
    }
    return failed ? Value::error() : Value(dict.take());
}

// The parts are strs, and ints that FormatSimple left as they are: their digits go straight into the result.
Value op_build_string(Thread& t, Value* w, unsigned count) {
    size_t length = 0;
    uint32_t top = 0;
    for (unsigned i = 0; i < count; ++i) {
        if (w[i].is_int()) {
            length += count_digits(w[i].as_int());
            continue;
        }
        Str* part = as_str(w[i]);
        length += part->length;
        uint32_t bound = max_bound(part);
        if (bound > top) top = bound;
    }
    if (!length) {
        for (unsigned i = 0; i < count; ++i) release(w[i]);
        return Owned::share(t.interp->empty_str).take();
    }
    Str* whole = new_str(t, length, top);
    size_t at = 0;
    for (unsigned i = 0; i < count; ++i) {
        if (!whole) {
            release(w[i]);
        } else if (w[i].is_int()) {
            char text[kMostDigits];
            int from = write_digits(w[i].as_int(), text);
            if (whole->width == 1) {
                std::memcpy(whole->data() + at, text + from, kMostDigits - from);
                at += kMostDigits - from;
            } else {
                for (; from < kMostDigits; ++from) put_point(whole, at++, static_cast<uint8_t>(text[from]));
            }
        } else {
            Str* part = as_str(w[i]);
            copy_units(whole, at, part, 0, part->length);
            at += part->length;
            release(static_cast<Object*>(part));
        }
    }
    return whole ? Value(whole) : Value::error();
}

namespace {

Raised raise_not_iterable(Thread& t, Value v) {
    return raise_type_error(t, "cannot unpack non-iterable %.200s object", type_name(t, v));
}

Owned iterator_for_unpacking(Thread& t, Value v) {
    Owned it = get_iter(t, v);
    if (!it.is_error()) return it;
    if (exception_matches(t, exc(t).TypeError) && !type_of(t, v)->slots.iter &&
        !type_of(t, v)->slots.get_item) {
        (void)take_exception(t);
        return raise_not_iterable(t, v);
    }
    return Raised{};
}

void drop(Value* items, unsigned count) {
    for (unsigned i = 0; i < count; ++i) release(items[i]);
}

}  // namespace

// The first item ends on top: item i in w[count - 1 - i].
Status op_unpack(Thread& t, Value sequence, Value* w, unsigned count) {
    if (is_exact(sequence, Kind::Tuple) || is_exact(sequence, Kind::List)) {
        bool tuple = is_tuple(sequence);
        Value* items = tuple ? sequence.as<Tuple>()->items() : sequence.as<List>()->items;
        size_t n = tuple ? sequence.as<Tuple>()->length : sequence.as<List>()->length;
        if (n < count)
            return raise_value_error(t, "not enough values to unpack (expected %u, got %zu)", count, n);
        if (n > count) return raise_value_error(t, "too many values to unpack (expected %u)", count);
        for (unsigned i = 0; i < count; ++i) {
            retain(items[i]);
            w[count - 1 - i] = items[i];
        }
        return {};
    }
    Owned it = TRY(iterator_for_unpacking(t, sequence));
    for (unsigned i = 0; i < count; ++i) {
        Owned item = iter_next(t, it);
        if (item.is_error() || item.is_stop()) {
            drop(w + count - i, i);
            if (item.is_error()) return Raised{};
            return raise_value_error(t, "not enough values to unpack (expected %u, got %u)", count, i);
        }
        w[count - 1 - i] = item.take();
    }
    Owned extra = iter_next(t, it);
    if (extra.is_stop()) return {};
    drop(w, count);
    if (extra.is_error()) return Raised{};
    return raise_value_error(t, "too many values to unpack (expected %u)", count);
}

Status op_unpack_ex(Thread& t, Value sequence, Value* w, unsigned before, unsigned after) {
    Owned it = TRY(iterator_for_unpacking(t, sequence));
    Ref<List> all = TRY(to_list(t, it));
    if (all->length < before + after) {
        return raise_value_error(t, "not enough values to unpack (expected at least %u, got %zu)",
                                 before + after, all->length);
    }
    size_t middle = all->length - before - after;
    Owned star = TRY(make_list(t, all->items + before, middle));
    unsigned total = before + 1 + after;
    for (unsigned i = 0; i < total; ++i) {
        Value item = i < before    ? all->items[i]
                     : i == before ? star.get()
                                   : all->items[all->length - after + (i - before - 1)];
        retain(item);
        w[total - 1 - i] = item;
    }
    return {};
}

Status op_list_extend(Thread& t, Value list, Value iterable) {
    if (list_extend(t, list.as<List>(), iterable).is_error()) {
        if (exception_matches(t, exc(t).TypeError) && !type_of(t, iterable)->slots.iter &&
            !type_of(t, iterable)->slots.get_item) {
            (void)take_exception(t);
            return raise_type_error(t, "Value after * must be an iterable, not %.200s",
                                    type_name(t, iterable));
        }
        return Raised{};
    }
    return {};
}

Status op_dict_update(Thread& t, Value dict, Value mapping) {
    Status status = dict_update_mapping(t, dict.as<Dict>(), mapping);
    if (!status.is_error() || !exception_matches(t, exc(t).AttributeError)) return status;
    (void)take_exception(t);
    return raise_type_error(t, "'%.200s' object is not a mapping", type_name(t, mapping));
}

// "module.function()" as CPython names a callee in such messages.
static std::string callee_text(Thread& t, Value callee) {
    Owned qualname = lookup_attr(t, callee, names(t).__qualname__);
    if (qualname.is_error() || !is_str(qualname)) {
        if (qualname.is_error()) (void)take_exception(t);
        Result<std::string> text = str_utf8(t, callee);
        if (text.is_error()) (void)take_exception(t);
        return text.value();
    }
    std::string out = to_utf8(qualname) + "()";
    Owned module = lookup_attr(t, callee, names(t).__module__);
    if (module.is_error()) (void)take_exception(t);
    if (is_str(module) && !str_equals(module.get(), "builtins")) out = to_utf8(module) + "." + out;
    return out;
}

Status op_dict_merge(Thread& t, Value dict, Value mapping, Value callee) {
    Dict* d = dict.as<Dict>();
    auto add = [&](Value key, Value value) -> Status {
        Value present = dict_get(t, d, key);
        if (present.is_error()) return Raised{};
        if (present.is_unbound()) return dict_set(t, d, key, value);
        return raise_type_error(t, "%s got multiple values for keyword argument '%s'", callee_text(t, callee).c_str(),
                                TRY(str_utf8(t, key)).c_str());
    };
    if (is_plain_dict(mapping)) {
        size_t at = 0;
        while (DictEntry* entry = dict_next(mapping.as<Dict>(), &at)) {
            Owned key = Owned::share(entry->key), value = Owned::share(entry->value);
            TRY(add(key, value));
        }
        return {};
    }
    Owned keys_method = get_attr(t, mapping, names(t).keys);
    Owned keys = keys_method.is_error() ? Owned(Raised{}) : mapping_keys_iterator(t, mapping, keys_method);
    for (;;) {
        Owned key = keys.is_error() ? Owned(Raised{}) : iter_next(t, keys);
        if (key.is_stop()) return {};
        Owned value = key.is_error() ? Owned(Raised{}) : get_item(t, mapping, key);
        if (value.is_error()) break;
        TRY(add(key, value));
    }
    if (!exception_matches(t, exc(t).AttributeError)) return Raised{};
    (void)take_exception(t);
    return raise_type_error(t, "%s argument after ** must be a mapping, not %.200s", callee_text(t, callee).c_str(),
                            type_name(t, mapping));
}

Value op_convert(Thread& t, Value v, int conversion) {
    switch (conversion) {
        case 'r':
            return repr(t, v).take();
        case 'a':
            return ascii(t, v).take();
        default:
            return str(t, v).take();
    }
}

Value op_format(Thread& t, Value v, Value spec) {
    if (spec.is_unbound()) {
        if (is_exact(v, Kind::Str)) return Owned::share(v).take();
        spec = t.interp->empty_str;
    }
    return format(t, v, spec).take();
}

bool op_match_sequence(Thread& t, Value v) { return type_of(t, v)->has(kTypeSequence); }
bool op_match_mapping(Thread& t, Value v) { return type_of(t, v)->has(kTypeMapping); }

}  // namespace minipy
