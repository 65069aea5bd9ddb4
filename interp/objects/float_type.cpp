// float: operators, methods, construction. The text of floats is support/float_text's.
#include <cfloat>
#include <cmath>

#include "native/module.h"
#include "objects/buffer.h"
#include "objects/format.h"
#include "objects/int_internal.h"
#include "support/bigint.h"
#include "support/float_text.h"
#include "support/hash.h"
#include "support/unicode.h"

namespace minipy {

namespace {

void float_dealloc(Thread& t, Object* o) {
    if (o->subclass) {
        clear_instance_tail(t, o);
        free_object(t, o);
    } else {
        free_float(t, static_cast<Float*>(o));
    }
}

Owned float_repr(Thread& t, Value v) {
    std::string text = repr_double(float_value(v));
    return make_ascii(t, text.data(), text.size());
}

// The operand of a float operator: 1 a number, 0 none of ours, -1 an int too large (raised).
int operand(Thread& t, Value v, double* out) {
    if (is_float(v)) {
        *out = float_value(v);
        return 1;
    }
    if (!is_int(v)) return 0;
    bool overflow;
    *out = int_to_double(t, v, &overflow);
    if (!overflow) return 1;
    (void)raise_overflow_error(t, "int too large to convert to float");
    return -1;
}

#define OPERANDS(a, b)                            \
    double x, y;                                  \
    int kind_a = operand(t, a, &x);               \
    if (kind_a < 0) return Raised{};              \
    if (!kind_a) return Owned::not_implemented(); \
    int kind_b = operand(t, b, &y);               \
    if (kind_b < 0) return Raised{};              \
    if (!kind_b) return Owned::not_implemented();

Raised by_zero(Thread& t, const char* message) {
    return raise_error(t, exc(t).ZeroDivisionError, "%s", message);
}

Owned float_add(Thread& t, Value a, Value b) {
    OPERANDS(a, b)
    return make_float(t, x + y);
}
Owned float_sub(Thread& t, Value a, Value b) {
    OPERANDS(a, b)
    return make_float(t, x - y);
}
Owned float_mul(Thread& t, Value a, Value b) {
    OPERANDS(a, b)
    return make_float(t, x * y);
}
Owned float_true_div(Thread& t, Value a, Value b) {
    OPERANDS(a, b)
    if (y == 0) return by_zero(t, "float division by zero");
    return make_float(t, x / y);
}

struct Division {
    double quotient, rest;
};
// Floor division: the rest has the divisor's sign, quotient * y + rest is x as nearly as doubles can say it.
Division divide(double x, double y) {
    double rest = std::fmod(x, y);
    double quotient = (x - rest) / y;
    if (rest != 0) {
        if ((y < 0) != (rest < 0)) {
            rest += y;
            quotient -= 1;
        }
    } else {
        rest = std::copysign(0.0, y);
    }
    if (quotient != 0) {
        double whole = std::floor(quotient);
        if (quotient - whole > 0.5) whole += 1;
        quotient = whole;
    } else {
        quotient = std::copysign(0.0, x / y);
    }
    return {quotient, rest};
}
Owned float_floor_div(Thread& t, Value a, Value b) {
    OPERANDS(a, b)
    if (y == 0) return by_zero(t, "float floor division by zero");
    return make_float(t, divide(x, y).quotient);
}
Owned float_mod(Thread& t, Value a, Value b) {
    OPERANDS(a, b)
    if (y == 0) return by_zero(t, "float modulo");
    return make_float(t, divide(x, y).rest);
}
Owned float_divmod(Thread& t, Value a, Value b) {
    OPERANDS(a, b)
    if (y == 0) return by_zero(t, "float divmod()");
    Division d = divide(x, y);
    Owned quotient = make_float(t, d.quotient), rest = make_float(t, d.rest);
    return make_tuple(t, {quotient.get(), rest.get()});
}
Owned float_pow(Thread& t, Value a, Value b) {
    OPERANDS(a, b)
    if (x == 0 && y < 0 && std::isfinite(y)) {
        return by_zero(t, "0.0 cannot be raised to a negative power");
    }
    if (x < 0 && std::isfinite(x) && std::isfinite(y) && y != std::floor(y)) {
        Owned base = TRY(make_complex(t, x, 0)), exponent = TRY(make_complex(t, y, 0));
        return binary_op(t, BinaryOp::Pow, base, exponent);
    }
    double result = std::pow(x, y);
    if (std::isinf(result) && std::isfinite(x) && std::isfinite(y)) {
        Owned args = TRY(make_tuple(
            t, {Value::from_int(ERANGE), TRY(make_str(t, "Numerical result out of range")).get()}));
        Owned error = TRY(call_with(t, Value(exc(t).OverflowError), args, Value::unbound()));
        return raise_instance(t, error);
    }
    return make_float(t, result);
}
Owned float_pow_mod(Thread& t, Value a, Value b, Value) {
    if (!is_float(a) && !is_float(b)) return Owned::not_implemented();
    return raise_type_error(t, "pow() 3rd argument not allowed unless all arguments are integers");
}

Owned float_compare(Thread&, Value a, Value b, CompareOp op) {
    double x = float_value(a);
    bool lt, eq, gt;
    if (is_float(b)) {
        double y = float_value(b);
        lt = x<y, eq = x == y, gt = x> y;
    } else if (is_int(b)) {
        if (std::isnan(x)) {
            lt = eq = gt = false;
        } else {
            int order = big_compare_double(IntView(b), x);
            lt = order > 0, eq = order == 0, gt = order < 0;
        }
    } else {
        return Owned::not_implemented();
    }
    switch (op) {
        case CompareOp::Lt:
            return Owned::from_bool(lt);
        case CompareOp::Le:
            return Owned::from_bool(lt || eq);
        case CompareOp::Eq:
            return Owned::from_bool(eq);
        case CompareOp::Ne:
            return Owned::from_bool(!eq);
        case CompareOp::Gt:
            return Owned::from_bool(gt);
        case CompareOp::Ge:
            return Owned::from_bool(gt || eq);
    }
    return Owned::not_implemented();
}

Result<int64_t> float_hash(Thread&, Value v) {
    double d = float_value(v);
    return std::isnan(d) ? hash_pointer(v.object()) : hash_double(d);
}
Result<bool> float_truth(Thread&, Value v) { return float_value(v) != 0; }
Owned float_negative(Thread& t, Value v) { return make_float(t, -float_value(v)); }
Owned float_exact(Thread& t, Value v) {
    return is_exact(v, Kind::Float) ? Owned::share(v) : make_float(t, float_value(v));
}
Owned float_absolute(Thread& t, Value v) { return make_float(t, std::fabs(float_value(v))); }
Owned float_int(Thread& t, Value v) { return int_from_double(t, float_value(v)); }

// ---- construction ----

Raised not_a_float(Thread& t, Value source) {
    std::string shown = TRY(repr_utf8(t, source));
    return raise_value_error(t, "could not convert string to float: %.200s", shown.c_str());
}

Owned float_value_of(Thread& t, Value x) {
    double d;
    if (is_str(x) && !type_of(t, x)->slots.to_float) {
        Str* s = as_str(x);
        std::string text;
        if (s->ascii) {
            text = std::string(s->ascii_view());
        } else {
            std::u32string points;
            for (size_t i = 0; i < s->length; ++i) points += static_cast<char32_t>(s->at(i));
            text = unicode::number_text(points);
        }
        return parse_double(text, &d) ? make_float(t, d) : Owned(not_a_float(t, x));
    }
    Type* type = type_of(t, x);
    if (!type->slots.to_float && !type->slots.index && has_buffer(t, x)) {
        Buffer buffer(t);
        TRY(buffer.open(x));
        return parse_double(buffer.view(), &d) ? make_float(t, d) : Owned(not_a_float(t, x));
    }
    return to_float(t, x);
}

Owned as_instance(Thread& t, Type* type, double d) {
    if (type == types(t).float_) return make_float(t, d);
    Float* object = make_instance<Float>(t, type);
    if (!object) return raise_memory_error(t);
    object->value = d;
    return Owned::adopt(object);
}

Owned float_new(Thread& t, Type* type, const CallArgs& args) {
    Value x;
    bool init_overridden = type->slots.init != types(t).float_->slots.init;
    BoundArgs bound(t, "float(x=..., /)", own_arguments(args, init_overridden), &x);
    TRY(bound.status());
    if (x.is_unbound()) return as_instance(t, type, 0);
    Owned value = TRY(float_value_of(t, x));
    if (type == types(t).float_ && is_exact(value, Kind::Float)) return value;
    return as_instance(t, type, float_value(value));
}

// ---- methods ----

Owned is_integer(Thread&, const Value* args) {
    double d = float_value(args[0]);
    return Owned::from_bool(std::isfinite(d) && std::floor(d) == d);
}
Owned trunc_method(Thread& t, const Value* args) { return int_from_double(t, float_value(args[0])); }
Owned floor_method(Thread& t, const Value* args) {
    return int_from_double(t, std::floor(float_value(args[0])));
}
Owned ceil_method(Thread& t, const Value* args) {
    return int_from_double(t, std::ceil(float_value(args[0])));
}
Owned round_method(Thread& t, const Value* args) {
    double d = float_value(args[0]);
    if (args[1].is_unbound() || args[1].is_none()) return int_from_double(t, std::nearbyint(d));
    Owned index = TRY(to_index(t, args[1]));
    int64_t digits = TRY(to_ssize(t, index, true));
    if (d == 0 || !std::isfinite(d)) return make_float(t, d);
    double rounded;
    if (!round_double(d, digits, &rounded))
        return raise_overflow_error(t, "rounded value too large to represent");
    return make_float(t, rounded);
}
Owned as_integer_ratio(Thread& t, const Value* args) {
    double d = float_value(args[0]);
    if (std::isinf(d)) return raise_overflow_error(t, "cannot convert Infinity to integer ratio");
    if (std::isnan(d)) return raise_value_error(t, "cannot convert NaN to integer ratio");
    int exponent;
    double mantissa = std::frexp(d, &exponent);
    for (int i = 0; i < 300 && mantissa != std::floor(mantissa); ++i) {
        mantissa *= 2;
        --exponent;
    }
    BigInt numerator, denominator(int64_t{1});
    big_from_double(numerator, mantissa);
    if (exponent > 0)
        mpz_mul_2exp(numerator, numerator, static_cast<mp_bitcnt_t>(exponent));
    else
        mpz_mul_2exp(denominator, denominator, static_cast<mp_bitcnt_t>(-exponent));
    Owned top = TRY(make_int(t, static_cast<mpz_srcptr>(numerator)));
    Owned bottom = TRY(make_int(t, static_cast<mpz_srcptr>(denominator)));
    return make_tuple(t, {top.get(), bottom.get()});
}
Owned hex_method(Thread& t, const Value* args) { return make_str(t, double_to_hex(float_value(args[0]))); }
Owned from_hex(Thread& t, const Value* args) {
    if (!is_str(args[1])) return raise_type_error(t, "bad argument type for built-in operation");
    double d;
    switch (double_from_hex(to_utf8(args[1]), &d)) {
        case HexFloat::Invalid:
            return raise_value_error(t, "invalid hexadecimal floating-point string");
        case HexFloat::TooLarge:
            return raise_overflow_error(t, "hexadecimal value too large to represent as a float");
        case HexFloat::Ok:
            break;
    }
    Owned value = make_float(t, d);
    if (args[0] == Value(types(t).float_)) return value;
    return call(t, args[0], {value});
}
Owned conjugate(Thread& t, const Value* args) { return float_exact(t, args[0]); }
Owned getnewargs(Thread& t, const Value* args) {
    Owned value = make_float(t, float_value(args[0]));
    return make_tuple(t, {value.get()});
}
Owned format_method(Thread& t, const Value* args) {
    if (!is_str(args[1])) {
        return raise_type_error(t, "__format__() argument must be str, not %s", type_name(t, args[1]));
    }
    return float_format(t, args[0], args[1]);
}
Owned get_format(Thread& t, const Value* args) {
    if (!is_str(args[1]))
        return raise_type_error(t, "__getformat__() argument must be str, not %.50s", type_name(t, args[1]));
    if (is_str(args[1]) && (str_equals(args[1], "double") || str_equals(args[1], "float"))) {
        return make_str(t, "IEEE, little-endian");
    }
    return raise_value_error(t, "__getformat__() argument 1 must be 'double' or 'float'");
}
Owned get_real(Thread& t, Value v) { return float_exact(t, v); }
Owned get_imag(Thread& t, Value) { return make_float(t, 0); }

const FunctionSpec float_methods[] = {
    {"conjugate(self, /)", conjugate, "Return self, the complex conjugate of any float."},
    {"__trunc__(self, /)", trunc_method, "The Integral closest to x between 0 and x."},
    {"__floor__(self, /)", floor_method, "The floor as an Integral."},
    {"__ceil__(self, /)", ceil_method, "The ceiling as an Integral."},
    {"__round__(self, ndigits=..., /)", round_method,
     "The nearest float with that many decimals; without: an int."},
    {"as_integer_ratio(self, /)", as_integer_ratio, "Two ints whose ratio is exactly the float."},
    {"fromhex(cls, string, /)", from_hex, "The float that a hexadecimal string says."},
    {"hex(self, /)", hex_method, "The float as a hexadecimal string."},
    {"is_integer(self, /)", is_integer, "True if the float is a whole number."},
    {"__getnewargs__(self, /)", getnewargs, nullptr},
    {"__getformat__(cls, typestr, /)", get_format, "How C's floats lie in memory."},
    {"__format__(self, format_spec, /)", format_method, "The float as the format spec says."},
};
const GetSetSpec float_getset[] = {
    {"real", get_real, nullptr, "the real part of a complex number"},
    {"imag", get_imag, nullptr, "the imaginary part of a complex number"},
};

}  // namespace

Owned float_from_text(Thread& t, std::string_view text) {
    double d;
    if (parse_double(text, &d)) return make_float(t, d);
    Owned source = TRY(make_str(t, text));
    return not_a_float(t, source);
}

Status init_float_type(Thread& t) {
    TypeSpec spec{};
    spec.name = "float";
    spec.size = sizeof(Float);
    spec.kind = Kind::Float;
    spec.flags = kTypeBaseAllowed | kTypeMatchSelf;
    Slots& s = spec.slots;
    s.dealloc = float_dealloc;
    s.repr = float_repr;
    s.hash = float_hash;
    s.compare = float_compare;
    s.truth = float_truth;
    s.new_ = float_new;
    s.to_int = float_int;
    s.to_float = float_exact;
    auto set = [&s](BinaryOp op, Owned (*code)(Thread&, Value, Value)) {
        s.binary[static_cast<int>(op)] = code;
    };
    set(BinaryOp::Add, float_add);
    set(BinaryOp::Sub, float_sub);
    set(BinaryOp::Mul, float_mul);
    set(BinaryOp::TrueDiv, float_true_div);
    set(BinaryOp::FloorDiv, float_floor_div);
    set(BinaryOp::Mod, float_mod);
    set(BinaryOp::DivMod, float_divmod);
    set(BinaryOp::Pow, float_pow);
    s.power_mod = float_pow_mod;
    s.unary[static_cast<int>(UnaryOp::Neg)] = float_negative;
    s.unary[static_cast<int>(UnaryOp::Pos)] = float_exact;
    s.unary[static_cast<int>(UnaryOp::Abs)] = float_absolute;
    spec.methods = float_methods;
    spec.getset = float_getset;
    spec.text_signature = "float(x=0, /)";
    spec.doc = "Convert a string or number to a floating point number, if possible.";
    types(t).float_ = define_type(t, spec);
    return {};
}

}  // namespace minipy
