// The module `math`: functions of real numbers. Those of integers are in integers.cpp.
#include <cmath>
#include <limits>

#include "gamma.h"
#include "integers.h"

namespace minipy::math {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kPi = 3.14159265358979323846;

Raised raise_domain(Thread& t) { return raise_value_error(t, "math domain error"); }
Raised raise_range(Thread& t) { return raise_overflow_error(t, "math range error"); }

// One argument. A NaN from a number is a domain error; an infinity from a finite one is a range error, or a domain error for
// functions that can only have poles.
Owned checked(Thread& t, double x, double result, bool can_overflow) {
    if (std::isnan(result) && !std::isnan(x)) return raise_domain(t);
    if (std::isinf(result) && std::isfinite(x)) return can_overflow ? raise_range(t) : raise_domain(t);
    return make_float(t, result);
}
template <double (*F)(double), bool CanOverflow>
Owned unary(Thread& t, const Value* args) {
    double x = TRY(to_double(t, args[0]));
    return checked(t, x, F(x), CanOverflow);
}

Owned math_gamma(Thread& t, const Value* args) {
    double x = TRY(to_double(t, args[0]));
    if (std::isnan(x) || x == kInfinity) return make_float(t, x);
    if (x == 0) return raise_domain(t);
    if (x == -kInfinity || (x == std::floor(x) && x < 0)) return raise_domain(t);
    if (x == std::floor(x) && x <= 23) {  // exact for small integers
        double f = 1;
        for (double i = 2; i < x; ++i) f *= i;
        return make_float(t, f);
    }
    double result = gamma_function(x);
    if (std::isinf(result)) return raise_range(t);
    return make_float(t, result);
}
Owned math_lgamma(Thread& t, const Value* args) {
    double x = TRY(to_double(t, args[0]));
    if (std::isinf(x)) return make_float(t, kInfinity);
    if (x == std::floor(x) && x <= 2) {
        if (x <= 0) return raise_domain(t);
        return make_float(t, 0.0);
    }
    double result = log_gamma(x);
    if (std::isinf(result) && std::isfinite(x)) return raise_range(t);
    return make_float(t, result);
}

template <double (*F)(double, double)>
Owned two(Thread& t, const Value* args) {
    double x = TRY(to_double(t, args[0])), y = TRY(to_double(t, args[1]));
    double result = F(x, y);
    if (std::isnan(result) && !std::isnan(x) && !std::isnan(y)) return raise_domain(t);
    if (std::isinf(result) && std::isfinite(x) && std::isfinite(y)) return raise_range(t);
    return make_float(t, result);
}
Owned math_copysign(Thread& t, const Value* args) {
    double x = TRY(to_double(t, args[0])), y = TRY(to_double(t, args[1]));
    return make_float(t, std::copysign(x, y));
}
Owned math_atan2(Thread& t, const Value* args) {
    double y = TRY(to_double(t, args[0])), x = TRY(to_double(t, args[1]));
    return make_float(t, std::atan2(y, x));
}
Owned math_fmod(Thread& t, const Value* args) {
    double x = TRY(to_double(t, args[0])), y = TRY(to_double(t, args[1]));
    if (std::isinf(y) && std::isfinite(x)) return make_float(t, x);
    double result = std::fmod(x, y);
    if (std::isnan(result) && !std::isnan(x) && !std::isnan(y)) return raise_domain(t);
    return make_float(t, result);
}
Owned math_pow(Thread& t, const Value* args) {
    double x = TRY(to_double(t, args[0])), y = TRY(to_double(t, args[1]));
    double result = std::pow(x, y);
    if (std::isfinite(x) && std::isfinite(y)) {
        if (std::isnan(result)) return raise_domain(t);
        if (std::isinf(result)) return x == 0 ? raise_domain(t) : raise_range(t);
    }
    return make_float(t, result);
}
Owned math_ldexp(Thread& t, const Value* args) {
    double x = TRY(to_double(t, args[0]));
    if (!is_int(args[1])) return raise_type_error(t, "Expected an int as second argument to ldexp.");
    int64_t exponent;
    if (!int_fits_int64(args[1], &exponent))
        exponent = mpz_sgn(static_cast<mpz_srcptr>(IntView(args[1]))) < 0 ? INT64_MIN : INT64_MAX;
    if (x == 0 || !std::isfinite(x)) return make_float(t, x);
    if (exponent > 10000) return raise_range(t);
    double result = exponent < -10000 ? std::copysign(0.0, x) : std::ldexp(x, static_cast<int>(exponent));
    if (std::isinf(result)) return raise_range(t);
    return make_float(t, result);
}
Owned math_frexp(Thread& t, const Value* args) {
    double x = TRY(to_double(t, args[0]));
    int exponent = 0;
    double mantissa = std::isfinite(x) && x != 0 ? std::frexp(x, &exponent) : x;
    Owned m = make_float(t, mantissa);
    return make_tuple(t, {m.get(), Value::from_int(exponent)});
}
Owned math_modf(Thread& t, const Value* args) {
    double x = TRY(to_double(t, args[0])), whole = x;
    double fraction = std::isinf(x) ? std::copysign(0.0, x) : std::isnan(x) ? x : std::modf(x, &whole);
    Owned a = make_float(t, fraction), b = make_float(t, whole);
    return make_tuple(t, {a.get(), b.get()});
}
Owned math_degrees(Thread& t, const Value* args) {
    return make_float(t, TRY(to_double(t, args[0])) * (180.0 / kPi));
}
Owned math_radians(Thread& t, const Value* args) {
    return make_float(t, TRY(to_double(t, args[0])) * (kPi / 180.0));
}
Owned math_isfinite(Thread& t, const Value* args) {
    return Owned::from_bool(std::isfinite(TRY(to_double(t, args[0]))));
}
Owned math_isinf(Thread& t, const Value* args) {
    return Owned::from_bool(std::isinf(TRY(to_double(t, args[0]))));
}
Owned math_isnan(Thread& t, const Value* args) {
    return Owned::from_bool(std::isnan(TRY(to_double(t, args[0]))));
}
Owned math_nextafter(Thread& t, const Value* args) {
    return make_float(t, std::nextafter(TRY(to_double(t, args[0])), TRY(to_double(t, args[1]))));
}
Owned math_ulp(Thread& t, const Value* args) {
    double x = std::fabs(TRY(to_double(t, args[0])));
    if (std::isnan(x) || std::isinf(x)) return make_float(t, x);
    double above = std::nextafter(x, kInfinity);
    return make_float(t, std::isinf(above) ? x - std::nextafter(x, -kInfinity) : above - x);
}
Owned math_isclose(Thread& t, const Value* args) {
    double a = TRY(to_double(t, args[0])), b = TRY(to_double(t, args[1])),
           relative = TRY(to_double(t, args[2])), absolute = TRY(to_double(t, args[3]));
    if (relative < 0 || absolute < 0) return raise_value_error(t, "tolerances must be non-negative");
    if (a == b) return Owned::from_bool(true);
    if (std::isinf(a) || std::isinf(b)) return Owned::from_bool(false);
    double difference = std::fabs(b - a);
    return Owned::from_bool(difference <= std::fabs(relative * b) || difference <= std::fabs(relative * a) ||
                            difference <= absolute);
}

// ---- logarithms: of ints too large for a float as well ----

double log_of_big(const IntView& view, double (*f)(double), double log_of_two) {
    long exponent;
    double mantissa = mpz_get_d_2exp(&exponent, view);
    return f(mantissa) + log_of_two * static_cast<double>(exponent);
}
Owned logarithm(Thread& t, Value v, double (*f)(double)) {
    if (is_int(v)) {
        IntView view(v);
        if (mpz_sgn(static_cast<mpz_srcptr>(view)) <= 0) return raise_domain(t);
        bool overflow = false;
        double x = int_to_double(t, v, &overflow);
        if (overflow || std::isinf(x)) return make_float(t, log_of_big(view, f, f(2.0)));
        return make_float(t, f(x));
    }
    double x = TRY(to_double(t, v));
    if (x <= 0) return raise_domain(t);
    return make_float(t, f(x));
}
Owned math_log(Thread& t, const Value* args) {
    Owned number = TRY(logarithm(t, args[0], std::log));
    if (args[1].is_unbound()) return number;
    Owned base = TRY(logarithm(t, args[1], std::log));
    return binary_op(t, BinaryOp::TrueDiv, number, base);
}
Owned math_log2(Thread& t, const Value* args) { return logarithm(t, args[0], std::log2); }
Owned math_log10(Thread& t, const Value* args) { return logarithm(t, args[0], std::log10); }

// ---- rounding: __floor__, __ceil__, __trunc__ of the type first ----

Owned rounded(Thread& t, Value v, Value method, double (*f)(double)) {
    if (!is_exact(v, Kind::Float)) {
        Owned own = TRY(call_special(t, v, method));
        if (!own.is_unbound()) return own;
    }
    return int_from_double(t, f(TRY(to_double(t, v))));
}
Owned math_floor(Thread& t, const Value* args) { return rounded(t, args[0], names(t).__floor__, std::floor); }
Owned math_ceil(Thread& t, const Value* args) { return rounded(t, args[0], names(t).__ceil__, std::ceil); }
Owned math_trunc(Thread& t, const Value* args) {
    if (is_exact(args[0], Kind::Float)) return int_from_double(t, args[0].as<Float>()->value);
    Owned own = TRY(call_special(t, args[0], names(t).__trunc__));
    if (own.is_unbound())
        return raise_type_error(t, "type %.100s doesn't define __trunc__ method", type_name(t, args[0]));
    return own;
}

// ---- sums over many ----

// Shewchuk's exact summation: `partials` never overlap, and their sum is exact.
Owned math_fsum(Thread& t, const Value* args) {
    std::vector<double> partials;
    double special = 0, infinities = 0;
    TRY(for_each(t, args[0], [&](Value v) -> Status {
        double x = TRY(to_double(t, v)), original = x;
        size_t kept = 0;
        for (double y : partials) {
            if (std::fabs(x) < std::fabs(y)) std::swap(x, y);
            volatile double high = x + y;
            volatile double rounded_part = high - x;
            volatile double low = y - rounded_part;
            if (low != 0) partials[kept++] = low;
            x = high;
        }
        partials.resize(kept);
        if (x != 0) {
            if (!std::isfinite(x)) {
                if (std::isfinite(original)) return raise_overflow_error(t, "intermediate overflow in fsum");
                if (std::isinf(original)) infinities += original;
                special += original;
                partials.clear();
            } else {
                partials.push_back(x);
            }
        }
        return {};
    }));
    if (special != 0) {
        if (std::isnan(infinities)) return raise_value_error(t, "-inf + inf in fsum");
        return make_float(t, special);
    }
    if (partials.empty()) return make_float(t, 0.0);
    size_t n = partials.size();
    double high = partials[--n];
    volatile double low = 0;
    while (n > 0) {
        double x = high, y = partials[--n];
        high = x + y;
        volatile double rounded_part = high - x;
        low = y - rounded_part;
        if (low != 0) break;
    }
    // Half-way cases are rounded by what remains.
    if (n > 0 && ((low < 0 && partials[n - 1] < 0) || (low > 0 && partials[n - 1] > 0))) {
        double y = low * 2;
        volatile double x = high + y;
        volatile double rounded_part = x - high;
        if (y == rounded_part) high = x;
    }
    return make_float(t, high);
}

// The root of a sum of squares, scaled so that nothing overflows, and corrected once.
double vector_norm(std::vector<double>& v) {
    double largest = 0;
    bool nan = false;
    for (double& x : v) {
        x = std::fabs(x);
        nan |= std::isnan(x);
        largest = std::max(largest, x);
    }
    for (double x : v) {
        if (std::isinf(x)) return kInfinity;
    }
    if (nan) return kNan;
    if (largest == 0 || v.size() == 1) return largest;
    int exponent;
    std::frexp(largest, &exponent);
    if (exponent < -1022) {  // subnormal: no room to scale by a power of two
        double sum = 0;
        for (double x : v) sum += (x / largest) * (x / largest);
        return largest * std::sqrt(sum);
    }
    double scale = std::ldexp(1.0, -exponent);
    double sum = 0, correction = 0;
    for (double x : v) {
        x *= scale;
        double square = x * x, error = std::fma(x, x, -square);
        double next = sum + square;
        correction += (std::fabs(sum) >= square ? (sum - next) + square : (square - next) + sum) + error;
        sum = next;
    }
    double h = std::sqrt(sum + correction);
    double square = h * h, error = std::fma(h, h, -square);
    double rest = ((sum - square) + correction) - error;
    h += rest / (2.0 * h);
    return h / scale;
}
Owned math_hypot(Thread& t, const Value* args) {
    std::vector<double> v;
    for (Value x : *args[0].as<Tuple>()) v.push_back(TRY(to_double(t, x)));
    return make_float(t, v.empty() ? 0.0 : vector_norm(v));
}
Owned math_dist(Thread& t, const Value* args) {
    Ref<Tuple> p = TRY(to_tuple(t, args[0])), q = TRY(to_tuple(t, args[1]));
    if (p->length != q->length)
        return raise_value_error(t, "both points must have the same number of dimensions");
    std::vector<double> v;
    for (size_t i = 0; i < p->length; ++i)
        v.push_back(TRY(to_double(t, p->at(i))) - TRY(to_double(t, q->at(i))));
    return make_float(t, v.empty() ? 0.0 : vector_norm(v));
}
Owned math_prod(Thread& t, const Value* args) {
    Owned product = Owned::share(args[1]);
    TRY(for_each(t, args[0], [&](Value v) -> Status {
        product = TRY(binary_op(t, BinaryOp::Mul, product, v));
        return {};
    }));
    return product;
}

const FunctionSpec functions[] = {
    {"acos(x, /)", unary<std::acos, false>, "Return the arc cosine (measured in radians) of x."},
    {"acosh(x, /)", unary<std::acosh, false>, "Return the inverse hyperbolic cosine of x."},
    {"asin(x, /)", unary<std::asin, false>, "Return the arc sine (measured in radians) of x."},
    {"asinh(x, /)", unary<std::asinh, false>, "Return the inverse hyperbolic sine of x."},
    {"atan(x, /)", unary<std::atan, false>, "Return the arc tangent (measured in radians) of x."},
    {"atanh(x, /)", unary<std::atanh, false>, "Return the inverse hyperbolic tangent of x."},
    {"cbrt(x, /)", unary<std::cbrt, false>, "Return the cube root of x."},
    {"cos(x, /)", unary<std::cos, false>, "Return the cosine of x (measured in radians)."},
    {"cosh(x, /)", unary<std::cosh, true>, "Return the hyperbolic cosine of x."},
    {"erf(x, /)", unary<std::erf, false>, "Error function at x."},
    {"erfc(x, /)", unary<std::erfc, false>, "Complementary error function at x."},
    {"exp(x, /)", unary<std::exp, true>, "Return e raised to the power of x."},
    {"exp2(x, /)", unary<std::exp2, true>, "Return 2 raised to the power of x."},
    {"expm1(x, /)", unary<std::expm1, true>, "Return exp(x)-1."},
    {"fabs(x, /)", unary<std::fabs, false>, "Return the absolute value of the float x."},
    {"log1p(x, /)", unary<std::log1p, false>, "Return the natural logarithm of 1+x (base e)."},
    {"sin(x, /)", unary<std::sin, false>, "Return the sine of x (measured in radians)."},
    {"sinh(x, /)", unary<std::sinh, true>, "Return the hyperbolic sine of x."},
    {"sqrt(x, /)", unary<std::sqrt, false>, "Return the square root of x."},
    {"tan(x, /)", unary<std::tan, false>, "Return the tangent of x (measured in radians)."},
    {"tanh(x, /)", unary<std::tanh, false>, "Return the hyperbolic tangent of x."},
    {"gamma(x, /)", math_gamma, "Gamma function at x."},
    {"lgamma(x, /)", math_lgamma, "Natural logarithm of absolute value of Gamma function at x."},
    {"remainder(x, y, /)", two<std::remainder>,
     "Difference between x and the closest integer multiple of y."},
    {"copysign(x, y, /)", math_copysign},
    {"atan2(y, x, /)", math_atan2},
    {"fmod(x, y, /)", math_fmod},
    {"pow(x, y, /)", math_pow},
    {"ldexp(x, i, /)", math_ldexp},
    {"frexp(x, /)", math_frexp},
    {"modf(x, /)", math_modf},
    {"degrees(x, /)", math_degrees},
    {"radians(x, /)", math_radians},
    {"isfinite(x, /)", math_isfinite},
    {"isinf(x, /)", math_isinf},
    {"isnan(x, /)", math_isnan},
    {"nextafter(x, y, /)", math_nextafter},
    {"ulp(x, /)", math_ulp},
    {"isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0)", math_isclose},
    {"log(x, base=..., /)", math_log,
     "Return the logarithm of x to the given base; base e if it is not specified."},
    {"log2(x, /)", math_log2},
    {"log10(x, /)", math_log10},
    {"floor(x, /)", math_floor, "Return the floor of x as an Integral."},
    {"ceil(x, /)", math_ceil, "Return the ceiling of x as an Integral."},
    {"trunc(x, /)", math_trunc},
    {"fsum(seq, /)", math_fsum, "Return an accurate floating point sum of values in the iterable seq."},
    {"hypot(*coordinates)", math_hypot, "Multidimensional Euclidean distance from the origin to a point."},
    {"dist(p, q, /)", math_dist, "Return the Euclidean distance between two points p and q."},
    {"prod(iterable, /, *, start=1)", math_prod,
     "Calculate the product of all the elements in the input iterable."},
};

Status fill(Thread& t, Module* module) {
    for (const FunctionSpec& spec : integer_functions()) {
        Owned function = TRY(make_native_function(t, spec, intern(t, "math")));
        TRY(dict_set(t, module_dict(Value(module)), TRY(get_attr(t, function, names(t).__name__)), function));
    }
    TRY(module_add(t, module, "pi", make_float(t, kPi)));
    TRY(module_add(t, module, "e", make_float(t, 2.7182818284590452354)));
    TRY(module_add(t, module, "tau", make_float(t, 2 * kPi)));
    TRY(module_add(t, module, "inf", make_float(t, kInfinity)));
    return module_add(t, module, "nan", make_float(t, kNan));
}
MINIPY_MODULE(math, {.doc = "Mathematical functions of the C standard and some more.",
                     .functions = functions,
                     .exec = fill});

}  // namespace

}  // namespace minipy::math
