// complex: a pair of doubles.
#include <cmath>

#include "native/module.h"
#include "objects/format.h"
#include "support/bigint.h"
#include "support/float_text.h"
#include "support/hash.h"
#include "support/unicode.h"

namespace minipy {

Owned make_complex(Thread& t, double real, double imag) {
    Complex* c = make<Complex>(t, types(t).complex);
    if (!c) return raise_memory_error(t);
    c->real = real;
    c->imag = imag;
    return Owned::adopt(c);
}

namespace {

struct Pair {
    double re, im;
};

void complex_dealloc(Thread& t, Object* o) {
    if (o->subclass) clear_instance_tail(t, o);
    free_object(t, o);
}

Owned complex_repr(Thread& t, Value v) {
    Complex* c = v.as<Complex>();
    if (c->real == 0 && !std::signbit(c->real)) return make_str(t, repr_double(c->imag, 0) + "j");
    std::string imag = repr_double(c->imag, 0);
    if (imag[0] != '-') imag = "+" + imag;
    return make_str(t, "(" + repr_double(c->real, 0) + imag + "j)");
}

int operand(Thread& t, Value v, Pair* out) {
    if (is_kind(v, Kind::Complex)) {
        *out = {v.as<Complex>()->real, v.as<Complex>()->imag};
        return 1;
    }
    out->im = 0;
    if (is_float(v)) {
        out->re = float_value(v);
        return 1;
    }
    if (!is_int(v)) return 0;
    bool overflow;
    out->re = int_to_double(t, v, &overflow);
    if (!overflow) return 1;
    (void)raise_overflow_error(t, "int too large to convert to float");
    return -1;
}

#define OPERANDS(a, b)                            \
    Pair x, y;                                    \
    int kind_a = operand(t, a, &x);               \
    if (kind_a < 0) return Raised{};              \
    if (!kind_a) return Owned::not_implemented(); \
    int kind_b = operand(t, b, &y);               \
    if (kind_b < 0) return Raised{};              \
    if (!kind_b) return Owned::not_implemented();

Pair multiply(Pair x, Pair y) { return {x.re * y.re - x.im * y.im, x.re * y.im + x.im * y.re}; }
// Scaled by the larger part of the divisor, so that no square of it is made. y is not 0.
Pair divide(Pair x, Pair y) {
    if (std::fabs(y.re) >= std::fabs(y.im)) {
        double ratio = y.im / y.re, scale = y.re + y.im * ratio;
        return {(x.re + x.im * ratio) / scale, (x.im - x.re * ratio) / scale};
    }
    if (std::fabs(y.im) >= std::fabs(y.re)) {
        double ratio = y.re / y.im, scale = y.re * ratio + y.im;
        return {(x.re * ratio + x.im) / scale, (x.im * ratio - x.re) / scale};
    }
    return {NAN, NAN};
}

Owned complex_add(Thread& t, Value a, Value b) {
    OPERANDS(a, b)
    return make_complex(t, x.re + y.re, x.im + y.im);
}
Owned complex_sub(Thread& t, Value a, Value b) {
    OPERANDS(a, b)
    return make_complex(t, x.re - y.re, x.im - y.im);
}
Owned complex_mul(Thread& t, Value a, Value b) {
    OPERANDS(a, b)
    Pair p = multiply(x, y);
    return make_complex(t, p.re, p.im);
}
Owned complex_div(Thread& t, Value a, Value b) {
    OPERANDS(a, b)
    if (y.re == 0 && y.im == 0) return raise_error(t, exc(t).ZeroDivisionError, "complex division by zero");
    Pair p = divide(x, y);
    return make_complex(t, p.re, p.im);
}

// x ** n by squaring.
Pair integer_power(Pair x, int64_t n) {
    if (n < 0) return divide({1, 0}, integer_power(x, -n));
    Pair result{1, 0};
    for (int64_t mask = 1; mask > 0 && n >= mask; mask <<= 1) {
        if (n & mask) result = multiply(result, x);
        x = multiply(x, x);
    }
    return result;
}

Owned complex_pow(Thread& t, Value a, Value b) {
    OPERANDS(a, b)
    Pair p;
    if (y.im == 0 && y.re == std::floor(y.re) && std::fabs(y.re) <= 100) {
        if (x.re == 0 && x.im == 0 && y.re < 0) {
            return raise_error(t, exc(t).ZeroDivisionError, "0.0 to a negative or complex power");
        }
        p = integer_power(x, static_cast<int64_t>(y.re));
    } else if (x.re == 0 && x.im == 0) {
        if (y.im != 0 || y.re < 0) {
            return raise_error(t, exc(t).ZeroDivisionError, "0.0 to a negative or complex power");
        }
        p = {0, 0};
    } else {
        double length = std::hypot(x.re, x.im), angle = std::atan2(x.im, x.re);
        double size = std::pow(length, y.re), phase = angle * y.re;
        if (y.im != 0) {
            size *= std::exp(-angle * y.im);
            phase += y.im * std::log(length);
        }
        p = {size * std::cos(phase), size * std::sin(phase)};
    }
    bool finite = std::isfinite(x.re) && std::isfinite(x.im) && std::isfinite(y.re) && std::isfinite(y.im);
    if (finite && (std::isinf(p.re) || std::isinf(p.im)))
        return raise_overflow_error(t, "complex exponentiation");
    return make_complex(t, p.re, p.im);
}
Owned complex_pow_mod(Thread& t, Value, Value, Value) { return raise_value_error(t, "complex modulo"); }

Owned complex_compare(Thread&, Value a, Value b, CompareOp op) {
    if (op != CompareOp::Eq && op != CompareOp::Ne) return Owned::not_implemented();
    Complex* c = a.as<Complex>();
    bool equal;
    if (is_kind(b, Kind::Complex)) {
        equal = c->real == b.as<Complex>()->real && c->imag == b.as<Complex>()->imag;
    } else if (is_float(b)) {
        equal = c->imag == 0 && c->real == float_value(b);
    } else if (is_int(b)) {
        equal = c->imag == 0 && !std::isnan(c->real) && big_compare_double(IntView(b), c->real) == 0;
    } else {
        return Owned::not_implemented();
    }
    return Owned::from_bool(equal == (op == CompareOp::Eq));
}

Result<int64_t> complex_hash(Thread&, Value v) {
    Complex* c = v.as<Complex>();
    auto part = [&](double d) {
        return static_cast<uint64_t>(std::isnan(d) ? hash_pointer(c) : hash_double(d));
    };
    auto h = static_cast<int64_t>(part(c->real) + 1000003u * part(c->imag));
    return h == -1 ? -2 : h;
}
Result<bool> complex_truth(Thread&, Value v) {
    return v.as<Complex>()->real != 0 || v.as<Complex>()->imag != 0;
}
Owned complex_negative(Thread& t, Value v) {
    return make_complex(t, -v.as<Complex>()->real, -v.as<Complex>()->imag);
}
Owned complex_exact(Thread& t, Value v) {
    return is_exact(v, Kind::Complex) ? Owned::share(v)
                                      : make_complex(t, v.as<Complex>()->real, v.as<Complex>()->imag);
}
Owned complex_absolute(Thread& t, Value v) {
    Complex* c = v.as<Complex>();
    double length = std::hypot(c->real, c->imag);
    if (std::isinf(length) && std::isfinite(c->real) && std::isfinite(c->imag)) {
        return raise_overflow_error(t, "absolute value too large");
    }
    return make_float(t, length);
}

// ---- text ----

// Where the float that begins the text ends; 0: there is none.
size_t float_prefix(std::string_view s) {
    size_t i = 0;
    auto digits = [&] {
        size_t from = i;
        while (i < s.size() && ((s[i] >= '0' && s[i] <= '9') || (s[i] == '_' && i > from))) ++i;
        return i > from;
    };
    if (i < s.size() && (s[i] == '+' || s[i] == '-')) ++i;
    for (std::string_view word : {"infinity", "inf", "nan"}) {
        if (s.size() - i < word.size()) continue;
        bool same = true;
        for (size_t k = 0; k < word.size(); ++k) same = same && (s[i + k] | 0x20) == word[k];
        if (same) return i + word.size();
    }
    bool whole = digits();
    if (i < s.size() && s[i] == '.') {
        ++i;
        if (!digits() && !whole) return 0;
    } else if (!whole) {
        return 0;
    }
    if (i < s.size() && (s[i] | 0x20) == 'e') {
        size_t mark = i++;
        if (i < s.size() && (s[i] == '+' || s[i] == '-')) ++i;
        if (!digits()) i = mark;
    }
    return i;
}

bool is_blank(char c) { return c == ' ' || (c >= 9 && c <= 13) || (c >= 28 && c <= 31); }

bool parse_complex(std::string_view s, Pair* out) {
    auto strip = [](std::string_view v) {
        while (!v.empty() && is_blank(v.front())) v.remove_prefix(1);
        while (!v.empty() && is_blank(v.back())) v.remove_suffix(1);
        return v;
    };
    s = strip(s);
    if (!s.empty() && s.front() == '(') {
        if (s.back() != ')') return false;
        s = strip(s.substr(1, s.size() - 2));
    }
    *out = {0, 0};
    auto is_j = [&](size_t i) { return i + 1 == s.size() && (s[i] | 0x20) == 'j'; };
    size_t first = float_prefix(s);
    double value = 1;
    if (first) {
        if (!parse_double(s.substr(0, first), &value)) return false;
        if (first == s.size()) {
            out->re = value;
            return true;
        }
        if (is_j(first)) {
            out->im = value;
            return true;
        }
        if (s[first] != '+' && s[first] != '-') return false;
        out->re = value;
        s.remove_prefix(first);
    }
    if (s.empty()) return false;
    size_t second = float_prefix(s);
    if (second) {
        if (!parse_double(s.substr(0, second), &value)) return false;
    } else {
        second = s[0] == '+' || s[0] == '-';
        value = s[0] == '-' ? -1 : 1;
    }
    if (second >= s.size() || !is_j(second)) return false;
    out->im = value;
    return true;
}

Owned as_instance(Thread& t, Type* type, Pair p) {
    if (type == types(t).complex) return make_complex(t, p.re, p.im);
    Complex* object = make_instance<Complex>(t, type);
    if (!object) return raise_memory_error(t);
    object->real = p.re;
    object->imag = p.im;
    return Owned::adopt(object);
}

// One argument of complex() as a number: x.__complex__() first.
Result<Pair> number(Thread& t, Value x, bool* was_complex, const char* message) {
    *was_complex = false;
    Owned converted;
    if (!is_exact(x, Kind::Complex)) {
        Owned special = TRY(call_special(t, x, names(t).complex_));
        if (!special.is_unbound()) {
            if (!is_kind(special, Kind::Complex)) {
                return raise_type_error(t, "%.200s.__complex__() returned non-complex (type %.200s)",
                                        type_name(t, x), type_name(t, special));
            }
            if (!is_exact(special, Kind::Complex)) {
                TRY(warn(t, exc(t).DeprecationWarning,
                         std::string("__complex__ returned non-complex (type ") + type_name(t, special) +
                             ").  The ability to return an instance of a strict subclass of complex is deprecated, and may be "
                             "removed in a future version of Python."));
            }
            converted = std::move(special);
            x = converted;
        }
    }
    if (is_kind(x, Kind::Complex)) {
        *was_complex = true;
        return Pair{x.as<Complex>()->real, x.as<Complex>()->imag};
    }
    Type* type = type_of(t, x);
    if (!type->slots.to_float && !type->slots.index) return raise_type_error(t, message, type_name(t, x));
    return Pair{TRY(to_double(t, x)), 0};
}

Owned complex_new(Thread& t, Type* type, const CallArgs& args) {
    Value v[2];
    BoundArgs bound(t, "complex(real=..., imag=...)", args, v);
    TRY(bound.status());
    Value real = v[0].is_unbound() ? Value::from_int(0) : v[0];
    if (is_str(real)) {
        if (!v[1].is_unbound())
            return raise_type_error(t, "complex() can't take second arg if first is a string");
        std::u32string points;
        Str* s = as_str(real);
        for (size_t i = 0; i < s->length; ++i) points += static_cast<char32_t>(s->at(i));
        Pair p;
        if (!parse_complex(unicode::number_text(points), &p)) {
            return raise_value_error(t, "complex() arg is a malformed string");
        }
        return as_instance(t, type, p);
    }
    if (is_str(v[1])) return raise_type_error(t, "complex() second arg can't be a string");
    if (v[1].is_unbound() && type == types(t).complex && is_exact(real, Kind::Complex))
        return Owned::share(real);
    bool real_complex, imag_complex = false;
    Pair p = TRY(number(t, real, &real_complex,
                        "complex() first argument must be a string or a number, not '%.200s'"));
    if (!v[1].is_unbound()) {
        Pair q;
        if (is_kind(v[1], Kind::Complex)) {
            q = {v[1].as<Complex>()->real, v[1].as<Complex>()->imag};
            imag_complex = true;
        } else {
            Type* imag_type = type_of(t, v[1]);
            if (!imag_type->slots.to_float && !imag_type->slots.index) {
                return raise_type_error(t, "complex() second argument must be a number, not '%.200s'",
                                        type_name(t, v[1]));
            }
            q = {TRY(to_double(t, v[1])), 0};
        }
        if (imag_complex) p.re -= q.im;
        p.im = real_complex ? p.im + q.re : q.re;
    }
    return as_instance(t, type, p);
}

// ---- methods ----

Owned conjugate(Thread& t, const Value* args) {
    return make_complex(t, args[0].as<Complex>()->real, -args[0].as<Complex>()->imag);
}
Owned getnewargs(Thread& t, const Value* args) {
    Owned re = make_float(t, args[0].as<Complex>()->real), im = make_float(t, args[0].as<Complex>()->imag);
    return make_tuple(t, {re.get(), im.get()});
}
Owned complex_method(Thread& t, const Value* args) { return complex_exact(t, args[0]); }
Owned format_method(Thread& t, const Value* args) {
    if (!is_str(args[1])) {
        return raise_type_error(t, "__format__() argument must be str, not %s", type_name(t, args[1]));
    }
    return complex_format(t, args[0], args[1]);
}

const FunctionSpec complex_methods[] = {
    {"conjugate(self, /)", conjugate,
     "Return the complex conjugate of its argument. (3-4j).conjugate() == 3+4j."},
    {"__complex__(self, /)", complex_method, "Convert this value to exact type complex."},
    {"__getnewargs__(self, /)", getnewargs, nullptr},
    {"__format__(self, format_spec, /)", format_method, "The number as the format spec says."},
};
const MemberSpec complex_members[] = {
    {"real", offsetof(Complex, real), true, "the real part of a complex number", true},
    {"imag", offsetof(Complex, imag), true, "the imaginary part of a complex number", true},
};

}  // namespace

Status init_complex_type(Thread& t) {
    TypeSpec spec{};
    spec.name = "complex";
    spec.size = sizeof(Complex);
    spec.kind = Kind::Complex;
    spec.flags = kTypeBaseAllowed;
    Slots& s = spec.slots;
    s.dealloc = complex_dealloc;
    s.repr = complex_repr;
    s.hash = complex_hash;
    s.compare = complex_compare;
    s.truth = complex_truth;
    s.new_ = complex_new;
    s.binary[static_cast<int>(BinaryOp::Add)] = complex_add;
    s.binary[static_cast<int>(BinaryOp::Sub)] = complex_sub;
    s.binary[static_cast<int>(BinaryOp::Mul)] = complex_mul;
    s.binary[static_cast<int>(BinaryOp::TrueDiv)] = complex_div;
    s.binary[static_cast<int>(BinaryOp::Pow)] = complex_pow;
    s.power_mod = complex_pow_mod;
    s.unary[static_cast<int>(UnaryOp::Neg)] = complex_negative;
    s.unary[static_cast<int>(UnaryOp::Pos)] = complex_exact;
    s.unary[static_cast<int>(UnaryOp::Abs)] = complex_absolute;
    spec.methods = complex_methods;
    spec.members = complex_members;
    spec.text_signature = "complex(real=0, imag=0)";
    spec.doc = "Create a complex number from a real part and an optional imaginary part.";
    types(t).complex = define_type(t, spec);
    return {};
}

}  // namespace minipy
