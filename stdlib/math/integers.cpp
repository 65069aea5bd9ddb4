// math: exact functions of integers of any size, over GMP.
#include <gmp.h>

#include "integers.h"

namespace minipy::math {

namespace {

// A number of GMP's that frees itself.
class Big {
  public:
    Big() { mpz_init(z_); }
    ~Big() { mpz_clear(z_); }
    Big(const Big&) = delete;
    operator mpz_ptr() { return z_; }

  private:
    mpz_t z_;
};

Owned gcd_or_lcm(Thread& t, Tuple* numbers, void (*f)(mpz_ptr, mpz_srcptr, mpz_srcptr), unsigned long start) {
    Big result;
    mpz_set_ui(result, start);
    for (Value v : *numbers) {
        Owned number = TRY(to_index(t, v));
        f(result, result, IntView(number));
    }
    return make_int(t, static_cast<mpz_srcptr>(static_cast<mpz_ptr>(result)));
}
Owned math_gcd(Thread& t, const Value* args) { return gcd_or_lcm(t, args[0].as<Tuple>(), mpz_gcd, 0); }
Owned math_lcm(Thread& t, const Value* args) { return gcd_or_lcm(t, args[0].as<Tuple>(), mpz_lcm, 1); }

Owned math_factorial(Thread& t, const Value* args) {
    Owned number = TRY(to_index(t, args[0]));
    int64_t n;
    bool fits = int_fits_int64(number, &n);
    if (fits ? n < 0 : mpz_sgn(static_cast<mpz_srcptr>(IntView(number))) < 0)
        return raise_value_error(t, "factorial() not defined for negative values");
    if (!fits || n > INT32_MAX * int64_t{2}) {
        return raise_overflow_error(t, "factorial() argument should not exceed %ld", INT64_MAX);
    }
    Big result;
    mpz_fac_ui(result, static_cast<unsigned long>(n));
    return make_int(t, static_cast<mpz_srcptr>(static_cast<mpz_ptr>(result)));
}

Owned math_isqrt(Thread& t, const Value* args) {
    Owned number = TRY(to_index(t, args[0]));
    IntView view(number);
    if (mpz_sgn(static_cast<mpz_srcptr>(view)) < 0)
        return raise_value_error(t, "isqrt() argument must be nonnegative");
    Big result;
    mpz_sqrt(result, view);
    return make_int(t, static_cast<mpz_srcptr>(static_cast<mpz_ptr>(result)));
}

Owned math_comb(Thread& t, const Value* args) {
    Owned n = TRY(to_index(t, args[0])), k = TRY(to_index(t, args[1]));
    IntView n_view(n), k_view(k);
    if (mpz_sgn(static_cast<mpz_srcptr>(n_view)) < 0)
        return raise_value_error(t, "n must be a non-negative integer");
    if (mpz_sgn(static_cast<mpz_srcptr>(k_view)) < 0)
        return raise_value_error(t, "k must be a non-negative integer");
    if (mpz_cmp(k_view, n_view) > 0) return make_int(t, 0);
    Big other, result;
    mpz_sub(other, n_view, k_view);
    mpz_srcptr smaller =
        mpz_cmp(other, k_view) < 0 ? static_cast<mpz_ptr>(other) : static_cast<mpz_srcptr>(k_view);
    if (!mpz_fits_ulong_p(smaller))
        return raise_overflow_error(t, "min(n - k, k) must not exceed %ld", INT64_MAX);
    mpz_bin_ui(result, n_view, mpz_get_ui(smaller));
    return make_int(t, static_cast<mpz_srcptr>(static_cast<mpz_ptr>(result)));
}

Owned math_perm(Thread& t, const Value* args) {
    if (args[1].is_none()) return math_factorial(t, args);
    Owned n = TRY(to_index(t, args[0])), k = TRY(to_index(t, args[1]));
    IntView n_view(n), k_view(k);
    if (mpz_sgn(static_cast<mpz_srcptr>(n_view)) < 0)
        return raise_value_error(t, "n must be a non-negative integer");
    if (mpz_sgn(static_cast<mpz_srcptr>(k_view)) < 0)
        return raise_value_error(t, "k must be a non-negative integer");
    if (mpz_cmp(k_view, n_view) > 0) return make_int(t, 0);
    if (!mpz_fits_ulong_p(k_view)) return raise_overflow_error(t, "k must not exceed %ld", INT64_MAX);
    Big result, factor;
    mpz_set_ui(result, 1);
    mpz_set(factor, n_view);
    for (unsigned long i = mpz_get_ui(k_view); i > 0; --i) {
        mpz_mul(result, result, factor);
        mpz_sub_ui(factor, factor, 1);
    }
    return make_int(t, static_cast<mpz_srcptr>(static_cast<mpz_ptr>(result)));
}

const FunctionSpec functions[] = {
    {"gcd(*integers)", math_gcd, "Greatest Common Divisor."},
    {"lcm(*integers)", math_lcm, "Least Common Multiple."},
    {"factorial(n, /)", math_factorial, "Find n!."},
    {"isqrt(n, /)", math_isqrt, "Return the integer part of the square root of the input."},
    {"comb(n, k, /)", math_comb,
     "Number of ways to choose k items from n items without repetition and without order."},
    {"perm(n, k=None, /)", math_perm,
     "Number of ways to choose k items from n items without repetition and with order."},
};

}  // namespace

std::span<const FunctionSpec> integer_functions() { return functions; }

}  // namespace minipy::math
