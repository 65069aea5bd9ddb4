// The built-in functions that ask one thing of a value, or of an iterable.
#include <cstring>

#include "builtins/builtins.h"
#include "vm/async_generator.h"

namespace minipy {

namespace {

Owned builtin_abs(Thread& t, const Value* args) { return unary_op(t, UnaryOp::Abs, args[0]); }
Owned builtin_divmod(Thread& t, const Value* args) {
    return binary_op(t, BinaryOp::DivMod, args[0], args[1]);
}
Owned builtin_pow(Thread& t, const Value* args) { return power(t, args[0], args[1], args[2]); }
Owned builtin_ascii(Thread& t, const Value* args) { return ascii(t, args[0]); }
Owned builtin_repr(Thread& t, const Value* args) { return repr(t, args[0]); }
Owned builtin_hash(Thread& t, const Value* args) { return make_int(t, TRY(hash(t, args[0]))); }
Owned builtin_len(Thread& t, const Value* args) { return make_int(t, TRY(length(t, args[0]))); }
Owned builtin_callable(Thread& t, const Value* args) { return Owned::from_bool(is_callable(t, args[0])); }
Owned builtin_format(Thread& t, const Value* args) {
    if (!is_str(args[1])) {
        return raise_type_error(t, "format() argument 2 must be str, not %.50s", type_name(t, args[1]));
    }
    return format(t, args[0], args[1]);
}
Owned builtin_id(Thread& t, const Value* args) { return make_uint(t, args[0].bits()); }

Owned all_any(Thread& t, Value iterable, bool looking_for) {
    Owned iterator = TRY(get_iter(t, iterable));
    for (;;) {
        Owned item = TRY(iter_next(t, iterator));
        if (item.is_stop()) return Owned::from_bool(!looking_for);
        if (TRY(truth(t, item)) == looking_for) return Owned::from_bool(looking_for);
    }
}
Owned builtin_all(Thread& t, const Value* args) { return all_any(t, args[0], false); }
Owned builtin_any(Thread& t, const Value* args) { return all_any(t, args[0], true); }

// ---- numbers and characters as text ----

Owned prefixed(Thread& t, Value number, int base, const char* prefix) {
    Owned index = TRY(to_index(t, number));
    IntView view(index);
    std::string digits(mpz_sizeinbase(view, base) + 2, '\0');
    mpz_get_str(digits.data(), base, view);
    digits.resize(strlen(digits.c_str()));
    bool negative = digits[0] == '-';
    return make_str(t, std::string(negative ? "-" : "") + prefix + digits.substr(negative));
}
Owned builtin_bin(Thread& t, const Value* args) { return prefixed(t, args[0], 2, "0b"); }
Owned builtin_oct(Thread& t, const Value* args) { return prefixed(t, args[0], 8, "0o"); }
Owned builtin_hex(Thread& t, const Value* args) { return prefixed(t, args[0], 16, "0x"); }

Owned builtin_chr(Thread& t, const Value* args) {
    int point = TRY(to_c_int(t, args[0]));
    if (point < 0 || point > 0x10ffff) return raise_value_error(t, "chr() arg not in range(0x110000)");
    return make_char(t, static_cast<uint32_t>(point));
}
Owned builtin_ord(Thread& t, const Value* args) {
    size_t count;
    Value v = args[0];
    if (is_str(v)) {
        count = as_str(v)->length;
        if (count == 1) return make_int(t, static_cast<int>(as_str(v)->at(0)));
    } else if (is_kind(v, Kind::Bytes) || is_kind(v, Kind::ByteArray)) {
        Buffer buffer(t);
        TRY(buffer.open(v));
        count = buffer.length();
        if (count == 1) return make_int(t, static_cast<int>(static_cast<uint8_t>(buffer.data()[0])));
    } else {
        return raise_type_error(t, "ord() expected string of length 1, but %.200s found", type_name(t, v));
    }
    return raise_type_error(t, "ord() expected a character, but string of length %zu found", count);
}

Owned builtin_round(Thread& t, const Value* args) {
    Owned rounded = args[1].is_none() ? TRY(call_special(t, args[0], names(t).__round__))
                                      : TRY(call_special(t, args[0], names(t).__round__, {args[1]}));
    if (rounded.is_unbound()) {
        return raise_type_error(t, "type %.100s doesn't define __round__ method", type_name(t, args[0]));
    }
    return rounded;
}

// ---- iteration ----

Owned builtin_iter(Thread& t, const Value* args) {
    if (args[1].is_unbound()) return get_iter(t, args[0]);
    if (!is_callable(t, args[0])) return raise_type_error(t, "iter(v, w): v must be callable");
    return call(t, Value(types(t).callable_iterator), {args[0], args[1]});
}
Owned builtin_next(Thread& t, const Value* args) {
    Type* type = type_of(t, args[0]);
    if (!type->slots.next) {
        return raise_type_error(t, "'%.200s' object is not an iterator", type_name(t, args[0]));
    }
    if (args[1].is_unbound()) {
        Owned item = iter_next_raw(t, args[0]);
        if (item.is_stop()) return raise_stop_iteration(t, Value::none());
        return item;
    }
    Owned item = TRY(iter_next(t, args[0]));
    return item.is_stop() ? Owned::share(args[1]) : std::move(item);
}
Owned builtin_aiter(Thread& t, const Value* args) {
    Type* type = type_of(t, args[0]);
    if (!type->slots.aiter) {
        return raise_type_error(t, "'%.200s' object is not an async iterable", type_name(t, args[0]));
    }
    Owned iterator = TRY(type->slots.aiter(t, args[0]));
    if (!type_of(t, iterator)->slots.anext) {
        return raise_type_error(t, "aiter() returned not an async iterator of type '%.200s'",
                                type_name(t, iterator));
    }
    return iterator;
}
Owned builtin_anext(Thread& t, const Value* args) {
    Type* type = type_of(t, args[0]);
    if (!type->slots.anext) {
        return raise_type_error(t, "'%.200s' object is not an async iterator", type_name(t, args[0]));
    }
    Owned awaitable = TRY(type->slots.anext(t, args[0]));
    if (args[1].is_unbound()) return awaitable;
    return make_anext_awaitable(t, awaitable, args[1]);
}

Owned builtin_sorted(Thread& t, const Value* args) {
    Ref<List> list = TRY(to_list(t, args[0]));
    TRY(list_sort(t, list.get(), args[1], TRY(to_c_int(t, args[2]))));
    return list;
}

Owned builtin_sum(Thread& t, const Value* args) {
    if (is_str(args[1])) return raise_type_error(t, "sum() can't sum strings [use ''.join(seq) instead]");
    if (is_kind(args[1], Kind::Bytes)) {
        return raise_type_error(t, "sum() can't sum bytes [use b''.join(seq) instead]");
    }
    if (is_kind(args[1], Kind::ByteArray)) {
        return raise_type_error(t, "sum() can't sum bytearray [use b''.join(seq) instead]");
    }
    Owned iterator = TRY(get_iter(t, args[0]));
    Owned total = Owned::share(args[1]);
    for (;;) {
        Owned item = TRY(iter_next(t, iterator));
        if (item.is_stop()) return total;
        if (both_int(total, item)) {  // neither can overflow 63 + 1 bits
            total = make_int(t, total.get().as_int() + item.get().as_int());
        } else {
            total = TRY(binary_op(t, BinaryOp::Add, total, item));
        }
    }
}

// max and min: the first of the equal ones wins.
Owned extreme(Thread& t, const Value* args, const char* name, CompareOp op) {
    Tuple* given = args[0].as<Tuple>();
    Value key = args[1], fallback = args[2];
    if (given->length == 0) return raise_type_error(t, "%s expected at least 1 argument, got 0", name);
    if (given->length > 1 && !fallback.is_unbound()) {
        return raise_type_error(t, "Cannot specify a default for %s() with multiple positional arguments",
                                name);
    }
    Owned iterator = TRY(get_iter(t, given->length == 1 ? given->at(0) : args[0]));
    Owned best = Owned::unbound(), best_key = Owned::unbound();
    for (;;) {
        Owned item = TRY(iter_next(t, iterator));
        if (item.is_stop()) break;
        Owned item_key = key.is_none() ? item.dup() : TRY(call(t, key, {item}));
        bool better = best.is_unbound();
        if (!better) {
            Owned answer = TRY(compare(t, op, item_key, best_key));
            better = TRY(truth(t, answer));
        }
        if (!better) continue;
        best = std::move(item);
        best_key = std::move(item_key);
    }
    if (!best.is_unbound()) return best;
    if (!fallback.is_unbound()) return Owned::share(fallback);
    return raise_value_error(t, "%s() arg is an empty sequence", name);
}
Owned builtin_max(Thread& t, const Value* args) { return extreme(t, args, "max", CompareOp::Gt); }
Owned builtin_min(Thread& t, const Value* args) { return extreme(t, args, "min", CompareOp::Lt); }

const FunctionSpec functions[] = {
    {"abs(x, /)", builtin_abs, "Return the absolute value of the argument."},
    {"aiter(async_iterable, /)", builtin_aiter, "Return an AsyncIterator for an AsyncIterable object."},
    {"all(iterable, /)", builtin_all,
     "Return True if every item of the iterable is true, or if it is empty."},
    {"anext(aiterator, default=..., /)", builtin_anext,
     "Return an awaitable for the next item of the async iterator, or the default at its end."},
    {"any(iterable, /)", builtin_any, "Return True if some item of the iterable is true."},
    {"ascii(obj, /)", builtin_ascii, "Return repr(obj) with everything beyond ASCII escaped."},
    {"bin(number, /)", builtin_bin, "Return the binary text of an integer, as '0b1010'."},
    {"callable(obj, /)", builtin_callable, "Return whether the object can be called."},
    {"chr(i, /)", builtin_chr, "Return the string of the one character with code point i."},
    {"divmod(x, y, /)", builtin_divmod, "Return the tuple (x//y, x%y)."},
    {"format(value, format_spec='', /)", builtin_format, "Return value.__format__(format_spec)."},
    {"hash(obj, /)", builtin_hash, "Return the hash value of the object; equal objects have equal ones."},
    {"hex(number, /)", builtin_hex, "Return the hexadecimal text of an integer, as '0xff'."},
    {"id(obj, /)", builtin_id, "Return the identity of an object: unique while it lives."},
    {"iter(object, sentinel=..., /)", builtin_iter,
     "Return an iterator over the object; or one that calls it until it gives the sentinel."},
    {"len(obj, /)", builtin_len, "Return the number of items in a container."},
    {"max(*args, key=None, default=...)", builtin_max,
     "max(iterable, *[, default=obj, key=func]) -> value\nmax(arg1, arg2, *args, *[, key=func]) -> value\n\n"
     "Return the largest item of an iterable, or the largest of several arguments."},
    {"min(*args, key=None, default=...)", builtin_min,
     "min(iterable, *[, default=obj, key=func]) -> value\nmin(arg1, arg2, *args, *[, key=func]) -> value\n\n"
     "Return the smallest item of an iterable, or the smallest of several arguments."},
    {"next(iterator, default=..., /)", builtin_next,
     "Return the iterator's next item, or the default at its end."},
    {"oct(number, /)", builtin_oct, "Return the octal text of an integer, as '0o17'."},
    {"ord(c, /)", builtin_ord, "Return the code point of a one-character string."},
    {"pow(base, exp, mod=None)", builtin_pow, "Return base**exp, or base**exp % mod done quickly."},
    {"repr(obj, /)", builtin_repr, "Return the canonical text of the object."},
    {"round(number, ndigits=None)", builtin_round, "Round a number to that many decimal digits."},
    {"unpacked sorted(iterable, /, *, key=None, reverse=False)", builtin_sorted,
     "Return a new list of the iterable's items in ascending order."},
    {"sum(iterable, /, start=0)", builtin_sum, "Return the sum of `start` and the iterable's numbers."},
};

}  // namespace

std::span<const FunctionSpec> value_functions() { return functions; }

}  // namespace minipy
