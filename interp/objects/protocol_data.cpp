// Text, containers, iteration, numbers.
#include <cmath>

#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/float.h"
#include "objects/format.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/str.h"
#include "objects/tuple.h"

namespace minipy {

// ---- text ----

Owned repr(Thread& t, Value v) {
    Type* type = type_of(t, v);
    RecursionScope scope(t, " while getting the repr of an object");
    if (scope.failed()) return Raised{};
    Owned text = TRY(type->slots.repr(t, v));
    if (!is_str(text))
        return raise_type_error(t, "__repr__ returned non-string (type %.200s)", type_name(t, text));
    return text;
}

Owned str(Thread& t, Value v) {
    if (is_exact(v, Kind::Str)) return Owned::share(v);
    Type* type = type_of(t, v);
    if (!type->slots.str) return repr(t, v);
    RecursionScope scope(t, " while getting the str of an object");
    if (scope.failed()) return Raised{};
    Owned text = TRY(type->slots.str(t, v));
    if (!is_str(text))
        return raise_type_error(t, "__str__ returned non-string (type %.200s)", type_name(t, text));
    return text;
}

Owned ascii(Thread& t, Value v) {
    Owned text = TRY(repr(t, v));
    Str* s = as_str(text);
    if (s->ascii) return text;
    StrBuilder out(t);
    for (size_t i = 0; i < s->length; ++i) {
        uint32_t c = s->at(i);
        if (c < 128) {
            out.append_char(c);
            continue;
        }
        char buffer[16];
        __builtin_snprintf(buffer, sizeof buffer,
                           c < 0x100     ? "\\x%02x"
                           : c < 0x10000 ? "\\u%04x"
                                         : "\\U%08x",
                           c);
        out.append(buffer);
    }
    return out.finish();
}

Owned format(Thread& t, Value v, Value spec) {
    if (is_exact(v, Kind::Str)) return as_str(spec)->length ? str_format_spec(t, v, spec) : Owned::share(v);
    if (v.is_int()) return int_format(t, v, spec);
    if (is_exact(v, Kind::Float)) return float_format(t, v, spec);
    Owned text = TRY(call_special(t, v, names(t).__format__, {spec}));
    if (text.is_unbound())
        return raise_type_error(t, "Type %.100s doesn't define __format__", type_name(t, v));
    if (!is_str(text))
        return raise_type_error(t, "__format__ must return a str, not %.200s", type_name(t, text));
    return text;
}

Result<std::string> repr_utf8(Thread& t, Value v) { return to_utf8(TRY(repr(t, v))); }
Result<std::string> str_utf8(Thread& t, Value v) { return to_utf8(TRY(str(t, v))); }

// ---- containers ----

Result<int64_t> length(Thread& t, Value v) {
    if (auto slot = type_of(t, v)->slots.length) return slot(t, v);
    return raise_type_error(t, "object of type '%.200s' has no len()", type_name(t, v));
}

Result<int64_t> length_hint(Thread& t, Value v, int64_t fallback) {
    if (auto slot = type_of(t, v)->slots.length) {
        Result<int64_t> n = slot(t, v);
        if (!n.is_error()) return n;
        if (!catch_exception(t, exc(t).TypeError)) return Raised{};
    }
    Owned hint = call_special(t, v, names(t).__length_hint__);
    if (hint.is_error()) {
        if (!catch_exception(t, exc(t).TypeError)) return Raised{};
        return fallback;
    }
    if (hint.is_unbound() || hint.is_not_implemented()) return fallback;
    if (!is_int(hint))
        return raise_type_error(t, "__length_hint__ must be an integer, not %.100s", type_name(t, hint));
    int64_t n = TRY(to_ssize(t, hint));
    if (n < 0) return raise_value_error(t, "__length_hint__() should return >= 0");
    return n;
}

Owned get_item(Thread& t, Value v, Value key) {
    Type* type = type_of(t, v);
    if (type->slots.get_item) return type->slots.get_item(t, v, key);
    if (is_kind(v, Kind::Type)) {
        if (v == Value(types(t).type)) return call(t, types(t).generic_alias, {v, key});
        Owned method = TRY(lookup_attr(t, v, names(t).__class_getitem__));
        if (!method.is_unbound() && !method.is_none()) return call(t, method, {key});
        return raise_type_error(t, "type '%.200s' is not subscriptable",
                                to_utf8(v.as<Type>()->qualname).c_str());
    }
    return raise_type_error(t, "'%.200s' object is not subscriptable", type_name(t, v));
}

Status set_item(Thread& t, Value v, Value key, Value value) {
    if (auto slot = type_of(t, v)->slots.set_item) return slot(t, v, key, value);
    return raise_type_error(t, "'%.200s' object does not support item assignment", type_name(t, v));
}

Status del_item(Thread& t, Value v, Value key) {
    if (auto slot = type_of(t, v)->slots.set_item) return slot(t, v, key, Value::unbound());
    return raise_type_error(t, "'%.200s' object doesn't support item deletion", type_name(t, v));
}

Result<bool> contains(Thread& t, Value container, Value item) {
    Type* type = type_of(t, container);
    if (type->slots.contains) return type->slots.contains(t, container, item);
    if (!type->slots.iter && !type->slots.get_item) {
        return raise_type_error(t, "argument of type '%.200s' is not iterable", type_name(t, container));
    }
    Owned it = TRY(get_iter(t, container));
    for (;;) {
        Owned next = TRY(iter_next(t, it));
        if (next.is_stop()) return false;
        if (TRY(compare_bool(t, CompareOp::Eq, next, item))) return true;
    }
}

// ---- iteration ----

Owned get_iter(Thread& t, Value v) {
    Type* type = type_of(t, v);
    if (type->slots.iter) {
        Owned it = TRY(type->slots.iter(t, v));
        if (!type_of(t, it)->slots.next)
            return raise_type_error(t, "iter() returned non-iterator of type '%.100s'", type_name(t, it));
        return it;
    }
    if (type->slots.get_item && !is_dict(v)) return call(t, types(t).sequence_iterator, {v});
    return raise_type_error(t, "'%.200s' object is not iterable", type_name(t, v));
}

Owned iter_next_raw(Thread& t, Value it) {
    auto slot = type_of(t, it)->slots.next;
    if (!slot) return raise_type_error(t, "'%.200s' object is not an iterator", type_name(t, it));
    if (native_stack_low(t, "")) return Raised{};
    return slot(t, it);
}

Owned iter_next(Thread& t, Value it) {
    Owned item = iter_next_raw(t, it);
    if (item.is_error() && catch_exception(t, exc(t).StopIteration)) return Owned::stop();
    return item;
}

// ---- numbers ----

static Status warn_of_subclass(Thread& t, const std::string& what, Value result, const char* type) {
    bool exact = result.is_int() || is_exact(result, Kind::Int) || is_exact(result, Kind::Float);
    if (exact) return {};
    return warn(t, exc(t).DeprecationWarning,
                what + " (type " + type_name(t, result) +
                    ").  The ability to return an instance of a strict subclass of " + type +
                    " is deprecated, and may be removed in a future version of Python.");
}

Owned to_index(Thread& t, Value v) {
    if (is_int(v)) return Owned::share(v);
    auto slot = type_of(t, v)->slots.index;
    if (!slot)
        return raise_type_error(t, "'%.200s' object cannot be interpreted as an integer", type_name(t, v));
    Owned result = TRY(slot(t, v));
    if (!is_int(result))
        return raise_type_error(t, "__index__ returned non-int (type %.200s)", type_name(t, result));
    TRY(warn_of_subclass(t, "__index__ returned non-int", result, "int"));
    return result;
}

Owned to_int(Thread& t, Value v) {
    if (v.is_int()) return Owned::share(v);
    Type* type = type_of(t, v);
    if (type->slots.to_int) {
        Owned result = TRY(type->slots.to_int(t, v));
        if (!is_int(result))
            return raise_type_error(t, "__int__ returned non-int (type %.200s)", type_name(t, result));
        TRY(warn_of_subclass(t, "__int__ returned non-int", result, "int"));
        return result;
    }
    if (type->slots.index) return to_index(t, v);
    Owned truncated = TRY(call_special(t, v, names(t).__trunc__));
    if (!truncated.is_unbound()) {
        if (is_int(truncated)) return truncated;
        return to_index(t, truncated);
    }
    if (is_str(v)) return int_from_text(t, to_utf8(v), 10);
    if (is_bytes(v)) return int_from_text(t, v.as<Bytes>()->view(), 10);
    if (is_kind(v, Kind::ByteArray)) return int_from_text(t, v.as<ByteArray>()->view(), 10);
    return raise_type_error(
        t, "int() argument must be a string, a bytes-like object or a real number, not '%.200s'",
        type_name(t, v));
}

Owned to_float(Thread& t, Value v) {
    if (is_exact(v, Kind::Float)) return Owned::share(v);
    Type* type = type_of(t, v);
    if (type->slots.to_float) {
        Owned result = TRY(type->slots.to_float(t, v));
        if (!is_float(result)) {
            return raise_type_error(t, "%.50s.__float__ returned non-float (type %.50s)", type_name(t, v),
                                    type_name(t, result));
        }
        std::string what = std::string(type_name(t, v)) + ".__float__ returned non-float";
        TRY(warn_of_subclass(t, what, result, "float"));
        return result;
    }
    if (type->slots.index) return to_float(t, TRY(to_index(t, v)));
    if (is_str(v)) return float_from_text(t, to_utf8(v));
    if (is_bytes(v)) return float_from_text(t, v.as<Bytes>()->view());
    return raise_type_error(t, "float() argument must be a string or a real number, not '%.200s'",
                            type_name(t, v));
}

Result<double> to_double(Thread& t, Value v) {
    if (is_float(v)) return float_value(v);
    if (v.is_int()) return static_cast<double>(v.as_int());
    Type* type = type_of(t, v);
    if (!type->slots.to_float && !type->slots.index) {
        return raise_type_error(t, "must be real number, not %.50s", type_name(t, v));
    }
    Owned result = TRY(to_float(t, v));
    return float_value(result);
}

Result<int64_t> to_int64(Thread& t, Value v) {
    if (v.is_int()) return v.as_int();
    Owned index = TRY(to_index(t, v));
    int64_t out;
    if (int_fits_int64(index, &out)) return out;
    return raise_overflow_error(t, "Python int too large to convert to C long");
}

Result<int64_t> to_ssize(Thread& t, Value v, bool clamp) {
    if (v.is_int()) return v.as_int();
    if (!is_int(v) && clamp && !type_of(t, v)->slots.index) {
        return raise_type_error(t, "slice indices must be integers or None or have an __index__ method");
    }
    Owned index = TRY(to_index(t, v));
    int64_t out;
    if (int_fits_int64(index, &out)) return out;
    if (clamp) return mpz_sgn(static_cast<mpz_srcptr>(IntView(index))) < 0 ? INT64_MIN : INT64_MAX;
    return raise_overflow_error(t, "Python int too large to convert to C ssize_t");
}

Result<int64_t> to_subscript(Thread& t, Value v) {
    Owned index = TRY(to_index(t, v));
    int64_t out;
    if (int_fits_int64(index, &out)) return out;
    return raise_index_error(t, "cannot fit '%.200s' into an index-sized integer", type_name(t, v));
}

Result<int64_t> to_size(Thread& t, Value v) {
    Owned index = TRY(to_index(t, v));
    int64_t out;
    if (int_fits_int64(index, &out)) return out;
    return raise_overflow_error(t, "cannot fit '%.200s' into an index-sized integer", type_name(t, v));
}

Result<int64_t> to_ssize_argument(Thread& t, Value v) {
    Owned index = TRY(to_index(t, v));
    int64_t i;
    if (int_fits_int64(index, &i)) return i;
    return raise_overflow_error(t, "Python int too large to convert to C ssize_t");
}

Result<int> to_c_int(Thread& t, Value v) {
    Owned index = TRY(to_index(t, v));
    int64_t i;
    if (int_fits_int64(index, &i) && i <= INT32_MAX && i >= INT32_MIN) return static_cast<int>(i);
    return raise_overflow_error(t, "Python int too large to convert to C int");
}

}  // namespace minipy
