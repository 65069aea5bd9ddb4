// The operators of int. Each tries the immediates first, with the compiler's overflow checks, and falls back on GMP.
#include <cmath>

#include "objects/float.h"
#include "objects/int_internal.h"
#include "objects/tuple.h"
#include "support/bigint.h"
#include "support/hash.h"

namespace minipy {

namespace {

constexpr size_t kMaxBits = size_t{1} << 36;  // results past this are a MemoryError

int64_t small_value(Value v) { return v.is_int() ? v.as_int() : v.is_true(); }
bool both_small(Value a, Value b) { return !a.is_object() && !b.is_object(); }
bool both_ints(Value a, Value b) { return is_int(a) && is_int(b); }

Owned big(Thread& t, const BigInt& z) { return make_int(t, static_cast<mpz_srcptr>(z)); }

template <class SmallOp, class BigOp>
Owned arithmetic(Thread& t, Value a, Value b, SmallOp small_op, BigOp big_op) {
    if (both_small(a, b)) {
        int64_t result;
        if (!small_op(small_value(a), small_value(b), &result)) return make_int(t, result);
    }
    BigInt out;
    big_op(static_cast<mpz_ptr>(out), IntView(a), IntView(b));
    return big(t, out);
}

Owned int_add(Thread& t, Value a, Value b) {
    if (!both_ints(a, b)) return Owned::not_implemented();
    return arithmetic(
        t, a, b, [](int64_t x, int64_t y, int64_t* r) { return __builtin_add_overflow(x, y, r); }, mpz_add);
}
Owned int_sub(Thread& t, Value a, Value b) {
    if (!both_ints(a, b)) return Owned::not_implemented();
    return arithmetic(
        t, a, b, [](int64_t x, int64_t y, int64_t* r) { return __builtin_sub_overflow(x, y, r); }, mpz_sub);
}
Owned int_mul(Thread& t, Value a, Value b) {
    if (!both_ints(a, b)) return Owned::not_implemented();
    return arithmetic(
        t, a, b, [](int64_t x, int64_t y, int64_t* r) { return __builtin_mul_overflow(x, y, r); }, mpz_mul);
}

bool is_zero(Value v) { return v.is_object() ? mpz_sgn(v.as<Int>()->value) == 0 : small_value(v) == 0; }
int sign_of(Value v) {
    if (v.is_object()) return mpz_sgn(v.as<Int>()->value);
    int64_t i = small_value(v);
    return i < 0 ? -1 : i > 0;
}
Raised division_by_zero(Thread& t, const char* message) {
    return raise_error(t, exc(t).ZeroDivisionError, "%s", message);
}

int64_t floor_div(int64_t x, int64_t y) {
    int64_t q = x / y;
    return (x % y != 0 && (x < 0) != (y < 0)) ? q - 1 : q;
}
int64_t floor_mod(int64_t x, int64_t y) {
    int64_t r = x % y;
    return (r != 0 && (r < 0) != (y < 0)) ? r + y : r;
}

Owned int_floor_div(Thread& t, Value a, Value b) {
    if (!both_ints(a, b)) return Owned::not_implemented();
    if (is_zero(b)) return division_by_zero(t, "integer division or modulo by zero");
    if (both_small(a, b)) return make_int(t, floor_div(small_value(a), small_value(b)));
    BigInt out;
    mpz_fdiv_q(out, IntView(a), IntView(b));
    return big(t, out);
}
Owned int_mod(Thread& t, Value a, Value b) {
    if (!both_ints(a, b)) return Owned::not_implemented();
    if (is_zero(b)) return division_by_zero(t, "integer modulo by zero");
    if (both_small(a, b)) return make_int(t, floor_mod(small_value(a), small_value(b)));
    BigInt out;
    mpz_fdiv_r(out, IntView(a), IntView(b));
    return big(t, out);
}
Owned int_divmod(Thread& t, Value a, Value b) {
    if (!both_ints(a, b)) return Owned::not_implemented();
    Owned quotient = TRY(int_floor_div(t, a, b));
    Owned rest = TRY(int_mod(t, a, b));
    return make_tuple(t, {quotient.get(), rest.get()});
}
Owned int_true_div(Thread& t, Value a, Value b) {
    if (!both_ints(a, b)) return Owned::not_implemented();
    if (is_zero(b)) return division_by_zero(t, "division by zero");
    constexpr int64_t exact = int64_t{1} << 53;
    if (both_small(a, b)) {
        int64_t x = small_value(a), y = small_value(b);
        if (x >= -exact && x <= exact && y >= -exact && y <= exact) {
            return make_float(t, static_cast<double>(x) / static_cast<double>(y));
        }
    }
    double result;
    if (!big_true_divide(IntView(a), IntView(b), &result)) {
        return raise_overflow_error(t, "integer division result too large for a float");
    }
    return make_float(t, result);
}

Owned int_lshift(Thread& t, Value a, Value b) {
    if (!both_ints(a, b)) return Owned::not_implemented();
    if (sign_of(b) < 0) return raise_value_error(t, "negative shift count");
    if (is_zero(a)) return make_int(t, 0);
    int64_t count;
    if (!int_fits_int64(b, &count)) {  // CPython's limit: so many digits of 30 bits as fit into 63 bits
        if (mpz_sizeinbase(IntView(b), 2) <= 67) return raise_memory_error(t);
        return raise_overflow_error(t, "too many digits in integer");
    }
    if (!a.is_object() && count < 62) {
        int64_t x = small_value(a);
        int64_t shifted = static_cast<int64_t>(static_cast<uint64_t>(x) << count);
        if (shifted >> count == x) return make_int(t, shifted);
    }
    if (static_cast<uint64_t>(count) > kMaxBits) return raise_memory_error(t);
    BigInt out;
    mpz_mul_2exp(out, IntView(a), static_cast<mp_bitcnt_t>(count));
    return big(t, out);
}
Owned int_rshift(Thread& t, Value a, Value b) {
    if (!both_ints(a, b)) return Owned::not_implemented();
    if (sign_of(b) < 0) return raise_value_error(t, "negative shift count");
    int64_t count;
    if (!int_fits_int64(b, &count)) return make_int(t, sign_of(a) < 0 ? -1 : 0);
    if (!a.is_object()) return make_int(t, small_value(a) >> (count > 63 ? 63 : count));
    BigInt out;
    mpz_fdiv_q_2exp(out, IntView(a), static_cast<mp_bitcnt_t>(count));
    return big(t, out);
}

template <class SmallOp, class BigOp>
Owned bitwise(Thread& t, Value a, Value b, SmallOp small_op, BigOp big_op) {
    if (!both_ints(a, b)) return Owned::not_implemented();
    if (a.is_bool() && b.is_bool())
        return Owned::from_bool(small_op(int64_t{a.is_true()}, int64_t{b.is_true()}) != 0);
    if (both_small(a, b)) return make_int(t, small_op(small_value(a), small_value(b)));
    BigInt out;
    big_op(static_cast<mpz_ptr>(out), IntView(a), IntView(b));
    return big(t, out);
}
Owned int_and(Thread& t, Value a, Value b) {
    return bitwise(
        t, a, b, [](int64_t x, int64_t y) { return x & y; }, mpz_and);
}
Owned int_or(Thread& t, Value a, Value b) {
    return bitwise(
        t, a, b, [](int64_t x, int64_t y) { return x | y; }, mpz_ior);
}
Owned int_xor(Thread& t, Value a, Value b) {
    return bitwise(
        t, a, b, [](int64_t x, int64_t y) { return x ^ y; }, mpz_xor);
}

Owned int_pow(Thread& t, Value a, Value b) {
    if (!both_ints(a, b)) return Owned::not_implemented();
    if (sign_of(b) < 0) {
        bool overflow;
        double x = int_to_double(t, a, &overflow), y = overflow ? 0 : int_to_double(t, b, &overflow);
        if (overflow) return raise_overflow_error(t, "int too large to convert to float");
        Owned base = make_float(t, x), exponent = make_float(t, y);
        return binary_op(t, BinaryOp::Pow, base, exponent);
    }
    int64_t exponent;
    if (!int_fits_int64(b, &exponent)) {
        int64_t x;
        if (!int_fits_int64(a, &x) || x < -1 || x > 1) return raise_memory_error(t);
        exponent = 2 + mpz_odd_p(static_cast<mpz_srcptr>(IntView(b)));
    }
    IntView base(a);
    size_t bits = big_bit_length(base);
    if (bits > 1 && static_cast<uint64_t>(exponent) > kMaxBits / bits) return raise_memory_error(t);
    BigInt out;
    mpz_pow_ui(out, base, static_cast<unsigned long>(exponent));
    return big(t, out);
}

Owned int_compare(Thread&, Value a, Value b, CompareOp op) {
    if (!both_ints(a, b)) return Owned::not_implemented();
    int order;
    if (both_small(a, b)) {
        int64_t x = small_value(a), y = small_value(b);
        order = x < y ? -1 : x > y;
    } else {
        order = mpz_cmp(IntView(a), IntView(b));
    }
    switch (op) {
        case CompareOp::Lt:
            return Owned::from_bool(order < 0);
        case CompareOp::Le:
            return Owned::from_bool(order <= 0);
        case CompareOp::Eq:
            return Owned::from_bool(order == 0);
        case CompareOp::Ne:
            return Owned::from_bool(order != 0);
        case CompareOp::Gt:
            return Owned::from_bool(order > 0);
        case CompareOp::Ge:
            return Owned::from_bool(order >= 0);
    }
    return Owned::not_implemented();
}

Owned int_negative(Thread& t, Value v) {
    if (!v.is_object()) return make_int(t, -small_value(v));
    BigInt out;
    mpz_neg(out, IntView(v));
    return big(t, out);
}
Owned int_positive(Thread& t, Value v) { return int_as_exact(t, v); }
Owned int_absolute(Thread& t, Value v) { return sign_of(v) < 0 ? int_negative(t, v) : int_as_exact(t, v); }
Owned int_invert(Thread& t, Value v) {
    if (!v.is_object()) return make_int(t, ~small_value(v));
    BigInt out;
    mpz_com(out, IntView(v));
    return big(t, out);
}

Owned int_float(Thread& t, Value v) {
    bool overflow;
    double d = int_to_double(t, v, &overflow);
    if (overflow) return raise_overflow_error(t, "int too large to convert to float");
    return make_float(t, d);
}
Result<bool> int_truth(Thread&, Value v) { return !is_zero(v); }
Result<int64_t> int_hash_slot(Thread&, Value v) { return int_hash(v); }

}  // namespace

Owned int_pow_mod(Thread& t, Value base, Value exponent, Value modulus) {
    if (!both_ints(base, exponent) || !is_int(modulus)) return Owned::not_implemented();
    if (is_zero(modulus)) return raise_value_error(t, "pow() 3rd argument cannot be 0");
    BigInt out;
    if (!big_pow_mod(out, IntView(base), IntView(exponent), IntView(modulus))) {
        return raise_value_error(t, "base is not invertible for the given modulus");
    }
    return big(t, out);
}

int64_t int_hash(Value v) {
    return v.is_object() ? big_hash(v.as<Int>()->value) : hash_int64(small_value(v));
}

Owned int_as_exact(Thread& t, Value v) {
    if (v.is_int() || is_exact(v, Kind::Int)) return Owned::share(v);
    if (v.is_bool()) return make_int(t, small_value(v));
    return make_int(t, v.as<Int>()->value);
}

void fill_int_slots(Slots& s) {
    auto set = [&s](BinaryOp op, Owned (*code)(Thread&, Value, Value)) {
        s.binary[static_cast<int>(op)] = code;
    };
    set(BinaryOp::Add, int_add);
    set(BinaryOp::Sub, int_sub);
    set(BinaryOp::Mul, int_mul);
    set(BinaryOp::FloorDiv, int_floor_div);
    set(BinaryOp::Mod, int_mod);
    set(BinaryOp::DivMod, int_divmod);
    set(BinaryOp::TrueDiv, int_true_div);
    set(BinaryOp::LShift, int_lshift);
    set(BinaryOp::RShift, int_rshift);
    set(BinaryOp::And, int_and);
    set(BinaryOp::Or, int_or);
    set(BinaryOp::Xor, int_xor);
    set(BinaryOp::Pow, int_pow);
    s.power_mod = int_pow_mod;
    s.unary[static_cast<int>(UnaryOp::Neg)] = int_negative;
    s.unary[static_cast<int>(UnaryOp::Pos)] = int_positive;
    s.unary[static_cast<int>(UnaryOp::Invert)] = int_invert;
    s.unary[static_cast<int>(UnaryOp::Abs)] = int_absolute;
    s.compare = int_compare;
    s.hash = int_hash_slot;
    s.truth = int_truth;
    s.to_int = int_as_exact;
    s.to_float = int_float;
    s.index = int_as_exact;
}

}  // namespace minipy
