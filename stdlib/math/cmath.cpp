// The module `cmath`: functions of complex numbers, by the C library's, whose special values are those of C99's Annex G.
#include <cmath>
#include <complex>
#include <limits>

#include "native/module.h"

namespace minipy {

namespace {

using Number = std::complex<double>;

Raised raise_domain(Thread& t) { return raise_value_error(t, "math domain error"); }
Raised raise_range(Thread& t) { return raise_overflow_error(t, "math range error"); }

bool finite(Number z) { return std::isfinite(z.real()) && std::isfinite(z.imag()); }
bool infinite(Number z) { return std::isinf(z.real()) || std::isinf(z.imag()); }
Owned make(Thread& t, Number z) { return make_complex(t, z.real(), z.imag()); }

Result<Number> number(Thread& t, Value v) {
    if (is_exact(v, Kind::Complex)) return Number(v.as<Complex>()->real, v.as<Complex>()->imag);
    Owned converted = TRY(call_special(t, v, intern(t, "__complex__")));
    if (is_kind(converted, Kind::Complex))
        return Number(converted.as<Complex>()->real, converted.as<Complex>()->imag);
    if (!converted.is_unbound())
        return raise_type_error(t, "__complex__ returned non-complex (type %.200s)", type_name(t, converted));
    if (is_kind(v, Kind::Complex)) return Number(v.as<Complex>()->real, v.as<Complex>()->imag);
    return Number(TRY(to_double(t, v)), 0.0);
}

// An infinity from finite parts is an overflow; `Bad` tells where a function is not defined.
template <Number (*F)(Number), bool (*Bad)(Number)>
Owned function(Thread& t, const Value* args) {
    Number z = TRY(number(t, args[0]));
    if (Bad(z)) return raise_domain(t);
    Number result = F(z);
    if (infinite(result) && finite(z)) return raise_range(t);
    return make(t, result);
}
bool nowhere(Number) { return false; }
bool bad_exp(Number z) {
    return std::isinf(z.imag()) && (std::isfinite(z.real()) || (std::isinf(z.real()) && z.real() > 0));
}
bool bad_hyperbolic(Number z) { return std::isinf(z.imag()) && !std::isnan(z.real()); }
bool bad_circular(Number z) { return bad_hyperbolic(Number(z.imag(), z.real())); }
bool bad_tanh(Number z) { return std::isinf(z.imag()) && std::isfinite(z.real()); }
bool bad_tan(Number z) { return bad_tanh(Number(z.imag(), z.real())); }
bool bad_atanh(Number z) { return z.imag() == 0 && std::fabs(z.real()) == 1; }
bool bad_atan(Number z) { return bad_atanh(Number(z.imag(), z.real())); }
bool zero(Number z) { return z == Number(0, 0); }

// The largest numbers overflow only when the result does: e**z = e**(z - 1) * e.
Number exp_of(Number z) {
    if (finite(z) && z.real() > 708) {
        double scaled = std::exp(z.real() - 1);
        double e = std::exp(1.0);
        return {scaled * std::cos(z.imag()) * e, scaled * std::sin(z.imag()) * e};
    }
    return std::exp(z);
}
Number sqrt_of(Number z) { return std::sqrt(z); }
Number sin_of(Number z) { return std::sin(z); }
Number cos_of(Number z) { return std::cos(z); }
Number tan_of(Number z) {
    if (z.imag() == 0 && std::isnan(z.real())) return {z.real(), z.real()};
    return std::tan(z);
}
Number sinh_of(Number z) { return std::sinh(z); }
Number cosh_of(Number z) { return std::cosh(z); }
Number tanh_of(Number z) {
    if (z.real() == 0 && std::isnan(z.imag())) return {z.imag(), z.imag()};  // C17 would have 0 here
    return std::tanh(z);
}
Number asin_of(Number z) { return std::asin(z); }
Number acos_of(Number z) { return std::acos(z); }
Number atan_of(Number z) { return std::atan(z); }
Number asinh_of(Number z) { return std::asinh(z); }
Number acosh_of(Number z) {
    if (z.real() == 0 && std::isnan(z.imag())) return {z.imag(), z.imag()};  // C17 would have pi/2 here
    return std::acosh(z);
}
Number atanh_of(Number z) { return std::atanh(z); }
Number log_of(Number z) { return std::log(z); }
Number log10_of(Number z) {
    Number l = std::log(z);
    return {l.real() / std::log(10.0), l.imag() / std::log(10.0)};
}

Owned cmath_log(Thread& t, const Value* args) {
    Number z = TRY(number(t, args[0]));
    if (args[1].is_unbound()) return zero(z) ? Owned(raise_domain(t)) : make(t, log_of(z));
    Number base = TRY(number(t, args[1]));
    if (zero(z) || zero(base)) return raise_domain(t);
    Owned top = TRY(make(t, log_of(z))), bottom = TRY(make(t, log_of(base)));
    Owned result = binary_op(t, BinaryOp::TrueDiv, top, bottom);
    if (result.is_error() && catch_exception(t, exc(t).ZeroDivisionError)) return raise_domain(t);
    return result;
}

double phase_of(Number z) { return std::atan2(z.imag(), z.real()); }
Owned cmath_phase(Thread& t, const Value* args) { return make_float(t, phase_of(TRY(number(t, args[0])))); }
Owned cmath_polar(Thread& t, const Value* args) {
    Number z = TRY(number(t, args[0]));
    double r = std::hypot(z.real(), z.imag());
    if (std::isinf(r) && finite(z)) return raise_range(t);
    Owned length = make_float(t, r), angle = make_float(t, phase_of(z));
    return make_tuple(t, {length.get(), angle.get()});
}
Owned cmath_rect(Thread& t, const Value* args) {
    double r = TRY(to_double(t, args[0])), phi = TRY(to_double(t, args[1]));
    if (std::isfinite(r) && std::isfinite(phi)) {
        if (phi == 0) return make_complex(t, r, r * phi);  // keeps the zero's sign
        return make_complex(t, r * std::cos(phi), r * std::sin(phi));
    }
    if (std::isinf(phi) && r != 0 && !std::isnan(r)) return raise_domain(t);
    constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
    if (std::isinf(r) && std::isfinite(phi)) {
        if (phi == 0) return make_complex(t, r, std::copysign(0.0, r) * phi);
        double huge = std::numeric_limits<double>::infinity();
        double sign = std::copysign(1.0, r);
        return make_complex(t, sign * std::copysign(huge, std::cos(phi)),
                            sign * std::copysign(huge, std::sin(phi)));
    }
    if (r == 0) return make_complex(t, 0.0, 0.0);
    if (std::isinf(r)) return make_complex(t, std::numeric_limits<double>::infinity(), kNan);
    return make_complex(t, kNan, phi == 0 ? 0.0 : kNan);
}

Owned cmath_isfinite(Thread& t, const Value* args) {
    return Owned::from_bool(finite(TRY(number(t, args[0]))));
}
Owned cmath_isinf(Thread& t, const Value* args) {
    return Owned::from_bool(infinite(TRY(number(t, args[0]))));
}
Owned cmath_isnan(Thread& t, const Value* args) {
    Number z = TRY(number(t, args[0]));
    return Owned::from_bool(std::isnan(z.real()) || std::isnan(z.imag()));
}
Owned cmath_isclose(Thread& t, const Value* args) {
    Number a = TRY(number(t, args[0])), b = TRY(number(t, args[1]));
    double relative = TRY(to_double(t, args[2])), absolute = TRY(to_double(t, args[3]));
    if (relative < 0 || absolute < 0) return raise_value_error(t, "tolerances must be non-negative");
    if (a == b) return Owned::from_bool(true);
    if (infinite(a) || infinite(b)) return Owned::from_bool(false);
    double distance = std::abs(a - b);
    return Owned::from_bool(distance <= relative * std::abs(b) || distance <= relative * std::abs(a) ||
                            distance <= absolute);
}

const FunctionSpec functions[] = {
    {"acos(z, /)", function<acos_of, nowhere>, "Return the arc cosine of z."},
    {"acosh(z, /)", function<acosh_of, nowhere>, "Return the inverse hyperbolic cosine of z."},
    {"asin(z, /)", function<asin_of, nowhere>, "Return the arc sine of z."},
    {"asinh(z, /)", function<asinh_of, nowhere>, "Return the inverse hyperbolic sine of z."},
    {"atan(z, /)", function<atan_of, bad_atan>, "Return the arc tangent of z."},
    {"atanh(z, /)", function<atanh_of, bad_atanh>, "Return the inverse hyperbolic tangent of z."},
    {"cos(z, /)", function<cos_of, bad_circular>, "Return the cosine of z."},
    {"cosh(z, /)", function<cosh_of, bad_hyperbolic>, "Return the hyperbolic cosine of z."},
    {"exp(z, /)", function<exp_of, bad_exp>, "Return the exponential value e**z."},
    {"isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0)", cmath_isclose,
     "Determine whether two complex numbers are close in value."},
    {"isfinite(z, /)", cmath_isfinite, "Whether both the real and imaginary parts of z are finite."},
    {"isinf(z, /)", cmath_isinf, "Whether the real or imaginary part of z is infinite."},
    {"isnan(z, /)", cmath_isnan, "Whether the real or imaginary part of z is not a number (NaN)."},
    {"log(z, base=..., /)", cmath_log,
     "log(z[, base]) -> the logarithm of z to the given base.\n\n"
     "If the base not specified, returns the natural logarithm (base e) of z."},
    {"log10(z, /)", function<log10_of, zero>, "Return the base-10 logarithm of z."},
    {"phase(z, /)", cmath_phase, "Return argument, also known as the phase angle, of a complex."},
    {"polar(z, /)", cmath_polar, "Convert a complex from rectangular coordinates to polar coordinates."},
    {"rect(r, phi, /)", cmath_rect, "Convert from polar coordinates to rectangular coordinates."},
    {"sin(z, /)", function<sin_of, bad_circular>, "Return the sine of z."},
    {"sinh(z, /)", function<sinh_of, bad_hyperbolic>, "Return the hyperbolic sine of z."},
    {"sqrt(z, /)", function<sqrt_of, nowhere>, "Return the square root of z."},
    {"tan(z, /)", function<tan_of, bad_tan>, "Return the tangent of z."},
    {"tanh(z, /)", function<tanh_of, bad_tanh>, "Return the hyperbolic tangent of z."},
};

Status fill(Thread& t, Module* module) {
    double infinity = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
    TRY(module_add(t, module, "pi", make_float(t, 3.14159265358979323846)));
    TRY(module_add(t, module, "e", make_float(t, 2.7182818284590452354)));
    TRY(module_add(t, module, "tau", make_float(t, 6.2831853071795864769)));
    TRY(module_add(t, module, "inf", make_float(t, infinity)));
    TRY(module_add(t, module, "nan", make_float(t, nan)));
    TRY(module_add(t, module, "infj", TRY(make_complex(t, 0.0, infinity))));
    return module_add(t, module, "nanj", TRY(make_complex(t, 0.0, nan)));
}
MINIPY_MODULE(cmath, {.doc = "This module provides access to mathematical functions for complex\nnumbers.",
                      .functions = functions,
                      .exec = fill});

}  // namespace

}  // namespace minipy
