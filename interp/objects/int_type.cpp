// The types int and bool: construction and methods. Operators are in int_arith.cpp.
#include "native/module.h"
#include "objects/buffer.h"
#include "objects/format.h"
#include "objects/int_internal.h"
#include "support/bigint.h"
#include "support/digits.h"
#include "support/unicode.h"
#include "support/utf8.h"

namespace minipy {

namespace {

void int_dealloc(Thread& t, Object* o) {
    mpz_clear(static_cast<Int*>(o)->value);
    if (o->subclass) clear_instance_tail(t, o);
    free_object(t, o);
}

Owned int_repr(Thread& t, Value v) {
    if (!v.is_int()) return make_str(t, TRY(int_to_text(t, v, 10)));
    char text[kMostDigits];
    int from = write_digits(v.as_int(), text);
    return make_ascii(t, text + from, static_cast<size_t>(kMostDigits - from));
}

// ---- construction ----

// int("..."): decimal digits of any script count.
Owned int_from_str(Thread& t, Value text, int base) {
    Str* s = as_str(text);
    bool malformed;
    std::string plain;
    if (s->ascii && base == 10 && s->length && s->length <= 18) {  // digits and no more
        const uint8_t* digits = s->u8();
        size_t i = digits[0] == '-' && s->length > 1;
        int64_t value = 0;
        bool negative = i;
        for (; i < s->length && static_cast<uint8_t>(digits[i] - '0') < 10; ++i) value = value * 10 + (digits[i] - '0');
        if (i == s->length) return make_int(t, negative ? -value : value);
    }
    if (s->ascii) {
        plain = std::string(s->ascii_view());
    } else {
        std::u32string points;
        for (size_t i = 0; i < s->length; ++i) points += static_cast<char32_t>(s->at(i));
        plain = unicode::number_text(points);
    }
    Owned result = int_from_scanned(t, plain, base, &malformed);
    if (!malformed) return result;
    std::string shown = TRY(repr_utf8(t, text));
    return raise_value_error(t, "invalid literal for int() with base %d: %.200s", base, shown.c_str());
}

Owned int_from_bytes_text(Thread& t, Value source, std::string_view text, int base) {
    bool malformed;
    Owned result = int_from_scanned(t, text, base, &malformed);
    if (!malformed) return result;
    Owned bytes = is_bytes(source) ? Owned::share(source) : TRY(make_bytes(t, text));
    std::string shown = TRY(repr_utf8(t, bytes));
    return raise_value_error(t, "invalid literal for int() with base %d: %.200s", base, shown.c_str());
}

Owned int_from_number(Thread& t, Value x) {
    Type* type = type_of(t, x);
    if (is_int(x) && !x.is_object()) return int_as_exact(t, x);
    if (type->slots.to_int || type->slots.index) return to_int(t, x);
    Owned truncated = TRY(call_special(t, x, names(t).__trunc__));
    if (!truncated.is_unbound()) {
        TRY(warn(t, exc(t).DeprecationWarning, "The delegation of int() to __trunc__ is deprecated."));
        if (is_int(truncated)) return int_as_exact(t, truncated);
        if (type_of(t, truncated)->slots.index) return to_index(t, truncated);
        return raise_type_error(t, "__trunc__ returned non-Integral (type %.200s)", type_name(t, truncated));
    }
    if (is_str(x)) return int_from_str(t, x, 10);
    if (has_buffer(t, x)) {
        Buffer buffer(t);
        TRY(buffer.open(x));
        return int_from_bytes_text(t, x, buffer.view(), 10);
    }
    return raise_type_error(
        t, "int() argument must be a string, a bytes-like object or a real number, not '%.200s'",
        type->native_name ? type_name(t, x) : type_name(t, x));
}

Owned int_value(Thread& t, Value x, Value base_arg) {
    if (x.is_unbound()) {
        if (!base_arg.is_unbound()) return raise_type_error(t, "int() missing string argument");
        return make_int(t, 0);
    }
    if (base_arg.is_unbound()) return int_from_number(t, x);
    int64_t base;
    if (!int_fits_int64(TRY(to_index(t, base_arg)), &base)) base = -1;
    if ((base != 0 && base < 2) || base > 36) {
        return raise_value_error(t, "int() base must be >= 2 and <= 36, or 0");
    }
    if (is_str(x)) return int_from_str(t, x, static_cast<int>(base));
    if (is_bytes(x) || is_kind(x, Kind::ByteArray)) {
        Buffer buffer(t);
        TRY(buffer.open(x));
        return int_from_bytes_text(t, x, buffer.view(), static_cast<int>(base));
    }
    return raise_type_error(t, "int() can't convert non-string with explicit base");
}

Owned as_instance(Thread& t, Type* type, Value value) {
    if (type == types(t).int_) return int_as_exact(t, value);
    Int* object = make_instance<Int>(t, type);
    if (!object) return raise_memory_error(t);
    mpz_init_set(object->value, IntView(value));
    return Owned::adopt(object);
}

Owned int_new(Thread& t, Type* type, const CallArgs& args) {
    if (args.count == 1 && !args.kwnames && type == types(t).int_) {
        if (args.args[0].is_int()) return Owned::share(args.args[0]);
        if (is_exact(args.args[0], Kind::Str)) return int_from_str(t, args.args[0], 10);
    }
    Value v[2];
    BoundArgs bound(t, "int(x=..., /, base=...)", args, v);
    TRY(bound.status());
    Owned value = TRY(int_value(t, v[0], v[1]));
    return as_instance(t, type, value);
}

// ---- methods ----

Owned bit_length(Thread& t, const Value* args) {
    return make_int(t, static_cast<int64_t>(big_bit_length(IntView(args[0]))));
}
Owned bit_count(Thread& t, const Value* args) {
    return make_int(t, static_cast<int64_t>(big_bit_count(IntView(args[0]))));
}
Owned conjugate(Thread& t, const Value* args) { return int_as_exact(t, args[0]); }
Owned as_integer_ratio(Thread& t, const Value* args) {
    Owned self = TRY(int_as_exact(t, args[0]));
    return make_tuple(t, {self.get(), Value::from_int(1)});
}
Owned get_zero(Thread&, Value) { return Owned::adopt(Value::from_int(0)); }
Owned get_one(Thread&, Value) { return Owned::adopt(Value::from_int(1)); }
Owned get_self(Thread& t, Value v) { return int_as_exact(t, v); }

// round(1234, -2): the nearest multiple of 100, ties to even.
Owned round_method(Thread& t, const Value* args) {
    if (args[1].is_unbound()) return int_as_exact(t, args[0]);
    Owned digits = TRY(to_index(t, args[1]));
    int64_t n;
    bool fits = int_fits_int64(digits, &n);
    IntView self(args[0]), count(digits);
    if (mpz_sgn(static_cast<mpz_srcptr>(count)) >= 0) return int_as_exact(t, args[0]);
    if (!fits || -n > static_cast<int64_t>(big_bit_length(self)) + 2) return make_int(t, 0);
    BigInt power, rest, twice, result;
    mpz_ui_pow_ui(power, 10, static_cast<unsigned long>(-n));
    mpz_fdiv_qr(result, rest, self, power);
    mpz_mul_2exp(twice, rest, 1);
    int order = mpz_cmp(twice, power);
    if (order > 0 || (order == 0 && mpz_odd_p(static_cast<mpz_srcptr>(result))))
        mpz_add_ui(result, result, 1);
    mpz_mul(result, result, power);
    return make_int(t, static_cast<mpz_srcptr>(result));
}

Owned format_method(Thread& t, const Value* args) {
    if (!is_str(args[1])) {
        return raise_type_error(t, "__format__() argument must be str, not %s", type_name(t, args[1]));
    }
    return int_format(t, args[0], args[1]);
}

Result<bool> little_endian(Thread& t, Value order, const char* function) {
    if (!is_str(order)) {
        return raise_type_error(t, "%s() argument 'byteorder' must be str, not %s", function,
                                type_name(t, order));
    }
    if (str_equals(order, "little")) return true;
    if (str_equals(order, "big")) return false;
    return raise_value_error(t, "byteorder must be either 'little' or 'big'");
}

Owned to_bytes(Thread& t, const Value* args) {
    int64_t length = TRY(to_ssize(t, args[1]));
    bool little = TRY(little_endian(t, args[2], "to_bytes"));
    bool is_signed = TRY(truth(t, args[3]));
    if (length < 0) return raise_value_error(t, "length argument must be non-negative");
    IntView self(args[0]);
    if (mpz_sgn(static_cast<mpz_srcptr>(self)) < 0 && !is_signed) {
        return raise_overflow_error(t, "can't convert negative int to unsigned");
    }
    Bytes* bytes = new_bytes(t, static_cast<size_t>(length));
    if (!bytes) return Raised{};
    Owned result = Owned::adopt(bytes);
    if (!big_to_bytes(self, reinterpret_cast<uint8_t*>(bytes->data()), bytes->length, little, is_signed)) {
        return raise_overflow_error(t, "int too big to convert");
    }
    return result;
}

// int.from_bytes(bytes or an iterable of ints, byteorder, signed)
Owned from_bytes(Thread& t, const Value* args) {
    bool little = TRY(little_endian(t, args[2], "from_bytes"));
    bool is_signed = TRY(truth(t, args[3]));
    if (type_of(t, args[1])->slots.index && type_lookup(t, type_of(t, args[1]), names(t).__bytes__).is_unbound())
        return raise_type_error(t, "cannot convert '%.200s' object to bytes", type_name(t, args[1]));
    Owned bytes = is_bytes(args[1]) ? Owned::share(args[1]) : TRY(call(t, Value(types(t).bytes), {args[1]}));
    std::string_view view = bytes.as<Bytes>()->view();
    BigInt big;
    big_from_bytes(big, reinterpret_cast<const uint8_t*>(view.data()), view.size(), little, is_signed);
    Owned value = TRY(make_int(t, static_cast<mpz_srcptr>(big)));
    if (args[0] == Value(types(t).int_)) return value;
    return call(t, args[0], {value});
}

Owned getnewargs(Thread& t, const Value* args) {
    Owned self = TRY(int_as_exact(t, args[0]));
    return make_tuple(t, {self.get()});
}
Owned size_of(Thread& t, const Value* args) {
    size_t bits = big_bit_length(IntView(args[0]));
    return make_int(t, static_cast<int64_t>(24 + (bits + 29) / 30 * 4));
}

const FunctionSpec int_methods[] = {
    {"conjugate(self, /)", conjugate, "Returns self, the complex conjugate of any int."},
    {"bit_length(self, /)", bit_length, "Number of bits necessary to represent self in binary."},
    {"bit_count(self, /)", bit_count, "Number of ones in the binary representation of the absolute value."},
    {"to_bytes(self, /, length=1, byteorder='big', *, signed=False)", to_bytes,
     "Bytes that represent the integer."},
    {"from_bytes(cls, /, bytes, byteorder='big', *, signed=False)", from_bytes,
     "The integer that bytes represent."},
    {"as_integer_ratio(self, /)", as_integer_ratio, "The int and 1: a pair whose ratio is the int."},
    {"__trunc__(self, /)", conjugate, "Truncating an Integral returns itself."},
    {"__floor__(self, /)", conjugate, "Flooring an Integral returns itself."},
    {"__ceil__(self, /)", conjugate, "Ceiling of an Integral returns itself."},
    {"__round__(self, ndigits=..., /)", round_method, "The nearest multiple of 10**-ndigits."},
    {"__getnewargs__(self, /)", getnewargs, nullptr},
    {"__format__(self, format_spec, /)", format_method, "The int as the format spec says."},
    {"__sizeof__(self, /)", size_of, "Size in memory, in bytes."},
};
const GetSetSpec int_getset[] = {
    {"real", get_self, nullptr, "the real part of a complex number"},
    {"imag", get_zero, nullptr, "the imaginary part of a complex number"},
    {"numerator", get_self, nullptr, "the numerator of a rational number in lowest terms"},
    {"denominator", get_one, nullptr, "the denominator of a rational number in lowest terms"},
};

// ---- bool ----

Owned bool_repr(Thread& t, Value v) { return make_str(t, v.is_true() ? "True" : "False"); }
Owned bool_new(Thread& t, Type*, const CallArgs& args) {
    Value x;
    BoundArgs bound(t, "bool(x=..., /)", args, &x);
    TRY(bound.status());
    return Owned::from_bool(!x.is_unbound() && TRY(truth(t, x)));
}

}  // namespace

Status init_int_type(Thread& t) {
    TypeSpec spec{};
    spec.name = "int";
    spec.size = sizeof(Int);
    spec.kind = Kind::Int;
    spec.flags = kTypeBaseAllowed | kTypeMatchSelf;
    spec.slots.dealloc = int_dealloc;
    spec.slots.repr = int_repr;
    spec.slots.new_ = int_new;
    fill_int_slots(spec.slots);
    spec.methods = int_methods;
    spec.getset = int_getset;
    spec.doc =
        "int([x]) -> integer\nint(x, base=10) -> integer\n\n"
        "An integer of any size, from a number or from text in the given base.";
    types(t).int_ = define_type(t, spec);
    return {};
}

Status init_bool_type(Thread& t) {
    TypeSpec spec{};
    spec.name = "bool";
    spec.kind = Kind::Bool;
    spec.flags = kTypeMatchSelf;
    spec.slots.repr = bool_repr;
    spec.slots.new_ = bool_new;
    spec.doc = "bool(x) -> bool\n\nTrue when x is true, False otherwise. There are no other instances.";
    types(t).bool_ = define_type(t, spec, types(t).int_);
    return {};
}

}  // namespace minipy
